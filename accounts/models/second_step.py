"""Resets of a lost second step, requested by one administrator and confirmed by another."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.people import Role, User, Visitor

# How long the second administrator has to confirm.
RESET_LASTS = datetime.timedelta(days=2)


class SecondStepResetQuerySet(models.QuerySet["SecondStepReset"]):
    def visible_to(self, user: Visitor) -> "SecondStepResetQuerySet":
        """All for administrators; others see none."""
        return self if isinstance(user, User) and user.has_role(Role.ADMINISTRATOR) else self.none()

    def open(self, at: datetime.datetime) -> "SecondStepResetQuerySet":
        """Resets that still can be confirmed at the time."""
        return self.filter(confirmed_at=None, canceled_at=None, expires_at__gt=at)

    def of_person(self, person: User) -> "SecondStepResetQuerySet":
        """Resets of this person's second step."""
        return self.filter(person=person)

    def with_people(self) -> "SecondStepResetQuerySet":
        """Resets with the account's owner and the administrator who asked."""
        return self.select_related("person", "asked_by")


class SecondStepReset(models.Model):
    """A request to remove a person's authenticator app, passkeys, and recovery codes, because they were lost."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="second_step_resets")
    # How the administrator verified that the request came from this person.
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # Canceled by an administrator, or because the person signed in with the second step after all.
    canceled_at = models.DateTimeField(null=True)

    objects = SecondStepResetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & (Q(confirmed_by=None) | ~Q(confirmed_by=F("person"))),
                name="accounts_second_step_reset_is_of_someone_else",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="accounts_second_step_reset_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, canceled_at=None),
                name="accounts_second_step_reset_is_confirmed_or_canceled",
            ),
        ]

    def __str__(self) -> str:
        return f"reset of two-step sign-in for {self.person}"
