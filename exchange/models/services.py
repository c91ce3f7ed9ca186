"""Services that a consortium or service agency provides, agreed year by year (a BOCES calls one a CO-SER)."""

import datetime
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from accounts.addresses import HasPage
from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from consortia.models.membership import Membership, MembershipQuerySet
from consortia.states import IN_FORCE, RUNS, MembershipClass, Purpose
from districts.models import Appointment, District, ServiceAgencyMembership
from districts.states import DistrictKind
from exchange.states import CostBasis, Ending


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: Visitor) -> "ServiceQuerySet":
        """Services of the consortia that this person can see."""
        return self.filter(seen_by(user))

    def of_consortium(self, slug: str) -> "ServiceQuerySet":
        """Services of that consortium."""
        return self.filter(consortium__slug=slug)

    def with_last_year(self) -> "ServiceQuerySet":
        """With `last_year`, the latest school year in which a district participates."""
        return self.annotate(last_year=models.Max("years__school_year", filter=Q(years__ended_on=None)))

    def for_page(self) -> "ServiceQuerySet":
        """With the consortium and the agency that provides it."""
        return self.select_related("consortium", "provider")


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


def providers_of(consortium: Consortium) -> list[District]:
    """The service agencies that can provide its services: its fiscal agent and its members, today or earlier."""
    members = Membership.objects.order_by().filter(consortium=consortium, status__in=IN_FORCE).values("district")
    of_consortium = Q(pk__in=members) | Q(pk=consortium.fiscal_agent_id)
    return list(District.objects.filter(of_consortium, kind=DistrictKind.SERVICE_AGENCY).order_by("name", "leaid"))


def districts_to_offer(service: "Service", *, standing: Iterable[int], leaids: Iterable[str] = ()) -> list[District]:
    """Districts to choose from: members and component districts, and those that ever participated."""
    took_part = ServiceYear.objects.order_by().filter(service=service).values("district")
    known = Q(pk__in=list(standing)) | Q(pk__in=took_part) | Q(leaid__in=list(leaids))
    return list(District.objects.filter(known).order_by("name", "leaid"))


class Service(HasPage, models.Model):
    """A shared service, with the number the consortium uses for it and the service agency that provides it."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="services")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    # Not stated where the consortium has no service agency, or for services entered before this was asked.
    provider = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="services_provided"
    )
    purpose = models.CharField(max_length=30, choices=Purpose, blank=True, default="", db_default="")

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

    def in_force(self) -> "ServiceYearQuerySet":
        """Participation that hasn't ended."""
        return self.filter(ended_on=None)

    def in_years(self, *school_years: str) -> "ServiceYearQuerySet":
        """Participation in these school years, ended or not, with the districts by name."""
        rows = self.filter(school_year__in=school_years).select_related("district")
        return rows.order_by("service__number", "district__name", "district__leaid", "pk")

    def for_history(self) -> "ServiceYearQuerySet":
        """Participation in every year, ended or not, with the districts by name."""
        return self.select_related("district").order_by("school_year", "district__name", "district__leaid", "pk")

    def years(self) -> list[str]:
        """The school years in which any district participates, the latest first."""
        return list(self.in_force().order_by("-school_year").values_list("school_year", flat=True).distinct())

    def of_district(self, district: District) -> "ServiceYearQuerySet":
        """The services that district participates in or withdrew from, the latest year first."""
        return (
            self.filter(district=district)
            .select_related("service__consortium")
            .order_by("-school_year", "service__consortium__name", "service__number")
        )


class ServiceYear(models.Model):
    """One district's participation in a service for one school year; renewed yearly.

    A district that withdraws ends its row with a date. If it comes back in the same year, that is another row.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="years")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="service_years")
    school_year = models.CharField(max_length=9)  # "2025-26"
    # The first date on which it no longer participates, and why.
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default="", db_default="")

    objects = ServiceYearQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_serviceyear"
        ordering = ["-school_year", "district"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "district", "school_year"],
                condition=Q(ended_on=None),
                name="consortia_service_year_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="exchange_service_year_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}, {self.service}, {self.school_year}"


class ServiceTermsQuerySet(models.QuerySet["ServiceTerms"]):
    def visible_to(self, user: Visitor) -> "ServiceTermsQuerySet":
        """Terms of services of the consortia that this person can see."""
        return self.filter(seen_by(user, "service__consortium"))

    def of_consortium(self, slug: str) -> "ServiceTermsQuerySet":
        """Terms of that consortium's services."""
        return self.filter(service__consortium__slug=slug)

    def of_service(self, service: "Service") -> "ServiceTermsQuerySet":
        """Terms of one service."""
        return self.filter(service=service)

    def in_year(self, school_year: str) -> "ServiceTermsQuerySet":
        """Terms for one school year."""
        return self.filter(school_year=school_year)


class ServiceTerms(models.Model):
    """What a service costs in one school year, and how the districts share the cost."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="terms")
    school_year = models.CharField(max_length=9)
    cost_basis = models.CharField(max_length=10, choices=CostBasis)
    # Enrollment: the whole cost to divide. Units: the price of one. Flat: the fee of each district.
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=60, blank=True)  # what is counted: a course seat, a day
    base_year = models.CharField(max_length=9, blank=True)  # the school year whose enrollment divides the cost

    objects = ServiceTermsQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year"]
        verbose_name_plural = "service terms"
        constraints = [
            models.UniqueConstraint(fields=["service", "school_year"], name="exchange_service_terms_once_a_year"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="exchange_service_costs_more_than_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.school_year}: {self.get_cost_basis_display().lower()}"
