"""What waits for the two sides of a membership, and for the registrar."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from consortia.rules.deadlines import answer_by
from consortia.rules.who_confirms import LIVING, NextActor, answering_side
from consortia.states import RUNS, MembershipStatus, Side
from portal.my.pages.tasks import Task

# The rest stands behind these, and comes up as they are done.
AT_MOST = 25


def membership_tasks(lines: Iterable[Any], sides: Mapping[int, Set[str]]) -> list[Task]:
    """For the people of a side: each line that waits for their answer. `sides`: for which they act, by line."""
    tasks = [_task(line, sides[line.pk]) for line in lines]
    return [task for task in tasks if task]


def waiting_elsewhere(
    lines: Iterable[Any], sides: Mapping[int, Set[str]], awaited: Mapping[int, NextActor]
) -> list[tuple[str, str]]:
    """What others are doing with lines of these people: a sentence and the page, so that nobody telephones."""
    return [
        (
            f"{line.member} in {line.consortium}: {awaited[line.pk].who} {awaited[line.pk].does}.",
            line.get_absolute_url(),
        )
        for line in lines
        if not _task(line, sides[line.pk])
    ]


def registrar_tasks(
    proposals: Iterable[Any], lines: Iterable[Any], unanswerable: Iterable[tuple[Any, str]]
) -> list[Task]:
    """For a registrar: proposals to decide, agreed lines to confirm, disputes to settle, posts that nobody holds.

    `unanswerable`: lines whose answering side has nobody, with the page on which that is put right.
    """
    tasks = [
        Task(
            text=f"{one.name} is proposed as a consortium.",
            about=f"By {one.proposed_by.name}." if one.proposed_by else "",
            button="Read and decide",
            url=reverse("membership:consortium_proposal", args=[one.slug]),
        )
        for one in proposals
    ]
    for line in lines:
        is_disputed = line.status == MembershipStatus.DISPUTED
        what = "Settle the dispute about" if is_disputed else "Confirm"
        about = "Both sides have agreed." if not is_disputed else "Both sides have been asked to add what they know."
        button = "Read and settle" if is_disputed else "Check and confirm"
        tasks.append(
            Task(text=f"{what} {line.member} in {line.consortium}.", about=about, button=button, url=_page(line))
        )
    for line, page in unanswerable:
        side = answering_side(line.claimed_by)
        whom = line.member if side == Side.MEMBER else line.consortium
        text = f"Nobody may answer for {whom}: invite whoever does."
        tasks.append(
            Task(text=text, about=f"{line.member} in {line.consortium} waits.", button="Give a post", url=page)
        )
    shown, behind = tasks[:AT_MOST], len(tasks) - AT_MOST
    if behind > 0:
        last = shown[-1]
        shown[-1] = Task(
            text=last.text, about=f"{last.about} {behind} more wait behind it.", button=last.button, url=last.url
        )
    return shown


def may_propose(appointments: Iterable[Any]) -> bool:
    """Whether one of these posts lets its holder propose a consortium that the own district leads."""
    return any(appointment.district_id and appointment.can_register_membership for appointment in appointments)


def lines_that_invite(lines: Iterable[Any], appointments: Iterable[Any]) -> set[int]:
    """Of these lines (row ids), those by which the holder of these posts speaks for the consortium for certain."""
    places = {
        (appointment.district_id, appointment.school_id)
        for appointment in appointments
        if appointment.can_register_membership
    }
    return {
        line.pk
        for line in lines
        if line.role in RUNS
        and (line.status == MembershipStatus.CONFIRMED or line.claimed_by == Side.STATE)
        and line.consortium.status in LIVING
        and (line.district_id, line.school_id) in places
    }


def page_of_appointments(line: Any) -> str:
    """Where a registrar gives posts to whoever shall answer; for a consortium, at its record."""
    if answering_side(line.claimed_by) == Side.CONSORTIUM:
        return reverse("registry:consortium_detail", args=[line.consortium.slug])
    return reverse("registrar:appointment_list", args=[(line.district or line.school.district).leaid])


def _task(line: Any, sides: Set[str]) -> Task | None:
    """What this line asks of people who act for these sides; None where it asks nothing of them."""
    if line.status == MembershipStatus.CLAIMED and answering_side(line.claimed_by) in sides:
        return Task(text=_asked(line), about=_since(line), button=_button(line), url=_page(line))
    if line.status == MembershipStatus.DISPUTED and line.last_side not in sides:
        text = f"{line.member} in {line.consortium} is disputed: say what you know."
        return Task(text=text, about="The registrar settles it.", button="Read and answer", url=_page(line))
    return None


def _asked(line: Any) -> str:
    if line.claimed_by == Side.STATE:
        return f"Confirm that {line.member} is a member of {line.consortium}."
    if line.continues_id:
        change = f"{line.get_role_display().lower()}, {line.get_membership_class_display().lower()}"
        return f"Confirm the change of {line.member} in {line.consortium}: {change}."
    if line.claimed_by == Side.MEMBER:
        return f"{line.member} asks to join {line.consortium}."
    return f"{line.consortium} invites {line.member} to join."


def _since(line: Any) -> str:
    if not line.claimed_at:
        return ""
    day = timezone.localdate(line.claimed_at)
    return f"Since {short_day(day)}. Please answer by {short_day(answer_by(day))}."


def _button(line: Any) -> str:
    return "Confirm or dispute" if line.claimed_by == Side.STATE else "Read and answer"


def _page(line: Any) -> str:
    return reverse("membership:membership_detail", args=[line.pk])
