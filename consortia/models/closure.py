"""What a registrar did step by step with a district or a consortium that ended, and all that was written for it."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.addresses import HasPage
from accounts.models import Role
from consortia.models.consortium import Consortium
from consortia.states import ClosureKind
from districts.models import District

# So long a registrar may take a guided step back.
UNDO_WITHIN = datetime.timedelta(days=1)


class ClosureQuerySet(models.QuerySet["Closure"]):
    def visible_to(self, user: Any) -> "ClosureQuerySet":
        """Registrars and administrators read what was done; the public reads what it led to."""
        is_theirs = user.is_authenticated and user.has_role(Role.REGISTRAR, Role.ADMINISTRATOR)
        return self.all() if is_theirs else self.none()

    def for_list(self) -> "ClosureQuerySet":
        """With the names of what ended, what took over, and who recorded it; without the rows."""
        return self.select_related(
            "district", "consortium", "into_district", "into_consortium", "recorded_by", "taken_back_by"
        ).defer("written")

    def standing(self) -> "ClosureQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Closure(HasPage, models.Model):
    """One guided step: a merger, a dissolution, or two entries made one."""

    kind = models.CharField(max_length=12, choices=ClosureKind)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="closures")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="closures")
    # Who took over; empty where nobody did, or several districts.
    into_district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    into_consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The first day without it; empty for an entry that was there twice.
    on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    # What was shown and done, as people read it: [{"section": …, "who": …, "words": …}, …]
    lines = models.JSONField(default=list)
    # Each row that was written, with what it said before and after: what taking it back needs.
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
        """What ended."""
        return self.district or self.consortium  # type: ignore[return-value]  # one of them: a constraint

    @property
    def into(self) -> District | Consortium | None:
        """What took over, where there is one."""
        return self.into_district or self.into_consortium

    def can_still_be_undone(self, at: datetime.datetime) -> bool:
        """Whether it stands and was recorded within a day."""
        return self.taken_back_at is None and at - self.recorded_at <= UNDO_WITHIN

    @property
    def until(self) -> datetime.datetime:
        """The last moment at which it may be taken back."""
        return self.recorded_at + UNDO_WITHIN
