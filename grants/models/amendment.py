"""Amendments: typed changes to a submitted application that its members sign and an officer accepts or rejects."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from grants.models.application import Application
from grants.models.participant import Participant
from grants.models.sealed import Version
from grants.states import ANSWERED_AMENDMENTS, OPEN_AMENDMENTS, SUBMITTED_STATUSES, AmendmentKind, AmendmentStatus


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def of(self, application: Application) -> "AmendmentQuerySet":
        """The amendments of one application, with the people, the members, and the version that they change."""
        records = ("member", "replacement", "base", "proposed_by", "sent_by", "answered_by")
        return self.filter(application=application).select_related(*records).with_newest()

    def with_newest(self) -> "AmendmentQuerySet":
        """With the number of the newest version of each one’s application, for `is_outdated`."""
        versions = Version.objects.filter(application=OuterRef("application")).order_by("-number")
        return self.annotate(newest=Subquery(versions.values("number")[:1]))

    def open(self) -> "AmendmentQuerySet":
        """Waiting for signatures or for the state's answer, of applications that aren't withdrawn."""
        return self.filter(status__in=OPEN_AMENDMENTS, application__status__in=SUBMITTED_STATUSES)

    def sent(self) -> "AmendmentQuerySet":
        """Those that reviewers read: sent to the state, whether answered or not."""
        return self.filter(status__in={AmendmentStatus.SENT} | ANSWERED_AMENDMENTS)

    def answerable_by(self, user: User) -> "AmendmentQuerySet":
        """Sent ones on this officer's desk that are assigned to no other officer, the oldest first."""
        applications = Application.objects.on_desk_of(user).filter(Q(assigned_to=None) | Q(assigned_to=user))
        waiting = self.filter(status=AmendmentStatus.SENT, application__in=applications)
        return waiting.select_related("application__consortium", "member").order_by("sent_at", "pk")

    def to_be_signed_by(self, user: User) -> "AmendmentQuerySet":
        """Those waiting for signatures, of applications with a member for which this person may sign."""
        own = Participant.objects.to_be_signed_by(user)
        waiting = self.open().filter(status=AmendmentStatus.PROPOSED, application__in=own.values("application"))
        return waiting.select_related("application__consortium", "base").with_newest().order_by("proposed_at", "pk")


class Amendment(models.Model):
    """What the lead proposes to change in a submitted version, and the state's answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=AmendmentKind)
    status = models.CharField(max_length=12, choices=AmendmentStatus, default=AmendmentStatus.PROPOSED)
    # The member that left, and the one that takes its place; none if no member left.
    member = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replacement = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What it does and the entries that it changes, of one that isn't about a member.
    title = models.CharField(max_length=300, blank=True, default="", db_default="")
    edits = models.JSONField(default=list, blank=True, db_default=[])
    reason = models.TextField()
    # The version that it changes, and that version's content as it would be.
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    # The keys of the members whose part it changes: they sign it.
    touched = models.JSONField(default=list)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True, default="", db_default="")

    newest: int  # only on rows of `of`: the number of the version submitted last

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="grants_amendment_number_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(status__in=["proposed", "sent"]), name="grants_amendment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["member_left", "member_replaced"], member__isnull=False)
                | ~Q(kind__in=["member_left", "member_replaced"]) & Q(member=None, replacement=None) & ~Q(title=""),
                name="grants_amendment_has_a_member_or_a_title",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["accepted", "refused"], answered_by__isnull=False, answered_at__isnull=False)
                | Q(status__in=["proposed", "sent", "canceled"], answered_by=None, answered_at=None),
                name="grants_amendment_answered_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(sent_by=None, sent_at=None) | Q(sent_by__isnull=False, sent_at__isnull=False),
                name="grants_amendment_sent_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}, amendment {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for signatures or for the state's answer."""
        return self.status in OPEN_AMENDMENTS

    @property
    def is_waiting_for_signatures(self) -> bool:
        """Whether the lead hasn't sent it yet."""
        return self.status == AmendmentStatus.PROPOSED

    @property
    def is_waiting_for_state(self) -> bool:
        """Whether an officer has to answer it."""
        return self.status == AmendmentStatus.SENT

    @property
    def is_outdated(self) -> bool:
        """Whether it is open and changes a version that a newer one has replaced; of rows of `of`."""
        return self.is_open and self.base.number != self.newest

    @property
    def was_sent(self) -> bool:
        """Whether reviewers read it."""
        return self.sent_at is not None and self.status != AmendmentStatus.CANCELED
