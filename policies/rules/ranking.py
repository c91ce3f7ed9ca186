"""In which order the State takes up reported barriers."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple


class ReportedNumbers(NamedTuple):
    """The students and dollars that one party (a district or a consortium) reported; None where it gave no number."""

    party: str
    students: int | None
    dollars: int | None


class DocketNumbers(NamedTuple):
    """What is waiting on a barrier: districts, students, and dollars, since a date."""

    districts: int
    students: int
    dollars: int
    since: datetime.datetime


def numbers_of(reports: Iterable[ReportedNumbers], *, districts: int, since: datetime.datetime) -> DocketNumbers:
    """The numbers of a barrier. A party that reports it several times counts once, with its largest numbers."""
    students: dict[str, int] = {}
    dollars: dict[str, int] = {}
    for report in reports:
        students[report.party] = max(students.get(report.party, 0), report.students or 0)
        dollars[report.party] = max(dollars.get(report.party, 0), report.dollars or 0)
    return DocketNumbers(districts, sum(students.values()), sum(dollars.values()), since)


def docket_order(numbers: DocketNumbers) -> tuple[int, int, int, datetime.datetime]:
    """The sort key: most districts first, then most students, then most dollars, then the oldest."""
    return (-numbers.districts, -numbers.students, -numbers.dollars, numbers.since)
