"""The dates of a round and of a person's applications, as events of a calendar file. Nothing in them is secret."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.dates import moment_in_words
from accounts.delivery import full_address
from grants.models import Application, Competition
from grants.reads.rounds import minutes_in_words
from portal.components.calendar_file import CalendarEvent


def events_of_round(competition: Competition) -> list[CalendarEvent]:
    """When the round opens and closes; dates that aren't known are left out."""
    address, events = full_address(competition.get_absolute_url()), []
    if competition.opens_at:
        words = f"You can start and submit an application from {moment_in_words(competition.opens_at)}."
        uid = f"opens-{competition.slug}"
        events.append(CalendarEvent(uid, competition.opens_at, f"{competition.name} opens", words, address))
    if competition.closes_at:
        uid, title = f"closes-{competition.slug}", f"Deadline: {competition.name}"
        events.append(CalendarEvent(uid, competition.closes_at, title, _deadline_in_words(competition), address))
    return events


def events_of_applications(applications: Iterable[Application]) -> list[CalendarEvent]:
    """The deadline of each application that can still be written, by its number."""
    return [
        CalendarEvent(
            f"submit-{application.reference}",
            due_at,
            f"Submit {application.reference}",
            _due_in_words(application),
            full_address(reverse("applicant:application_detail", args=[application.reference])),
        )
        for application in applications
        if application.is_open_for_writing and (due_at := application.due_at)
    ]


def _due_in_words(application: Application) -> str:
    if application.late_until is None:
        return _deadline_in_words(application.competition)
    return f"The state accepts this application late. Submit it by {moment_in_words(application.late_until)}."


def _deadline_in_words(competition: Competition) -> str:
    words = f"{competition.name}: submit by {moment_in_words(competition.closes_at)}." if competition.closes_at else ""
    if not competition.grace_minutes:
        return words
    return f"{words} The portal still accepts submissions for {minutes_in_words(competition.grace_minutes)} after that."
