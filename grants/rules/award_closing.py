"""When an award can be closed, and what its members' promises came to."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from accounts.dates import day_in_words

REASON = "Enter the reason for closing the award."
NOT_REPORTED = ""


class ClosingFacts(NamedTuple):
    """What has to be settled before an award is closed."""

    ends_on: datetime.date | None  # of the project
    claims_to_answer: int
    claims_to_pay: int  # accepted, without a recorded payment
    reports_to_answer: int
    changes_to_answer: int  # of promises
    without_last_report: Sequence[str]  # members whose report on the last period the state hasn't accepted


def problems_with_closing(facts: ClosingFacts, on: datetime.date, *, reason: str, without_reports: bool) -> list[str]:
    """Why the award can't be closed that day. `without_reports`: the officer says that missing ones won't come."""
    problems = what_is_open(facts, on)
    if facts.without_last_report and not without_reports:
        problems.append("Reports on the last period are missing. Choose to close the award without them, or wait.")
    return problems if reason else [*problems, REASON]


def what_is_open(facts: ClosingFacts, on: datetime.date) -> list[str]:
    """What prevents closing whatever the officer says."""
    problems = []
    if facts.ends_on and on <= facts.ends_on:
        problems.append(f"The project runs until {day_in_words(facts.ends_on)}.")
    for number, one, several in (
        (facts.claims_to_answer, "1 claim needs an answer.", "{} claims need an answer."),
        (facts.claims_to_pay, "1 accepted claim has no payment.", "{} accepted claims have no payment."),
        (facts.reports_to_answer, "1 report needs an answer.", "{} reports need an answer."),
        (facts.changes_to_answer, "1 change to a promise is open.", "{} changes to promises are open."),
    ):
        if number:
            problems.append(one if number == 1 else several.format(number))
    return problems


class FinalCounts(NamedTuple):
    """How many promises were kept, changed, and missed at the end, and how many no accepted report mentions."""

    kept: int
    changed: int
    missed: int
    not_reported: int

    def in_words(self) -> str:
        """“12 kept, 1 missed, 2 not reported”; “none” without promises."""
        names = ("kept", "changed", "missed", "not reported")
        return ", ".join(f"{number:,} {name}" for number, name in zip(self, names, strict=True) if number) or "none"


def final_counts(results: Iterable[str]) -> FinalCounts:
    """The counts of the last reported result of each promise; "" is one that no accepted report mentions."""
    found = Counter(results)
    return FinalCounts(found["kept"], found["changed"], found["missed"], found[NOT_REPORTED])
