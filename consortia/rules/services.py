"""Services agreed year by year: which years there are, what a shared service needs, how a year compares."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consortia.models import MembershipClass, Service, ServiceYear
from consortia.rules.rosters import in_words
from districts.models import District
from districts.rules.places import last_day_of, school_year_of

# Kept as they are agreed, and one year ahead: nobody agrees services of the year after next.
FIRST = 1948
NEEDED = 2
OUTSIDE = "outside"
STANDINGS = {**dict(MembershipClass.choices), OUTSIDE: "Not a member"}


def first_day_of(school_year: str) -> datetime.date:
    """July 1 of the year in which it begins."""
    return datetime.date(int(school_year[:4]), 7, 1)


def year_after(school_year: str) -> str:
    """The school year that follows."""
    return school_year_of(last_day_of(school_year) + datetime.timedelta(days=1))


def is_school_year(text: str) -> bool:
    """Whether it is written as school years are: 2025-26."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) or int(text[:4]) < FIRST or int(text[:4]) > 2200:
        return False
    return text == school_year_of(datetime.date(int(text[:4]), 7, 1))


def problems_with_year(school_year: str, on: datetime.date) -> list[str]:
    """What is wrong with the school year for which somebody agrees a service."""
    if not is_school_year(school_year):
        return [f"“{school_year[:20]}” is not a school year. Write it like {school_year_of(on)}."]
    latest = year_after(school_year_of(on))
    if school_year > latest:
        return [f"Services are agreed for one year at a time: {latest} is the last year that can be agreed now."]
    return []


def problems_with_districts(districts: Iterable[District], school_year: str) -> list[str]:
    """Districts that cannot take part in that year, because they are closed before it begins."""
    if not is_school_year(school_year):
        return []
    first = first_day_of(school_year)
    return [
        f"{district} closed on {in_words(district.closed_on)}, before the school year {school_year} begins."
        for district in districts
        if district.closes_before(first) and district.closed_on
    ]


def sharing_in_words(number: int) -> str:
    """What a shared service still needs; empty where it has two districts or more."""
    if number >= NEEDED:
        return ""
    if number == 0:
        return "Nobody takes part this year."
    return "Only one district takes part: a shared service needs two or more districts for one year."


@dataclass(frozen=True)
class Participant:
    """A district in a service, and how it stands to the consortium that year."""

    district: District
    standing: str

    @property
    def standing_in_words(self) -> str:
        """Component, participating, observer, not a member."""
        return STANDINGS.get(self.standing, self.standing)


@dataclass(frozen=True)
class Offered:
    """A service in one year: who takes part, and whether enough do."""

    service: Service
    participants: list[Participant]
    # The reader's own districts, and whether each takes part.
    own: list[tuple[District, bool]] = field(default_factory=list)

    @property
    def sharing(self) -> str:
        """What it still needs."""
        return sharing_in_words(len(self.participants))

    @property
    def component_count(self) -> int:
        """How many component districts take part."""
        return sum(1 for one in self.participants if one.standing == MembershipClass.COMPONENT)

    @property
    def other_count(self) -> int:
        """How many districts take part that are none."""
        return len(self.participants) - self.component_count


def offered(
    services: Sequence[Service],
    rows: Iterable[ServiceYear],
    standings: Mapping[int, str],
    own: Sequence[District] = (),
) -> list[Offered]:
    """Every service with the districts that take part, and whether the reader's own do."""
    by_service: dict[int, list[Participant]] = defaultdict(list)
    for row in rows:
        standing = standings.get(row.district_id, OUTSIDE)
        by_service[row.service_id].append(Participant(row.district, standing))
    found = []
    for service in services:
        there = {participant.district.pk for participant in by_service[service.pk]}
        decided = [(one, one.pk in there) for one in own if one.pk in there or one.pk in standings]
        found.append(Offered(service, by_service[service.pk], decided))
    return found


def service_rows(
    slug: str, services: Iterable[Offered], school_year: str, on: datetime.date
) -> Iterator[tuple[object, ...]]:
    """A row for each district in each service; a service in which nobody takes part has one row without a district."""
    for one in services:
        head = (slug, one.service.number, one.service.title)
        if not one.participants:
            yield (*head, "", "", "", school_year, on)
        for participant in one.participants:
            district = participant.district
            yield (*head, district.leaid, district.name, participant.standing, school_year, on)


def years_to_show(years: Sequence[str], on: datetime.date) -> list[str]:
    """The years in which anybody takes part, this year and the next one, the latest first."""
    this = school_year_of(on)
    return sorted({*years, this, year_after(this)}, reverse=True)


def compared(before: Iterable[int], after: Iterable[int]) -> tuple[int, int, int]:
    """How many districts stay, are new, and withdrew."""
    was, now = set(before), set(after)
    return len(was & now), len(now - was), len(was - now)
