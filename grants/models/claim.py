"""Claims: what members spent of their parts of an award. The state pays through its own accounting system."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum

from accounts.models import User
from grants.models.application import Application
from grants.models.award import Award
from grants.models.participant import Participant
from grants.states import CLAIM_COUNTS, AnswerToMember, AwardStatus, CostCategory


class PlannedPayment(models.Model):
    """A payment that the state plans to make to an award. It is made in the state’s accounting system."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="payments")
    due_on = models.DateField("payment date")
    amount = models.PositiveBigIntegerField("US dollars")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "due_on"], name="grants_planned_payment_once_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="grants_planned_payment_is_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"${self.amount:,} on {self.due_on}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, award: Award) -> "ClaimQuerySet":
        """Those of one award, the latest first, with their members."""
        return self.filter(award=award).select_related("participant", "answered_by").order_by("-sent_at", "-pk")

    def counted(self) -> "ClaimQuerySet":
        """Those that count against the member's part: accepted, or waiting for the state."""
        return self.filter(status__in=CLAIM_COUNTS)

    def total(self) -> int:
        """Their sum in US dollars."""
        return self.aggregate(sum=Sum("amount"))["sum"] or 0

    def by_member(self) -> dict[int, int]:
        """The sum for each member (row id), in one query."""
        sums = self.order_by().values("participant").annotate(sum=Sum("amount"))
        return {row["participant"]: row["sum"] for row in sums}

    def by_member_and_status(self) -> dict[tuple[int, str], int]:
        """The sum for each member (row id) and status, in one query."""
        sums = self.order_by().values("participant", "status").annotate(sum=Sum("amount"))
        return {(row["participant"], row["status"]): row["sum"] for row in sums}

    def answerable_by(self, user: User) -> "ClaimQuerySet":
        """Those waiting for the state, without awards kept from this official."""
        free = Application.objects.free_of_conflicts_of(user).order_by().values("pk")
        rows = self.filter(status=AnswerToMember.SENT, award__application__in=free)
        rows = rows.exclude(award__status=AwardStatus.REVOKED)
        return rows.select_related("award__application__consortium", "participant").order_by("sent_at", "pk")


class Claim(models.Model):
    """What a member spent in a period in one category, sent to the state to be accepted."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="claims")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=CostCategory)
    amount = models.PositiveBigIntegerField("US dollars")
    spent_from = models.DateField()
    spent_to = models.DateField()
    what = models.TextField("what was bought or paid")
    status = models.CharField(max_length=10, choices=AnswerToMember, default=AnswerToMember.SENT)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was returned

    # What an official recorded of the payment in the state's accounting system.
    paid_on = models.DateField("paid on", null=True, blank=True)
    payment_number = models.CharField("payment number", max_length=60, blank=True, default="", db_default="")
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_recorded_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="grants_claim_is_more_than_nothing"),
            models.CheckConstraint(condition=Q(spent_to__gte=F("spent_from")), name="grants_claim_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(status=AnswerToMember.RETURNED) | ~Q(reason=""), name="grants_claim_returned_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=AnswerToMember.SENT, answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="grants_claim_answered_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_by=None, payment_recorded_at=None)
                | Q(
                    status=AnswerToMember.ACCEPTED,
                    paid_on__isnull=False,
                    paid_by__isnull=False,
                    payment_recorded_at__isnull=False,
                ),
                name="grants_claim_paid_is_accepted_and_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: ${self.amount:,}"

    @property
    def is_accepted(self) -> bool:
        """Whether the state accepted it, so that it is paid."""
        return self.status == AnswerToMember.ACCEPTED

    @property
    def is_waiting(self) -> bool:
        """Whether the state hasn't answered it."""
        return self.status == AnswerToMember.SENT
