"""Consortia and their purposes."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.addresses import HasPage
from accounts.models import Role, Visitor
from accounts.models.statements import kept_statement
from consortia.states import ENDED_CONSORTIA, PUBLIC_CONSORTIA, UNREGISTERED, ConsortiumStatus, LegalForm, Purpose
from districts.models import Appointment, County, District
from districts.models.keys import HasKey
from districts.models.names import Writing, with_every

if TYPE_CHECKING:
    from consortia.models.membership import MembershipQuerySet


class Sight(NamedTuple):
    """What of the register someone sees: which kind of reader, and the values that such a reader's statements have."""

    kind: Literal["public", "author", "appointed", "registrar"]
    values: dict[str, Any]

    @classmethod
    def of(cls, user: Visitor) -> "Sight":
        """That of this person, or of the public."""
        if not user.is_authenticated:
            return cls("public", {})
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return cls("registrar", {})
        places = Appointment.objects.places_of(user)
        if places.are_none:
            return cls("author", {"person": user.pk})
        return cls("appointed", {"person": user.pk, "districts": places.districts, "schools": places.schools})

    def seen(self, consortium: str = "consortium") -> Q:
        """The condition that a row's consortium, reached by that field, is one that this reader sees."""
        prefix = f"{consortium}__" if consortium else ""
        public = Q(**{f"{prefix}status__in": PUBLIC_CONSORTIA})
        if self.kind == "public":
            return public
        if self.kind == "registrar":
            return Q()
        seen = public | Q(**{f"{prefix}proposed_by": self.values["person"]})
        if self.kind == "author":
            return seen
        districts, schools = self.values["districts"], self.values["schools"]
        sides = Consortium.objects.order_by().filter(
            Q(HasKey("memberships__district", districts))
            | Q(HasKey("memberships__school", schools))
            | Q(HasKey("memberships__school__district", districts))
        )
        return seen | Q(**{f"{consortium or 'pk'}__in": sides.values("pk")})


def seen_by(user: Visitor, consortium: str = "consortium") -> Q:
    """The condition that a row's consortium, reached by that field, is one that `Consortium.visible_to` shows."""
    return Sight.of(user).seen(consortium)


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def visible_to(self, user: Visitor) -> "ConsortiumQuerySet":
        """Registered consortia are public; a proposal is visible to its members, its author, and the registrars."""
        return self.filter(seen_by(user, ""))

    def proposals_seen_by(self, user: Visitor) -> tuple[int, ...]:
        """Row ids of the proposals that this visitor sees beside what is public; none for the public."""
        if not user.is_authenticated:
            return ()
        sight = Sight.of(user)
        return tuple(_proposals_seen(sight.kind, **sight.values))

    def of_register(self) -> "ConsortiumQuerySet":
        """Consortia that are or were registered, without proposals: what all public counts are based on."""
        return self.filter(status__in=PUBLIC_CONSORTIA)

    def not_ended(self) -> "ConsortiumQuerySet":
        """Consortia that haven't dissolved or merged and aren't duplicates: those that the list shows at first."""
        return self.exclude(status__in=ENDED_CONSORTIA)

    def that_hold_names(self) -> "ConsortiumQuerySet":
        """Consortia whose names no other one may take: all but proposals."""
        return self.exclude(status__in=UNREGISTERED)

    def in_state(self, state: str) -> "ConsortiumQuerySet":
        """The consortia of one state."""
        return self.filter(state=state)

    def for_record(self) -> "ConsortiumQuerySet":
        """With the fiscal agent and the successor."""
        return self.select_related("fiscal_agent", "successor")

    def for_proposal(self) -> "ConsortiumQuerySet":
        """With the person who proposed it."""
        return self.select_related("proposed_by")

    def proposed(self) -> "ConsortiumQuerySet":
        """Proposals that the registrar has not decided yet, the oldest first."""
        return self.filter(status=ConsortiumStatus.PROPOSED).for_proposal().order_by("proposed_at", "pk")

    def with_member_in(
        self, counties: models.QuerySet[County] | list[int], *, lines: "MembershipQuerySet"
    ) -> "ConsortiumQuerySet":
        """Consortia with a member in these counties, among these memberships."""
        return self.filter(pk__in=lines.within(counties).values("consortium"))

    def among(self, ids: Iterable[int]) -> "ConsortiumQuerySet":
        """Those with these row ids."""
        return self.filter(HasKey("pk", ids))

    def sized(self, lines: "MembershipQuerySet") -> "ConsortiumQuerySet":
        """With the number of these memberships, as `members_now`."""
        number = lines.filter(consortium=OuterRef("pk")).order_by().values("consortium").annotate(n=Count("pk"))
        return self.annotate(members_now=Coalesce(Subquery(number.values("n")), 0))

    def with_purposes(self, *, on: datetime.date) -> "ConsortiumQuerySet":
        """With the purposes of that date, as `purposes_now`."""
        purposes = ConsortiumPurpose.objects.on(on)
        return self.prefetch_related(Prefetch("purposes", purposes, to_attr="purposes_now"))

    def for_list(self, *, on: datetime.date, lines: "MembershipQuerySet") -> "ConsortiumQuerySet":
        """With the purposes of that date, the fiscal agent, and the leads among these memberships."""
        leads = lines.filter(role="lead").select_related("district", "school")
        return (
            self.select_related("fiscal_agent")
            .with_purposes(on=on)
            .prefetch_related(Prefetch("memberships", leads, to_attr="leads_now"))
        )

    def with_a_purpose(
        self, purposes: Iterable[str], *, on: datetime.date, or_none: bool = False
    ) -> "ConsortiumQuerySet":
        """Consortia that have one of these purposes on that date; with `or_none`, also those without any purpose."""
        held = ConsortiumPurpose.objects.on(on).order_by()
        fits = Q(pk__in=held.filter(purpose__in=list(purposes)).values("consortium"))
        return self.filter(fits | ~Q(pk__in=held.values("consortium")) if or_none else fits)

    def named(self, terms: Iterable[Iterable[Writing]]) -> "ConsortiumQuerySet":
        """Consortia with all these terms in the name (districts.rules.name_search), or in a former name."""
        terms = [tuple(spellings) for spellings in terms]
        if not terms:
            return self
        former = Consortium.objects.order_by().filter(with_every(terms, ("changes__old",)), changes__field="name")
        return self.filter(with_every(terms) | Q(pk__in=former.values("pk")))

    def called(self, words: str) -> "ConsortiumQuerySet":
        """Consortia with these words in the name, ignoring case."""
        return self.filter(name__icontains=words)


