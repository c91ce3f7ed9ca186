"""Members that left or closed after the application was submitted: what that changes, and what the lead can do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import short_day
from grants.models import Application
from grants.reads.member_loss import Losses
from grants.rules.awards import USUAL_SHARE
from grants.rules.departures import Departure
from portal.components.member_loss import MemberLossRow, member_loss_page


@dataclass(frozen=True)
class DeparturesPanel:
    """On the overview: who left or will leave, in sentences."""

    heading: str
    sentences: list[str]


@dataclass(frozen=True)
class DeparturesPage:
    """The facts about each member that left or will leave; the same that reviewers see."""

    version: int
    left: list[str]
    announced: list[str]
    rows: list[MemberLossRow]
    already: Sequence[str]
    withdraw: str  # the address, or "" if this reader can't withdraw it now


def departures_panel(left: Sequence[Departure], announced: Sequence[Departure]) -> DeparturesPanel | None:
    """None if every member is still there."""
    if not (left or announced):
        return None
    heading = "A member has left" if left else "A member will leave"
    return DeparturesPanel(heading, [one.sentence for one in (*left, *announced)])


def departures_page(application: Application, losses: Losses, *, may_withdraw: bool) -> DeparturesPage:
    """The page of an application with this submitted version."""
    share = losses.version.content["competition"].get("largest_share") or USUAL_SHARE
    table = member_loss_page(losses.table, losses.departures, largest_share=share)
    gone = {one.key for one in (*losses.departures, *losses.announced)}
    return DeparturesPage(
        version=losses.version.number,
        left=[f"{one.sentence} Decide by {short_day(one.decide_by)}." for one in losses.departures],
        announced=[one.sentence for one in losses.announced],
        rows=[row for row in table.rows if row.key in gone],
        already=table.already,
        withdraw=reverse("applicant:application_withdraw", args=[application.reference]) if may_withdraw else "",
    )
