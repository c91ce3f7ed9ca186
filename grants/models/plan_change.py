"""The history of the activities, the budget, and the partners of a draft, for its members only."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from grants.models.application import Application


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def of_section(self, key: str) -> "PlanChangeQuerySet":
        """Those of one section, the newest first, with who made and restored them."""
        return self.filter(section=key).select_related("changed_by", "restored_by").order_by("-changed_at", "-pk")

    def until(self, day: datetime.date) -> "PlanChangeQuerySet":
        """Those made on that day or before."""
        return self.filter(changed_at__date__lte=day)

    def by_others_since(self, person: User, at: datetime.datetime) -> "PlanChangeQuerySet":
        """What others than this person changed after that moment, the newest first, without what was in it."""
        others = self.filter(changed_at__gt=at).exclude(changed_by=person)
        return others.select_related("changed_by").defer("before", "after").order_by("-changed_at", "-pk")


class BudgetUploadQuerySet(models.QuerySet["BudgetUpload"]):
    def last_by(self, person: User) -> "BudgetUpload | None":
        """This person's last upload."""
        return self.filter(saved_by=person).select_related("application", "saved_by").order_by("-pk").first()


class BudgetUpload(models.Model):
    """A spreadsheet that changed the budget: what it did with each line, so that it can be undone."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="budget_uploads")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    # As grants/rules/uploads.py describes.
    lines = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = BudgetUploadQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at", "pk"]

    def __str__(self) -> str:
        return f"upload to {self.application}"


class PlanChange(models.Model):
    """One change of an activity, a commitment, a budget line, or a partner: what it was before, and what after.

    What one person changes in the same row within a few minutes is one change.
    """

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Removed"
        RESTORED = "restored", "Restored"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="plan_changes")
    # As grants/rules/sections.py names it.
    section = models.CharField(max_length=20)
    # What was changed, as grants/reads/plan_values.py names and describes it. Null: it wasn't in the plan.
    row = models.CharField(max_length=220)
    title = models.CharField(max_length=500, blank=True, default="", db_default="")
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    # The key of the member that writes it; blank: the lead does.
    owner = models.CharField(max_length=60, blank=True, default="", db_default="")
    kind = models.CharField(max_length=10, choices=Kind)
    # When its first text was saved, and its last.
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Of a removal: who put the row back.
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        ordering = ["changed_at", "pk"]
        indexes = [
            models.Index(fields=["application", "section", "changed_at"], name="grants_plan_change_of_section"),
            models.Index(fields=["application", "row"], name="grants_plan_change_of_row"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_at__gte=models.F("began_at")), name="grants_plan_change_begins_first"
            ),
            models.CheckConstraint(
                condition=Q(restored_by=None, restored_at=None)
                | Q(kind="removed", restored_by__isnull=False, restored_at__isnull=False),
                name="grants_plan_change_restored_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"

    @property
    def can_be_restored(self) -> bool:
        """Whether it removed something that no one has put back."""
        return self.kind == self.Kind.REMOVED and self.restored_at is None
