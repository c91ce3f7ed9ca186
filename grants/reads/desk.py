"""What a desk page reads: every row it shows, in at most twelve queries whatever the plan's size."""

from dataclasses import dataclass, field, replace

from django.db.models import Q

from accounts.models import User
from districts.models import CountyShape
from districts.models.shape import DrawnCounty
from grants.models.amendment import Amendment
from grants.models.application import Application
from grants.models.participant import Participant
from grants.models.review import Review
from grants.models.review_request import ReviewRequest
from grants.models.sealed import StoredFinding, Version
from grants.models.signature import Signature
from grants.models.state_answer import StateAnswer
from grants.reads.conclusion import requests_shown_to


@dataclass(frozen=True)
class DeskRows:
    """The rows of one desk for one reader, who may see `review` and `other_reviews`."""

    application: Application
    version: Version
    latest: Version  # the same as `version` unless a newer one was submitted
    review: Review | None
    other_reviews: list[Review]
    findings: list[StoredFinding]
    earlier_findings: list[StoredFinding]  # of the latest version; they no longer hold
    signatures: dict[str, Signature]
    participants: list[Participant]  # with the records of the registry
    shapes: list[DrawnCounty]  # all counties of the consortium's state; empty if their outlines aren't loaded
    amendments: list[Amendment] = field(default_factory=list)  # those that the lead proposed, the last first
    requests: list[ReviewRequest] = field(default_factory=list)  # officers asked for a review or a decision
    state_answers: list[StateAnswer] = field(default_factory=list)  # those that the reader may see, the last first


def read_desk(application: Application, user: User, *, version: int | None = None) -> DeskRows | None:
    """The desk of an application at the given version, else at the one that the reader reviews, else at the latest.

    None if nothing was submitted or no version has that number.
    """
    reviews = list(Review.objects.visible_to(user).for_desk(application))
    own = next((review for review in reviews if review.officer_id == user.pk), None)
    latest, shown = latest_and_shown(application, own, version)
    if latest is None or shown is None:
        return None
    findings = list(application.findings.standing_or_of(latest))
    return DeskRows(
        application=application,
        version=shown,
        latest=latest,
        review=own,
        other_reviews=[review for review in reviews if review is not own],
        findings=[finding for finding in findings if finding.gone_at is None],
        earlier_findings=[finding for finding in findings if finding.gone_at],
        signatures={s.participant.key: s for s in application.signatures.select_related("participant").defer("part")},
        participants=participants_in(shown),
        shapes=CountyShape.objects.visible_to(user).drawn(application.consortium.state),
        amendments=list(Amendment.objects.of(application).order_by("-number")),
        requests=list(requests_shown_to(user).of(application)) if getattr(application, "asks_officers", True) else [],
        state_answers=list(StateAnswer.objects.visible_to(user).of(application))
        if getattr(application, "is_answered", True)
        else [],
    )


def participants_in(version: Version) -> list[Participant]:
    """The members of a submitted version with their records, also those that no longer take part; one query."""
    keys = [row["key"] for row in version.content["participants"]]
    return list(Participant.objects.filter(application=version.application_id, key__in=keys).with_records())


def read_as_sealed(application: Application, version: Version) -> DeskRows:
    """The rows of a submitted version alone: without reviews and findings, with the signatures of that moment."""
    signed = application.signatures.select_related("participant").defer("part")
    by_then = signed.filter(Q(signed_at=None) | Q(signed_at__lte=version.sealed_at))
    return DeskRows(
        application=application,
        version=version,
        latest=version,
        review=None,
        other_reviews=[],
        findings=[],
        earlier_findings=[],
        signatures={signature.participant.key: signature for signature in by_then},
        participants=[],
        shapes=[],
    )


def read_for_scorer(application: Application, version: Version, user: User) -> DeskRows:
    """The rows of a scorer's desk: a submitted version with its members in the registry and the map's counties."""
    shapes = CountyShape.objects.visible_to(user).drawn(application.consortium.state)
    return replace(read_as_sealed(application, version), participants=participants_in(version), shapes=shapes)


def read_before_submitting(version: Version, findings: list[StoredFinding], user: User) -> DeskRows:
    """The rows of a desk for a version that wasn’t submitted: what reviewers would see of it if it were, now."""
    application = version.application
    rows = read_as_sealed(application, version)
    participants = application.participants.with_records()
    shapes = CountyShape.objects.visible_to(user).drawn(application.consortium.state)
    return replace(rows, findings=findings, participants=list(participants), shapes=shapes)


def latest_and_shown(
    application: Application, own: Review | None, number: int | None
) -> tuple[Version | None, Version | None]:
    """The version submitted last, and the one to show; most often they are the same. One query."""
    wanted = Q(number=number) if number else Q(pk=own.version_id if own else None)
    newest = Q(pk__in=Version.objects.filter(application=application).order_by("-number").values("pk")[:1])
    versions = list(application.versions.filter(wanted | newest).order_by("-number"))
    if not versions:
        return None, None
    if number:
        return versions[0], next((version for version in versions if version.number == number), None)
    return versions[0], next((version for version in versions if own and version.pk == own.version_id), versions[0])
