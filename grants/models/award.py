"""An award after its release: the grant, each member's part of it, and what each has to do before it starts."""

import datetime
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import User, Visitor
from grants.models.application import OFFICIALS, Application
from grants.models.board import BoardDecision
from grants.models.participant import Participant
from grants.models.sealed import Version
from grants.states import AWARD_STEPS, CLOSED_TO_DIVIDING, ENDED_AWARDS, PROMISES_CAN_CHANGE, AwardStatus


class AwardQuerySet(models.QuerySet["Award"]):
    def visible_to(self, user: Visitor) -> "AwardQuerySet":
        """Its members' people, and officials without a conflict of interest. The public reads the decision instead."""
        if not isinstance(user, User):
            return self.none()
        seen = Q(application__in=Application.objects.taken_part_in_by(user).order_by().values("pk"))
        if user.has_role(*OFFICIALS):
            free = Application.objects.free_of_conflicts_of(user).order_by().values("pk")
            seen |= Q(application__in=free)
        return self.filter(seen)

    def public(self) -> "AwardQuerySet":
        """Awards in the public record: their decision is released, and their round isn't a draft."""
        return self.filter(decision__in=BoardDecision.objects.in_public_record().order_by().values("pk"))

    def for_page(self) -> "AwardQuerySet":
        """With the application, its consortium and round, and the decision."""
        return self.select_related("application__consortium", "application__competition", "decision")

    def known_by(self, reference: str) -> "AwardQuerySet":
        """The award of the application with that reference, if there is one."""
        return self.filter(application__reference=reference)

    def active(self) -> "AwardQuerySet":
        """Those that members claim money from and report on."""
        return self.filter(status=AwardStatus.ACTIVE)

    def in_order(self) -> "AwardQuerySet":
        """The latest rounds first, each by reference."""
        return self.order_by("-application__competition__closes_at", "application__reference")

    def taken_part_in_by(self, user: Visitor) -> "AwardQuerySet":
        """Awards that include a member in which the person has a role today."""
        return self.filter(application__in=Application.objects.taken_part_in_by(user).order_by().values("pk"))


class Award(models.Model):
    """The grant that a released decision awards. A later decision changes its amount or revokes it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award")
    decision = models.ForeignKey(BoardDecision, on_delete=models.PROTECT, related_name="+")
    # The version whose plan became promises, and whose budget the allocations follow.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField("US dollars")
    status = models.CharField(max_length=10, choices=AwardStatus, default=AwardStatus.PREPARING)
    starts_on = models.DateField("project start date", null=True, blank=True)
    ends_on = models.DateField("project end date", null=True, blank=True)
    made_at = models.DateTimeField()
    # The grant agreement, as the officer recorded it.
    agreement_number = models.CharField(max_length=60, blank=True)
    agreed_on = models.DateField("agreement signed on", null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    # Why an officer closed it, at the end.
    closing_reason = models.TextField(blank=True, default="", db_default="")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Whether it was active when the board put it on hold, so that the same amount resumes it.
    was_active = models.BooleanField(default=False, db_default=False)
    # Grows with every change of the allocations. A form made from an older revision is stale.
    revision = models.PositiveIntegerField(default=0)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="grants_award_is_more_than_nothing"),
            models.CheckConstraint(
                condition=~Q(status=AwardStatus.ACTIVE)
                | Q(agreed_on__isnull=False, started_by__isnull=False, started_at__isnull=False),
                name="grants_award_active_has_an_agreement",
            ),
            models.CheckConstraint(
                condition=~Q(status=AwardStatus.CLOSED)
                | Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(closing_reason=""),
                name="grants_award_closed_has_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Award {self.application}"

    @property
    def is_active(self) -> bool:
        """Whether members can claim money."""
        return self.status == AwardStatus.ACTIVE

    @property
    def is_being_prepared(self) -> bool:
        """Whether allocations and checklists are still being settled."""
        return self.status == AwardStatus.PREPARING

    @property
    def is_paused(self) -> bool:
        """Whether the board put it on hold: no one starts it, claims, or reports until the board decides again."""
        return self.status == AwardStatus.PAUSED

    @property
    def is_revoked(self) -> bool:
        """Whether a later decision of the board revoked it."""
        return self.status == AwardStatus.REVOKED

    @property
    def is_closed(self) -> bool:
        """Whether an officer closed it: nothing is claimed or reported anymore."""
        return self.status == AwardStatus.CLOSED

    @property
    def has_ended(self) -> bool:
        """Whether nothing of it is followed anymore: closed or revoked."""
        return self.status in ENDED_AWARDS

    @property
    def can_be_divided(self) -> bool:
        """Whether members’ amounts can change or be accepted: not while it is on hold, and not after its end."""
        return self.status not in CLOSED_TO_DIVIDING

    @property
    def promises_can_change(self) -> bool:
        """Whether members and the lead can propose changes to promises."""
        return self.status in PROMISES_CAN_CHANGE

    def move(self, step: str) -> None:
        """Change the status as the table of steps says, without saving."""
        self.status = AWARD_STEPS[step][1]


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def of(self, award: Award) -> "AllocationQuerySet":
        """Those of one award in the order of its members."""
        return self.filter(award=award).select_related("participant").order_by("participant__position", "pk")

    def waiting(self) -> "AllocationQuerySet":
        """Amounts that differ from the budget the member signed, and that it hasn't accepted."""
        return self.filter(accepted_at=None).exclude(amount=F("budgeted"))

    def to_accept_by(self, user: User) -> "AllocationQuerySet":
        """Those waiting for a member for which the person may sign today."""
        signs = Participant.present.to_be_signed_by(user)
        living = self.waiting().exclude(award__status__in=CLOSED_TO_DIVIDING)
        rows = living.filter(participant__in=signs.order_by().values("pk"))
        return rows.select_related("award__application__consortium", "participant").order_by("award", "pk")


