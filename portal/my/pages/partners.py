"""Tasks about introductions: other districts that want to connect."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, short_day
from districts.models import Appointment
from exchange.models import Introduction
from portal.my.pages.dashboard import PartnersLink, WaitingRow
from portal.my.pages.tasks import Task


def introduction_tasks(introductions: Iterable[Introduction]) -> list[Task]:
    """For a leader: each request for an introduction that has no answer yet."""
    return [
        Task(
            text=f"{introduction.district} wants to connect with {introduction.asked}.",
            about=f"Requested on {day_in_words(timezone.localdate(introduction.asked_at))}.",
            button="Answer",
            url=introduction.get_absolute_url(),
            since=timezone.localdate(introduction.asked_at),
        )
        for introduction in introductions
    ]


def introductions_to_others(introductions: Iterable[Introduction]) -> list[WaitingRow]:
    """For a leader: each introduction that the reader asked for and that has no answer yet."""
    return [
        WaitingRow(
            f"{introduction.asked} needs to answer {introduction.district}’s request for an introduction. "
            f"Waiting since {short_day(timezone.localdate(introduction.asked_at))}.",
            introduction.get_absolute_url(),
        )
        for introduction in introductions
    ]


def partners_link(appointments: Iterable[Appointment]) -> PartnersLink | None:
    """The way to the partners of the reader's first district; None where the reader acts for none."""
    district = next((appointment.district for appointment in appointments if appointment.district), None)
    if district is None:
        return None
    return PartnersLink(district.name, reverse("membership:district_partners", args=[district.leaid]))
