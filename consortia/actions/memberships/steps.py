"""What all steps of a membership share: the lock, the check for stale pages and second clicks, the step’s row."""

import datetime
from collections.abc import Collection

from django.db import models

from accounts.dates import day_in_words, moment_in_words
from accounts.models import User
from accounts.refusals import Unready
from consortia.actions.periods import keep_version
from consortia.models import Consortium, Membership, MembershipStep
from consortia.permissions import has_one_representative
from consortia.rules.membership_dates import Body, JoiningMember, problems_with_days
from consortia.rules.registering import problems_with_texts
from consortia.rules.status_labels import status_in_sentence
from consortia.rules.steps import in_words
from consortia.rules.who_confirms import reason_for_registrar
from consortia.states import LIVING_CONSORTIA, NEVER_BEGAN, STEPS, ConsortiumStatus, MembershipStatus, Side
from districts.models import Appointment, District, School
from districts.permissions import Actor
from districts.rules.periods import Period

LONGEST_TEXT = 2_000
ENDED = {
    ConsortiumStatus.REFUSED: "was not registered",
    ConsortiumStatus.WITHDRAWN: "was not registered",
    ConsortiumStatus.DISSOLVED: "was dissolved",
    ConsortiumStatus.MERGED: "merged with another consortium",
}


def lock_membership(membership: Membership) -> Membership:
    """The membership as stored now, locked for this transaction; its consortium first, to avoid deadlocks."""
    Consortium.objects.select_for_update().get(pk=membership.consortium_id)
    return Membership.objects.select_for_update(of=("self",)).for_step().get(pk=membership.pk)


def last_step_of(membership: Membership) -> MembershipStep | None:
    """The newest step with its person and appointment; None before the first."""
    return membership.steps.select_related("by", "appointment__district", "appointment__school").last()


def is_repeated(membership: Membership, step: str, *, by: Actor, words: str = "") -> bool:
    """Whether this person has just taken this step: then a second click changes nothing."""
    last = last_step_of(membership)
    return (
        last is not None
        and last.by_id is not None
        and (last.by_id, last.step, last.words)
        == (
            getattr(by, "pk", None),
            step,
            words,
        )
    )


def check_seen(membership: Membership, seen: int | None) -> None:
    """Refuse if someone took a step since the page was opened. Raises Unready.

    `seen` is the newest step that the page showed: 0 where it showed none, None where it does not say.
    """
    last = last_step_of(membership)
    if seen is not None and seen != (last.pk if last else 0):
        raise Unready(f"Since you opened this page, {_told(last)}. Review the membership, then try again.")


def check_step(membership: Membership, step: str, *, only: Collection[MembershipStatus] = ()) -> None:
    """Refuse a step that the status does not allow (`only`: from one of these). Raises Unready with who did what."""
    starts, _end = STEPS[step]
    if membership.status not in starts or (only and membership.status not in only):
        last = last_step_of(membership)
        now = status_in_sentence(membership)
        raise Unready(f"{_told(last)}. The membership is now {now}." if last else f"This membership is {now}.")


def check_can_gain_members(consortium: Consortium) -> None:
    """Refuse a consortium that can no longer gain members. Raises Unready."""
    if consortium.status not in LIVING_CONSORTIA:
        ended = ENDED[ConsortiumStatus(consortium.status)]
        day = f" on {day_in_words(consortium.ended_on)}" if consortium.ended_on else ""
        raise Unready(f"{consortium} {ended}{day}, so no one can join it.")


def check_words(words: str, *, what: str, is_needed: bool) -> str:
    """The text without surrounding white space. Raises Unready where it is too long, or missing though needed."""
    words = words.strip()
    if problems := problems_with_texts((what, words, LONGEST_TEXT), is_needed=is_needed):
        raise Unready(*problems)
    return words