class Allocation(models.Model):
    """One member's part of the award. All parts together are always exactly the award."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="allocations")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    # What the submitted budget pays it, which its signature covers.
    budgeted = models.PositiveBigIntegerField("US dollars in the submitted budget")
    amount = models.PositiveBigIntegerField("US dollars")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "participant"], name="grants_allocation_once"),
            models.CheckConstraint(
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="grants_allocation_accepted_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: ${self.amount:,}"

    @property
    def is_agreed(self) -> bool:
        """Whether the member signed this amount with the budget, or accepted it since."""
        return self.accepted_at is not None or self.amount == self.budgeted


class ChecklistItemQuerySet(models.QuerySet["ChecklistItem"]):
    def of(self, award: Award) -> "ChecklistItemQuerySet":
        """Those of one award, by member."""
        return self.filter(award=award).order_by("participant__position", "participant", "position")

    def of_member(self, participant: Participant) -> "ChecklistItemQuerySet":
        """Those of one member, in their order."""
        return self.filter(participant=participant).select_related("recorded_by").order_by("position")

    def not_ready(self, awards: Collection[int]) -> "models.QuerySet[ChecklistItem, tuple[int, int]]":
        """The awards and members (keys of rows) with open items, each once."""
        rows = self.open().filter(award__in=awards).order_by()
        return rows.values_list("award", "participant").distinct()

    def overdue(self, on: datetime.date) -> "ChecklistItemQuerySet":
        """Those that aren't done after their due date."""
        return self.open().filter(due_on__lt=on)

    def open(self) -> "ChecklistItemQuerySet":
        """Those that aren't done."""
        return self.filter(done_on=None)


def members_with_open_items(user: User) -> "models.QuerySet[Participant, Participant]":
    """Members in which the person has a role today, with open items on the checklist of an award being prepared.

    `checklist_due_on` is the earliest due date of these items.
    """
    items = ChecklistItem.objects.open().filter(award__status=AwardStatus.PREPARING)
    rows: Any = Participant.present.represented_by(user)
    of_member = items.filter(participant=OuterRef("pk"))
    due = of_member.filter(due_on__isnull=False).order_by("due_on").values("due_on")[:1]
    rows = rows.filter(Exists(of_member)).annotate(checklist_due_on=Subquery(due))
    return rows.select_related("application__consortium").order_by("application__reference", "position")


class ChecklistItem(models.Model):
    """Something that one member has to do before it can claim money, as the round listed it when the award was made."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="checklist")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=300)
    due_on = models.DateField("due date", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = ChecklistItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "participant", "position"], name="grants_checklist_item_place_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(recorded_by__isnull=False, recorded_at__isnull=False),
                name="grants_checklist_item_done_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.item}"
