"""Joinders: a district's right to buy under a contract, with its term and scope; signatures, requests, and endings."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from districts.models import District
from purchasing.models.contracts import Contract
from purchasing.states import LeadAction
from signing.models import AbstractSignature


class JoinderQuerySet(models.QuerySet["Joinder"]):
    def in_force(self, on: datetime.date) -> "JoinderQuerySet":
        """Joinders in effect on that date; the end date counts, and an unknown end date leaves it open."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def not_over(self, on: datetime.date) -> "JoinderQuerySet":
        """Joinders in effect on that date or later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def of_districts_or_consortia(self, districts: Collection[int], consortia: Collection[int]) -> "JoinderQuerySet":
        """Joinders of these districts, or of contracts of these consortia (row ids)."""
        return self.filter(Q(district__in=districts) | Q(contract__consortium__in=consortia))

    def ending_until(self, on: datetime.date, last: datetime.date) -> "JoinderQuerySet":
        """Joinders that end from one date to the other, the first to end first, with contract and district."""
        rows = self.filter(starts_on__lte=on, ends_on__gte=on, ends_on__lte=last)
        return rows.select_related("contract__consortium", "district").order_by("ends_on", "pk")

    def of_contract(self, contract: Contract) -> "JoinderQuerySet":
        """Joinders of the contract with district and signature, by district and start date."""
        rows = self.filter(contract=contract).select_related("district", "signature__signer")
        return rows.order_by("district__name", "district__leaid", "starts_on", "pk")

    def for_papers(self) -> "JoinderQuerySet":
        """With everything that the joinder's page names."""
        return self.select_related("contract__consortium", "district", "signature__signer")

    def of_district(self, district: District) -> "JoinderQuerySet":
        """The district's joinders."""
        return self.filter(district=district)


class Joinder(models.Model):
    """A district joins a contract between two dates: signed on a page, or recorded from a file."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="joinders")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="joinders")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # The date the board approved it. An unknown date is something to be found, not an error.
    board_on = models.DateField(null=True, blank=True)
    # What the district may buy under it, in its own words; empty means everything the contract covers.
    scope = models.TextField(blank=True)
    # Names of the only items it covers, one per line; empty means every item.
    items = models.TextField(blank=True, default="", db_default="")
    # What the lead may do for the district, by LeadAction, separated by spaces.
    lead_actions = models.CharField(max_length=100, blank=True, default="", db_default="")
    # The file it was recorded from.
    source = models.CharField(max_length=300, blank=True)

    objects = JoinderQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="purchasing_joinder_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["contract", "district", "starts_on"], name="purchasing_joinder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.district} under {self.contract}"

    @property
    def item_names(self) -> list[str]:
        """The only items it covers; empty means every item."""
        return self.items.splitlines()

    @property
    def actions_of_lead(self) -> list[LeadAction]:
        """What the lead may do for the district, in the order of LeadAction."""
        return [action for action in LeadAction if action in self.lead_actions.split()]

    @property
    def is_signed_here(self) -> bool:
        """Whether it was signed on a page; otherwise it was recorded from a file."""
        return hasattr(self, "signature")


class JoinderSignature(AbstractSignature):
    """The signature on a joinder, with the text that was signed."""

    joinder = models.OneToOneField(Joinder, on_delete=models.PROTECT, related_name="signature")
    # The account and its role at the district, as they were then.
    account_name = models.CharField(max_length=200)
    account_role = models.CharField(max_length=300)


class JoinderEnding(models.Model):
    """A joinder that ends early: the last date, the reason, and who ended it. The joinder itself stays."""

    joinder = models.ForeignKey(Joinder, on_delete=models.PROTECT, related_name="endings")
    ends_on = models.DateField()
    ended_before_on = models.DateField(null=True, blank=True)  # the end date before
    reason = models.TextField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["ended_at", "pk"]

    def __str__(self) -> str:
        return f"{self.joinder} ends on {self.ends_on:%Y-%m-%d}"


class JoinderRequestQuerySet(models.QuerySet["JoinderRequest"]):
    def of_contract(self, contract: Contract) -> "JoinderRequestQuerySet":
        """Requests to join the contract, the last one last."""
        return self.filter(contract=contract).order_by("asked_at", "pk")


class JoinderRequest(models.Model):
    """The consortium asks a district to sign a joinder. Asking again is another row."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="joinder_requests")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="joinder_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    message = models.TextField(blank=True)

    objects = JoinderRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.district} is asked to join {self.contract}"
