"""The part of a closure or a duplicate that exchange knows: needs and offers, introductions, services."""

import datetime

from django.db import models

from changes.actions.change_set import ChangeSet
from consortia.actions.guided_changes import (
    DUPLICATE_CONSORTIUM,
    DUPLICATE_DISTRICT,
    END_OF_CONSORTIUM,
    END_OF_DISTRICT,
)
from consortia.actions.requests import DuplicateConsortium, DuplicateDistrict, EndOfConsortium, EndOfDistrict
from districts.actions.duplicates import move
from districts.actions.mergers import OTHER
from exchange.models import Introduction, Service, ServiceYear, Wish
from exchange.states import IntroductionStatus


def end_services_and_wishes(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    """End or transfer the district's needs, offers, introductions, and services."""
    district, successor, on = asked.district, asked.successor, asked.on
    for wish in Wish.objects.filter(district=district, withdrawn_at=None):
        change_set.describe(
            OTHER, district, f"“{wish.get_kind_display()} {wish.get_topic_display().lower()}” is withdrawn."
        )
        change_set.change(wish, withdrawn_at=change_set.at)
    introductions = Introduction.objects.filter(models.Q(district=district) | models.Q(to_district=district))
    for one in introductions.filter(status=IntroductionStatus.ASKED):
        change_set.describe(OTHER, district, "An introduction request without an answer is withdrawn.")
        change_set.change(one, status=IntroductionStatus.WITHDRAWN)
    # School years begin on July 1; those that begin on or after the effective date are the successor's.
    first = on.year if on <= datetime.date(on.year, 7, 1) else on.year + 1
    years = ServiceYear.objects.in_force().filter(district=district, school_year__gte=str(first))
    for year in years.select_related("service__consortium"):
        words = f"{year.service}, {year.school_year}: {district} participates"
        taken = successor and ServiceYear.objects.in_force().filter(
            service=year.service, district=successor, school_year=year.school_year
        )
        if successor is None or taken.exists():  # type: ignore[union-attr]
            change_set.describe(OTHER, year.service.consortium, f"{words}. This stays with the old record.")
            continue
        change_set.describe(OTHER, year.service.consortium, f"{words}. This moves to {successor}.")
        change_set.change(year, district=successor)


def move_exchanges_of_district(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    """Needs and offers, introductions, and services of the duplicate, with the record that is kept."""
    district, kept = asked.district, asked.kept
    wishes = Wish.objects.filter(district=district, withdrawn_at=None)
    stated = set(Wish.objects.filter(district=kept, withdrawn_at=None).values_list("kind", "topic"))
    to = {"district": kept}
    move(change_set, wishes, "needs and offers", to, has_duplicate=lambda one: (one.kind, one.topic) in stated)
    introductions = Introduction.objects.filter(models.Q(district=district) | models.Q(to_district=district))
    between = introductions.filter(district__in=(district, kept), to_district__in=(district, kept))
    for one in between.filter(status=IntroductionStatus.ASKED):
        change_set.describe(OTHER, "Introductions", "An introduction between the two records is withdrawn.")
        change_set.change(one, status=IntroductionStatus.WITHDRAWN)
    others = introductions.exclude(pk__in=between.values("pk"))
    move(change_set, others.filter(district=district), "introductions it requested", to)
    move(change_set, others.filter(to_district=district), "introductions others requested", {"to_district": kept})
    agreed = set(ServiceYear.objects.in_force().filter(district=kept).values_list("service", "school_year"))
    years = ServiceYear.objects.filter(district=district)
    move(
        change_set,
        years,
        "services",
        to,
        has_duplicate=lambda one: one.ended_on is None and (one.service_id, one.school_year) in agreed,
    )
    move(change_set, Service.objects.filter(provider=district), "services it provides", {"provider": kept})


def move_exchanges_of_consortium(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    """Services and introductions of the duplicate, with the consortium that is kept."""
    consortium, kept = asked.consortium, asked.kept
    numbers = set(kept.services.values_list("number", flat=True))
    services = Service.objects.filter(consortium=consortium)
    to = {"consortium": kept}
    move(change_set, services, "services", to, has_duplicate=lambda one: one.number in numbers)
    move(change_set, Introduction.objects.filter(to_consortium=consortium), "introductions", {"to_consortium": kept})


def withdraw_introductions_to(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    """Introductions to a consortium that ends, if nobody has answered them yet."""
    for one in Introduction.objects.filter(to_consortium=asked.consortium, status=IntroductionStatus.ASKED):
        change_set.describe(OTHER, asked.consortium, "An introduction request without an answer is withdrawn.")
        change_set.change(one, status=IntroductionStatus.WITHDRAWN)


END_OF_DISTRICT.add_part(40, end_services_and_wishes)
END_OF_CONSORTIUM.add_part(40, withdraw_introductions_to)
DUPLICATE_DISTRICT.add_part(40, move_exchanges_of_district)
DUPLICATE_CONSORTIUM.add_part(40, move_exchanges_of_consortium)
