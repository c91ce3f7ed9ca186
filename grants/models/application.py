"""Applications."""

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, FilteredRelation, OuterRef, Q, Value

from accounts.addresses import HasPage
from accounts.models import Role, User, Visitor
from consortia.models import Consortium, Membership
from districts.models import Appointment
from grants.models.competition import Competition, Minutes
from grants.models.conflict import had_a_role, in_conflict_with, represents
from grants.models.participant import Participant, with_participant_from
from grants.states import LOCKED, LONGEST_WAIT, OPEN_FOR_WRITING, STEPS, SUBMITTED_STATUSES, Status

if TYPE_CHECKING:
    from grants.models.sealed import Version


# The roles that see submitted applications.
OFFICIALS = (Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Visitor) -> "ApplicationQuerySet":
        """Officials see those on their desk; leaders see those their district or school takes part in.

        No one else sees that an application exists.
        """
        if not user.is_authenticated:
            return self.none()
        own = self._with_participant_of(user)
        if user.has_role(*OFFICIALS):
            return self.filter(own | Q(status__in=SUBMITTED_STATUSES) & ~_in_conflict_with(user))
        return self.filter(own)

    def _with_participant_of(self, user: Visitor) -> Q:
        """Applications that one of the person's districts or schools takes part in.

        With the keys of these places, read once for a request, the database plans each query in a tenth of the time.
        """
        if not isinstance(user, User) or (places := Appointment.objects.places_of(user)).are_none:
            return Q(pk__in=[])
        return with_participant_from(places.districts, places.schools)

    def submitted(self) -> "ApplicationQuerySet":
        """Applications that officials review."""
        return self.filter(status__in=SUBMITTED_STATUSES)

    def known_by(self, reference: str) -> "ApplicationQuerySet":
        """The application with that reference, if there is one."""
        return self.filter(reference=reference)

    def called(self, words: str) -> "ApplicationQuerySet":
        """Applications of consortia whose name contains these words."""
        return self.filter(consortium__name__icontains=words).select_related("consortium")

    def in_review(self, at: datetime.datetime) -> "ApplicationQuerySet":
        """Submitted applications of rounds that no longer accept submissions, or whose times are unknown."""
        moment = Value(at - LONGEST_WAIT, DateTimeField())
        latest = ExpressionWrapper(moment - Minutes("competition__grace_minutes"), DateTimeField())
        is_over = Q(competition__closes_at__lt=latest)
        return self.submitted().filter(Q(competition__closes_at=None) | is_over)

    def unassigned(self) -> "ApplicationQuerySet":
        """Applications that are not assigned to an officer."""
        return self.filter(assigned_to=None)

    def assigned_to_others_than(self, user: User) -> "ApplicationQuerySet":
        """Applications that are assigned to another officer."""
        return self.submitted().exclude(assigned_to=None).exclude(assigned_to=user)

    def taken_part_in_by(self, user: Visitor) -> "ApplicationQuerySet":
        """Applications involving a district or school that this person represents."""
        return self.filter(self._with_participant_of(user))

    def naming(self, membership: Membership) -> "ApplicationQuerySet":
        """Applications of its consortium that the member takes part in."""
        return self.filter(
            consortium=membership.consortium_id,
            participants__district=membership.district_id,
            participants__school=membership.school_id,
        )

    def waiting_for_officer(self, user: User) -> "ApplicationQuerySet":
        """Applications of this officer without a determination, the first assigned first, with `my_marks`."""
        mine = FilteredRelation("reviews", condition=Q(reviews__officer=user))
        undetermined = Q(my_review=None) | Q(my_review__standing_verdict="")
        return (
            self.submitted()
            .annotate(my_review=mine)
            .filter(undetermined, assigned_to=user)
            .annotate(my_marks=F("my_review__marks_line"))  # type: ignore[no-redef]  # declared on Application
            .select_related("consortium", "competition")
            .order_by("assigned_at", "reference")
        )

    def being_written(self) -> "ApplicationQuerySet":
        """Applications that their applicant can edit, the next to close first; those of a round without an end last."""
        return (
            self.filter(status__in=OPEN_FOR_WRITING)
            .select_related("consortium", "competition")
            .order_by(F("competition__closes_at").asc(nulls_last=True), "reference")
        )

    def latest_submitted(self) -> "ApplicationQuerySet":
        """Submitted applications, the latest first."""
        return self.submitted().select_related("consortium", "competition").order_by("-submitted_at", "reference")

    def on_desk_of(self, user: Visitor) -> "ApplicationQuerySet":
        """The submitted applications that this official may read on the desk.

        Without those of a district or school that the official represents, or once represented.
        """
        if not (user.is_authenticated and user.has_role(*OFFICIALS)):
            return self.none()
        return self.submitted().exclude(_in_conflict_with(user))

    def withdrawn_from_desk_of(self, user: Visitor) -> "ApplicationQuerySet":
        """Applications withdrawn after they were submitted, which this official could read on the desk before."""
        if not (user.is_authenticated and user.has_role(*OFFICIALS)):
            return self.none()
        withdrawn = self.filter(status=Status.WITHDRAWN, first_submitted_at__isnull=False)
        return withdrawn.exclude(_in_conflict_with(user))

    def kept_from(self, user: User) -> "ApplicationQuerySet":
        """Applications of a district or school that this official represents or represented, also withdrawn ones."""
        return self.filter(_in_conflict_with(user))

    def free_of_conflicts_of(self, user: User) -> "ApplicationQuerySet":
        """Without those of a district or school that the official represents, or once represented."""
        return self.exclude(_in_conflict_with(user))

    def for_desk(self) -> "ApplicationQuerySet":
        """With the records that the head of the desk names."""
        return self.select_related("competition", "consortium", "assigned_to")

    def for_applicant(self) -> "ApplicationQuerySet":
        """With the records that every page of the applicant names."""
        return self.select_related("competition__reply_window", "consortium__fiscal_agent", "started_by", "assigned_to")

    def in_the_running(self) -> "ApplicationQuerySet":
        """Applications that are not withdrawn."""
        return self.exclude(status=Status.WITHDRAWN)

    def with_history_from_before(self, at: datetime.datetime) -> "ApplicationQuerySet":
        """Applications of rounds that closed before, whose members still see earlier texts, changes, or comments."""
        versions, comments, changes = (
            Q(pk__in=Application.objects.filter(**{f"{name}__isnull": False}).values("pk"))
            for name in ("answers__versions", "comments", "plan_changes")
        )
        return self.filter(versions | comments | changes, competition__closes_at__lt=at)

    def newest_first(self) -> "ApplicationQuerySet":
        """The last one started first."""
        return self.order_by("-started_at", "-pk")

    def written_by(self, user: Visitor) -> "ApplicationQuerySet":
        """Applications of lead districts that this person represents. `reader_submits`: the person may also submit."""
        appointments, leads = Appointment.objects.held_by(user), Participant.objects.filter(role=Participant.Role.LEAD)
        signing = leads.filter(district__in=appointments.filter(can_sign_applications=True).values("district"))
        return self.filter(
            pk__in=leads.filter(district__in=appointments.values("district")).values("application")
        ).annotate(reader_submits=Exists(signing.filter(application=OuterRef("pk"))))


