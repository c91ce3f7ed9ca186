"""Consortia, who belongs to them and when, and the contracts they hold."""

import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from consortia.states import MembershipStatus
from districts.models import County, District, Post, School


class LegalForm(models.TextChoices):
    AGREEMENT = "agreement", "Agreement between members"
    COUNCIL_OF_GOVERNMENTS = "council_of_governments", "Council of governments"
    NONPROFIT = "nonprofit", "Nonprofit organization"
    SERVICE_AGENCY_PROGRAM = "service_agency_program", "Program of a service agency"
    UNKNOWN = "unknown", "Not known"


class Purpose(models.TextChoices):
    PERSONALIZED_LEARNING = "personalized_learning", "Personalized learning"
    ONLINE_COURSES = "online_courses", "Online courses"
    PURCHASING = "purchasing", "Purchasing"
    VOCATIONAL = "vocational", "Vocational education"
    SPECIAL_EDUCATION = "special_education", "Special education"
    PROFESSIONAL_LEARNING = "professional_learning", "Professional learning"


class MembershipClass(models.TextChoices):
    COMPONENT = "component", "Component"
    PARTICIPATING = "participating", "Participating"
    OBSERVER = "observer", "Observer"


class MemberRole(models.TextChoices):
    LEAD = "lead", "Lead"
    FISCAL_AGENT = "fiscal_agent", "Fiscal agent"
    MEMBER = "member", "Member"


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def visible_to(self, user: Any) -> "ConsortiumQuerySet":
        """The register of consortia is public."""
        return self.all()

    def in_state(self, state: str) -> "ConsortiumQuerySet":
        """The consortia of one state."""
        return self.filter(state=state)

    def for_record(self) -> "ConsortiumQuerySet":
        """With the fiscal agent."""
        return self.select_related("fiscal_agent")

    def for_purpose(self, purpose: str, *, on: datetime.date) -> "ConsortiumQuerySet":
        """Consortia that have this purpose that day."""
        held = ConsortiumPurpose.objects.on(on).filter(purpose=purpose)
        return self.filter(pk__in=held.values("consortium"))

    def with_member_in(
        self, counties: models.QuerySet[County] | list[int], *, on: datetime.date, user: Any
    ) -> "ConsortiumQuerySet":
        """Consortia with a member district or school in one of these counties that day."""
        lines = Membership.objects.visible_to(user).on(on)
        there = Q(district__county__in=counties) | Q(school__district__county__in=counties)
        return self.filter(pk__in=lines.filter(there).values("consortium"))

    def for_list(self, *, on: datetime.date, user: Any) -> "ConsortiumQuerySet":
        """With purposes, the fiscal agent, the leads and the number of members that day."""
        lines = Membership.objects.visible_to(user).on(on)
        number = lines.filter(consortium=OuterRef("pk")).order_by().values("consortium").annotate(n=Count("pk"))
        leads = lines.filter(role=MemberRole.LEAD).select_related("district", "school")
        return (
            self.select_related("fiscal_agent")
            .annotate(members_now=Coalesce(Subquery(number.values("n")), 0))
            .prefetch_related(
                Prefetch("purposes", ConsortiumPurpose.objects.on(on), to_attr="purposes_now"),
                Prefetch("memberships", leads, to_attr="leads_now"),
            )
        )

    def called(self, words: str) -> "ConsortiumQuerySet":
        """Consortia whose name has these words in it, in any case of letters."""
        return self.filter(name__icontains=words)


