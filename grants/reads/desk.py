"""What a desk page reads: every row it shows, in at most eleven queries whatever the plan's size."""

from dataclasses import dataclass

from accounts.models import User
from grants.models.application import Application, Participant
from grants.models.review import Review
from grants.models.sealed import StoredFinding, Version
from grants.models.signature import Signature


@dataclass(frozen=True)
class DeskRows:
    """The rows of one desk for one reader, who may see `review` and `other_reviews`."""

    application: Application
    version: Version
    latest: Version  # without content; the same number as `version` unless a newer one was submitted
    review: Review | None
    other_reviews: list[Review]
    findings: list[StoredFinding]
    earlier_findings: list[StoredFinding]  # of the latest version; they no longer hold
    signatures: dict[str, Signature]
    participants: list[Participant]  # with the records of the registry


def read_desk(application: Application, user: User, *, version: int | None = None) -> DeskRows | None:
    """The desk of an application at the given version, else at the one that the reader reviews, else at the latest.

    None if nothing was submitted or no version has that number.
    """
    reviews = list(Review.objects.visible_to(user).for_desk(application))
    own = next((review for review in reviews if review.officer_id == user.pk), None)
    versions = list(application.versions.defer("content", "reading").order_by("-number"))
    if not versions:
        return None
    wanted = version or (next(v.number for v in versions if v.pk == own.version_id) if own else versions[0].number)
    shown = application.versions.filter(number=wanted).first()
    if shown is None:
        return None
    findings = list(application.findings.standing_or_of(versions[0]))
    return DeskRows(
        application=application,
        version=shown,
        latest=versions[0],
        review=own,
        other_reviews=[review for review in reviews if review is not own],
        findings=[finding for finding in findings if finding.gone_at is None],
        earlier_findings=[finding for finding in findings if finding.gone_at],
        signatures={s.participant.key: s for s in application.signatures.select_related("participant").defer("part")},
        participants=list(application.participants.select_related("district__county", "school__district__county")),
    )
