"""What people agreed on about the sections of an application: which member writes one, and whether it is ready."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from grants.models.application import Application
from grants.models.participant import Participant
from grants.states import OPEN_FOR_WRITING


class ApplicationSectionQuerySet(models.QuerySet["ApplicationSection"]):
    def with_people(self) -> "ApplicationSectionQuerySet":
        """With the member that each is assigned to, and who marked it as ready."""
        return self.select_related("owner__school", "ready_by")

    def keyed(self, key: str) -> "ApplicationSection | None":
        """The one with that key, if there is one."""
        return self.filter(key=key).first()

    def of(self, application: Application) -> "ApplicationSectionQuerySet":
        """Those of this application."""
        return self.filter(application=application)

    def assigned_to_members_of(self, user: User) -> "ApplicationSectionQuerySet":
        """The sections of drafts that a district or school of this person was asked to write."""
        members = Participant.objects.represented_by(user).still_there(user.as_of)
        return (
            self.filter(application__status__in=OPEN_FOR_WRITING, owner__in=members)
            .select_related("application__consortium", "application__competition", "owner")
            .prefetch_related("application__answers")
            .order_by("application__reference", "key")
        )


class ApplicationSection(models.Model):
    """One section of an application. Without a row, it is the lead's, and no one marked it as ready."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sections")
    # As grants/rules/sections.py names it: "question-3", "budget".
    key = models.CharField(max_length=20)
    # The member whose people write it beside the lead's.
    owner = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_sections"
    )
    # The digest of what was in it when it was marked as ready: whatever changes it afterwards ends that.
    ready_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationSectionQuerySet.as_manager()

    class Meta:
        ordering = ["application", "key"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="grants_section_once"),
            models.CheckConstraint(
                condition=Q(ready_digest="", ready_by=None, ready_at=None)
                | ~Q(ready_digest="") & Q(ready_by__isnull=False, ready_at__isnull=False),
                name="grants_section_ready_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.application}"
