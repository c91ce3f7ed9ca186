"""Whom and what the measurement asks for: chosen from the database and printed as JSON."""

import json

from accounts.models import User
from grants.models import Mark
from purchasing.models import Contract
from tests.bench.drafts import largest_drafts, session_of
from tests.bench.scoring_round import scoring_round


def say(drafts: int) -> None:
    """Print the subject of the measurement: the largest application under review, its officer's session and mark.

    With it, that many drafts with the most members; the last one is written in, and all others are submitted.
    """
    officer = User.objects.get(sample_kind="grants-officer")
    # A review of the officer's own with a passage cited, of the application with the most members.
    mark = (
        Mark.objects.filter(review__officer=officer, citations__kind="passage", citations__removed_at=None)
        .select_related("review__application", "review__version")
        .order_by("-review__application__participants_count", "review", "element")[0]
    )
    application = mark.review.application
    # The record pages are those of its first member with schools: a service agency that leads has none.
    members = application.participants.filter(district__schools__isnull=False).order_by("position")
    member = members.select_related("district__county__region")[0].district
    contract = Contract.objects.select_related("consortium").order_by("pk")[0]
    print(
        json.dumps(
            {
                "session": session_of(officer),
                "reference": application.reference,
                "application": application.pk,
                "officer": officer.pk,
                "consortium": application.consortium.slug,
                "region": member.county.region.slug,
                "leaid": member.leaid,
                "ncessch": member.schools.order_by("ncessch").values_list("ncessch", flat=True)[0],
                "contract": contract.pk,
                "contract_page": contract.get_absolute_url(),
                "mark": mark.pk,
                "element": mark.element,
                "revision": mark.revision,
                "verdict": mark.verdict,
                "version": mark.review.version.number,
                "drafts": largest_drafts(drafts),
            }
            | scoring_round()
        )
    )
