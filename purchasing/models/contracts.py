"""Contracts that a consortium holds for its members."""

import datetime
from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Max, Q

from accounts.addresses import HasPage
from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from consortia.models.membership import Membership
from districts.models import District, School
from purchasing.states import Pooling, SolicitationMethod, Tiering, YesNo


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
        return self.filter(is_it).select_related("consortium", "lead").order_by("consortium__name", "number", "pk")

    def called(self, keys: Iterable[tuple[str, str]]) -> "list[Contract]":
        """The contracts with these consortia (slugs) and numbers, in this order; unknown ones are left out."""
        is_one = Q(pk__in=())
        wanted = list(keys)
        for slug, number in wanted:
            is_one |= Q(consortium__slug=slug, number=number)
        found = {(one.consortium.slug, one.number): one for one in self.filter(is_one).select_related("consortium")}
        return [found[key] for key in wanted if key in found]

    def with_dates_from(self, on: datetime.date) -> "ContractQuerySet":
        """Contracts whose notice date or end date is that date or later."""
        return self.filter(Q(notice_on__gte=on) | Q(ends_on__gte=on))

    def with_latest_amendment(self) -> "ContractQuerySet":
        """With the effective date of the latest recorded amendment, as `amended_on`; None where there is none."""
        return self.annotate(amended_on=Max("amendments__effective_on"))

    def for_export(self) -> "ContractQuerySet":
        """With the consortium and the lead agency, by consortium and number."""
        return self.select_related("consortium", "lead").order_by("consortium__slug", "number")

    def for_list(self) -> "ContractQuerySet":
        """With the consortium that holds each."""
        return self.select_related("consortium")

    def supplied_by(self, slugs: Collection[str]) -> "ContractQuerySet":
        """Contracts with one of these suppliers, by slug."""
        return self.filter(contract_suppliers__supplier__slug__in=slugs).distinct()


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
    # --- the record: what people enter beside the terms above; the labels are in rules.contracts.FACTS
    covers = models.TextField(blank=True, default="", db_default="")
    scope_limits = models.TextField(blank=True, default="", db_default="")
    options = models.CharField("renewal options", max_length=200, blank=True, default="", db_default="")
    options_left = models.PositiveSmallIntegerField(null=True, blank=True)
    # The last day to tell the supplier whether the contract is renewed.
    notice_on = models.DateField(null=True, blank=True)
    lead = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts_led", verbose_name="agency"
    )
    buyers_note = models.TextField(blank=True, default="", db_default="")
    price_basis = models.TextField(blank=True, default="", db_default="")
    admin_fee = models.CharField(max_length=200, blank=True, default="", db_default="")
    how_to_order = models.TextField(blank=True, default="", db_default="")
    # A role, never a person's name.
    contact_role = models.CharField(max_length=100, blank=True, default="", db_default="")
    contact_phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    contact_email = models.EmailField(blank=True, default="", db_default="")
    solicitation_number = models.CharField(max_length=60, blank=True, default="", db_default="")
    solicitation_method = models.CharField(
        max_length=20, choices=SolicitationMethod, blank=True, default="", db_default=""
    )
    planned_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    bids_due_on = models.DateField(null=True, blank=True)
    bids_received = models.PositiveSmallIntegerField(null=True, blank=True)
    evaluation = models.TextField(blank=True, default="", db_default="")
    awarded_on = models.DateField(null=True, blank=True)
    award_reason = models.TextField(blank=True, default="", db_default="")
    # Whether the solicitation lets other agencies buy, and the page that says so. Empty where it is not known.
    cooperative_clause = models.CharField(max_length=3, choices=YesNo, blank=True, default="", db_default="")
    clause_page = models.CharField(max_length=60, blank=True, default="", db_default="")
    # Whether the contract was let by the rules for federal money (2 CFR 200.318 to 200.327).
    federal_funds = models.CharField(max_length=3, choices=YesNo, blank=True, default="", db_default="")
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
