"""What a merger, a dissolution, or a duplicate changes in consortia: memberships and links.

Each function adds its part to the change set of one closure, which writes the one log entry.
"""

import datetime
from typing import Any

from django.db import models

from accounts.dates import short_day
from changes.actions.change_set import ChangeSet, Section
from consortia.actions.periods import keep_version_with_step
from consortia.actions.requests import EndOfConsortium, EndOfDistrict
from consortia.models import Consortium, ConsortiumLink, ConsortiumPurpose, Membership
from consortia.rules.status_labels import status_in_sentence
from consortia.states import (
    CONSORTIUM_STEPS,
    NEVER_BEGAN,
    PENDING,
    RUNS,
    STEPS,
    ConsortiumStatus,
    LinkKind,
)
from districts.actions.mergers import DAY, RECORD

MEMBERSHIPS, LINEAGE = Section(20, "Memberships"), Section(40, "History and partnerships")


def change_membership(change_set: ChangeSet, membership: Membership, step: str, words: str, **values: Any) -> None:
    """Change the membership to these values, with a step that gives the reason and a new version."""
    change_set.change(membership, **values)
    if not change_set.dry_run:
        keep_version_with_step(membership, step, words, by=change_set.by, at=change_set.at)


def create_membership(change_set: ChangeSet, membership: Membership, words: str) -> Membership:
    """Create the membership, with a step that gives the reason and its first version."""
    membership.claimed_at = change_set.at
    change_set.create(membership)
    if not change_set.dry_run:
        keep_version_with_step(membership, "register", words, by=change_set.by, at=change_set.at)
    return membership


