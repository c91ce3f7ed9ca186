"""What a duplicate district or consortium changes in consortia. Parts of a larger action."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from accounts.dates import short_day
from changes.actions.change_set import ChangeSet
from consortia.actions.closures import MEMBERSHIPS, change_membership, create_membership
from consortia.actions.requests import DuplicateConsortium, DuplicateDistrict
from consortia.models import (
    Consortium,
    ConsortiumAlias,
    ConsortiumLink,
    ConsortiumPurpose,
    Membership,
)
from consortia.rules.status_labels import status_in_sentence
from consortia.states import CONSORTIUM_STEPS, NEVER_BEGAN, RUNS, STEPS, MemberRole
from districts.actions.duplicates import move, overlapping
from districts.actions.mergers import DAY, RECORD


def move_what_district_has(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    """Move the duplicate's memberships, and its role as fiscal agent, to the kept record."""
    district, kept = asked.district, asked.kept
    own = _memberships_in_effect(district=kept)
    for membership in Membership.objects.select_related("consortium").filter(district=district).order_by("pk"):
        _move_membership(change_set, membership, own, who=membership.consortium, district=kept)
    move(
        change_set,
        Consortium.objects.filter(fiscal_agent=district),
        "consortia with it as fiscal agent",
        {"fiscal_agent": kept},
    )


