"""Contracts and services: those of a consortium, and those that a district or a school uses through its consortia."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, DateField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from accounts.models.statements import kept_statement
from consortia.models.consortium import Sight
from districts.models import District, School
from exchange.models.services import Service, ServiceYear
from purchasing.models import Contract

# Fifty contracts and the services of many years; the consortium pages list all of them.
SHOWN_AT_MOST = 150
CONTRACT, SERVICE = range(2)


class SharedUse(NamedTuple):
    """A contract (with its supplier and end date) or a service in one school year."""

    rank: int
    consortium_id: int
    consortium: str
    slug: str
    number: str
    title: str
    supplier: str
    school_year: str
    ends_on: datetime.date | None


class SharedUses(NamedTuple):
    """Contracts by number; services, the latest school year first."""

    contracts: list[SharedUse]
    services: list[SharedUse]


def shared_uses_of(district: District, *, by: Any, on: datetime.date) -> SharedUses:
    """The contracts a district may buy under that day and its services, visible to this user. One query."""
    sight = Sight.of(by)
    rows = [SharedUse(*row) for row in _uses(sight.kind, **sight.values, district=district.pk, on=on)]
    return SharedUses([row for row in rows if row.rank == CONTRACT], [row for row in rows if row.rank == SERVICE])


@kept_statement
def _uses(kind: Any, *, district: int, on: datetime.date, **values: Any) -> models.QuerySet[Any]:
    sight = Sight(kind, values)
    contracts = Contract.objects.filter(sight.seen()).usable_by(District(pk=district), on=on).order_by()
    agreed = ServiceYear.objects.in_force()
    services = agreed.filter(sight.seen("service__consortium"), district=district).order_by()
    uses = _row(CONTRACT, contracts, "", F("supplier"), Value(""), F("ends_on")).union(
        _row(SERVICE, services, "service__", Value(""), F("school_year"), Value(None)), all=True
    )
    return uses.order_by("use_rank", "-use_year", "use_number")[:SHOWN_AT_MOST]


def contracts_of_school(school: School, *, by: Any, on: datetime.date) -> list[Contract]:
    """The contracts a school may buy under that day, by a membership of its own or its district's. One query."""
    sight = Sight.of(by)
    return _contracts(sight.kind, **sight.values, school=school.pk, district=school.district_id, on=on)


@kept_statement
def _contracts(kind: Any, *, school: int, district: int, on: datetime.date, **values: Any) -> models.QuerySet[Contract]:
    of_school = School(pk=school, district_id=district)
    return Contract.objects.filter(Sight(kind, values).seen()).usable_by(of_school, on=on)


def contracts_of_consortium(slug: str, *, by: Any) -> list[Contract]:
    """The contracts of a consortium that this user may see. One query."""
    sight = Sight.of(by)
    return _contracts_of(sight.kind, **sight.values, slug=slug)


@kept_statement
def _contracts_of(kind: Any, *, slug: str, **values: Any) -> models.QuerySet[Contract]:
    return Contract.objects.filter(Sight(kind, values).seen()).of_consortium(slug)


def services_of_consortium(slug: str, *, by: Any) -> list[Service]:
    """The services of a consortium that this user may see, with their last year. One query."""
    sight = Sight.of(by)
    return _services_of(sight.kind, **sight.values, slug=slug)


@kept_statement
def _services_of(kind: Any, *, slug: str, **values: Any) -> models.QuerySet[Service]:
    return Service.objects.filter(Sight(kind, values).seen()).of_consortium(slug).with_last_year()


def _row(
    rank: int, rows: models.QuerySet[Any], through: str, supplier: Any, year: Any, ends_on: Any
) -> models.QuerySet[Any]:
    # PostgreSQL needs the column types in every branch of a union.
    return rows.annotate(
        use_rank=Value(rank),
        use_consortium_id=Cast(F(f"{through}consortium_id"), IntegerField()),
        use_consortium=Cast(F(f"{through}consortium__name"), TextField()),
        use_slug=Cast(F(f"{through}consortium__slug"), TextField()),
        use_number=Cast(F(f"{through}number"), CharField()),
        use_title=Cast(F(f"{through}title"), TextField()),
        use_supplier=Cast(supplier, TextField()),
        use_year=Cast(year, CharField()),
        use_ends_on=Cast(ends_on, DateField()),
    ).values_list(
        "use_rank", "use_consortium_id", "use_consortium", "use_slug", "use_number", "use_title",
        "use_supplier", "use_year", "use_ends_on",
    )  # fmt: skip