def transfer_memberships(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    """End the memberships of the district and its closing schools the day before, and begin the successor's."""
    district, successor, on = asked.district, asked.successor, asked.on
    of_district = models.Q(district=district) | models.Q(school__in=asked.closing)
    memberships = Membership.objects.select_related("consortium", "district", "school").filter(of_district)
    memberships = memberships.exclude(status__in=NEVER_BEGAN)
    for membership in memberships.order_by("consortium__name", "pk"):
        if not _ends(change_set, membership, on, who=membership.consortium):
            continue
        words, ends_on = f"{membership.member} remains a member until {short_day(on - DAY)}.", membership.leaves_on
        change_membership(change_set, membership, "leave", f"{district} ended. {change_set.source}", leaves_on=on - DAY)
        if successor is not None and membership.district_id:
            membership_of_successor, more = _follow(change_set, membership, on, ends_on, district=successor)
            asked.following[membership.consortium_id] = membership_of_successor
            words = f"{words} {more}"
        elif membership.role in RUNS:
            words += f" It is the {membership.get_role_display().lower()}. No successor is named."
        change_set.describe(MEMBERSHIPS, membership.consortium, words, membership.consortium.get_absolute_url())
        asked.ended.append(membership)


def replace_fiscal_agent(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    """Give the consortia whose fiscal agent the district was its successor as fiscal agent, or none."""
    district, successor = asked.district, asked.successor
    for consortium in Consortium.objects.filter(fiscal_agent=district):
        new_agent = f"{successor} becomes the fiscal agent" if successor else "There is no longer a fiscal agent"
        words = f"{new_agent} (before: {district})."
        change_set.describe(MEMBERSHIPS, consortium, words, consortium.get_absolute_url())
        change_set.change(consortium, fiscal_agent=successor)


def end_consortium(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    """Dissolve the consortium or merge it into another, with its memberships, purposes, and links."""
    consortium, successor, on = asked.consortium, asked.successor, asked.on
    step = "merge" if successor else "dissolve"
    last = short_day(on - DAY)
    words = f"Ends on {last}. " + (
        f"Merged into {successor}. Its old address leads there."
        if successor
        else "Its page stays, with its former members."
    )
    change_set.describe(RECORD, consortium, words, consortium.get_absolute_url())
    for membership in _memberships_of(consortium):
        if not _ends(change_set, membership, on, who=membership.member):
            continue
        words, ends_on = f"Leaves on {last}.", membership.leaves_on
        change_membership(
            change_set, membership, "leave", f"{consortium} ended. {change_set.source}", leaves_on=on - DAY
        )
        if successor is not None:
            words += " " + _follow(change_set, membership, on, ends_on, consortium=successor)[1]
        change_set.describe(MEMBERSHIPS, membership.member, words, membership.member.get_absolute_url())
    _end_purposes_and_links(change_set, consortium, successor, on)
    change_set.change(
        consortium,
        status=CONSORTIUM_STEPS[step][1],
        successor=successor,
        ended_on=on - DAY,
        decision_reason=asked.reason,
        decided_at=change_set.at,
    )


def problems_with_lineage(consortium: Consortium, successor: Consortium) -> list[str]:
    """Why the consortium cannot merge into this successor: a recorded link says that it merged into another."""
    links = ConsortiumLink.objects.filter(earlier=consortium, kind=LinkKind.MERGED_INTO).exclude(later=successor)
    return [
        f"{consortium} already merged into {link.later}, according to its history. Remove that link first."
        for link in links.select_related("later")
    ]


def _memberships_of(consortium: Consortium) -> models.QuerySet[Membership]:
    memberships = Membership.objects.filter(consortium=consortium).exclude(status__in=NEVER_BEGAN)
    return memberships.select_related("consortium", "district", "school").order_by("pk")


def _ends(change_set: ChangeSet, membership: Membership, on: datetime.date, *, who: Any) -> bool:
    """Whether the membership is in effect before that date. One that begins later is reported.

    A pending one is withdrawn, except a change of role or type: it goes on with the membership that it changes.
    """
    if membership.leaves_on and membership.leaves_on < on:
        return False
    begins_later = membership.joins_on is not None and membership.joins_on >= on
    if membership.status in PENDING and (begins_later or membership.continues_id is None):
        change_set.describe(MEMBERSHIPS, who, "The pending invitation or request is withdrawn.", who.get_absolute_url())
        change_membership(change_set, membership, "withdraw", change_set.source, status=STEPS["set_aside"][1])
        return False
    if membership.joins_on is None or not begins_later:
        return True
    change_set.problems.append(
        f"{membership} begins on {short_day(membership.joins_on)}, which is not before {short_day(on)}. Correct that "
        "membership first, or choose a later date."
    )
    return False


def _follow(
    change_set: ChangeSet, membership: Membership, on: datetime.date, ends_on: datetime.date | None, **place: Any
) -> tuple[Membership, str]:
    """The membership that replaces this one with another district or in another consortium, and what to report.

    `ends_on` is the end date that was recorded for it before.
    """
    key = {"consortium": membership.consortium, "district": membership.district, "school": membership.school} | place
    who = place.get("district") or membership.member
    where = "" if "district" in place else f" of {key['consortium']}"
    existing = [
        one
        for one in Membership.objects.filter(**key).exclude(status__in=NEVER_BEGAN).order_by("joins_on", "pk")
        if one.leaves_on is None or one.leaves_on >= on
    ]
    own = next((one for one in existing if one.joins_on is None or one.joins_on <= on), None)
    if own is None:
        later = next((one for one in existing if ends_on is None or (one.joins_on and one.joins_on <= ends_on)), None)
        return _fill_place(change_set, membership, key, on, ends_on, later, f"{who} is a member{where}", **place)
    words = f"{who} is already a member{where}; its membership stays"
    if own.leaves_on and own is existing[-1] and (ends_on is None or own.leaves_on < ends_on):
        words += f", until {short_day(own.leaves_on)}"
    if not _takes_over(membership, own, place):
        return own, f"{words}."
    role = membership.get_role_display().lower()
    return _take_over_role(change_set, membership, own, on), f"{who} is already a member and becomes the {role}."


def _fill_place(
    change_set: ChangeSet,
    membership: Membership,
    key: dict[str, Any],
    on: datetime.date,
    ends_on: datetime.date | None,
    later: Membership | None,
    belongs: str,
    **place: Any,
) -> tuple[Membership, str]:
    """A new membership from that date, until the day before the next one begins."""
    if later is not None and later.joins_on is not None:
        ends_on = later.joins_on - DAY
    new = Membership(
        **key,
        membership_class=membership.membership_class,
        role="member" if "consortium" in place else membership.role,
        joins_on=on,
        leaves_on=ends_on,
        authority=membership.authority,
        status=membership.status,
        claimed_by=membership.claimed_by,
        disputed_on=membership.disputed_on,
    )
    until = f" until {short_day(ends_on)}, when its other membership begins" if later and ends_on else ""
    words = f"{belongs} from {short_day(on)}{until}: {new.get_membership_class_display().lower()}"
    words += f", {new.get_role_display().lower()}, {status_in_sentence(new)}."
    create_membership(
        change_set, new, f"Follows from {membership.member} in {membership.consortium}. {change_set.source}"
    )
    if later is not None and _takes_over(membership, later, place):
        _take_over_role(change_set, membership, later, on)
        words += " Its other membership takes over the role."
    return new, words


def _takes_over(membership: Membership, existing: Membership, place: dict[str, Any]) -> bool:
    """Whether the district's successor newly acts for the consortium."""
    return "district" in place and membership.role in RUNS and existing.role not in RUNS


def _take_over_role(
    change_set: ChangeSet, membership: Membership, existing: Membership, on: datetime.date
) -> Membership:
    """The successor's membership with the role of the one that ended; its old role ends the day before."""
    words = f"Takes over the role of {membership.member}. {change_set.source}"
    if existing.joins_on and existing.joins_on >= on:
        change_membership(change_set, existing, "change", words, role=membership.role)
        return existing
    ends_on = existing.leaves_on
    new = Membership(
        consortium=existing.consortium,
        district=existing.district,
        membership_class=existing.membership_class,
        role=membership.role,
        joins_on=on,
        leaves_on=ends_on,
        authority=existing.authority,
        status=existing.status,
        claimed_by=existing.claimed_by,
        disputed_on=existing.disputed_on,
        continues=existing,
    )
    change_membership(change_set, existing, "change", words, leaves_on=on - DAY)
    return create_membership(change_set, new, words)


def _end_purposes_and_links(
    change_set: ChangeSet, consortium: Consortium, successor: Consortium | None, on: datetime.date
) -> None:
    not_over = models.Q(ends_on=None) | models.Q(ends_on__gte=on)
    for purpose in ConsortiumPurpose.objects.filter(not_over, consortium=consortium):
        if purpose.starts_on is None or purpose.starts_on < on:
            change_set.change(purpose, ends_on=on - DAY)
    partners = ConsortiumLink.objects.filter(not_over, kind=LinkKind.PARTNER_IN).order_by("pk")
    for link in partners.filter(models.Q(earlier=consortium) | models.Q(later=consortium)).select_related(
        "earlier", "later"
    ):
        if link.on and link.on >= on:
            words = f"Begins on {short_day(link.on)}. It is not changed; please correct it yourself."
            change_set.describe(LINEAGE, link, words)
            continue
        change_set.describe(LINEAGE, link, f"Ends on {short_day(on - DAY)}.")
        change_set.change(link, ends_on=on - DAY)
    if successor is None:
        return
    change_set.describe(LINEAGE, successor, f"New link: {consortium} merged into {successor}, from {short_day(on)}.")
    into = {"earlier": consortium, "later": successor, "kind": LinkKind.MERGED_INTO}
    if not ConsortiumLink.objects.filter(**into).exists():
        change_set.create(ConsortiumLink(**into, on=on, source=change_set.source[:300]))


def may_end(status: str) -> bool:
    """Whether a consortium in that status can be dissolved or merged."""
    return ConsortiumStatus(status) in CONSORTIUM_STEPS["dissolve"][0]
