"""Closures of districts and consortia by a registrar, with every row that was changed, so that they can be undone."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Role, Visitor
from consortia.models.consortium import Consortium
from consortia.states import ClosureKind
from districts.models import District

# How long a registrar can undo a closure.
UNDO_WITHIN = datetime.timedelta(days=1)


class ClosureQuerySet(models.QuerySet["Closure"]):
    def visible_to(self, user: Visitor) -> "ClosureQuerySet":
        """For registrars and administrators, all; the public sees only the changed records."""
        is_theirs = user.is_authenticated and user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR)
        return self.all() if is_theirs else self.none()

    def for_list(self) -> "ClosureQuerySet":
        """With the closed record, its successor, and the people who recorded or undid it; without the changed rows."""
        return self.select_related(
            "district", "consortium", "into_district", "into_consortium", "recorded_by", "taken_back_by"
        ).defer("written")

    def standing(self) -> "ClosureQuerySet":
        """Closures that were not undone."""
        return self.filter(taken_back_at=None)


class Closure(HasPage, models.Model):
    """One closure: a merger, a dissolution, or a duplicate merged into the kept record."""

    kind = models.CharField(max_length=12, choices=ClosureKind)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="closures")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="closures")
    # The successor; empty where there is none, or several districts.
    into_district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    into_consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The effective date, the first day without it; empty for a duplicate.
    on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    # The changes in words: [{"section": …, "who": …, "words": …}, …]
    lines = models.JSONField(default=list)
    # Each changed row with its values before and after, as undoing needs them.
    written = models.JSONField(default=list)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(district=None) ^ Q(consortium=None), name="consortia_ending_is_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ended}: {self.get_kind_display().lower()}"

    @property
    def ended(self) -> District | Consortium:
        """The closed district or consortium."""
        return self.district or self.consortium  # type: ignore[return-value]  # one of them: a constraint

    @property
    def into(self) -> District | Consortium | None:
        """The successor, where there is one."""
        return self.into_district or self.into_consortium

    def can_still_be_undone(self, at: datetime.datetime) -> bool:
        """Whether it was recorded less than a day ago and not undone."""
        return self.taken_back_at is None and at - self.recorded_at <= UNDO_WITHIN

    @property
    def until(self) -> datetime.datetime:
        """The last moment at which it can be undone."""
        return self.recorded_at + UNDO_WITHIN
