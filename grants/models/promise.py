"""Promises: what each member committed to in the submitted plan, which the award made its obligation."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.award import Award
from grants.models.participant import Participant
from grants.models.plan import CommitmentText


class PromiseQuerySet(models.QuerySet["Promise"]):
    def of(self, award: Award) -> "PromiseQuerySet":
        """All of one award, replaced ones included, by member and activity."""
        rows = self.filter(award=award).select_related("participant")
        return rows.order_by("participant__position", "participant", "position", "from_on", "pk")

    def current(self) -> "PromiseQuerySet":
        """Those that no later one replaced."""
        return self.filter(replaced_by=None)


class Promise(CommitmentText):
    """One cell of the members table: what a member contributes to an activity, and how its students benefit.

    A change is a new promise with the day from which it applies and the reason; the earlier one stays.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="promises")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    activity_key = models.CharField(max_length=60)
    activity = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    from_on = models.DateField("effective date")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.TextField(blank=True)  # for the change
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | Q(changed_by__isnull=False, changed_at__isnull=False) & ~Q(reason=""),
                name="grants_promise_changed_has_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.activity}"

    @property
    def has_gains(self) -> bool:
        """Whether the member's students are to benefit, so that reports count them."""
        return bool(self.gains_text or self.gains_students is not None)