def set_consortium_entry_aside(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    """Mark the consortium as a duplicate, and move its memberships, purposes, and links to the kept one."""
    consortium, kept = asked.consortium, asked.kept
    words = f"Duplicate of {kept}, which is kept. Its address leads there, and its history stays."
    change_set.describe(RECORD, consortium, words, consortium.get_absolute_url())
    own = _memberships_in_effect(consortium=kept)
    for membership in (
        Membership.objects.select_related("district", "school").filter(consortium=consortium).order_by("pk")
    ):
        _move_membership(change_set, membership, own, who=membership.member, consortium=kept)
    to = {"consortium": kept}
    held = set(kept.purposes.filter(ends_on=None).values_list("purpose", flat=True))
    purposes = ConsortiumPurpose.objects.filter(consortium=consortium)
    move(change_set, purposes, "purposes", to, has_duplicate=lambda one: one.ends_on is None and one.purpose in held)
    for side, other in (("earlier", "later"), ("later", "earlier")):
        links = ConsortiumLink.objects.filter(**{side: consortium})
        move(change_set, links, "links to other consortia", {side: kept}, has_duplicate=_has_link(kept, side, other))
    move(change_set, ConsortiumAlias.objects.filter(consortium=consortium), "earlier addresses", to)
    change_set.change(
        consortium,
        status=CONSORTIUM_STEPS["set_aside"][1],
        successor=kept,
        decision_reason=asked.reason,
        decided_at=change_set.at,
    )
    change_set.create(ConsortiumAlias(slug=consortium.slug, consortium=kept))


def _has_link(kept: Consortium, side: str, other: str) -> Any:
    def has_duplicate(one: ConsortiumLink) -> bool:
        end = getattr(one, f"{other}_id")
        same = ConsortiumLink.objects.filter(**{side: kept, f"{other}_id": end, "kind": one.kind})
        return end == kept.pk or same.exists()

    return has_duplicate


def _move_membership(
    change_set: ChangeSet, membership: Membership, own: Collection[int], *, who: Any, **place: Any
) -> None:
    """Move the membership to the kept record; where that has one for the same dates (in `own`), its own is kept."""
    key = {"consortium": membership.consortium, "district": membership.district, "school": membership.school} | place
    if membership.status in NEVER_BEGAN:
        change_membership(change_set, membership, "correct", change_set.source, **place)
        return
    values, words = dict(place), "The membership moves to the kept record with its dates, member type, and status."
    kept = place.get("consortium")
    if kept is not None and membership.role == MemberRole.LEAD and _has_lead(own, membership):
        values["role"] = MemberRole.MEMBER
        words = f"The membership moves to the kept record with the role of member, because {kept} already has a lead."
    existing = Membership.objects.filter(pk__in=own, **key).filter(overlapping(membership, "joins_on", "leaves_on"))
    if duplicates := list(existing.order_by("pk")):
        _move_remainder(change_set, membership, duplicates, who=who, values=values)
        return
    change_set.describe(MEMBERSHIPS, who, words, who.get_absolute_url())
    change_membership(change_set, membership, "correct", change_set.source, **values)


def _move_remainder(
    change_set: ChangeSet, membership: Membership, duplicates: Sequence[Membership], *, who: Any, values: dict[str, Any]
) -> None:
    """Keep only the periods that the kept record does not cover; withdraw the membership if none is left."""
    words, pieces = "The kept record already has this membership", _days_left(membership, duplicates)
    if pieces:
        words += f". This one is kept {' and '.join(_span(*days) for days in pieces)}."
    else:
        words += ". This one is withdrawn."
    if membership.role in RUNS and not any(double.role in RUNS for double in duplicates):
        words += (
            f" Its role was {membership.get_role_display().lower()}; the kept one has another role. Please correct it."
        )
    if other := next((double for double in duplicates if double.status != membership.status), None):
        words += f" The kept one is {status_in_sentence(other)}, this one is "
        words += f"{status_in_sentence(membership)}. Please correct it if it is wrong."
    change_set.describe(MEMBERSHIPS, who, words, who.get_absolute_url())
    why = f"Duplicate of another membership. {change_set.source}"
    if not pieces:
        change_membership(change_set, membership, "withdraw", why, status=STEPS["set_aside"][1])
        return
    (joins_on, leaves_on), more = pieces[0], pieces[1:]
    change_membership(change_set, membership, "correct", why, **values, joins_on=joins_on, leaves_on=leaves_on)
    key = {
        "consortium": membership.consortium,
        "district": membership.district,
        "school": membership.school,
        "role": membership.role,
    } | values
    same = ("membership_class", "authority", "status", "claimed_by", "disputed_on")
    same_facts = {name: getattr(membership, name) for name in same}
    for joins_on, leaves_on in more:
        create_membership(change_set, Membership(**key, **same_facts, joins_on=joins_on, leaves_on=leaves_on), why)


def _days_left(
    membership: Membership, duplicates: Sequence[Membership]
) -> list[tuple[datetime.date | None, datetime.date | None]]:
    """The dates of this membership before all of these, and after all of them. An unknown start date adds none."""
    begins = [double.joins_on for double in duplicates]
    ends = [double.leaves_on for double in duplicates]
    pieces: list[tuple[datetime.date | None, datetime.date | None]] = []
    if membership.joins_on is not None and (first := _least(begins)) and membership.joins_on < first:
        pieces.append((membership.joins_on, first - DAY))
    if (
        None not in ends
        and (last := max(end for end in ends if end))
        and (not membership.leaves_on or membership.leaves_on > last)
    ):
        pieces.append((last + DAY, membership.leaves_on))
    return pieces


def _least(days: Sequence[datetime.date | None]) -> datetime.date | None:
    known = [one for one in days if one is not None]
    return min(known) if len(known) == len(days) else None


def _span(joins_on: datetime.date | None, leaves_on: datetime.date | None) -> str:
    begins = f"from {short_day(joins_on)}" if joins_on else ""
    return f"{begins} until {short_day(leaves_on)}" if leaves_on else begins


def _has_lead(own: Collection[int], membership: Membership) -> bool:
    leads = Membership.objects.filter(pk__in=own, role=MemberRole.LEAD)
    return leads.filter(overlapping(membership, "joins_on", "leaves_on")).exists()


def _memberships_in_effect(**of: Any) -> list[int]:
    """Row ids of the kept record's memberships before anything moves, the same for the preview and the action."""
    return list(Membership.objects.filter(**of).exclude(status__in=NEVER_BEGAN).values_list("pk", flat=True))
