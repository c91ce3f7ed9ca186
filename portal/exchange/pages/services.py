"""The pages of services agreed year by year: everything their templates show."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from accounts.dates import short_day
from consortia.models import Consortium
from consortia.states import MembershipClass
from districts.models import District
from districts.rules.places import school_year_of
from exchange.models import Service, ServiceTerms, ServiceYear
from exchange.rules.services import NEEDED, OUTSIDE, STANDINGS, change_between, year_after, year_before
from exchange.states import CostBasis


def what_is_missing(number: int) -> str:
    """What a shared service still needs; empty where two or more districts participate."""
    if number >= NEEDED:
        return ""
    if number == 0:
        return "No district participates this year."
    return "Only one district participates. A shared service needs at least two districts for the year."


def cost_in_words(terms: ServiceTerms | None) -> str:
    """“By units used: $1,200.00 for each course seat”; empty where nothing is recorded."""
    if terms is None:
        return ""
    basis, amount = terms.get_cost_basis_display(), terms.amount
    if terms.cost_basis == CostBasis.ENROLLMENT:
        total = "" if amount is None else f"${amount:,.2f} divided "
        return f"{basis}: {total or 'divided '}by enrollment in {terms.base_year}"
    if terms.cost_basis == CostBasis.UNITS:
        return f"{basis}: " + (f"per {terms.unit}" if amount is None else f"${amount:,.2f} per {terms.unit}")
    return basis if amount is None else f"{basis}: ${amount:,.2f}"


def change_in_words(before: Collection[int], now: Collection[int], last_year: str) -> str:
    """“2 joined, 1 left”, “No change”, or that no districts are on record in the year before; empty without any."""
    if not before:
        return f"No districts on record in {last_year}" if now else ""
    change = change_between(before, now)
    words = [f"{len(names)} {verb}" for names, verb in ((change.joined, "joined"), (change.left, "left")) if names]
    return ", ".join(words) or "No change"


@dataclass(frozen=True)
class ServiceParticipant:
    """A district that participates in a service, and its relation to the consortium that year."""

    district: District
    standing: str
    ended_on: datetime.date | None = None

    @property
    def ended(self) -> str:
        """“withdrew on Sep 14, 2026”; empty for a district that participates."""
        return f"withdrew on {short_day(self.ended_on)}" if self.ended_on else ""

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
    # Districts that withdrew from this year and did not come back.
    withdrawn: list[ServiceParticipant] = field(default_factory=list)
    # Since the year before.
    change: str = ""
    terms: ServiceTerms | None = None

    @property
    def cost(self) -> str:
        """How the districts share the cost."""
        return cost_in_words(self.terms)

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
    def is_named(self) -> bool:
        """Whether there are districts to list."""
        return bool(self.participants or self.withdrawn)

    @property
    def is_short(self) -> bool:
        """Whether the list of districts is short enough to show open."""
        return len(self.participants) + len(self.withdrawn) < 6


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
    # Districts can change their own participation: the year is open and not over.
    may_answer: bool = True

    @property
    def last_year(self) -> str:
        """The school year that the change is counted from."""
        return year_before(self.year)

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
    terms: Mapping[int, ServiceTerms] | None = None,
) -> list[ServiceRow]:
    """Every service with its participating districts, and the reader's own districts that can decide about it.

    `rows` are those of the year and of the year before; `terms` are those of the year, by the service's row id.
    """
    by_service: dict[int, list[ServiceParticipant]] = defaultdict(list)
    last_year: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.school_year == year:
            standing = standings.get(row.district_id, OUTSIDE)
            by_service[row.service_id].append(ServiceParticipant(row.district, standing, row.ended_on))
        elif row.ended_on is None:
            last_year[row.service_id].append(row.district_id)
    rows_of_services = []
    for service in services:
        participants, withdrawn = split_by_ending(by_service[service.pk])
        there = {participant.district.pk for participant in participants}
        deciding = [
            OwnDistrict(
                district,
                takes_part=district.pk in there,
                url=reverse("exchange:service_take_part", args=[slug, service.pk, year, district.leaid]),
            )
            for district in own
            if district.pk in there or district.pk in standings
        ]
        rows_of_services.append(
            ServiceRow(
                service=service,
                participants=participants,
                own=deciding,
                withdrawn=withdrawn,
                change=change_in_words(last_year[service.pk], there, year_before(year)),
                terms=(terms or {}).get(service.pk),
            )
        )
    return rows_of_services


def split_by_ending(
    all_participants: Iterable[ServiceParticipant],
) -> tuple[list[ServiceParticipant], list[ServiceParticipant]]:
    """Those that participate, and those that withdrew and did not come back, each district once."""
    every = list(all_participants)
    there = [one for one in every if not one.ended_on]
    back = {one.district.pk for one in there}
    gone = {one.district.pk: one for one in every if one.ended_on and one.district.pk not in back}
    return there, list(gone.values())


def years_to_show(years: Sequence[str], on: datetime.date) -> list[str]:
    """The years with participating districts, this year, and the next, the latest first."""
    this = school_year_of(on)
    return sorted({*years, this, year_after(this)}, reverse=True)
