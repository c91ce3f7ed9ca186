"""Members that left or closed after the application was submitted: what that changes, and what the lead can do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import day_in_words
from grants.models import Amendment, Application
from grants.reads.member_loss import Losses
from grants.rules.awards import USUAL_SHARE
from grants.rules.departures import Departure
from portal.applicant.pages.amending import listed_amendments
from portal.components.member_loss import MemberLossRow, member_loss_page


@dataclass(frozen=True)
class DeparturesPanel:
    """On the overview: who left or will leave, in sentences."""

    heading: str
    sentences: list[str]


@dataclass(frozen=True)
class Choice:
    """What the lead can do about one member that left; an address is "" where the application can’t do without it."""

    name: str
    proceed: str
    replace: str


@dataclass(frozen=True)
class DeparturesPage:
    """The facts about each member that left or will leave; the same that reviewers see."""

    version: int
    left: list[str]
    announced: list[str]
    rows: list[MemberLossRow]
    already: Sequence[str]
    choices: list[Choice]  # empty if this reader can't amend it now
    problems: list[str]  # why not, for those who may
    withdraw: str  # the address, or "" if this reader can't withdraw it now
    amendments: list[tuple[str, str, str]]  # title, how far it is, and address


def departures_panel(left: Sequence[Departure], announced: Sequence[Departure]) -> DeparturesPanel | None:
    """None if every member is still there."""
    if not (left or announced):
        return None
    heading = "A member has left" if left else "A member will leave"
    return DeparturesPanel(heading, [one.sentence for one in (*left, *announced)])


def departures_page(
    application: Application,
    losses: Losses,
    amendments: Iterable[Amendment],
    *,
    problems: list[str],
    may_amend: bool,
    may_withdraw: bool,
) -> DeparturesPage:
    """The page of an application with this submitted version; `problems` are why it can't be amended now."""
    reference = application.reference
    share = losses.version.content["competition"].get("largest_share") or USUAL_SHARE
    table = member_loss_page(losses.table, losses.departures, largest_share=share)
    gone = {one.key for one in (*losses.departures, *losses.announced)}
    left = [row for row in table.rows if row.has_left]
    leads = [row for row in left if row.is_lead]  # a lead that left amends nothing
    amendments = list(amendments)
    is_proposed = any(one.is_open for one in amendments)
    return DeparturesPage(
        version=losses.version.number,
        left=[_left(one, is_proposed=is_proposed, may_amend=may_amend) for one in losses.departures],
        announced=[one.sentence for one in losses.announced],
        rows=[row for row in table.rows if row.key in gone],
        already=table.already,
        choices=[_choice(reference, row) for row in leads or left] if may_amend and not problems else [],
        problems=problems if may_amend else [],
        withdraw=reverse("applicant:application_withdraw", args=[reference]) if may_withdraw else "",
        amendments=listed_amendments(reference, amendments),
    )


def _left(departure: Departure, *, is_proposed: bool, may_amend: bool) -> str:
    """Who left, and until when the lead decides unless it proposed an amendment."""
    if is_proposed:
        return departure.sentence
    day = day_in_words(departure.decide_by)
    return f"{departure.sentence} Decide by {day}." if may_amend else f"{departure.sentence} The lead decides by {day}."


def _choice(reference: str, row: MemberLossRow) -> Choice:
    if row.is_lead:
        return Choice(row.name, "", "")
    args = [reference, row.key]
    return Choice(
        row.name,
        reverse("applicant:amendment_continue", args=args),
        reverse("applicant:amendment_replace", args=args),
    )
