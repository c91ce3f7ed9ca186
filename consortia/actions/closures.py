"""The part of a merger, a dissolution, or a duplicate that consortia know: memberships and links.

These are parts of a guided step: they write into its ledger, and the step itself writes the one line of the log.
"""

import datetime
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import models

from accounts.dates import short_day
from accounts.models import User
from consortia.actions.periods import keep_version
from consortia.models import (
    AuthorityDocument,
    Consortium,
    ConsortiumLink,
    ConsortiumPurpose,
    Membership,
    MembershipStep,
)
from consortia.states import CONSORTIUM_STEPS, NEVER, RUNS, STEPS, ConsortiumStatus, LinkKind, MembershipStatus, Side
from districts.actions.change_set import ChangeSet, Written, undo_changes
from districts.actions.mergers import DAY, RECORD
from districts.models import District

MEMBERSHIPS, LINEAGE = "Memberships", "Where it comes from and what it is part of"


class HandedOver(NamedTuple):
    """What became of a district's memberships."""

    # The memberships of the successor, by consortium.
    following: dict[int, Membership]
    ended: list[Membership]


def change_line(change_set: ChangeSet, line: Membership, step: str, words: str, **values: Any) -> None:
    """The line with these values, a step that says why, and the version that the register now holds."""
    change_set.change(line, **values)
    if not change_set.dry_run:
        _keep(line, step, words, by=change_set.by, at=change_set.at)


def create_line(change_set: ChangeSet, line: Membership, words: str) -> Membership:
    """A new line, with the same."""
    line.claimed_at = change_set.at
    change_set.create(line)
    if not change_set.dry_run:
        _keep(line, "register", words, by=change_set.by, at=change_set.at)
    return line


def hand_over_memberships(
    *,
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    closing: Collection[int] = (),
) -> HandedOver:
    """The district's memberships end the day before; the successor's begin.

    `closing` are the keys of the schools that close with it: their own lines end as well.
    """
    theirs = models.Q(district=district) | models.Q(school__in=closing)
    lines = Membership.objects.select_related("consortium", "district", "school").filter(theirs)
    lines = lines.exclude(status__in=NEVER)
    following: dict[int, Membership] = {}
    ended: list[Membership] = []
    for line in lines.order_by("consortium__name", "pk"):
        if not _ends(change_set, line, on, who=line.consortium):
            continue
        words, ends_on = f"{line.member} is a member until {short_day(on - DAY)}.", line.leaves_on
        change_line(change_set, line, "leave", f"{district} ended. {change_set.source}", leaves_on=on - DAY)
        if successor is not None and line.district_id:
            line_of_successor, more = _follow(change_set, line, on, ends_on, district=successor)
            following[line.consortium_id] = line_of_successor
            words = f"{words} {more}"
        elif line.role in RUNS:
            words += f" It is the {line.get_role_display().lower()}: nobody is named after it."
        change_set.tell(MEMBERSHIPS, line.consortium, words, line.consortium.get_absolute_url())
        ended.append(line)
    return HandedOver(following, ended)


def replace_fiscal_agent(*, change_set: ChangeSet, district: District, successor: District | None) -> None:
    """Consortia whose fiscal agent the district was get its successor, or none."""
    for consortium in Consortium.objects.filter(fiscal_agent=district):
        named = f"{successor} is" if successor else "Nobody is"
        words = f"{named} its fiscal agent instead of {district}."
        change_set.tell(MEMBERSHIPS, consortium, words, consortium.get_absolute_url())
        change_set.change(consortium, fiscal_agent=successor)


def end_consortium(
    *,
    change_set: ChangeSet,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
) -> None:
    """The consortium dissolved, or merged into another: its memberships, purposes, and links with it."""
    step = "merge" if successor else "dissolve"
    last = short_day(on - DAY)
    words = f"Last day: {last}. " + (
        f"Merged into {successor}; its address leads there."
        if successor
        else "Its page stays, with who belonged to it."
    )
    change_set.tell(RECORD, consortium, words, consortium.get_absolute_url())
    for line in _lines_of(consortium):
        if not _ends(change_set, line, on, who=line.member):
            continue
        words, ends_on = f"Leaves on {last}.", line.leaves_on
        change_line(change_set, line, "leave", f"{consortium} ended. {change_set.source}", leaves_on=on - DAY)
        if successor is not None:
            words += " " + _follow(change_set, line, on, ends_on, consortium=successor)[1]
        change_set.tell(MEMBERSHIPS, line.member, words, line.member.get_absolute_url())
    _end_purposes_and_links(change_set, consortium, successor, on)
    change_set.change(
        consortium,
        status=CONSORTIUM_STEPS[step][1],
        successor=successor,
        ended_on=on - DAY,
        decision_reason=reason,
        decided_at=change_set.at,
    )


