"""A service agency's program with component districts, a member, and a district that belongs to neither."""

import datetime

from consortia.models import Consortium
from districts.models import District
from exchange.actions.services import agree_year, describe_service, register_service
from exchange.models import Service, ServiceYear
from tests.factories import (
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
BY_TESTS = {"by": "tests", "at": NOON}


def a_program() -> Consortium:
    """Ridge BOCES with two component districts, Elm Hollow and Fern Valley, and the member Granite Gap."""
    agency = ServiceAgencyFactory(name="Ridge BOCES")
    program = ConsortiumFactory(slug="ridge-services", name="Ridge Shared Services", fiscal_agent=agency)
    MembershipFactory(consortium=program, district=agency, role="lead")
    for name in ("Elm Hollow", "Fern Valley"):
        ServiceAgencyMembershipFactory(agency=agency, district=DistrictFactory(name=name))
    MembershipFactory(consortium=program, district=DistrictFactory(name="Granite Gap"))
    return program


def district(name: str) -> District:
    """The district of that name."""
    return District.objects.get(name=name)


def a_service(program: Consortium, number: str, title: str, *, purpose: str = "") -> Service:
    """A service that the program's service agency provides."""
    service = register_service(consortium=program, number=number, title=title, **BY_TESTS)
    return describe_service(service=service, title=title, provider=program.fiscal_agent, purpose=purpose, **BY_TESTS)


def agree(service: Service, year: str, *names: str, at: datetime.datetime = NOON) -> None:
    """Exactly these districts participate that year."""
    chosen = [district(name) for name in names]
    agree_year(service=service, school_year=year, districts=chosen, by="tests", at=at)


def participating(service: Service, year: str) -> list[str]:
    """Names of the districts that participate that year."""
    return [row.district.name for row in ServiceYear.objects.of_service(service).in_force().in_years(year)]
