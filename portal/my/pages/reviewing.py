"""Tasks of a grants officer: applications to review and to assign."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words
from grants.models import Amendment, Application, ReviewRequest, StateAnswer
from grants.reads.conflicts import LaterRole
from grants.reads.scoring_offers import RoundWithOffers
from grants.reads.screen import RoundToScreen
from grants.states import AskedFor
from portal.my.pages.tasks import Task, end_of_day

ELEMENTS = 9
_PAGES_OF_REQUESTS = {AskedFor.SECOND_REVIEW: "review:review_desk", AskedFor.DECISION: "review:state_answer"}


def reading_tasks(applications: Iterable[Application], at: datetime.datetime) -> list[Task]:
    """For an officer: each assigned application without a determination. `my_marks` is None before the first mark."""
    return [
        Task(
            text=f"{'Start' if application.my_marks is None else 'Continue'} your review of "
            f"{application.reference}, {application.consortium.name}.",
            about=(
                f"Waiting for the applicant’s answer until {moment_in_words(application.returned_until)}."
                if application.returned_until and application.is_returned(at)
                else _progress(application.my_marks)
            ),
            button="Open review",
            url=reverse("review:review_desk", args=[application.reference]),
        )
        for application in applications
    ]


def requested_tasks(requests: Iterable[ReviewRequest]) -> list[Task]:
    """For an officer: each request for a second review or a decision."""
    return [
        Task(
            text=f"{asked.asked_by} asked you {AskedFor(asked.kind).phrase}: {asked.application.reference}, "
            f"{asked.application.consortium.name}.",
            about=asked.note,
            button="Open review",
            url=reverse(_PAGES_OF_REQUESTS[AskedFor(asked.kind)], args=[asked.application.reference]),
        )
        for asked in requests
    ]


def agreement_tasks(answers: Iterable[StateAnswer]) -> list[Task]:
    """For an officer: each proposed state's answer that needs this officer's agreement."""
    return [
        Task(
            text=f"{answer.proposed_by} proposed the state’s answer on {answer.application.reference}, "
            f"{answer.application.consortium.name}. Say whether you agree.",
            button="Review answer",
            url=reverse("review:state_answer", args=[answer.application.reference]),
        )
        for answer in answers
    ]


def taking_tasks(unassigned: int) -> list[Task]:
    """For an officer: the unassigned applications, as one task."""
    if not unassigned:
        return []
    return [
        Task(
            text="1 application is unassigned." if unassigned == 1 else f"{unassigned:,} applications are unassigned.",
            button="Open the queue",
            url=reverse("review:review_list") + "?taken=unassigned",
        )
    ]


def screening_tasks(rounds: Iterable[RoundToScreen]) -> list[Task]:
    """For an officer: each round whose eligibility screen needs this officer, and how far it is."""
    return [
        Task(
            text=f"Screen applications for {one.competition.name}: {one.decided:,} of {one.applications:,} screened.",
            about=f"{one.left:,} {'needs' if one.left == 1 else 'need'} your conclusion. Two officers have to agree: "
            "you and another officer.",
            button="Open screening",
            url=reverse("review:screening_list", args=[one.competition.slug]),
            due=end_of_day(one.competition.screened_by) if one.competition.screened_by else None,
        )
        for one in rounds
        if one.left
    ]


def offers_to_score_tasks(rounds: Iterable[RoundWithOffers]) -> list[Task]:
    """For an officer: each round in which people who offered to score wait for an answer."""
    return [
        Task(
            text=f"Invite or decline people who offered to score applications for {one.name}.",
            about="1 person is waiting." if one.waiting == 1 else f"{one.waiting:,} people are waiting.",
            button="Open offers",
            url=reverse("review:offer_list", args=[one.slug]),
            since=timezone.localdate(one.since),
        )
        for one in rounds
    ]


def conflict_tasks(roles: Iterable[LaterRole]) -> list[Task]:
    """For an administrator: officers whose role in a participant was recorded after the application was submitted."""
    return [
        Task(
            text=f"Decide whether {role.officer} can continue to review {role.application.reference}.",
            about=f"{role.officer} was given a role at {role.place} after the application was submitted. If this is a "
            "conflict of interest, reassign the application. If the role is wrong, ask the registrar to end it.",
            button="Open application",
            url=reverse("review:review_desk", args=[role.application.reference]),
        )
        for role in roles
    ]


def amendment_tasks(amendments: Iterable[Amendment]) -> list[Task]:
    """For an officer: each amendment that waits for the state's answer."""
    return [
        Task(
            text=f"Accept or reject the amendment to {one.application.reference}.",
            about=(
                f"{one.application.consortium.name}. {one.member.name} left the application."
                if one.member
                else f"{one.application.consortium.name}: {one.title}."
            ),
            button="Read amendment",
            url=reverse("review:amendment_answer", args=[one.application.reference, one.number]),
            since=timezone.localdate(one.sent_at) if one.sent_at else None,
        )
        for one in amendments
    ]


def late_request_tasks(waiting: int) -> list[Task]:
    """For an administrator: applicants that ask to submit after the deadline, as one task."""
    if not waiting:
        return []
    return [
        Task(
            text="1 applicant asks to submit late." if waiting == 1 else f"{waiting:,} applicants ask to submit late.",
            button="Open requests",
            url=reverse("review:late_list"),
        )
    ]


def _progress(marks: str | None) -> str:
    if marks is None:
        return "Not started."
    return f"{ELEMENTS - marks.count('-')} of {ELEMENTS} elements marked."
