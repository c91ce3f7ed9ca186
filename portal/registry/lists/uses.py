"""What a district uses through its consortia: contracts it may buy under, and services it takes part in."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, DateField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from districts.models import District
from exchange.models.services import ServiceYear
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
    contracts = Contract.objects.visible_to(by).usable_by(district, on=on).order_by()
    services = ServiceYear.objects.visible_to(by).filter(district=district).order_by()
    uses = _row(CONTRACT, contracts, "", F("supplier"), Value(""), F("ends_on")).union(
        _row(SERVICE, services, "service__", Value(""), F("school_year"), Value(None)), all=True
    )
    rows = [SharedUse(*row) for row in uses.order_by("use_rank", "-use_year", "use_number")[:SHOWN_AT_MOST]]
    return SharedUses([row for row in rows if row.rank == CONTRACT], [row for row in rows if row.rank == SERVICE])


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
