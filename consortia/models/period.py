"""Versions of a membership: what the registry held, from one moment to the next."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from consortia.models.consortium import Consortium, seen_by
from consortia.models.membership import Membership
from consortia.states import IN_FORCE, MemberRole, MembershipClass, MembershipStatus
from districts.models import District, School


class MembershipPeriodQuerySet(models.QuerySet["MembershipPeriod"]):
    def visible_to(self, user: Visitor) -> "MembershipPeriodQuerySet":
        """Versions of memberships in force, in consortia that the person can see; pending ones are left out."""
        return self.filter(seen_by(user), status__in=IN_FORCE)

    def of_consortium(self, slug: str) -> "MembershipPeriodQuerySet":
        """Versions of the memberships of that consortium."""
        return self.filter(consortium__slug=slug)

    def of_district(self, district: District) -> "MembershipPeriodQuerySet":
        """Versions of the memberships of the district and its schools."""
        return self.filter(Q(district=district) | Q(school__district=district))

    def known_at(self, at: datetime.datetime) -> "MembershipPeriodQuerySet":
        """The versions that were current at that moment; a version without a recorded time is the first."""
        begun = Q(recorded_at=None) | Q(recorded_at__lte=at)
        return self.filter(begun, Q(superseded_at=None) | Q(superseded_at__gt=at))


class MembershipPeriod(models.Model):
    """One version of a membership. Its dates say when the membership is in effect; `recorded_at` and `superseded_at`
    say from when to when the registry held this version. The version without `superseded_at` equals the membership.
    """

    line = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="periods")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    membership_class = models.CharField(max_length=15, choices=MembershipClass)
    role = models.CharField(max_length=15, choices=MemberRole)
    joins_on = models.DateField(null=True, blank=True)
    leaves_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=MembershipStatus)
    # Null: recorded before versions were kept.
    recorded_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MembershipPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["line", "recorded_at"]
        indexes = [models.Index(fields=["consortium", "recorded_at"], name="consortia_period_consortium")]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(superseded_at=None), name="consortia_period_one_version_now"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None) | Q(superseded_at=None) | Q(superseded_at__gte=F("recorded_at")),
                name="consortia_period_is_superseded_after_it_is_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, recorded {self.recorded_at or 'before versions were kept'}"
