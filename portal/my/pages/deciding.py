"""What a registrar leaves to other registrars because of a role of their own: said, and not among the tasks."""

from collections.abc import Iterable

from django.urls import reverse

from consortia.models import Consortium, Membership, ScheduledClosure
from portal.my.pages.dashboard import WaitingRow

OTHERS_DECIDE = (
    "another registrar or an administrator decides, because you took part in this, or have a role there or had one in "
    "the last year."
)


def rows_left_to_others(
    proposals: Iterable[Consortium],
    memberships: Iterable[Membership],
    closures: Iterable[ScheduledClosure],
    disputes: int,
) -> list[WaitingRow]:
    """Decisions that another registrar makes, each with its page."""
    rows = [
        WaitingRow(
            f"Proposal for {one.name}: {OTHERS_DECIDE}", reverse("membership:consortium_proposal", args=[one.slug])
        )
        for one in proposals
    ]
    rows += [
        WaitingRow(f"{one.member} in {one.consortium}: {OTHERS_DECIDE}", one.get_absolute_url()) for one in memberships
    ]
    rows += [WaitingRow(f"Scheduled change of {one.ends}: {OTHERS_DECIDE}", one.get_absolute_url()) for one in closures]
    if disputes:
        count = "1 reported error" if disputes == 1 else f"{disputes:,} reported errors"
        rows.append(WaitingRow(f"{count}: {OTHERS_DECIDE}", reverse("registrar:dispute_list")))
    return rows


def call_row(*, office: str, phone: str) -> WaitingRow:
    """Whom to call about these decisions where there is no other registrar."""
    return WaitingRow(f"No other registrar or administrator has an open account to decide. Call {office} at {phone}.")
