"""The dates of a round and of a person's applications, as events of a calendar file. Nothing in them is secret."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from accounts.delivery import full_address
from grants.models import Application, ApplicationReturn, Competition
from grants.reads.rounds import minutes_in_words
from portal.components.calendar_file import CalendarEvent


def events_of_round(competition: Competition) -> list[CalendarEvent]:
    """When the round opens and closes; dates that aren't known are left out."""
    address, events = full_address(competition.get_absolute_url()), []
    if competition.opens_at:
        words = f"You can start and submit an application from {moment_in_words(competition.opens_at)}."
        uid = f"opens-{competition.slug}"
        events.append(CalendarEvent(uid, competition.opens_at, f"{competition.name} opens", words, address))
    if signing := _signing_event(competition, f"sign-{competition.slug}", competition.name, address):
        events.append(signing)
    if competition.closes_at:
        uid, title = f"closes-{competition.slug}", f"Deadline: {competition.name}"
        events.append(CalendarEvent(uid, competition.closes_at, title, _deadline_in_words(competition), address))
    return events


def events_of_applications(applications: Iterable[Application]) -> list[CalendarEvent]:
    """The deadline of each application that can still be written, by its number, and its day for signatures."""
    events = []
    for application in applications:
        due_at, reference = application.due_at, application.reference
        if due_at is None or not application.is_open_for_writing:
            continue
        address = full_address(reverse("applicant:application_signatures", args=[reference]))
        if signing := _signing_event(application.competition, f"sign-{reference}", reference, address):
            events.append(signing)
        address, words = full_address(application.get_absolute_url()), _due_in_words(application)
        events.append(CalendarEvent(f"submit-{reference}", due_at, f"Submit {reference}", words, address))
    return events


def events_of_returns(returns: Iterable[ApplicationReturn]) -> list[CalendarEvent]:
    """Until when the state’s questions about each submitted application can be answered."""
    events = []
    for returned in returns:
        reference = returned.application.reference
        address = full_address(reverse("applicant:application_return", args=[reference]))
        words = f"The state has questions about {reference}. Answer by {moment_in_words(returned.due_at)}."
        uid, title = f"answer-{reference}-{returned.number}", f"Answer questions about {reference}"
        events.append(CalendarEvent(uid, returned.due_at, title, words, address))
    return events


def _signing_event(competition: Competition, uid: str, name: str, address: str) -> CalendarEvent | None:
    """The day by which the round asks members to sign, at noon; None if it names no day."""
    if competition.signatures_by is None:
        return None
    noon = timezone.make_aware(datetime.datetime.combine(competition.signatures_by, datetime.time(12)))
    words = f"{competition.name} asks members to sign by {short_day(competition.signatures_by)}."
    return CalendarEvent(uid, noon, f"Signatures requested: {name}", f"{words} The deadline is what counts.", address)


def _due_in_words(application: Application) -> str:
    if application.late_until is None:
        return _deadline_in_words(application.competition)
    return f"The state accepts this application late. Submit it by {moment_in_words(application.late_until)}."


def _deadline_in_words(competition: Competition) -> str:
    words = f"{competition.name}: submit by {moment_in_words(competition.closes_at)}." if competition.closes_at else ""
    if not competition.grace_minutes:
        return words
    return f"{words} The portal still accepts submissions for {minutes_in_words(competition.grace_minutes)} after that."
