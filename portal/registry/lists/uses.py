"""What a district has from its consortia: contracts that it may buy under, services that it takes part in."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, DateField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from districts.models import District
from exchange.models.services import ServiceYear
from purchasing.models import Contract

# Fifty contracts and the services of many years; the pages of the consortia have all.
SHOWN_AT_MOST = 150
CONTRACT, SERVICE = range(2)


class Use(NamedTuple):
    """A contract (with supplier and last day) or a service in one school year."""

    rank: int
    consortium_id: int
    consortium: str
    slug: str
    number: str
    title: str
    supplier: str
    school_year: str
    ends_on: datetime.date | None


class Uses(NamedTuple):
    """Contracts by number; services, the latest school year first."""

    contracts: list[Use]
    services: list[Use]


def uses_of(district: District, *, by: Any, on: datetime.date) -> Uses:
    """What it may buy under that day and takes part in, as far as this person sees it; read in one query."""
    contracts = Contract.objects.visible_to(by).usable_by(district, on=on).order_by()
    services = ServiceYear.objects.visible_to(by).filter(district=district).order_by()
    told = _row(CONTRACT, contracts, "", F("supplier"), Value(""), F("ends_on")).union(
        _row(SERVICE, services, "service__", Value(""), F("school_year"), Value(None)), all=True
    )
    rows = [Use(*row) for row in told.order_by("told_rank", "-told_year", "told_number")[:SHOWN_AT_MOST]]
    return Uses([row for row in rows if row.rank == CONTRACT], [row for row in rows if row.rank == SERVICE])


def _row(
    rank: int, rows: models.QuerySet[Any], through: str, supplier: Any, year: Any, ends_on: Any
) -> models.QuerySet[Any]:
    # Every branch of a union says the types of its columns, or PostgreSQL does not know them.
    return rows.annotate(
        told_rank=Value(rank),
        told_consortium_id=Cast(F(f"{through}consortium_id"), IntegerField()),
        told_consortium=Cast(F(f"{through}consortium__name"), TextField()),
        told_slug=Cast(F(f"{through}consortium__slug"), TextField()),
        told_number=Cast(F(f"{through}number"), CharField()),
        told_title=Cast(F(f"{through}title"), TextField()),
        told_supplier=Cast(supplier, TextField()),
        told_year=Cast(year, CharField()),
        told_ends_on=Cast(ends_on, DateField()),
    ).values_list(
        "told_rank", "told_consortium_id", "told_consortium", "told_slug", "told_number", "told_title",
        "told_supplier", "told_year", "told_ends_on",
    )  # fmt: skip
