"""What districts need and offer, and introductions between those who fit."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role
from consortia.models.consortium import Consortium, Purpose
from consortia.models.membership import RUNS
from districts.models import District, Post


class WishKind(models.TextChoices):
    NEED = "need", "Needs"
    OFFER = "offer", "Offers"


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, user: Any) -> "WishQuerySet":
        """What a district states it states to everybody, until it takes it back."""
        return self.filter(withdrawn_at=None)


class Wish(models.Model):
    """A need or an offer that a district has stated, to find partners."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=5, choices=WishKind)
    topic = models.CharField(max_length=30, choices=Purpose)
    words = models.CharField(max_length=300, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "wishes"
        ordering = ["kind", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "topic"], condition=Q(withdrawn_at=None), name="consortia_wish_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.get_kind_display().lower()} {self.get_topic_display().lower()}"


class IntroductionStatus(models.TextChoices):
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: Any) -> "IntroductionQuerySet":
        """The two sides read it; nobody else, registrars excepted."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR):
            return self.all()
        mine = Post.objects.held_by(user).values("district")
        led = Q(to_consortium__memberships__role__in=RUNS, to_consortium__memberships__district__in=mine)
        return self.filter(Q(district__in=mine) | Q(to_district__in=mine) | led).distinct()


class Introduction(models.Model):
    """A district asks another, or a consortium, to be introduced. Who they are is told only after a yes."""

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
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_district=None) ^ Q(to_consortium=None),
                name="consortia_introduction_is_to_a_district_or_a_consortium",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district} to {self.to_district or self.to_consortium}"
