"""Contracts that a consortium holds for its members."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Q

from consortia.models.consortium import Consortium
from consortia.models.membership import Membership
from districts.models import District, School


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: Any) -> "ContractQuerySet":
        """Contracts of every consortium that this person sees."""
        return self.filter(consortium__in=Consortium.objects.visible_to(user).order_by().values("pk"))

    def in_force(self, on: datetime.date) -> "ContractQuerySet":
        """Contracts that hold on that day; the last day counts, an unknown day leaves it open."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))

    def usable_by(self, member: District | School, *, on: datetime.date) -> "ContractQuerySet":
        """Contracts in force that it may buy under that day, because of a line that gives the right.

        The line is its own (a school's: or its district's), of a member that is no observer, and neither claimed by
        one side only nor disputed.
        """
        own = Q(district=member) if isinstance(member, District) else Q(school=member) | Q(district=member.district_id)
        lines = Membership.objects.order_by().on(on).giving_rights().filter(own)
        return self.in_force(on).filter(consortium__in=lines.values("consortium"))

    def of_consortia(self, consortia: Collection[int]) -> "ContractQuerySet":
        """Contracts of these consortia (row ids), by name of the consortium."""
        return self.filter(consortium__in=consortia).select_related("consortium").order_by("consortium__name", "number")

    def of_consortium(self, slug: str) -> "ContractQuerySet":
        """Contracts of that consortium."""
        return self.filter(consortium__slug=slug)


class Contract(models.Model):
    """Shared purchasing: what a consortium's members may buy under, until when."""

    number = models.CharField(max_length=60)
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=300)
    supplier = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_contract"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "number"], name="consortia_contract_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
