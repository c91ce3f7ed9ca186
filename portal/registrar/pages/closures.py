"""The pages on which a registrar closes, merges, and compares districts and consortia."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words, short_day
from consortia.models import Closure, Consortium, ScheduledClosure
from consortia.states import SCHEDULE_STEPS, ClosureKind, ScheduleStatus
from districts.actions.mergers import DAY
from districts.models import District
from districts.rules.duplicates import DuplicatePair
from portal.components.scheduled_closures import scheduled_in_words


@dataclass(frozen=True)
class ClosureFormPage:
    """The words of a page on which a registrar previews and records a closure."""

    title: str
    here: str
    button: str
    ended: District | Consortium
    # Whether the page compares two records, one of which is set aside as a duplicate.
    is_duplicate: bool = False

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The breadcrumbs."""
        is_district = isinstance(self.ended, District)
        label, name = ("Districts", "district_list") if is_district else ("Consortia", "consortium_list")
        return [
            (label, reverse(f"registry:{name}")),
            (self.ended.name, self.ended.get_absolute_url()),
            (self.here, None),
        ]


class Suggestion(NamedTuple):
    """A suggestion for an ambiguous name: the field, its new value, the label, and a distinguishing detail."""

    field: str
    value: str
    label: str
    detail: str


class RecordedClosure(NamedTuple):
    """A closure as the list and its own page show it."""

    address: str
    sentence: str
    reason: str
    recorded: str
    undone: str


def recorded_closure(closure: Closure) -> RecordedClosure:
    """The closure in words: who recorded and undid it, and when."""
    return RecordedClosure(
        address=closure.get_absolute_url(),
        sentence=closure_in_words(closure),
        reason=closure.reason,
        recorded=_by(moment_in_words(closure.recorded_at), closure.recorded_by),
        undone=_by(moment_in_words(closure.taken_back_at), closure.taken_back_by) if closure.taken_back_at else "",
    )


def closure_in_words(closure: Closure) -> str:
    """The closure in one sentence, with the last day of what closed (`closure.on` is the day after)."""
    closed = f" on {short_day(closure.on - DAY)}" if closure.on else ""
    if closure.kind == ClosureKind.DUPLICATE:
        return f"{closure.ended} was a duplicate and was merged into {closure.into}."
    if closure.into:
        return f"{closure.ended} merged into {closure.into}{closed}."
    return f"{closure.ended} was dissolved{closed}."


class ScheduledClosureRow(NamedTuple):
    """A merger or dissolution to come, or one that needs a decision, as the list shows it."""

    address: str
    sentence: str
    status: str
    scheduled: str


@dataclass(frozen=True)
class ScheduledClosurePage:
    """A scheduled merger or dissolution in words; which buttons its page has."""

    sentence: str
    scheduled: str
    status: str
    ended: str
    may_cancel: bool
    # Why this registrar does not decide about it, and who does; empty where nothing is to be decided.
    no_decision: str
    needs_decision: bool
    # The form in which the change is recorded anew.
    new_form: str


def scheduled_closure_row(closure: ScheduledClosure, on: datetime.date) -> ScheduledClosureRow:
    """One of those to come, or that need a decision."""
    return ScheduledClosureRow(
        address=closure.get_absolute_url(),
        sentence=_scheduled_sentence(closure, on),
        status="" if closure.status == ScheduleStatus.SCHEDULED else f"{closure.get_status_display()}.",
        scheduled=_by(moment_in_words(closure.scheduled_at), closure.scheduled_by),
    )


def scheduled_closure_page(closure: ScheduledClosure, on: datetime.date, *, no_decision: str) -> ScheduledClosurePage:
    """The page of a scheduled merger or dissolution, in whatever status."""
    ended, is_open = closure.ends, closure.status in SCHEDULE_STEPS["cancel"][0]
    is_district = isinstance(ended, District)
    form = "registrar:district_merge" if is_district else "registrar:consortium_dissolve"
    if closure.into and not is_district:
        form = "registrar:consortium_merge"
    return ScheduledClosurePage(
        sentence=_scheduled_sentence(closure, on),
        scheduled=_by(moment_in_words(closure.scheduled_at), closure.scheduled_by),
        status=closure.get_status_display(),
        ended=_by(moment_in_words(closure.ended_at), closure.ended_by) if closure.ended_at else "",
        may_cancel=is_open and not no_decision,
        no_decision=no_decision if is_open else "",
        needs_decision=closure.status == ScheduleStatus.BLOCKED,
        new_form=reverse(form, args=[ended.leaid if isinstance(ended, District) else ended.slug]),
    )


def _scheduled_sentence(closure: ScheduledClosure, on: datetime.date) -> str:
    """What will happen; of one that no longer is to come, what was scheduled."""
    if closure.status == ScheduleStatus.SCHEDULED:
        return scheduled_in_words(closure, on)
    day = short_day(closure.on)
    if closure.into:
        return f"{closure.ends} was scheduled to merge into {closure.into} on {day}."
    return f"{closure.ends} was scheduled to be {'split' if closure.is_split else 'dissolved'} on {day}."


def _by(moment: str, person: Any) -> str:
    return f"{moment} by {person.name}" if person else moment


class ComparedPair(NamedTuple):
    """Two records that may be duplicates: names, IDs, addresses, the reasons, and where to compare them."""

    first: str
    first_id: str
    first_address: str
    second: str
    second_id: str
    second_address: str
    reasons: str
    compare_address: str


def district_pairs(pairs: Sequence[DuplicatePair]) -> list[ComparedPair]:
    """Possible duplicates among districts, as the table shows them."""
    return [
        ComparedPair(
            first=pair.first.name,
            first_id=pair.first.key,
            first_address=reverse("registry:district_detail", args=[pair.first.key]),
            second=pair.second.name,
            second_id=pair.second.key,
            second_address=reverse("registry:district_detail", args=[pair.second.key]),
            reasons="; ".join(pair.reasons),
            compare_address=f"{reverse('registrar:district_duplicate', args=[pair.second.key])}?kept={pair.first.key}",
        )
        for pair in pairs
    ]


def consortium_pairs(pairs: Sequence[tuple[Any, Any, str]]) -> list[ComparedPair]:
    """Possible duplicates among consortia, as the table shows them."""
    return [
        ComparedPair(
            first=first.name,
            first_id="",
            first_address=reverse("registry:consortium_detail", args=[first.slug]),
            second=second.name,
            second_id="",
            second_address=reverse("registry:consortium_detail", args=[second.slug]),
            reasons=reasons,
            compare_address=f"{reverse('registrar:consortium_duplicate', args=[second.slug])}?kept={first.slug}",
        )
        for first, second, reasons in pairs
    ]
