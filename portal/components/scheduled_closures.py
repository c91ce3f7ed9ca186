"""Mergers and dissolutions that are scheduled, in words: always as something still to come."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.dates import day_in_words
from consortia.models import Consortium, ScheduledClosure
from districts.models import District


def scheduled_notes(
    record: District | Consortium, scheduled: Iterable[ScheduledClosure], *, on: datetime.date
) -> list[str]:
    """For the page of a record: what will happen to it, and what will merge into it."""
    return [
        _of_ending(closure, on) if closure.ends == record else scheduled_in_words(closure, on) for closure in scheduled
    ]


def scheduled_in_words(closure: ScheduledClosure, on: datetime.date) -> str:
    """“Cedar Gap will merge into Stone Ridge on July 1, 2027.” A day that has come is due, not done."""
    if closure.on <= on:
        words = gettext("%(name)s was scheduled to end on %(day)s. This has not been carried out yet.")
    elif closure.into:
        words = gettext("%(name)s will merge into %(into)s on %(day)s.")
    elif closure.is_split:
        words = gettext("%(name)s will be split on %(day)s. Other districts will take over its schools.")
    else:
        words = gettext("%(name)s will be dissolved on %(day)s.")
    return words % {"name": closure.ends, "into": closure.into, "day": day_in_words(closure.on)}


def roster_notes(scheduled: Iterable[ScheduledClosure], *, on: datetime.date) -> list[str]:
    """For a roster on a future date: what is scheduled until then, which the roster does not show."""
    words = gettext("%(change)s This list doesn’t show that change yet. Its files name it in the column “scheduled.”")
    return [words % {"change": scheduled_in_words(closure, on)} for closure in scheduled]


def comparison_notes(scheduled: Iterable[ScheduledClosure], *, on: datetime.date) -> list[str]:
    """For a comparison with a future date: what is scheduled until then, which the comparison does not show."""
    words = gettext("%(change)s This comparison and its file don’t show that change yet.")
    return [words % {"change": scheduled_in_words(closure, on)} for closure in scheduled]


def scheduled_in_file(closure: ScheduledClosure) -> str:
    """For a file: “merges into 3900002 on 2027-07-01”, “is split on …”, or “is dissolved on …”."""
    if isinstance(closure.into, District):
        return f"merges into {closure.into.leaid} on {closure.on}"
    if closure.into:
        return f"merges into {closure.into.slug} on {closure.on}"
    return f"is {'split' if closure.is_split else 'dissolved'} on {closure.on}"


def _of_ending(closure: ScheduledClosure, on: datetime.date) -> str:
    if closure.on <= on:
        return scheduled_in_words(closure, on)
    if closure.into:
        words = gettext("Will merge into %(into)s on %(day)s.")
    elif closure.is_split:
        words = gettext("Will be split on %(day)s. Other districts will take over its schools.")
    else:
        words = gettext("Will be dissolved on %(day)s.")
    return words % {"into": closure.into, "day": day_in_words(closure.on)}
