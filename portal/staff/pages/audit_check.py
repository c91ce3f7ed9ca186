"""The page on which an auditor has the log checked: progress, the last result in words, and earlier ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from accounts.dates import moment_in_words
from grants.models import LogCheck
from grants.reads.log_check import PROOFS
from grants.states import LogResult
from portal.components.log_checks import last_check_in_words


class LogCheckRow(NamedTuple):
    """A check that is done."""

    finished: str
    by: str
    result: str
    entries: str
    digest: str


@dataclass(frozen=True)
class LogCheckPage:
    """What the page shows."""

    last: str  # the latest result in words
    flaw: str  # its first fault
    is_whole: bool
    progress: str  # of the check that waits or is under way; empty if there is none
    rows: list[LogCheckRow]


def check_page(under_way: LogCheck | None, recent: Iterable[LogCheck]) -> LogCheckPage:
    """The page for these checks, the latest first."""
    done = list(recent)
    last = done[0] if done else None
    return LogCheckPage(
        last=last_check_in_words(last),
        flaw=last.flaw if last else "",
        is_whole=last is not None and last.result == LogResult.WHOLE,
        progress=progress_in_words(under_way) if under_way else "",
        rows=[_row(check) for check in done],
    )


def progress_in_words(check: LogCheck) -> str:
    """How far a check is that waits or is under way."""
    asked = f"Requested by {check.asked_by.name} on {moment_in_words(check.asked_at)}."
    if not check.attempts:
        return f"The check will start in a few seconds. {asked}"
    if check.read < check.entries or not check.entries:
        return f"{check.read:,} of {check.entries:,} entries read. {asked}"
    return f"All {check.entries:,} entries read; {check.compared} of {len(PROOFS)} kinds of records compared. {asked}"


def _row(check: LogCheck) -> LogCheckRow:
    return LogCheckRow(
        moment_in_words(check.finished_at) if check.finished_at else "",
        check.asked_by.name,
        f"{check.get_result_display()}: {check.flaw}" if check.flaw else check.get_result_display(),
        f"{check.entries:,}",
        check.digest,
    )
