"""Services agreed year by year: what their pages show."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consortia.states import MembershipClass
from districts.models import District
from districts.rules.places import school_year_of
from exchange.models import Service, ServiceYear
from exchange.rules.services import NEEDED, OUTSIDE, STANDINGS, year_after


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
