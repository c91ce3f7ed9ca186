"""Tasks about memberships, for districts, schools, consortia, and the registrar; and what others are working on."""

import datetime
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.rules.deadlines import answer_by
from consortia.rules.who_confirms import NextActor, answering_side
from consortia.states import LIVING_CONSORTIA, RUNS, ConsortiumStatus, MemberRole, MembershipStatus, Side
from districts.models import Appointment, School
from portal.my.pages.dashboard import WaitingRow
from portal.my.pages.tasks import Task, end_of_day

# The page shows this many of a registrar's tasks; the others move up as these are done.
AT_MOST = 25


def membership_tasks(memberships: Iterable[Membership], sides: Mapping[int, Set[str]], on: datetime.date) -> list[Task]:
    """Each membership that needs an answer from the sides a person acts for (`sides`: by membership)."""
    tasks = [_task(membership, sides[membership.pk], on) for membership in memberships]
    return [task for task in tasks if task]


def waiting_on_others(
    memberships: Iterable[Membership],
    sides: Mapping[int, Set[str]],
    next_actors: Mapping[int, NextActor],
    on: datetime.date,
) -> list[WaitingRow]:
    """Memberships of these people that someone else has to answer: who has to do what, and since when."""
    return [
        WaitingRow(_who_acts(membership, next_actors[membership.pk]), _page_of_waiting(membership))
        for membership in memberships
        if membership.status != MembershipStatus.RECORDED and not _task(membership, sides[membership.pk], on)
    ]


def registrar_tasks(
    proposals: Iterable[Consortium], memberships: Iterable[Membership], unanswerable: Iterable[tuple[Membership, str]]
) -> list[Task]:
    """For a registrar: proposals to decide, memberships to approve, disputes to settle, roles that no one holds.

    `unanswerable`: memberships that no one can answer, each with the page where someone can be appointed.
    """
    tasks = [
        Task(
            text=f"Review the proposal for {consortium.name}.",
            about=_proposed(consortium),
            button="Review and decide",
            url=reverse("membership:consortium_proposal", args=[consortium.slug]),
            since=timezone.localdate(consortium.proposed_at) if consortium.proposed_at else None,
        )
        for consortium in proposals
    ]
    tasks += [_decision_task(membership) for membership in memberships]
    tasks += [_appointment_task(membership, page) for membership, page in unanswerable]
    tasks.sort(key=lambda task: task.since or datetime.date.max)
    shown, behind = tasks[:AT_MOST], len(tasks) - AT_MOST
    if behind > 0:
        last = shown[-1]
        more = "1 more task follows." if behind == 1 else f"{behind} more tasks follow."
        shown[-1] = replace(last, about=f"{last.about} {more}")
    return shown


def _decision_task(membership: Membership) -> Task:
    if membership.status == MembershipStatus.DISPUTED:
        text, button = f"Settle the dispute about {membership.member} in {membership.consortium}.", "Review and settle"
        about = "The member and the consortium were asked to add what they know."
    else:
        text, button = f"Approve {membership.member} in {membership.consortium}.", "Review and approve"
        about = "The member and the consortium have agreed."
    return Task(
        text=text,
        about=f"{about}{_waiting_since(membership)}",
        button=button,
        url=_page(membership),
        since=_since(membership),
    )


def _who_acts(membership: Membership, next_actor: NextActor) -> str:
    return f"{membership.member} in {membership.consortium}: {next_actor}.{_waiting_since(membership)}"


def _page_of_waiting(membership: Membership) -> str:
    """The page of the membership; of the lead of a proposal, the proposal, where it can be edited or withdrawn."""
    consortium = membership.consortium
    if consortium.status == ConsortiumStatus.PROPOSED and membership.role == MemberRole.LEAD:
        return reverse("membership:consortium_proposal", args=[consortium.slug])
    return membership.get_absolute_url()


def _proposed(consortium: Consortium) -> str:
    by = f" by {consortium.proposed_by.name}" if consortium.proposed_by else ""
    on = f" on {short_day(timezone.localdate(consortium.proposed_at))}" if consortium.proposed_at else ""
    return f"Proposed{by}{on}." if by or on else ""


