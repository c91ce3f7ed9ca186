"""Promises: what each member committed to in the submitted plan, which the award made its obligation."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from grants.models.application import Application
from grants.models.award import Award
from grants.models.participant import Participant
from grants.models.plan import CommitmentText
from grants.states import OPEN_CHANGES, PROMISES_CAN_CHANGE, PromiseChangeState


class PromiseQuerySet(models.QuerySet["Promise"]):
    def of(self, award: Award) -> "PromiseQuerySet":
        """All of one award, replaced ones included, by member and activity."""
        rows = self.filter(award=award).select_related("participant")
        return rows.order_by("participant__position", "participant", "position", "from_on", "pk")

    def current(self) -> "PromiseQuerySet":
        """Those that no later one replaced, and that haven't ended."""
        return self.filter(replaced_by=None, ends_on=None)

    def in_force(self, on: datetime.date) -> "PromiseQuerySet":
        """Those that bind their members on that day. The first one of each does before its project starts, too."""
        later = Promise.objects.filter(replaces=OuterRef("pk"), from_on__lte=on)
        begun = Q(from_on__lte=on) | Q(replaces=None)
        return self.filter(~Exists(later), begun, Q(ends_on=None) | Q(ends_on__gte=on))

    def in_place(self, position: int) -> "PromiseQuerySet":
        """A promise and the ones that replaced it, by their place in the plan."""
        return self.filter(position=position).select_related("changed_by")


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
    ends_on = models.DateField("end date", null=True, blank=True)  # if an amendment ended it
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


class PromiseChangeQuerySet(models.QuerySet["PromiseChange"]):
    def of(self, award: Award) -> "PromiseChangeQuerySet":
        """Those of one award, the latest first, with the people."""
        rows = self.filter(promise__award=award)
        return rows.select_related("promise__participant", "proposed_by", "answered_by").order_by("-proposed_at", "-pk")

    def in_place(self, position: int) -> "PromiseChangeQuerySet":
        """Those of one promise and the ones that replaced it."""
        return self.filter(promise__position=position)

    def open(self) -> "PromiseChangeQuerySet":
        """Those waiting for the member or the state."""
        return self.filter(state__in=OPEN_CHANGES)

    def answerable_by(self, user: User) -> "PromiseChangeQuerySet":
        """Those waiting for the state, without awards kept from this official, the oldest first."""
        free = Application.objects.free_of_conflicts_of(user).order_by().values("pk")
        return self._waiting(PromiseChangeState.SENT).filter(promise__award__application__in=free)

    def to_agree_by(self, user: User) -> "PromiseChangeQuerySet":
        """What the lead proposed to members for which the person may sign today, the oldest first."""
        signs = Participant.present.to_be_signed_by(user).order_by().values("pk")
        return self._waiting(PromiseChangeState.PROPOSED).filter(promise__participant__in=signs)

    def _waiting(self, state: PromiseChangeState) -> "PromiseChangeQuerySet":
        rows = self.filter(state=state, promise__award__status__in=PROMISES_CAN_CHANGE)
        rows = rows.select_related("promise__award__application__consortium", "promise__participant")
        return rows.order_by("proposed_at", "pk")


class PromiseChange(CommitmentText):
    """A change to a promise that its member or the lead proposes. Once the state accepts it, a new promise has it."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="changes")
    from_on = models.DateField("effective date")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=PromiseChangeState, default=PromiseChangeState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # The authorized signer of the member who proposed it or agreed to it.
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)

    objects = PromiseChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], condition=Q(state__in=["proposed", "sent"]), name="grants_promise_change_one_open"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="grants_promise_change_agreed_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "canceled"])
                | Q(state__in=["sent", "accepted", "refused"], agreed_by__isnull=False),
                name="grants_promise_change_sent_is_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused"], answered_by__isnull=False, answered_at__isnull=False)
                | Q(state__in=["proposed", "sent", "canceled"], answered_by=None, answered_at=None),
                name="grants_promise_change_answered_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer_reason=""), name="grants_promise_change_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise}, from {self.from_on}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the member or the state."""
        return self.state in OPEN_CHANGES

    @property
    def is_closed(self) -> bool:
        """Whether it didn't become a promise: canceled, or not accepted."""
        return self.state in (PromiseChangeState.CANCELED, PromiseChangeState.REFUSED)

    @property
    def waits_for_member(self) -> bool:
        """Whether an authorized signer of the member has to agree."""
        return self.state == PromiseChangeState.PROPOSED

    @property
    def waits_for_state(self) -> bool:
        """Whether the state has to answer it."""
        return self.state == PromiseChangeState.SENT
