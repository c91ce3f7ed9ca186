"""The E-rate discounts of districts: entered, corrected, and removed by the district, its lead, or a registrar."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import lock_consortium
from consortia.models import Consortium
from consortia.rules.registering import problems_with_texts
from districts.actions.history import touch_registry
from districts.models import District
from districts.permissions import Actor
from purchasing.models import ErateRate
from purchasing.permissions import check_can_enter_rate
from purchasing.reads.erate import shares_erate
from purchasing.rules.erate import problems_with_rate


@transaction.atomic
def enter_rate(
    *,
    consortium: Consortium,
    district: District,
    funding_year: int,
    category_one: int,
    category_two: int | None,
    source: str,
    by: Actor,
    at: datetime.datetime,
) -> ErateRate:
    """Enter a member's own discount for a funding year, or correct it. Raises Refused or Unready."""
    lock_consortium(consortium)
    district, on = District.objects.select_for_update().get(pk=district.pk), timezone.localdate(at)
    before = ErateRate.objects.filter(district=district, funding_year=funding_year).first()
    entered_by = check_can_enter_rate(by, consortium, district, before.entered_by if before else "", on)
    source = " ".join(source.split())
    problems = problems_with_texts(("source", source, 300), is_needed=True)
    problems += problems_with_rate(
        funding_year=funding_year, category_one=category_one, category_two=category_two, on=on
    )
    if not shares_erate(consortium, district, on):
        problems.append(f"{district} isn’t a member of {consortium} that can use its contracts.")
    if problems:
        raise Unready(*problems)
    values = {"category_one": category_one, "category_two": category_two, "source": source}
    rate = before or ErateRate(district=district, funding_year=funding_year)
    old = {name: getattr(rate, name) for name in values} if before else {}
    for name, value in values.items():
        setattr(rate, name, value)
    rate.entered_by, rate.entered_on = entered_by, on
    rate.save()
    touch_registry()
    log.record("erate.rate_entered", rate, by=by, at=at, leaid=district.leaid, before=old, **values)
    return rate


@transaction.atomic
def remove_rate(*, consortium: Consortium, rate: ErateRate, by: Actor, at: datetime.datetime) -> None:
    """Remove a discount that was entered by mistake, for example, for another year. Raises Refused or Unready."""
    lock_consortium(consortium)
    found = ErateRate.objects.select_for_update().select_related("district").filter(pk=rate.pk).first()
    if found is None:
        raise Unready("This discount was already removed.")
    check_can_enter_rate(by, consortium, found.district, found.entered_by, timezone.localdate(at))
    old = {name: getattr(found, name) for name in ("category_one", "category_two", "source", "entered_by")}
    log.record(
        "erate.rate_removed", found, by=by, at=at, leaid=found.district.leaid, funding_year=found.funding_year, **old
    )
    found.delete()
    touch_registry()
