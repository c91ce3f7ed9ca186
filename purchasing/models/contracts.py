"""Contracts that a consortium holds for its members."""

import datetime
from collections.abc import Collection

from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from consortia.models.membership import Membership
from districts.models import District, School
from purchasing.states import Pooling, Tiering


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: Visitor) -> "ContractQuerySet":
        """Contracts of the consortia that this person can see."""
        return self.filter(seen_by(user))

    def in_force(self, on: datetime.date) -> "ContractQuerySet":
        """Contracts in effect on that date; the end date counts, and an unknown date leaves that end open."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))

    def usable_by(self, member: District | School, *, on: datetime.date) -> "ContractQuerySet":
        """Contracts in force that it can buy under on that date, because a membership gives it the right.

        The membership is its own (for a school, also its district's), agreed or confirmed, and not an observer's.
        Where the contract requires a joinder, the district's is in force. `rules.eligibility` explains it in words.
        """
        rows = Membership.objects.in_force(on).giving_rights()
        own = rows.filter(district=member) if isinstance(member, District) else rows.of_school(member)
        memberships = own.order_by()
        district = member.pk if isinstance(member, District) else member.district_id
        not_over = Q(joinders__ends_on=None) | Q(joinders__ends_on__gte=on)
        joined = Contract.objects.filter(not_over, joinders__district=district, joinders__starts_on__lte=on).order_by()
        has_right = Q(requires_joinder=False) | Q(pk__in=joined.values("pk"))
        return self.in_force(on).filter(has_right, consortium__in=memberships.values("consortium"))

    def of_consortia(self, consortia: Collection[int]) -> "ContractQuerySet":
        """Contracts of these consortia (row ids), by name of the consortium."""
        return self.filter(consortium__in=consortia).select_related("consortium").order_by("consortium__name", "number")

    def of_consortium(self, slug: str) -> "ContractQuerySet":
        """Contracts of that consortium."""
        return self.filter(consortium__slug=slug)

    def numbered(self, number: str) -> "ContractQuerySet":
        """Contracts with that number, as addresses write it (a tilde for a slash), ignoring case, by consortium."""
        is_it = Q(number__iexact=number) | Q(number__iexact=number.replace("~", "/"))
        return self.filter(is_it).select_related("consortium").order_by("consortium__name", "number", "pk")

    def for_list(self) -> "ContractQuerySet":
        """With the consortium that holds each."""
        return self.select_related("consortium")


class Contract(HasPage, models.Model):
    """A contract for shared purchasing that a consortium's members can buy under."""

    number = models.CharField(max_length=60)
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=300)
    supplier = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # What it is for, as the state sorts contracts.
    category = models.CharField(max_length=100, blank=True, default="", db_default="")
    pooling = models.CharField(max_length=10, choices=Pooling, default=Pooling.ORDER, db_default=Pooling.ORDER)
    tiering = models.CharField(max_length=10, choices=Tiering, default=Tiering.ALL_UNITS, db_default=Tiering.ALL_UNITS)
    # Whether a member needs a joinder in force besides its membership.
    requires_joinder = models.BooleanField(default=False, db_default=False)

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
