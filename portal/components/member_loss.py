"""What would change if each member of a submitted application left, as sentences and bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from grants.rules.collaboration.findings.phrasing import count_of, dollars, join_names
from grants.rules.departures import Departure
from grants.rules.member_loss import LossTable, MemberLoss

NOTHING_DEPENDS = "No rule, activity, or element depends on it alone."


@dataclass(frozen=True)
class Portion:
    """A part of a whole in words, with its length as a bar in percent."""

    words: str
    percent: int


@dataclass(frozen=True)
class MemberLossRow:
    """One member: what would change without it, and the money and the students that would fall."""

    key: str
    name: str
    is_lead: bool
    has_left: bool
    changes: list[str]
    depends: bool  # whether a rule, an activity, or an element depends on it alone
    grant: Portion
    match: Portion
    students: Portion
    note: str  # about its grant money; may be empty


@dataclass(frozen=True)
class MemberLossPage:
    """The table, the worst first; empty if the application has one member."""

    rows: list[MemberLossRow]
    summary: str
    already: Sequence[str]
    departures: list[str]  # the members that have left or closed, in sentences


def member_loss_page(table: LossTable, departures: Sequence[Departure], *, largest_share: int) -> MemberLossPage:
    """The table in words; `largest_share` is the round's, in percent."""
    gone = {departure.key for departure in departures}
    rows = [_row(loss, table, largest_share, has_left=loss.key in gone) for loss in table.losses]
    rows.sort(key=lambda row: not row.has_left)  # members that are gone come before the others
    return MemberLossPage(rows, _summary(rows), table.broken_already, [one.sentence for one in departures])


def _row(loss: MemberLoss, table: LossTable, largest_share: int, *, has_left: bool) -> MemberLossRow:
    changes = _changes(loss, largest_share)
    note = (
        f"Another {dollars(loss.grant_for_it)} is paid to others but benefits only this member."
        if loss.grant_for_it
        else ""
    )
    return MemberLossRow(
        key=loss.key,
        name=loss.name,
        is_lead=loss.is_lead,
        has_left=has_left,
        changes=changes or [NOTHING_DEPENDS],
        depends=bool(changes),
        grant=_falls(loss.grant, table.grant),
        match=_falls(loss.match, table.match),
        students=_reach(loss.students, table.students),
        note=note,
    )


def _changes(loss: MemberLoss, largest_share: int) -> list[str]:
    changes = list(loss.broken_rules)
    changes += _activities(loss.activities_without_members, "No member would be left in {}.")
    changes += _activities(loss.activities_with_one_member, "Only one member would be left in {}.")
    changes += _activities(loss.activities_without_owner, "It is the lead member of {}.")
    changes += [f"Element {element.number}, {element.title}: {element.reason}." for element in loss.elements]
    if loss.crosses_largest_share and loss.largest:
        changes.append(
            f"{loss.largest.name} would receive {loss.largest.share:.0%} of the grant money paid to members, more than "
            f"the {largest_share}% that this round sets for one member."
        )
    return changes


def _activities(titles: Sequence[str], sentence: str) -> list[str]:
    return [sentence.format(join_names(f"“{title}”" for title in titles))] if titles else []


def _falls(amount: int, whole: int) -> Portion:
    return Portion(f"{dollars(amount)} of {dollars(whole)}" if amount else "none", _percent(amount, whole))


def _reach(students: int, whole: int) -> Portion:
    words = f"{students:,} of {whole:,}, so {whole - students:,} are left" if whole else "not stated"
    return Portion(words, _percent(students, whole))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _summary(rows: Sequence[MemberLossRow]) -> str:
    spared = sum(not row.depends for row in rows)
    if not rows:
        return "This application has only one member."
    if spared == len(rows):
        return "No rule, activity, or element depends on any one member alone."
    depended_on = f"{len(rows) - spared} of {count_of(len(rows), 'member')}"
    return f"For {depended_on}, a rule, an activity, or an element depends on that member alone."