def _appointment_task(membership: Membership, page: str) -> Task:
    is_member = answering_side(membership.claimed_by) == Side.MEMBER
    place = membership.member if is_member else membership.consortium
    return Task(
        text=f"No one can answer for {place}. Appoint someone who can.",
        about=f"{membership.member} in {membership.consortium} is pending.{_waiting_since(membership)}",
        button="Appoint someone",
        url=page,
        since=_since(membership),
    )


def may_propose(appointments: Iterable[Appointment]) -> bool:
    """Whether one of these appointments lets its holder propose a consortium led by the holder's district."""
    return any(appointment.district_id and appointment.can_register_membership for appointment in appointments)


def memberships_that_invite(memberships: Iterable[Membership], appointments: Iterable[Appointment]) -> set[int]:
    """Row ids of the memberships through which the holder of these appointments may invite on a consortium's behalf."""
    places = {
        (appointment.district_id, appointment.school_id)
        for appointment in appointments
        if appointment.can_register_membership
    }
    return {
        membership.pk
        for membership in memberships
        if membership.role in RUNS
        and membership.consortium.status in LIVING_CONSORTIA
        and (membership.district_id, membership.school_id) in places
    }


def page_of_appointments(membership: Membership) -> str:
    """Where a registrar appoints someone who can answer; for a consortium, its own page, which leads to its lead."""
    if answering_side(membership.claimed_by) == Side.CONSORTIUM:
        return reverse("registry:consortium_detail", args=[membership.consortium.slug])
    member = membership.member
    district = member.district if isinstance(member, School) else member
    return reverse("registrar:appointment_list", args=[district.leaid])


def _task(membership: Membership, sides: Set[str], on: datetime.date) -> Task | None:
    """What this membership needs from people who act for these sides; None where it needs nothing from them."""
    if membership.status == MembershipStatus.CLAIMED and answering_side(membership.claimed_by) in sides:
        return _answer_task(membership, on)
    # Only the member is asked: a consortium's lead would get a task for each member of a roster that the State entered.
    if membership.status == MembershipStatus.RECORDED and Side.MEMBER in sides and membership.last_side not in sides:
        return Task(
            text=f"Confirm that {membership.member} is a member of {membership.consortium}.",
            about="The State entered this membership.",
            button="Confirm or dispute",
            url=_page(membership),
            since=_since(membership),
        )
    if membership.status == MembershipStatus.DISPUTED and membership.last_side not in sides:
        return Task(
            text=f"{membership.member} in {membership.consortium} is disputed. Tell us what you know.",
            about=f"The registrar will settle the dispute.{_waiting_since(membership)}",
            button="Review and respond",
            url=_page(membership),
            since=_since(membership),
        )
    return None


def _request(membership: Membership) -> str:
    if membership.continues_id:
        role, member_class = membership.get_role_display().lower(), membership.get_membership_class_display().lower()
        return f"Confirm the change for {membership.member} in {membership.consortium}: {role}, {member_class}."
    if membership.claimed_by == Side.MEMBER:
        return f"{membership.member} asks to join {membership.consortium}."
    return f"{membership.consortium} invites {membership.member} to join."


def _answer_task(membership: Membership, on: datetime.date) -> Task:
    """An invitation or a request to answer within 14 days."""
    text, button, url = _request(membership), "Review and answer", _page(membership)
    if not membership.claimed_at:
        return Task(text=text, button=button, url=url)
    day = timezone.localdate(membership.claimed_at)
    due_on = answer_by(day)
    is_overdue = on > due_on
    overdue = f" Overdue since {short_day(due_on)}." if is_overdue else ""
    return Task(
        text=text,
        about=f"Waiting since {short_day(day)}.{overdue}",
        button=button,
        url=url,
        due=end_of_day(due_on),
        is_overdue=is_overdue,
        since=day,
    )


def _since(membership: Membership) -> datetime.date | None:
    """The date of the last step; the membership is waiting since then."""
    return timezone.localdate(membership.last_at) if membership.last_at else None


def _waiting_since(membership: Membership) -> str:
    since = _since(membership)
    return f" Waiting since {short_day(since)}." if since else ""


def _page(membership: Membership) -> str:
    return reverse("membership:membership_detail", args=[membership.pk])
