"""The history of a consortium's record: each changed fact, and each purpose taken up or ended, in words."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import ConsortiumChange
from consortia.rules.fact_owners import CONSORTIUM, CONTRACT, PURPOSE
from consortia.states import LegalForm, Purpose
from portal.components.facts import Event

# A longer description is cut: the history says that it changed and how it began.
LONGEST = 120
CODES: dict[str, type[Purpose] | type[LegalForm]] = {PURPOSE: Purpose, "legal_form": LegalForm}


def history_events(changes: Iterable[ConsortiumChange]) -> list[Event]:
    """The changes as events, in the order given, each with who recorded it and on whose authority."""
    return [
        Event(
            timezone.localdate(change.recorded_at),
            _in_words(change),
            "; ".join(text for text in (change.source, change.authority) if text),
        )
        for change in changes
    ]


def former_names(changes: Sequence[ConsortiumChange]) -> list[str]:
    """Names that it had until a known date, the latest first: “Mill Creek (until Jun 30, 2026)”."""
    return [
        gettext("%(name)s (until %(date)s)")
        % {"name": change.old, "date": short_day(change.holds_from - datetime.timedelta(days=1))}
        for change in changes
        if change.field == "name" and change.old and change.holds_from
    ]


def legal_form_since(changes: Sequence[ConsortiumChange]) -> datetime.date | None:
    """The date from which it has its legal form; None where it is not known. `changes`: the newest first."""
    return next((change.holds_from for change in changes if change.field == "legal_form"), None)


def _in_words(change: ConsortiumChange) -> str:
    names = {
        "old": _value(change.field, change.old),
        "new": _value(change.field, change.new),
        "label": CONSORTIUM[change.field].label if change.field in CONSORTIUM else change.field,
        "date": short_day(change.holds_from) if change.holds_from else "",
    }
    if change.field == "name" and not change.old:
        words = gettext("Entered in the registry as %(new)s")
    elif change.field == PURPOSE and change.new == change.old:
        words = gettext("Start date of %(new)s: %(date)s")
    elif change.field == PURPOSE and change.new:
        words = gettext("New purpose: %(new)s, from %(date)s") if names["date"] else gettext("New purpose: %(new)s")
    elif change.field == PURPOSE and not change.holds_from:
        words = gettext("Purpose removed: %(old)s")
    elif change.field == PURPOSE:
        words = gettext("Purpose ends: %(old)s, end date %(date)s")
    elif change.field == CONTRACT:
        words = gettext("Contract %(old)s → %(new)s") if change.old else gettext("New contract: %(new)s")
    elif names["date"]:
        words = gettext("%(label)s: %(old)s → %(new)s, effective %(date)s")
    else:
        words = gettext("%(label)s: %(old)s → %(new)s")
    return words % names


def _value(field: str, value: str) -> str:
    if value == "":
        return gettext("not known")
    if field in CODES and value in CODES[field].values:
        return str(CODES[field](value).label)
    if field.endswith("_on"):
        return short_day(datetime.date.fromisoformat(value))
    return Truncator(value).chars(LONGEST)
