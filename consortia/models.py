"""Consortia, who belongs to them and when, and the contracts they hold."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from consortia.states import MembershipStatus
from districts.models import District, Post, School


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


class ConsortiumPurpose(models.Model):
    """What a consortium is for, dated, because purposes change. An unknown start is null."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="purposes")
    purpose = models.CharField(max_length=30, choices=Purpose)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["consortium", "purpose"], condition=Q(ends_on=None), name="consortia_purpose_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """Rosters are public, with their status; declined lines are not part of one."""
        return self.exclude(status=MembershipStatus.DECLINED)

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