class Application(HasPage, models.Model):
    """A consortium's application in one round."""

    reference = models.CharField(max_length=12, unique=True)
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="applications")
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="applications")
    status = models.CharField(max_length=15, choices=Status, default=Status.DRAFT)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    # A role that others give an officer after this moment takes the officer off no application.
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    # Until when the state accepts it after the deadline, if it does; LateRequest has who decided that, and why.
    late_until = models.DateTimeField(null=True, blank=True)
    # Until when the state waits for answers to its questions (ApplicationReturn).
    returned_until = models.DateTimeField(null=True, blank=True)
    signing_opened_at = models.DateTimeField(null=True, blank=True)
    # Grows with every change of the plan. A form made from an older revision is stale.
    revision = models.PositiveIntegerField(default=0)
    # The highest position of a removed budget line. No other line gets it: a page opened before would stand for it.
    last_removed_line = models.PositiveIntegerField(default=0, db_default=0)
    # The officer who reviews it for the state.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assigned_applications"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    # Counts for the queue, written by the actions that change them (grants/actions/findings.py).
    participants_count = models.PositiveSmallIntegerField(default=0)
    signatures_count = models.PositiveSmallIntegerField(default=0)
    findings_count = models.PositiveSmallIntegerField(default=0)
    new_findings_count = models.PositiveSmallIntegerField(default=0)
    # The rules that the counted findings are of, in one line: counted for the queue without reading the findings.
    finding_rules = models.TextField(blank=True, default="", db_default="")
    # Of the version submitted last: the grant money requested, in whole dollars, and the elements without an answer.
    requested = models.PositiveBigIntegerField(default=0, db_default=0)
    unanswered_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    # So that an application without attachments needs no query for them.
    attachments_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    # The digest of the file it was loaded from, so that loading the file twice changes nothing.
    file_digest = models.CharField(max_length=64, blank=True)

    # Until when the applicant answers the state's questions; set by pages, which know the time.
    answers_due_at: datetime.datetime | None = None
    # Only on pages of the application.
    is_past_due = False
    released_label: str | None = None

    # Only on rows of `grants.reads.board.with_released_outcome`.
    released_outcome: str | None
    # Only on rows of `waiting_for_officer` and `written_by`.
    my_marks: str | None
    reader_submits: bool
    # Only on rows of `grants.reads.proposals`.
    has_commitments: bool
    has_lines: bool

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "consortium"],
                condition=~Q(status=Status.WITHDRAWN),
                name="grants_application_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="grants_application_submitted_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(assigned_to=None, assigned_at=None)
                | Q(assigned_to__isnull=False, assigned_at__isnull=False),
                name="grants_application_taken_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.consortium}"

    def move(
        self, step: str, *, by: User, at: datetime.datetime, changed: Collection[str] = (), reason: str = ""
    ) -> None:
        """Change the status as the table of steps says, save the changed fields, and add a row to the history."""
        before, self.status = self.status, STEPS[step][1]
        self.save(update_fields=["status", *changed])
        self.steps.create(step=step, before=before, after=self.status, reason=reason, by=by, at=at)

    def latest_version(self, *, with_content: bool = False) -> "Version | None":
        """The version submitted last, which is also the receipt; its content is read only if asked for."""
        unread = ["reading"] if with_content else ["content", "reading"]
        return self.versions.select_related("sealed_by").defer(*unread).order_by("-number").first()

    @property
    def is_open_for_writing(self) -> bool:
        """Whether the applicant can edit it."""
        return self.status in OPEN_FOR_WRITING

    @property
    def is_submitted(self) -> bool:
        """Whether officials see it."""
        return self.status in SUBMITTED_STATUSES

    @property
    def can_be_reopened(self) -> bool:
        """Whether its status lets the applicant reopen it."""
        return self.status in STEPS["reopen"][0]

    @property
    def due_at(self) -> datetime.datetime | None:
        """The deadline that its applicant reads: the round’s, or the later one that the state allowed it."""
        return self.late_until or self.competition.closes_at

    @property
    def ends_at(self) -> datetime.datetime | None:
        """The last moment at which submitting it counts: the end of the grace period, or later if the state allows."""
        ends_at = self.competition.ends_at
        return max(ends_at, self.late_until) if ends_at and self.late_until else ends_at

    def is_returned(self, at: datetime.datetime) -> bool:
        """Whether the state waits for its applicant's answers at that moment."""
        return self.returned_until is not None and self.status in LOCKED and at <= self.returned_until

    def is_sealed(self, at: datetime.datetime) -> bool:
        """Whether no one can change it at that moment: it was submitted, and the state doesn’t wait for answers."""
        return self.status in LOCKED and not self.is_returned(at)

    def is_too_late(self, at: datetime.datetime) -> bool:
        """Whether submissions of it stopped to count while the application was a draft or reopened."""
        return self.is_open_for_writing and self.ends_at is not None and at > self.ends_at

    @property
    def rules_changed_since(self) -> bool:
        """Whether the rules of its round changed after it was started."""
        changed_at = self.competition.rules_changed_at
        return changed_at is not None and changed_at > self.started_at

    def represented_by(self, user: User, *, on: datetime.date) -> list[str]:
        """The names of the participants that this person represents or once represented, and so may not review.

        A role that others assigned after the application was submitted doesn't count, so that no one can take an
        officer off an application. Administrators are told (`grants.reads.conflicts`).
        """
        if not had_a_role(user, on):
            return []
        return list(Participant.objects.filter(represents(user, on), application=self).values_list("name", flat=True))


def _in_conflict_with(user: User) -> Q:
    """With what scorers declared; the recusals are looked up for scorers only."""
    conflicts = in_conflict_with(user, Participant.objects.order_by())
    if not user.has_role(Role.SCORER):
        return conflicts
    recused = Application.objects.order_by().filter(recusals__scorer__person=user.pk)
    return conflicts | Q(pk__in=recused.values("pk"))
