"""Services that a consortium or service agency provides, agreed year by year (a BOCES calls one a CO-SER)."""

import datetime
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from consortia.models.membership import Membership, MembershipQuerySet
from consortia.states import IN_FORCE, RUNS, MembershipClass
from districts.models import Appointment, District, ServiceAgencyMembership


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: Visitor) -> "ServiceQuerySet":
        """Services of the consortia that this person can see."""
        return self.filter(seen_by(user))

    def of_consortium(self, slug: str) -> "ServiceQuerySet":
        """Services of that consortium."""
        return self.filter(consortium__slug=slug)

    def with_last_year(self) -> "ServiceQuerySet":
        """With `last_year`, the latest school year in which a district participated."""
        return self.annotate(last_year=models.Max("years__school_year"))


def standings(consortium: Consortium, first: datetime.date, last: datetime.date) -> dict[int, str]:
    """Each district's relation to the consortium at any time between two dates, by row id: its member type, or
    component where it belongs to the service agency that is the lead or fiscal agent.
    """
    memberships = _memberships_between(consortium, first, last)
    by_district = dict(memberships.exclude(district=None).values_list("district_id", "membership_class"))
    begun, not_over = Q(starts_on=None) | Q(starts_on__lte=last), Q(ends_on=None) | Q(ends_on__gte=first)
    agencies = Q(agency__in=memberships.filter(role__in=RUNS).values("district")) | Q(agency=consortium.fiscal_agent_id)
    components = ServiceAgencyMembership.objects.order_by().filter(begun, not_over).filter(agencies)
    return by_district | dict.fromkeys(components.values_list("district_id", flat=True), str(MembershipClass.COMPONENT))


def statuses(consortium: Consortium, first: datetime.date, last: datetime.date) -> dict[int, str]:
    """The status of each district's membership in the consortium between two dates, by row id; of several, the last."""
    memberships = _memberships_between(consortium, first, last).exclude(district=None)
    return dict(memberships.order_by(F("joins_on").asc(nulls_first=True), "pk").values_list("district_id", "status"))


def _memberships_between(consortium: Consortium, first: datetime.date, last: datetime.date) -> MembershipQuerySet:
    """The consortium's memberships on any date between these two, without an order."""
    joined, left = Q(joins_on=None) | Q(joins_on__lte=last), Q(leaves_on=None) | Q(leaves_on__gte=first)
    return Membership.objects.order_by().filter(joined, left, consortium=consortium, status__in=IN_FORCE)


def own_districts(user: Visitor) -> list[District]:
    """The districts that this person can decide for today about participating."""
    if not user.is_authenticated:
        return []
    appointments = Appointment.objects.held_by(user).filter(can_register_membership=True).exclude(district=None)
    return list(District.objects.filter(pk__in=appointments.order_by().values("district")))


def districts_to_offer(service: "Service", *, standing: Iterable[int], leaids: Iterable[str] = ()) -> list[District]:
    """Districts to choose from: members and component districts, and those that ever participated."""
    took_part = ServiceYear.objects.order_by().filter(service=service).values("district")
    known = Q(pk__in=list(standing)) | Q(pk__in=took_part) | Q(leaid__in=list(leaids))
    return list(District.objects.filter(known).order_by("name", "leaid"))


class Service(models.Model):
    """A shared service, with the number the consortium uses for it."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="services")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_service"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "number"], name="consortia_service_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ServiceYearQuerySet(models.QuerySet["ServiceYear"]):
    def visible_to(self, user: Visitor) -> "ServiceYearQuerySet":
        """Services of the consortia that this person can see."""
        return self.filter(seen_by(user, "service__consortium"))

    def of_consortium(self, slug: str) -> "ServiceYearQuerySet":
        """Participation in that consortium's services."""
        return self.filter(service__consortium__slug=slug)

    def of_service(self, service: "Service") -> "ServiceYearQuerySet":
        """Participation in one service."""
        return self.filter(service=service)

    def in_year(self, school_year: str) -> "ServiceYearQuerySet":
        """Participation in one school year, with the districts by name."""
        rows = self.filter(school_year=school_year).select_related("district")
        return rows.order_by("service__number", "district__name", "district__leaid")

    def years(self) -> list[str]:
        """The school years in which any district participates, the latest first."""
        return list(self.order_by("-school_year").values_list("school_year", flat=True).distinct())

    def of_district(self, district: District) -> "ServiceYearQuerySet":
        """The services that district participates in, the latest year first."""
        return (
            self.filter(district=district)
            .select_related("service__consortium")
            .order_by("-school_year", "service__consortium__name", "service__number")
        )


class ServiceYear(models.Model):
    """One district's participation in a service for one school year; renewed yearly."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="years")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="service_years")
    school_year = models.CharField(max_length=9)  # "2025-26"

    objects = ServiceYearQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_serviceyear"
        ordering = ["-school_year", "district"]
        constraints = [
            models.UniqueConstraint(fields=["service", "district", "school_year"], name="consortia_service_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.district}, {self.service}, {self.school_year}"
