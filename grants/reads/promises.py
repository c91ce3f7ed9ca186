"""One promise of an award: the wordings it has had, and the changes that were proposed."""

import datetime
from typing import NamedTuple

from grants.models import Award, AwardReport, Participant, Promise, PromiseChange
from grants.reads.award_reports import periods_of_award
from grants.rules.award_reports import ReportPeriod
from grants.rules.promises import earliest_change
from grants.states import REPORT_OPEN


class PromiseHistory(NamedTuple):
    """A promise with everything that came of it."""

    wordings: list[Promise]  # the earliest first
    changes: list[PromiseChange]  # the latest first

    @property
    def last(self) -> Promise:
        """The wording that no later one replaced."""
        return self.wordings[-1]

    @property
    def open_change(self) -> PromiseChange | None:
        """The change that waits for the member or the state."""
        return next((one for one in self.changes if one.is_open), None)


def history_of(award: Award, position: int) -> PromiseHistory | None:
    """The promise in that place of the plan; None if there is none. Two queries."""
    wordings = list(Promise.objects.of(award).in_place(position).order_by("from_on", "pk"))
    return PromiseHistory(wordings, list(PromiseChange.objects.of(award).in_place(position))) if wordings else None


def promises_in(award: Award, participant: Participant, period: ReportPeriod) -> list[Promise]:
    """What the member reports on: its promises in force at the end of the period."""
    rows = Promise.objects.of(award).in_force(period.ends_on)
    return [one for one in rows if one.participant_id == participant.pk]


def earliest_change_of(promise: Promise, on: datetime.date) -> datetime.date | None:
    """The first day from which the promise can change; None if its project has ended."""
    return earliest_change(promise.from_on, periods_of_award(promise.award), on)


def submitted_period(promise: Promise, from_on: datetime.date) -> ReportPeriod | None:
    """The first period on which the member has already reported, and which a change from that day would touch."""
    done = set(
        AwardReport.objects.of(promise.award)
        .filter(participant=promise.participant_id)
        .exclude(status__in=REPORT_OPEN)
        .values_list("period", flat=True)
    )
    periods = periods_of_award(promise.award)
    return next((one for one in periods if one.number in done and one.ends_on >= from_on), None)
