"""Agreeing services year by year."""

import datetime
from collections.abc import Collection

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
from exchange.models import Service, ServiceYear
from exchange.models.services import standings
from exchange.permissions import check_can_agree_services, check_can_take_part, may_agree_services
from exchange.rules.services import first_day_of, problems_with_districts, problems_with_year, year_after


@transaction.atomic
def register_service(*, consortium: Consortium, number: str, title: str, by: Actor, at: datetime.datetime) -> Service:
    """The consortium's service of that number; if it exists, it takes the new title."""
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
def set_participation(
    *, service: Service, district: District, school_year: str, takes_part: bool, by: Actor, at: datetime.datetime
) -> None:
    """Record that a district participates in a service that year, or not. Each district decides every year."""
    service = Service.objects.select_for_update(of=("self",)).select_related("consortium").get(pk=service.pk)
    check_can_take_part(by, service.consortium, district, timezone.localdate(at))
    _check(school_year, [district] if takes_part else [], at)
    if takes_part and not may_agree_services(by, service.consortium, timezone.localdate(at)):
        near = standings(service.consortium, first_day_of(school_year), last_day_of(school_year))
        if district.pk not in near:
            raise Unready(
                f"{district} is not a member of {service.consortium} that year. Ask the consortium’s lead to add it."
            )
    rows = ServiceYear.objects.filter(service=service, district=district, school_year=school_year)
    if rows.exists() == takes_part:
        return
    if takes_part:
        ServiceYear.objects.create(service=service, district=district, school_year=school_year)
    else:
        rows.delete()
    touch_registry()
    event = "service.joined" if takes_part else "service.left"
    log.record(event, service, by=by, at=at, district=district.leaid, school_year=school_year)


@transaction.atomic
def agree_year(
    *, service: Service, school_year: str, districts: Collection[District], by: Actor, at: datetime.datetime
) -> tuple[list[District], list[District]]:
    """Record that exactly these districts participate that year. Returns the new ones and those that withdrew."""
    service = Service.objects.select_for_update(of=("self",)).select_related("consortium").get(pk=service.pk)
    check_can_agree_services(by, service.consortium, timezone.localdate(at))
    _check(school_year, districts, at)
    rows = ServiceYear.objects.filter(service=service, school_year=school_year).select_related("district")
    before = {row.district_id: row.district for row in rows}
    after = {district.pk: district for district in districts}
    new = [district for pk, district in after.items() if pk not in before]
    gone = [district for pk, district in before.items() if pk not in after]
    rows.filter(district__in=gone).delete()
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
    rows = ServiceYear.objects.filter(service__consortium=consortium, school_year=school_year)
    if not rows.exists():
        raise Unready(f"No district participates in {school_year}, so there is nothing to copy.")
    there = set(
        ServiceYear.objects.filter(service__consortium=consortium, school_year=following).values_list(
            "service_id", "district_id"
        )
    )
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


def _check(school_year: str, districts: Collection[District], at: datetime.datetime) -> None:
    problems = problems_with_year(school_year, timezone.localdate(at))
    if problems := problems or problems_with_districts(districts, school_year):
        raise Unready(*problems)
