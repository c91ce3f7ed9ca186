"""Agreeing services year by year."""

import datetime
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium
from consortia.rules.registering import problems_with_texts
from districts.actions.history import touch_registry
from districts.models import District
from districts.permissions import Actor
from districts.rules.places import last_day_of
from exchange.models import Service, ServiceTerms, ServiceYear
from exchange.models.services import ServiceYearQuerySet, providers_of, standings
from exchange.permissions import check_can_agree_services, check_can_take_part, may_agree_services
from exchange.rules.services import (
    first_day_of,
    problems_with_districts,
    problems_with_own_change,
    problems_with_terms,
    problems_with_year,
    year_after,
)
from exchange.states import CostBasis, Ending


@transaction.atomic
def register_service(*, consortium: Consortium, number: str, title: str, by: Actor, at: datetime.datetime) -> Service:
    """The consortium's service of that number; if it exists, it takes the new title. Raises Refused or Unready."""
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    check_can_agree_services(by, consortium, timezone.localdate(at))
    number, title = " ".join(number.split()), " ".join(title.split())
    words = (("service number", number, 40), ("service title", title, 200))
    if problems := problems_with_texts(*words) or problems_with_texts(*words, is_needed=True):
        raise Unready(*problems)
    service = Service.objects.filter(consortium=consortium, number=number).first()
    before = service.title if service else ""
    if before == title and service:
        return service
    service, _ = Service.objects.update_or_create(consortium=consortium, number=number, defaults={"title": title})
    touch_registry()
    log.record("service.registered", service, by=by, at=at, consortium=consortium.slug, number=number, was=before)
    return service


@transaction.atomic
def describe_service(
    *, service: Service, title: str, provider: District | None, purpose: str, by: Actor, at: datetime.datetime
) -> Service:
    """Change a service's title, the agency that provides it, and its purpose. Raises Refused or Unready."""
    service = _locked(service)
    check_can_agree_services(by, service.consortium, timezone.localdate(at))
    words = (("service title", " ".join(title.split()), 200),)
    if problems := problems_with_texts(*words) or problems_with_texts(*words, is_needed=True):
        raise Unready(*problems)
    if provider and provider.pk != service.provider_id and provider not in providers_of(service.consortium):
        raise Unready(f"{provider} is not a service agency in {service.consortium}.")
    values = {"title": words[0][1], "provider": provider, "purpose": purpose}
    was = {"title": service.title, "provider": service.provider and service.provider.leaid, "purpose": service.purpose}
    if changed := [name for name, value in values.items() if getattr(service, name) != value]:
        for name in changed:
            setattr(service, name, values[name])
        service.save(update_fields=changed)
        touch_registry()
        log.record("service.described", service, by=by, at=at, changed=changed, was=was)
    return service


@transaction.atomic
def set_terms(
    *,
    service: Service,
    school_year: str,
    cost_basis: str,
    amount: Decimal | None,
    unit: str,
    base_year: str,
    by: Actor,
    at: datetime.datetime,
) -> ServiceTerms:
    """Record how the service's cost is shared in that year. Raises Refused or Unready."""
    service = _locked(service)
    check_can_agree_services(by, service.consortium, timezone.localdate(at))
    unit = " ".join(unit.split()) if cost_basis == CostBasis.UNITS else ""
    base_year = base_year.strip() if cost_basis == CostBasis.ENROLLMENT else ""
    problems = problems_with_year(school_year, timezone.localdate(at))
    problems += problems_with_terms(cost_basis, amount=amount, unit=unit, base_year=base_year)
    if problems := problems or problems_with_texts(("unit", unit, 60)):
        raise Unready(*problems)
    values = {"cost_basis": cost_basis, "amount": amount, "unit": unit, "base_year": base_year}
    terms, _ = ServiceTerms.objects.update_or_create(service=service, school_year=school_year, defaults=values)
    said = {**values, "amount": None if amount is None else str(amount)}
    log.record("service.priced", service, by=by, at=at, school_year=school_year, **said)
    return terms


