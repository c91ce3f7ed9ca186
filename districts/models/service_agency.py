"""The memberships of component districts in service agencies, with dates."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from districts.models.district import District


class Lines(NamedTuple):
    """A district's service-agency memberships on a date: its agencies, its component districts, and past ones."""

    agencies: "list[ServiceAgencyMembership]"
    districts: "list[ServiceAgencyMembership]"
    earlier: "list[ServiceAgencyMembership]"

    @classmethod
    def of(cls, rows: "Sequence[ServiceAgencyMembership]", district: District, on: datetime.date) -> "Lines":
        """That district's memberships grouped by kind and time."""
        now = [line for line in rows if line.is_in_force(on)]
        return cls(
            agencies=[line for line in now if line.district_id == district.pk],
            districts=[line for line in now if line.agency_id == district.pk],
            earlier=[line for line in rows if not line.is_in_force(on)],
        )


class ServiceAgencyMembershipQuerySet(models.QuerySet["ServiceAgencyMembership"]):
    def visible_to(self, user: Visitor) -> "ServiceAgencyMembershipQuerySet":
        """Service-agency memberships are public."""
        return self.all()

    def of_district(self, district: District) -> "ServiceAgencyMembershipQuerySet":
        """Memberships of that district, as agency or as component district, with both names."""
        return self.filter(Q(district=district) | Q(agency=district)).select_related("agency", "district")

    def of_agency(self, leaid: str) -> "ServiceAgencyMembershipQuerySet":
        """Memberships in the service agency with that ID, by name of the component district, latest first."""
        rows = self.filter(agency__leaid=leaid).select_related("agency", "district")
        return rows.order_by("district__name", F("starts_on").desc(nulls_last=True), "pk")

    def in_force(self, on: datetime.date) -> "ServiceAgencyMembershipQuerySet":
        """Memberships in force on that date, end date included; an unknown start date is open."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class ServiceAgencyMembership(models.Model):
    """A component district's membership in a service agency between two dates."""

    agency = models.ForeignKey(District, on_delete=models.PROTECT, related_name="component_memberships")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="service_agency_memberships")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = ServiceAgencyMembershipQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "district", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "district"], condition=Q(ends_on=None), name="districts_component_open_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="districts_component_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(agency=F("district")), name="districts_component_is_not_its_own_agency"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} of {self.agency}"

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether it is in force on that date, end date included; an unknown start date is open."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)
