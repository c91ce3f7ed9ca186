"""The collaboration plan: activities, commitments, partners, and the answers of the narrative."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.application import Application
from grants.models.participant import Participant
from grants.models.proposal import OwnedRow, ProposedRow
from grants.states import GiftKind
from purchasing.models import Contract


class ActivityQuerySet(models.QuerySet["Activity"]):
    def for_grid(self) -> "ActivityQuerySet":
        """With what the cells of the grid show: every commitment with its proposed change, and declined proposals."""
        return self.select_related("owner", "contract").prefetch_related("commitments__proposal", "proposals")


class Activity(models.Model):
    """Something that members do together."""

    class Kind(models.TextChoices):
        SHARED_COURSE = "shared_course", "Shared course"
        DUAL_ENROLLMENT = "dual_enrollment", "Dual enrollment"
        SHARED_TEACHER = "shared_teacher", "Shared teacher"
        COACHING = "coaching", "Coaching"
        VISITS = "visits", "School visits"
        PROFESSIONAL_LEARNING = "professional_learning", "Professional learning"
        PLATFORM = "platform", "Platform"
        DATA = "data", "Data"
        CONNECTIVITY = "connectivity", "Connectivity"
        PROCUREMENT = "procurement", "Procurement"
        TRANSPORT = "transport", "Transport"
        GOVERNANCE = "governance", "Governance"
        OTHER = "other", "Other"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="activities")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=30, choices=Kind, blank=True)  # blank: not stated
    title = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField("where", max_length=200, blank=True)
    decided_by = models.CharField("who decides", max_length=200, blank=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="grants_activity_key_once")]

    def __str__(self) -> str:
        return self.title


class CommitmentText(models.Model):
    """What one participant contributes to one activity and how its students benefit. Blank means not stated."""

    gives_kind = models.CharField(max_length=20, choices=GiftKind, blank=True)
    gives_text = models.TextField(blank=True)
    gives_amount = models.PositiveIntegerField("US dollars", null=True, blank=True)
    gains_text = models.TextField(blank=True)
    gains_students = models.PositiveIntegerField("students", null=True, blank=True)
    gains_grades = models.CharField("grades", max_length=40, blank=True)

    FIELDS = ("gives_kind", "gives_text", "gives_amount", "gains_text", "gains_students", "gains_grades")

    class Meta:
        abstract = True


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def proposed(self) -> "CommitmentQuerySet":
        """Written by the lead and not accepted by the member."""
        return self.filter(proposed_at__isnull=False)

    def of(self, participant: Participant) -> "CommitmentQuerySet":
        """What this member contributes."""
        return self.filter(participant=participant)

    def numbered(self, number: str) -> "CommitmentQuerySet":
        """The one that a form names by its number; all if it names none."""
        return self.filter(pk=number) if number.isdecimal() and len(number) < 10 else self

    def for_row(self) -> "CommitmentQuerySet":
        """With what its page and the actions on it need."""
        return self.select_related("activity__application", "participant__application", "proposal__proposed_by")


class Commitment(OwnedRow, CommitmentText):
    """A commitment in the plan: the member's own, or what the lead proposes and the member hasn't accepted."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="commitments")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="commitments")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["activity", "participant", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=OwnedRow.PROPOSED_HAS_WHO_AND_WHEN, name="grants_commitment_proposed_has_who_and_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.activity}"

    @property
    def owner(self) -> Participant:
        """The member whose people write it."""
        return self.participant

    @property
    def in_application(self) -> Application:
        """The application that it is part of."""
        return self.participant.application


class CommitmentProposal(ProposedRow, CommitmentText):
    """What the lead proposes beside a member's own commitment, or a proposal that the member declined.

    It isn't part of the plan. An accepted one is written into the commitment and removed.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="proposals")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="proposals")
    # Null: the member declined a commitment that it didn't have before.
    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, commitment__isnull=False)
                | Q(declined_by__isnull=False, declined_at__isnull=False),
                name="grants_proposal_is_open_or_declined",
            ),
            models.UniqueConstraint(
                fields=["activity", "participant"],
                condition=Q(commitment=None),
                name="grants_proposal_declined_once_a_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.activity}"


class Partner(models.Model):
    """An organization that supports the project but isn't a member: a university, a company."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", "University or college"
        NONPROFIT = "nonprofit", "Nonprofit"
        COMPANY = "company", "Company"
        OTHER = "other", "Other"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "name"], name="grants_partner_once")]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """A text of the narrative: the answer to one question, or an additional text."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    element = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # Grows with every save, so that two tabs don't overwrite each other.
    revision = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(element=None) | Q(element__range=(1, 9)), name="grants_answer_element_is_one_of_nine"
            ),
        ]

    def __str__(self) -> str:
        return self.heading or f"element {self.element}"

    @property
    def key(self) -> str:
        """The key that citations and findings use."""
        return f"n{self.position}"