def undo_membership_changes(written: list[Written], *, by: Any, at: datetime.datetime) -> None:
    """Memberships and links as they were before the step; a membership that it made is withdrawn."""
    words = "The registrar took the step back."

    def undo_new(row: models.Model) -> None:
        if not isinstance(row, Membership):
            row.delete()
            return
        row.status, row.continues = STEPS["set_aside"][1], None
        row.save(update_fields=["status", "continues"])
        _keep(row, "withdraw", words, by=by, at=at)

    def after_restoring(row: models.Model, before: dict[str, Any]) -> None:
        if isinstance(row, Membership):
            _keep(row, "correct", words, by=by, at=at)

    undo_changes(written, undo_new=undo_new, after_restoring=after_restoring)


def problems_with_documents(written: list[Written]) -> list[str]:
    """Papers that were uploaded for lines that the step made: something was built on them."""
    made = [entry["pk"] for entry in written if "new" in entry and entry["model"] == Membership._meta.label_lower]
    documents = AuthorityDocument.objects.filter(membership__in=made).select_related("membership__consortium")
    return [f"“{document}” was uploaded since for {document.membership}." for document in documents]


def problems_with_lineage(consortium: Consortium, successor: Consortium) -> list[str]:
    """Where a link says that it merged into another one: it merges once."""
    links = ConsortiumLink.objects.filter(earlier=consortium, kind=LinkKind.MERGED_INTO).exclude(later=successor)
    return [
        f"{consortium} merged into {link.later} already, by its lineage. Take that link back first."
        for link in links.select_related("later")
    ]


def _lines_of(consortium: Consortium) -> models.QuerySet[Membership]:
    lines = Membership.objects.filter(consortium=consortium).exclude(status__in=NEVER)
    return lines.select_related("consortium", "district", "school").order_by("pk")


def _ends(change_set: ChangeSet, line: Membership, on: datetime.date, *, who: Any) -> bool:
    """Whether the line holds on that day; one that begins only then is withdrawn or stands in the way."""
    if line.leaves_on and line.leaves_on < on:
        return False
    if line.joins_on is None or line.joins_on < on:
        return True
    begins = short_day(line.joins_on)
    if line.status not in (MembershipStatus.CLAIMED, MembershipStatus.AGREED):
        change_set.problems.append(
            f"{line} is recorded from {begins} on, which is not before {short_day(on)}. Correct that line first, or "
            "choose a later day."
        )
        return False
    change_set.tell(
        MEMBERSHIPS, who, f"Was to begin on {begins} and is not confirmed: withdrawn.", who.get_absolute_url()
    )
    change_line(change_set, line, "withdraw", change_set.source, status=STEPS["set_aside"][1])
    return False


def _follow(
    change_set: ChangeSet, line: Membership, on: datetime.date, ends_on: datetime.date | None, **place: Any
) -> tuple[Membership, str]:
    """The line that follows this one with another district or in another consortium, and what to say of it.

    `ends_on` is the last day that was recorded for it before.
    """
    key = {"consortium": line.consortium, "district": line.district, "school": line.school} | place
    who = place.get("district") or line.member
    where = "" if "district" in place else f" of {key['consortium']}"
    theirs = [
        one
        for one in Membership.objects.filter(**key).exclude(status__in=NEVER).order_by("joins_on", "pk")
        if one.leaves_on is None or one.leaves_on >= on
    ]
    own = next((one for one in theirs if one.joins_on is None or one.joins_on <= on), None)
    if own is None:
        later = next((one for one in theirs if ends_on is None or (one.joins_on and one.joins_on <= ends_on)), None)
        return _fill_place(change_set, line, key, on, ends_on, later, f"{who} is a member{where}", **place)
    words = f"{who} is a member{where} already; its own line stays"
    if own.leaves_on and own is theirs[-1] and (ends_on is None or own.leaves_on < ends_on):
        words += f", until {short_day(own.leaves_on)}"
    if not _takes_over(line, own, place):
        return own, f"{words}."
    role = line.get_role_display().lower()
    return _take_over_role(change_set, line, own, on), f"{who} is a member already and takes over as {role}."


