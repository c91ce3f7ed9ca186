"""The page of one promise: what it has said since when, and the change that is open."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words
from grants.models import Award, Promise, PromiseChange
from grants.reads.promises import PromiseHistory
from portal.awards.pages.overview import benefits_in_words, contributes_in_words


class WordingRow(NamedTuple):
    """One wording of the promise."""

    since: str
    contributes: str
    benefits: str
    reason: str
    accepted: str  # by which official, and when


class OpenChange(NamedTuple):
    """The change that waits for the member or the state, and what the reader can do about it."""

    facts: list[tuple[str, str]]
    agree_address: str
    cancel_address: str
    answer_address: str


class AnsweredChange(NamedTuple):
    """A change that didn't become a promise."""

    proposed: str
    contributes: str
    benefits: str
    reason: str
    answer: str


class PromiseRights(NamedTuple):
    """What the reader may do with this promise."""

    proposes: bool
    agrees: bool
    answers: bool


@dataclass(frozen=True)
class PromisePage:
    """What the page of a promise shows."""

    title: str
    now: str  # what is in force today, or will be
    wordings: list[WordingRow]  # the latest first
    open_change: OpenChange | None
    others: list[AnsweredChange]
    propose_address: str
    back: str


def promise_page(award: Award, history: PromiseHistory, rights: PromiseRights, on: datetime.date) -> PromisePage:
    """The page for a reader with these rights on that day."""
    last, change = history.last, history.open_change
    can_change = award.promises_can_change and last.ends_on is None
    args = [award.application.reference, last.position]
    return PromisePage(
        title=f"{last.participant.name}: {last.activity}",
        now=_now(last, on),
        wordings=[_wording(one) for one in reversed(history.wordings)],
        open_change=_open(change, args, rights, can_change=award.promises_can_change) if change else None,
        others=[_answered(one) for one in history.changes if one.is_closed],
        propose_address=reverse("awards:promise_change", args=args)
        if rights.proposes and can_change and not change
        else "",
        back=reverse("awards:award_overview", args=args[:1]),
    )


def _now(promise: Promise, on: datetime.date) -> str:
    if promise.ends_on:
        return f"An amendment of the application ended this promise on {day_in_words(promise.ends_on)}."
    if promise.replaces_id and promise.from_on > on:
        return f"A new wording takes effect on {day_in_words(promise.from_on)}."
    return ""


def _wording(promise: Promise) -> WordingRow:
    accepted = ""
    if promise.changed_by and promise.changed_at:
        accepted = f"{promise.changed_by.name}, {day_in_words(timezone.localdate(promise.changed_at))}"
    return WordingRow(
        day_in_words(promise.from_on),
        contributes_in_words(promise),
        benefits_in_words(promise),
        promise.reason or "As in the application",
        accepted,
    )


def _open(change: PromiseChange, args: list[object], rights: PromiseRights, *, can_change: bool) -> OpenChange:
    proposed = f"{change.proposed_by.name}, {day_in_words(timezone.localdate(change.proposed_at))}"
    agrees, answers = rights.agrees and change.waits_for_member, rights.answers and change.waits_for_state
    address = [*args, change.pk]
    return OpenChange(
        facts=[
            ("Contributes", contributes_in_words(change)),
            ("Benefits", benefits_in_words(change)),
            ("Effective date", day_in_words(change.from_on)),
            ("Reason", change.reason),
            ("Proposed by", proposed),
            ("Status", change.get_state_display()),
        ],
        agree_address=reverse("awards:promise_agree", args=address) if agrees and can_change else "",
        cancel_address=reverse("awards:promise_cancel", args=address) if rights.proposes else "",
        answer_address=reverse("awards:promise_answer", args=address) if answers and can_change else "",
    )


def _answered(change: PromiseChange) -> AnsweredChange:
    answer = change.get_state_display()
    if change.answered_at:
        answer = f"{answer} on {day_in_words(timezone.localdate(change.answered_at))}"
    return AnsweredChange(
        day_in_words(timezone.localdate(change.proposed_at)),
        contributes_in_words(change),
        benefits_in_words(change),
        change.reason,
        f"{answer}: {change.answer_reason}" if change.answer_reason else answer,
    )
