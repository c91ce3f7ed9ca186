"""Dates and times in words, the same everywhere. Times are in the state's time zone."""

import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format


def day_in_words(day: datetime.date) -> str:
    """A date for a sentence: July 1, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


@lru_cache(maxsize=4_000)  # a list has the same days again and again
def short_day(day: datetime.date) -> str:
    """A date for a table or a label: Jul 1, 2026."""
    return f"{day:%b} {day.day}, {day.year}"


def moment_in_words(at: datetime.datetime) -> str:
    """A time with its time zone: Jul 1, 2026, 5:00 PM EDT."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def moment_for_email(at: datetime.datetime) -> str:
    """A time for the text of an email, which names the time zone beside it: July 1, 2026, 5:00 p.m."""
    return date_format(timezone.localtime(at), "F j, Y, g:i a")