@transaction.atomic
def set_participation(
    *, service: Service, district: District, school_year: str, takes_part: bool, by: Actor, at: datetime.datetime
) -> None:
    """Record that a district participates in a service that year, or withdraws. Each district decides every year.

    A withdrawal ends the row with today's date; the row stays. Raises Refused or Unready.
    """
    service = _locked(service)
    check_can_take_part(by, service.consortium, district, timezone.localdate(at))
    _check(school_year, [district] if takes_part else [], at)
    is_own = not may_agree_services(by, service.consortium, timezone.localdate(at))
    if is_own and (problems := problems_with_own_change(school_year, timezone.localdate(at))):
        raise Unready(*problems)
    if takes_part and is_own:
        near = standings(service.consortium, first_day_of(school_year), last_day_of(school_year))
        if district.pk not in near:
            raise Unready(
                f"{district} is not a member of {service.consortium} that year. Ask the consortium’s lead to add it."
            )
    rows = ServiceYear.objects.in_force().filter(service=service, district=district, school_year=school_year)
    if rows.exists() == takes_part:
        return
    if takes_part:
        ServiceYear.objects.create(service=service, district=district, school_year=school_year)
    else:
        _end(rows, at)
    touch_registry()
    event = "service.joined" if takes_part else "service.left"
    log.record(event, service, by=by, at=at, district=district.leaid, school_year=school_year)


@transaction.atomic
def agree_year(
    *, service: Service, school_year: str, districts: Collection[District], by: Actor, at: datetime.datetime
) -> tuple[list[District], list[District]]:
    """Record that exactly these districts participate that year. Returns the new ones and those that withdrew.

    The rows of those that withdrew end with today's date and stay. Raises Refused or Unready.
    """
    service = _locked(service)
    check_can_agree_services(by, service.consortium, timezone.localdate(at))
    _check(school_year, districts, at)
    rows = ServiceYear.objects.in_force().of_service(service).in_years(school_year)
    before = {row.district_id: row.district for row in rows}
    after = {district.pk: district for district in districts}
    new = [district for pk, district in after.items() if pk not in before]
    gone = [district for pk, district in before.items() if pk not in after]
    _end(rows.filter(district__in=gone), at)
    ServiceYear.objects.bulk_create(ServiceYear(service=service, district=d, school_year=school_year) for d in new)
    if new or gone:
        touch_registry()
        changes = {"joined": [d.leaid for d in new], "left": [d.leaid for d in gone]}
        log.record("service.agreed", service, by=by, at=at, school_year=school_year, **changes)
    return new, gone


@transaction.atomic
def copy_year_forward(
    *, consortium: Consortium, school_year: str, by: Actor, at: datetime.datetime
) -> tuple[int, list[District]]:
    """Copy this year's participation to the next year; each district can then change its own.

    Returns how many rows were copied, and the districts left out because they will be closed. Existing rows of the
    next year stay.
    """
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    check_can_agree_services(by, consortium, timezone.localdate(at))
    if problems := problems_with_year(school_year, timezone.localdate(at)):
        raise Unready(*problems)
    following = year_after(school_year)
    _check(following, [], at)
    rows = ServiceYear.objects.in_force().filter(service__consortium=consortium, school_year=school_year)
    if not rows.exists():
        raise Unready(f"No district participates in {school_year}, so there is nothing to copy.")
    # A district that withdrew from the next year has decided: it is not brought back.
    decided = ServiceYear.objects.filter(service__consortium=consortium, school_year=following)
    there = set(decided.values_list("service_id", "district_id"))
    copies, closed = [], {}
    for row in rows.select_related("district"):
        if row.district.closes_before(first_day_of(following)):
            closed[row.district_id] = row.district
        elif (row.service_id, row.district_id) not in there:
            copies.append(ServiceYear(service_id=row.service_id, district_id=row.district_id, school_year=following))
    ServiceYear.objects.bulk_create(copies)
    touch_registry()
    changes = {"copied": len(copies), "left_out": [district.leaid for district in closed.values()]}
    log.record("services.copied", consortium, by=by, at=at, school_year=school_year, to=following, **changes)
    return len(copies), list(closed.values())


def _locked(service: Service) -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("consortium", "provider")
    return rows.get(pk=service.pk)


def _end(rows: ServiceYearQuerySet, at: datetime.datetime) -> None:
    rows.order_by().update(ended_on=timezone.localdate(at), ending=Ending.WITHDREW)


def _check(school_year: str, districts: Collection[District], at: datetime.datetime) -> None:
    problems = problems_with_year(school_year, timezone.localdate(at))
    if problems := problems or problems_with_districts(districts, school_year):
        raise Unready(*problems)
