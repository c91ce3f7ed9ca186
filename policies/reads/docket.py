"""The docket: reported barriers with what is waiting on each, in the order of the ranking."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from policies.models import Barrier, BarrierReport
from policies.models.barriers import BarrierQuerySet
from policies.rules.ranking import DocketNumbers, ReportedNumbers, docket_order, numbers_of


class DocketItem(NamedTuple):
    """A barrier with the number of its reports and what is waiting on it."""

    barrier: Barrier
    reports: int
    numbers: DocketNumbers
    # Who reported it first, and what it blocks in that report's words; both empty without a report.
    first_party: str
    first_words: str


def docket_of(barriers: BarrierQuerySet) -> list[DocketItem]:
    """These barriers, the most pressing first. Two queries."""
    rows = list(barriers.with_districts())
    reports = BarrierReport.objects.filter(barrier__in=[row.pk for row in rows]).select_related(
        "district", "consortium"
    )
    by_barrier: dict[int, list[BarrierReport]] = defaultdict(list)
    for report in reports:
        by_barrier[report.barrier_id].append(report)
    items = [_item(row, by_barrier[row.pk]) for row in rows]
    return sorted(items, key=lambda item: docket_order(item.numbers))


def numbers_of_barrier(barrier: Barrier, reports: Iterable[BarrierReport]) -> DocketNumbers:
    """What is waiting on the barrier by these reports. `barrier` comes from `with_districts`."""
    reports = list(reports)
    return numbers_of(
        [ReportedNumbers(str(report.party), report.students, report.dollars) for report in reports],
        districts=barrier.districts,  # type: ignore[attr-defined]  # annotated by with_districts
        since=min((report.reported_at for report in reports), default=barrier.opened_at),
    )


def _item(barrier: Barrier, reports: list[BarrierReport]) -> DocketItem:
    party, words = (str(reports[0].party), reports[0].blocks) if reports else ("", "")
    return DocketItem(barrier, len(reports), numbers_of_barrier(barrier, reports), party, words)
