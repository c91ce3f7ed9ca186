"""Which districts belong to which service agency, and when."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q

from districts.models.district import District


class Lines(NamedTuple):
    """A district's lines on a day: the agencies it belongs to, the districts that belong to it, and what was."""

    agencies: "list[ServiceAgencyMembership]"
    districts: "list[ServiceAgencyMembership]"
    earlier: "list[ServiceAgencyMembership]"


class ServiceAgencyMembershipQuerySet(models.QuerySet["ServiceAgencyMembership"]):
    def visible_to(self, user: Any) -> "ServiceAgencyMembershipQuerySet":
        """The register is public."""
        return self.all()

    def of_district(self, district: District) -> "ServiceAgencyMembershipQuerySet":
        """Lines of that district on either side, with both names."""
        return self.filter(Q(district=district) | Q(agency=district)).select_related("agency", "district")

    def split(self, on: datetime.date, district: District) -> Lines:
        """These lines by side and day, read once."""
        now = [line for line in self if line.is_in_force(on)]
        return Lines(
            agencies=[line for line in now if line.district_id == district.pk],
            districts=[line for line in now if line.agency_id == district.pk],
            earlier=[line for line in self if not line.is_in_force(on)],
        )

    def in_force(self, on: datetime.date) -> "ServiceAgencyMembershipQuerySet":
        """Rows that hold on that day; an unknown start counts as long ago, the last day counts."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class ServiceAgencyMembership(models.Model):
    """A district is a component district of a service agency between two days."""

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
        """Whether it holds on that day; an unknown start counts as long ago, the last day counts."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)