def _fill_place(
    change_set: ChangeSet,
    line: Membership,
    key: dict[str, Any],
    on: datetime.date,
    ends_on: datetime.date | None,
    later: Membership | None,
    belongs: str,
    **place: Any,
) -> tuple[Membership, str]:
    """A line from that day on, until the day before the one that follows it begins."""
    if later is not None and later.joins_on is not None:
        ends_on = later.joins_on - DAY
    new = Membership(
        **key,
        membership_class=line.membership_class,
        role="member" if "consortium" in place else line.role,
        joins_on=on,
        leaves_on=ends_on,
        authority=line.authority,
        status=line.status,
        claimed_by=line.claimed_by,
        disputed_on=line.disputed_on,
    )
    until = f"until {short_day(ends_on)}, when its own line follows" if later and ends_on else "on"
    words = f"{belongs} from {short_day(on)} {until}: {new.get_membership_class_display().lower()}"
    words += f", {new.get_role_display().lower()}, {new.get_status_display().lower()}."
    create_line(change_set, new, f"Follows from {line.member} in {line.consortium}. {change_set.source}")
    if later is not None and _takes_over(line, later, place):
        _take_over_role(change_set, line, later, on)
        words += " Its own line takes over the role."
    return new, words


def _takes_over(line: Membership, theirs: Membership, place: dict[str, Any]) -> bool:
    """Whether a district's successor speaks for the consortium now, and did not before."""
    return "district" in place and line.role in RUNS and theirs.role not in RUNS


def _take_over_role(change_set: ChangeSet, line: Membership, theirs: Membership, on: datetime.date) -> Membership:
    """The successor's own line with the role of the one that ended: the old role until the day before."""
    words = f"Takes over the role of {line.member}. {change_set.source}"
    if theirs.joins_on and theirs.joins_on >= on:
        change_line(change_set, theirs, "change", words, role=line.role)
        return theirs
    ends_on = theirs.leaves_on
    new = Membership(
        consortium=theirs.consortium,
        district=theirs.district,
        membership_class=theirs.membership_class,
        role=line.role,
        joins_on=on,
        leaves_on=ends_on,
        authority=theirs.authority,
        status=theirs.status,
        claimed_by=theirs.claimed_by,
        disputed_on=theirs.disputed_on,
        continues=theirs,
    )
    change_line(change_set, theirs, "change", words, leaves_on=on - DAY)
    return create_line(change_set, new, words)


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
            words = f"It begins only on {short_day(link.on)}: it stays as it is recorded. Correct it by hand."
            change_set.tell(LINEAGE, link, words)
            continue
        change_set.tell(LINEAGE, link, f"Ends on {short_day(on - DAY)}.")
        change_set.change(link, ends_on=on - DAY)
    if successor is None:
        return
    change_set.tell(LINEAGE, successor, f"“{consortium} merged into {successor}” is written, from {short_day(on)}.")
    into = {"earlier": consortium, "later": successor, "kind": LinkKind.MERGED_INTO}
    if not ConsortiumLink.objects.filter(**into).exists():
        change_set.create(ConsortiumLink(**into, on=on, source=change_set.source[:300]))


def _keep(line: Membership, step: str, words: str, *, by: Any, at: datetime.datetime) -> None:
    keep_version(line, by=by, at=at)
    MembershipStep.objects.create(
        membership=line, step=step, side=Side.STATE, words=words, by=by if isinstance(by, User) else None, at=at
    )


def may_end(status: str) -> bool:
    """Whether a consortium in that status can be dissolved or merged."""
    return ConsortiumStatus(status) in CONSORTIUM_STEPS["dissolve"][0]
