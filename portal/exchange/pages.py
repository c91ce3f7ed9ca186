"""The pages of services agreed year by year: everything their templates show."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from consortia.models import Consortium
from consortia.states import MembershipClass
from districts.models import District
from districts.rules.places import school_year_of
from exchange.models import Service, ServiceYear
from exchange.rules.services import NEEDED, OUTSIDE, STANDINGS, year_after


def what_is_missing(number: int) -> str:
    """What a shared service still needs; empty where two or more districts participate."""
    if number >= NEEDED:
        return ""
    if number == 0:
        return "No district participates this year."
    return "Only one district participates. A shared service needs at least two districts for the year."


@dataclass(frozen=True)
class ServiceParticipant:
    """A district that participates in a service, and its relation to the consortium that year."""

    district: District
    standing: str

    @property
    def relation(self) -> str:
        """Component, participating, observer, or not a member."""
        return STANDINGS.get(self.standing, self.standing)


@dataclass(frozen=True)
class OwnDistrict:
    """One of the reader's districts, whether it participates in the service, and where to change that."""

    district: District
    takes_part: bool
    url: str

    @property
    def sentence(self) -> str:
        """“Your district, Cedar Gap, participates.”"""
        return f"Your district, {self.district}, {'participates' if self.takes_part else 'doesn’t participate'}."


@dataclass(frozen=True)
class ServiceRow:
    """A service in one year: which districts participate, and whether enough do."""

    service: Service
    participants: list[ServiceParticipant]
    own: list[OwnDistrict] = field(default_factory=list)

    @property
    def missing(self) -> str:
        """What a shared service still needs."""
        return what_is_missing(len(self.participants))

    @property
    def component_count(self) -> int:
        """Number of participating component districts."""
        return sum(1 for participant in self.participants if participant.standing == MembershipClass.COMPONENT)

    @property
    def other_count(self) -> int:
        """Number of participating districts that are not component districts."""
        return len(self.participants) - self.component_count

    @property
    def is_short(self) -> bool:
        """Whether the list of districts is short enough to show open."""
        return len(self.participants) < 6


@dataclass(frozen=True)
class ServicesPage:
    """The services of a consortium in one school year, and what the reader can change."""

    consortium: Consortium
    services: list[ServiceRow]
    year: str
    next_year: str
    years: list[str]
    files: list[tuple[str, str]]
    # The reader can add services and copy a year.
    may_agree: bool
    # The year is open for changes.
    may_decide: bool
    is_next_year_open: bool

    @property
    def may_change(self) -> bool:
        """Whether the reader can change the districts of a service."""
        return self.may_agree and self.may_decide

    @property
    def may_copy(self) -> bool:
        """Whether there is something to copy to a year that is open."""
        return bool(self.services) and self.is_next_year_open


def services_of_year(
    slug: str,
    year: str,
    services: Sequence[Service],
    rows: Iterable[ServiceYear],
    standings: Mapping[int, str],
    own: Sequence[District] = (),
) -> list[ServiceRow]:
    """Every service with its participating districts, and the reader's own districts that can decide about it."""
    by_service: dict[int, list[ServiceParticipant]] = defaultdict(list)
    for row in rows:
        standing = standings.get(row.district_id, OUTSIDE)
        by_service[row.service_id].append(ServiceParticipant(row.district, standing))
    rows_of_services = []
    for service in services:
        there = {participant.district.pk for participant in by_service[service.pk]}
        deciding = [
            OwnDistrict(
                district,
                takes_part=district.pk in there,
                url=reverse("exchange:service_take_part", args=[slug, service.pk, year, district.leaid]),
            )
            for district in own
            if district.pk in there or district.pk in standings
        ]
        rows_of_services.append(ServiceRow(service, by_service[service.pk], deciding))
    return rows_of_services


def service_rows(
    slug: str, services: Iterable[ServiceRow], school_year: str, on: datetime.date
) -> Iterator[tuple[object, ...]]:
    """File rows: one for each district in each service; a service without districts has one row without a district."""
    for row in services:
        head = (slug, row.service.number, row.service.title)
        if not row.participants:
            yield (*head, "", "", "", school_year, on)
        for participant in row.participants:
            district = participant.district
            yield (*head, district.leaid, district.name, participant.standing, school_year, on)


def years_to_show(years: Sequence[str], on: datetime.date) -> list[str]:
    """The years with participating districts, this year, and the next, the latest first."""
    this = school_year_of(on)
    return sorted({*years, this, year_after(this)}, reverse=True)
