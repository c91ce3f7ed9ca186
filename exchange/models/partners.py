"""Needs and offers of districts, and introductions between possible partners."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Role, User, Visitor
from consortia.models.consortium import Consortium
from consortia.models.membership import Membership
from consortia.states import Purpose
from districts.models import Appointment, District
from exchange.states import IntroductionStatus, WishKind

RowIds = models.QuerySet[Any, Any]  # values of one column


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, user: Visitor) -> "WishQuerySet":
        """Needs and offers are public until the district withdraws them."""
        return self.filter(withdrawn_at=None)

    def of_district(self, district: District) -> "WishQuerySet":
        """The needs and offers of that district."""
        return self.filter(district=district)

    def for_page(self) -> "WishQuerySet":
        """With the district."""
        return self.select_related("district")


class Wish(models.Model):
    """A need or an offer that a district adds to find partners."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=5, choices=WishKind)
    topic = models.CharField(max_length=30, choices=Purpose)
    words = models.CharField(max_length=300, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_wish"
        verbose_name_plural = "wishes"
        ordering = ["kind", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "topic"], condition=Q(withdrawn_at=None), name="consortia_wish_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.get_kind_display().lower()} {self.get_topic_display().lower()}"


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: Visitor) -> "IntroductionQuerySet":
        """Introductions of the person's districts and consortia; for registrars, all."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self.all()
        if not Appointment.objects.places_of(user).districts:
            return self.none()
        mine = Appointment.objects.held_by(user).exclude(district=None).values("district")
        led = _led_by(mine, user.as_of)
        return self.filter(Q(district__in=mine) | Q(to_district__in=mine) | Q(to_consortium__in=led))

    def for_page(self) -> "IntroductionQuerySet":
        """With the two parties."""
        return self.select_related("district", "to_district", "to_consortium", "asked_by", "answered_by")

    def asked_of(self, user: User) -> "IntroductionQuerySet":
        """Open requests that this person can answer."""
        appointments = Appointment.objects.held_by(user).filter(can_register_membership=True)
        mine = appointments.exclude(district=None).values("district")
        led = _led_by(mine, user.as_of)
        waiting = self.filter(Q(to_district__in=mine) | Q(to_consortium__in=led), status=IntroductionStatus.ASKED)
        return waiting.for_page()

    def asked_by(self, user: User) -> "IntroductionQuerySet":
        """Open requests of this person's districts."""
        mine = Appointment.objects.held_by(user).exclude(district=None).values("district")
        return self.filter(district__in=mine, status=IntroductionStatus.ASKED).for_page().order_by("asked_at", "pk")

    def asked_by_district(self, district: District) -> "IntroductionQuerySet":
        """Every request of that district, the latest first."""
        return self.filter(district=district).for_page()


def _led_by(districts: RowIds, on: datetime.date) -> RowIds:
    """Row ids of the consortia that one of these districts acts for on that date; pending memberships do not count."""
    return Membership.objects.order_by().speaking(on).filter(district__in=districts).values("consortium")


class Introduction(HasPage, models.Model):
    """A district's request to be introduced to another district or a consortium. Contacts are shared after a yes."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="introductions")
    to_district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_asked"
    )
    to_consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_asked"
    )
    words = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=IntroductionStatus, default=IntroductionStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        # The table keeps the name it was made with.
        db_table = "consortia_introduction"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_district=None) ^ Q(to_consortium=None),
                name="consortia_introduction_is_to_a_district_or_a_consortium",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} to {self.to_district or self.to_consortium}"

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.status == IntroductionStatus.ASKED

    def is_asked_of(self, user: User) -> bool:
        """Whether this person can answer it."""
        return Appointment.objects.held_by(user).speaking_for(self.asked_districts(user.as_of)).exists()

    @property
    def asked(self) -> District | Consortium:
        """The district or consortium that was asked."""
        return self.to_district or self.to_consortium  # type: ignore[return-value]  # one of them: a constraint

    def asked_districts(self, on: datetime.date) -> RowIds:
        """Row ids of the districts whose people can answer: the one asked, or those that run the consortium."""
        if self.to_district_id:
            return District.objects.filter(pk=self.to_district_id).values("pk")
        memberships = Membership.objects.order_by().speaking(on).filter(consortium=self.to_consortium_id)
        return memberships.exclude(district=None).values("district")

    def contacts(self, on: datetime.date) -> "list[Appointment]":
        """After a yes, the appointments of both parties with their people; empty before."""
        if self.status != IntroductionStatus.ACCEPTED:
            return []
        speaking = Appointment.objects.in_force(on)
        both = speaking.speaking_for([self.district_id]) | speaking.speaking_for(self.asked_districts(on))
        return list(both.select_related("user", "district").order_by("district__name", "kind", "pk"))
