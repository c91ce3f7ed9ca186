"""What consortia know of a district or a consortium that is in the register twice. Parts of a guided step."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from accounts.dates import short_day
from consortia.actions.closures import MEMBERSHIPS, change_line, create_line
from consortia.models import Consortium, ConsortiumAlias, ConsortiumLink, ConsortiumPurpose, Membership
from consortia.states import CONSORTIUM_STEPS, NEVER, RUNS, STEPS, MemberRole
from districts.actions.change_set import ChangeSet
from districts.actions.duplicates import move, overlapping
from districts.actions.mergers import DAY, RECORD
from districts.models import District


def move_what_district_has(*, change_set: ChangeSet, district: District, kept: District) -> None:
    """Memberships of the duplicate, and the consortia whose fiscal agent it is, with the record that is kept."""
    own = _lines_that_count(district=kept)
    for line in Membership.objects.select_related("consortium").filter(district=district).order_by("pk"):
        _move_line(change_set, line, own, who=line.consortium, district=kept)
    move(
        change_set,
        Consortium.objects.filter(fiscal_agent=district),
        "consortia that it is fiscal agent of",
        {"fiscal_agent": kept},
    )


def set_consortium_entry_aside(*, change_set: ChangeSet, consortium: Consortium, kept: Consortium, reason: str) -> None:
    """The duplicate is set aside; its memberships, purposes, and links move to the consortium that is kept."""
    words = f"Set aside: the entry that is kept is {kept}. Its address leads there, and its history stays."
    change_set.tell(RECORD, consortium, words, consortium.get_absolute_url())
    own = _lines_that_count(consortium=kept)
    for line in Membership.objects.select_related("district", "school").filter(consortium=consortium).order_by("pk"):
        _move_line(change_set, line, own, who=line.member, consortium=kept)
    to = {"consortium": kept}
    held = set(kept.purposes.filter(ends_on=None).values_list("purpose", flat=True))
    purposes = ConsortiumPurpose.objects.filter(consortium=consortium)
    move(change_set, purposes, "purposes", to, has_duplicate=lambda one: one.ends_on is None and one.purpose in held)
    for side, other in (("earlier", "later"), ("later", "earlier")):
        links = ConsortiumLink.objects.filter(**{side: consortium})
        move(change_set, links, "links with other consortia", {side: kept}, has_duplicate=_has_link(kept, side, other))
    move(change_set, ConsortiumAlias.objects.filter(consortium=consortium), "earlier addresses", to)
    change_set.change(
        consortium,
        status=CONSORTIUM_STEPS["set_aside"][1],
        successor=kept,
        decision_reason=reason,
        decided_at=change_set.at,
    )
    change_set.create(ConsortiumAlias(slug=consortium.slug, consortium=kept))


def _has_link(kept: Consortium, side: str, other: str) -> Any:
    def has_duplicate(one: ConsortiumLink) -> bool:
        end = getattr(one, f"{other}_id")
        same = ConsortiumLink.objects.filter(**{side: kept, f"{other}_id": end, "kind": one.kind})
        return end == kept.pk or same.exists()

    return has_duplicate


def _move_line(change_set: ChangeSet, line: Membership, own: Collection[int], *, who: Any, **place: Any) -> None:
    """The line with the kept entry. Of days that the kept entry has a line for (one of `own`), its own is kept."""
    key = {"consortium": line.consortium, "district": line.district, "school": line.school} | place
    if line.status in NEVER:
        change_line(change_set, line, "correct", change_set.source, **place)
        return
    values, words = dict(place), "The membership moves to the kept entry, with its days, class and status."
    kept = place.get("consortium")
    if kept is not None and line.role == MemberRole.LEAD and _has_lead(own, line):
        values["role"] = MemberRole.MEMBER
        words = f"The membership moves to the kept entry; as a member, because {kept} has a lead."
    theirs = Membership.objects.filter(pk__in=own, **key).filter(overlapping(line, "joins_on", "leaves_on"))
    if duplicates := list(theirs.order_by("pk")):
        _move_what_is_left(change_set, line, duplicates, who=who, values=values)
        return
    change_set.tell(MEMBERSHIPS, who, words, who.get_absolute_url())
    change_line(change_set, line, "correct", change_set.source, **values)


def _move_what_is_left(
    change_set: ChangeSet, line: Membership, duplicates: Sequence[Membership], *, who: Any, values: dict[str, Any]
) -> None:
    """The days of the line before and after those that the kept entry has one for; withdrawn where there are none."""
    words, pieces = "The kept entry has this membership already", _days_left(line, duplicates)
    if pieces:
        words += f": this one is kept {' and '.join(_span(*days) for days in pieces)}."
    else:
        words += ": this one is withdrawn."
    if line.role in RUNS and not any(double.role in RUNS for double in duplicates):
        words += f" It named {line.get_role_display().lower()}, the kept one does not: correct that by hand."
    if other := next((double for double in duplicates if double.status != line.status), None):
        words += f" The kept one is “{other.get_status_display().lower()}”, this one “"
        words += f"{line.get_status_display().lower()}”: correct that by hand where it is wrong."
    change_set.tell(MEMBERSHIPS, who, words, who.get_absolute_url())
    why = f"Doubles another line. {change_set.source}"
    if not pieces:
        change_line(change_set, line, "withdraw", why, status=STEPS["set_aside"][1])
        return
    (joins_on, leaves_on), more = pieces[0], pieces[1:]
    change_line(change_set, line, "correct", why, **values, joins_on=joins_on, leaves_on=leaves_on)
    key = {"consortium": line.consortium, "district": line.district, "school": line.school, "role": line.role} | values
    same = ("membership_class", "authority", "status", "claimed_by", "disputed_on")
    said = {name: getattr(line, name) for name in same}
    for joins_on, leaves_on in more:
        create_line(change_set, Membership(**key, **said, joins_on=joins_on, leaves_on=leaves_on), why)


def _days_left(
    line: Membership, duplicates: Sequence[Membership]
) -> list[tuple[datetime.date | None, datetime.date | None]]:
    """The days of this line that lie before all of these, and after all of them. An unknown first day is no day that
    only this line knows.
    """
    begins = [double.joins_on for double in duplicates]
    ends = [double.leaves_on for double in duplicates]
    pieces: list[tuple[datetime.date | None, datetime.date | None]] = []
    if line.joins_on is not None and (first := _least(begins)) and line.joins_on < first:
        pieces.append((line.joins_on, first - DAY))
    if None not in ends and (last := max(end for end in ends if end)) and (not line.leaves_on or line.leaves_on > last):
        pieces.append((last + DAY, line.leaves_on))
    return pieces


def _least(days: Sequence[datetime.date | None]) -> datetime.date | None:
    known = [one for one in days if one is not None]
    return min(known) if len(known) == len(days) else None


def _span(joins_on: datetime.date | None, leaves_on: datetime.date | None) -> str:
    begins = f"from {short_day(joins_on)}" if joins_on else ""
    return f"{begins} until {short_day(leaves_on)}" if leaves_on else f"{begins} on"


def _has_lead(own: Collection[int], line: Membership) -> bool:
    leads = Membership.objects.filter(pk__in=own, role=MemberRole.LEAD)
    return leads.filter(overlapping(line, "joins_on", "leaves_on")).exists()


def _lines_that_count(**of: Any) -> list[int]:
    """The row ids of the kept entry's own lines, as they are before anything moves: so that a rehearsal and the step
    itself find the same.
    """
    return list(Membership.objects.filter(**of).exclude(status__in=NEVER).values_list("pk", flat=True))