@kept_statement
def _proposals_seen(kind: Any, **values: Any) -> "models.QuerySet[Consortium, int]":
    hidden = Consortium.objects.filter(Sight(kind, values).seen("")).exclude(status__in=PUBLIC_CONSORTIA)
    return hidden.order_by("pk").values_list("pk", flat=True)


class Consortium(HasPage, models.Model):
    """A group of districts and schools that work together."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=250)
    state = models.CharField(max_length=2)
    legal_form = models.CharField(max_length=30, choices=LegalForm, default=LegalForm.UNKNOWN)
    fiscal_agent = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="fiscal_agent_of"
    )
    formed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)
    website = models.URLField(max_length=200, blank=True)
    # The office, never a person.
    phone = models.CharField("office phone", max_length=40, blank=True, default="", db_default="")
    office_email = models.EmailField("office email", blank=True, default="", db_default="")
    contact_role = models.CharField("contact role", max_length=100, blank=True, default="", db_default="")
    # FIPS codes of counties in the registry, in order: one fact with one history, whoever the members are.
    counties_served = models.JSONField("counties served", default=list, blank=True, db_default=[])
    status = models.CharField(max_length=12, choices=ConsortiumStatus, default=ConsortiumStatus.REGISTERED)
    # The consortium it merged into; its old address leads there.
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    # Counts every change of a proposal, so that a page opened before one is noticed.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    # The registrar's reason for approving or refusing the proposal, or for dissolving or merging it.
    decision_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # When its lead last verified the record; and from when the yearly verification is counted: the day it was
    # registered or, for one that was in the registry before, the day on which the portal began to ask.
    confirmed_on = models.DateField(null=True, blank=True)
    asked_since = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField("invented", default=False)

    members_now: int  # only on rows of `sized`
    # Of the last verification: the office and its place, and what was left out; only on rows of `reads.records`.
    confirmed_by: str | None
    left_out: list[str] | None
    purposes_now: list["ConsortiumPurpose"]  # only on rows of `with_purposes`

    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "consortia"
        constraints = [
            # Of proposals only their own people know: another of the same name must not be refused because of one.
            models.UniqueConstraint(
                fields=["state", "name"],
                condition=~Q(status__in=[*UNREGISTERED]),
                name="consortia_consortium_name_once_a_state",
            ),
            models.CheckConstraint(
                condition=Q(formed_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("formed_on")),
                name="consortia_consortium_ends_after_it_forms",
            ),
            models.CheckConstraint(
                condition=~Q(status=ConsortiumStatus.MERGED) | Q(successor__isnull=False),
                name="consortia_consortium_merged_has_a_successor",
            ),
            models.CheckConstraint(
                condition=~Q(status=ConsortiumStatus.DUPLICATE) | Q(successor__isnull=False),
                name="consortia_consortium_duplicate_has_its_original",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="consortia_consortium_is_not_its_own_successor"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ConsortiumStatus.DISSOLVED, ConsortiumStatus.MERGED]) | ~Q(ended_on=None),
                name="consortia_consortium_ended_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ConsortiumAliasQuerySet(models.QuerySet["ConsortiumAlias"]):
    def leading_to(self, consortia: "models.QuerySet[Consortium]") -> "ConsortiumAliasQuerySet":
        """Earlier slugs of these consortia, with the consortium."""
        return self.filter(consortium__in=consortia.order_by().values("pk")).select_related("consortium")


class ConsortiumAlias(models.Model):
    """An earlier slug of a consortium, or of a duplicate of it. Its page redirects to the consortium."""

    slug = models.SlugField(max_length=120, unique=True)
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="aliases")

    objects = ConsortiumAliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "consortium aliases"

    def __str__(self) -> str:
        return self.slug


class ConsortiumPurposeQuerySet(models.QuerySet["ConsortiumPurpose"]):
    def of_consortium(self, slug: str) -> "ConsortiumPurposeQuerySet":
        """The purposes of that consortium."""
        return self.filter(consortium__slug=slug).select_related("consortium")

    def on(self, on: datetime.date) -> "ConsortiumPurposeQuerySet":
        """Purposes in effect on that date; an unknown start date counts as long ago, the end date counts."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class ConsortiumPurpose(models.Model):
    """A purpose of a consortium with dates, because purposes change. An unknown start date is null."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="purposes")
    purpose = models.CharField(max_length=30, choices=Purpose)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    authority = models.CharField("board resolution or agreement", max_length=300, blank=True, default="", db_default="")
    end_authority = models.CharField(
        "board resolution or agreement to end it", max_length=300, blank=True, default="", db_default=""
    )

    objects = ConsortiumPurposeQuerySet.as_manager()

    class Meta:
        ordering = ["purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "purpose"], condition=Q(ends_on=None), name="consortia_purpose_open_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="consortia_purpose_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