def check_days(
    membership: Membership,
    *,
    joins_on: datetime.date | None,
    leaves_on: datetime.date | None,
    apart_from: Membership | None = None,
    on: datetime.date,
) -> None:
    """Refuse dates on which this member cannot belong to this consortium. Raises Unready.

    `apart_from`: a membership that ends before them and does not count.
    """
    others = memberships_of_same_member(membership).exclude(
        pk__in=[one.pk for one in (membership, apart_from) if one and one.pk]
    )
    if problems := problems_with_days(
        _member(membership.member),
        Body(membership.consortium.name, membership.consortium.formed_on, membership.consortium.ended_on),
        joins_on=joins_on,
        leaves_on=leaves_on,
        others=[Period(other.joins_on, other.leaves_on) for other in others],
        on=on,
    ):
        raise Unready(*problems)


def memberships_of_same_member(membership: Membership) -> models.QuerySet[Membership]:
    """The same member's memberships in the same consortium, this one included, declined and withdrawn ones left out."""
    memberships = Membership.objects.filter(
        consortium=membership.consortium, district=membership.district, school=membership.school
    )
    return memberships.exclude(status__in=NEVER_BEGAN).order_by("joins_on", "pk")


def registrar_is_needed(membership: Membership, on: datetime.date, *, by: Actor = "") -> str:
    """Why the State has to approve this membership; empty where it does not. `by`: who answers."""
    if isinstance(by, User) and membership.steps.filter(step="claim", by=by).exists():
        return "The same person acts for the member and the consortium, so the State approves."
    return reason_for_registrar(
        role=membership.role,
        member_state=membership.member.state,
        consortium_state=membership.consortium.state,
        has_one_representative=has_one_representative(membership, on),
    )


def take_step(
    membership: Membership,
    step: str,
    *,
    side: str,
    appointment: Appointment | None = None,
    words: str = "",
    by: Actor,
    at: datetime.datetime,
) -> MembershipStep:
    """Store the step and the membership's new version. Call it after saving the membership."""
    keep_version(membership, by=by, at=at)
    return MembershipStep.objects.create(
        membership=membership,
        step=step,
        side=side,
        appointment=appointment,
        words=words,
        by=by if isinstance(by, User) else None,
        at=at,
    )


def restore_earlier_membership(
    membership: Membership, *, side: str, appointment: Appointment | None, by: Actor, at: datetime.datetime
) -> None:
    """If a proposed change is declined or withdrawn, restore the membership that it would have replaced."""
    before = membership.continues
    if before is None:
        return
    membership.continues = None
    membership.save(update_fields=["continues"])
    before.leaves_on = membership.leaves_on
    before.save(update_fields=["leaves_on"])
    take_step(
        before, "change", side=side, appointment=appointment, words="The change did not take effect.", by=by, at=at
    )


def facts_of(membership: Membership) -> dict[str, object]:
    """What every entry of the audit log says about a membership."""
    member = membership.member
    return {
        "consortium": membership.consortium.slug,
        "member": member.leaid if isinstance(member, District) else member.ncessch,
        "role": membership.role,
        "joins_on": membership.joins_on,
        "leaves_on": membership.leaves_on,
        "status": membership.status,
    }


def authority(appointment: Appointment | None) -> str | None:
    """The appointment in words, for the audit log; None where there is none."""
    return f"{appointment.get_kind_display()}, {appointment.district or appointment.school}" if appointment else None


def _told(step: MembershipStep | None) -> str:
    if step is None:
        return "the membership was changed"
    office = (
        f"{step.appointment.get_kind_display().lower()} of {step.appointment.district or step.appointment.school}"
        if step.appointment
        else ""
    )
    return in_words(
        step=step.step,
        side=Side(step.side),
        name=step.by.name if step.by else "",
        office=office,
        when=moment_in_words(step.at),
    )


def _member(member: District | School) -> JoiningMember:
    return JoiningMember(
        member.name, member.status, member.closed_on, member.successor.name if member.successor else ""
    )