class Consortium(models.Model):
    """Districts and schools that work together under one name."""

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
    is_sample = models.BooleanField("invented", default=False)

    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "consortia"
        constraints = [
            models.UniqueConstraint(fields=["state", "name"], name="consortia_consortium_name_once_a_state"),
            models.CheckConstraint(
                condition=Q(formed_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("formed_on")),
                name="consortia_consortium_ends_after_it_forms",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("consortia:consortium_detail", args=[self.slug])


class ConsortiumPurposeQuerySet(models.QuerySet["ConsortiumPurpose"]):
    def on(self, on: datetime.date) -> "ConsortiumPurposeQuerySet":
        """Purposes that hold on that day; an unknown start counts as long ago, the last day counts."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class ConsortiumPurpose(models.Model):
    """What a consortium is for, dated, because purposes change. An unknown start is null."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="purposes")
    purpose = models.CharField(max_length=30, choices=Purpose)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    objects = ConsortiumPurposeQuerySet.as_manager()

    class Meta:
        ordering = ["purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "purpose"], condition=Q(ends_on=None), name="consortia_purpose_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Lines(NamedTuple):
    """Membership lines on a day: those that hold, those that begin later, those that are over."""

    now: "list[Membership]"
    later: "list[Membership]"
    before: "list[Membership]"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Rosters are public, with their status; declined lines are not part of one."""
        return self.exclude(status=MembershipStatus.DECLINED)

    def of_consortium(self, slug: str) -> "MembershipQuerySet":
        """Lines of that consortium."""
        return self.filter(consortium__slug=slug)

    def of_consortium_called(self, words: str) -> "MembershipQuerySet":
        """Lines of the consortium of that slug, and of those with these words in the name."""
        return self.filter(Q(consortium__slug=words) | Q(consortium__name__icontains=words))

    def of_district(self, district: District) -> "MembershipQuerySet":
        """Lines of the district and of its schools, the present ones first."""
        return (
            self.filter(Q(district=district) | Q(school__district=district))
            .select_related("consortium", "school")
            .order_by("consortium__name", "joins_on", "pk")
        )

    def of_school(self, school: School) -> "MembershipQuerySet":
        """Lines of the school and of its district."""
        return (
            self.filter(Q(school=school) | Q(district=school.district_id))
            .select_related("consortium", "district")
            .order_by("consortium__name", "joins_on", "pk")
        )

    def for_roster(self) -> "MembershipQuerySet":
        """Lines of a consortium with their members and places: the lead first, then by name."""
        lead_first = Case(When(role=MemberRole.LEAD, then=0), When(role=MemberRole.FISCAL_AGENT, then=1), default=2)
        return self.select_related("district__county", "school__district__county").order_by(
            lead_first, Coalesce("district__name", "school__name"), "pk"
        )

    def split(self, on: datetime.date) -> Lines:
        """These lines by day, read once."""
        lines: list[Membership] = list(self)
        later = [line for line in lines if line.joins_on and line.joins_on > on]
        before = [line for line in lines if line.leaves_on and line.leaves_on < on]
        now = [line for line in lines if line not in later and line not in before]
        return Lines(now, later, before)

    def attached(self) -> Prefetch:
        """These lines for each district or school of a list, as `memberships_now`."""
        return Prefetch("memberships", self.select_related("consortium"), to_attr="memberships_now")

    def attached_to_district(self) -> Prefetch:
        """These lines for the district of each school of a list, as its `memberships_now`."""
        return Prefetch("district__memberships", self.select_related("consortium"), to_attr="memberships_now")

    def of_districts_of(self, user: Any) -> "MembershipQuerySet":
        """Memberships of the districts and schools for which this person acts, with their consortia."""
        posts = Post.objects.held_by(user)
        return (
            self.filter(Q(district__in=posts.values("district")) | Q(school__in=posts.values("school")))
            .select_related("consortium", "district", "school")
            .order_by("consortium__name", "pk")
        )

    def leading(self) -> "MembershipQuerySet":
        """The lines of leads."""
        return self.filter(role=MemberRole.LEAD)

    def on(self, on: datetime.date) -> "MembershipQuerySet":
        """Lines that hold on that day; an unknown joining day counts as long ago, the last day counts."""
        return self.filter(Q(joins_on=None) | Q(joins_on__lte=on), Q(leaves_on=None) | Q(leaves_on__gte=on))


class Membership(models.Model):
    """A district or a school belongs to a consortium between two days. Unknown days are null."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="memberships")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    membership_class = models.CharField(max_length=15, choices=MembershipClass, default=MembershipClass.PARTICIPATING)
    role = models.CharField(max_length=15, choices=MemberRole, default=MemberRole.MEMBER)
    joins_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)
    authority = models.CharField("board resolution or letter", max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=MembershipStatus, default=MembershipStatus.CLAIMED)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["consortium", "joins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(school=None), name="consortia_membership_is_of_a_district_or_a_school"
            ),
            models.CheckConstraint(
                condition=Q(joins_on=None) | Q(leaves_on=None) | Q(leaves_on__gte=F("joins_on")),
                name="consortia_membership_leaves_after_it_joins",
            ),
            models.UniqueConstraint(
                fields=["consortium", "district"],
                condition=Q(leaves_on=None) & ~Q(status=MembershipStatus.DECLINED),
                name="consortia_membership_of_a_district_open_once",
            ),
            models.UniqueConstraint(
                fields=["consortium", "school"],
                condition=Q(leaves_on=None) & ~Q(status=MembershipStatus.DECLINED),
                name="consortia_membership_of_a_school_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district or self.school} in {self.consortium}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: Any) -> "ContractQuerySet":
        """The register of shared contracts is public."""
        return self.all()

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
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "number"], name="consortia_contract_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
