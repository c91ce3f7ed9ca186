"""The collaboration plan: activities, commitments, budget lines, partners, and the answers of the narrative."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.application import Application, Participant
from grants.states import GiftKind
from purchasing.models import Contract


class ActivityQuerySet(models.QuerySet["Activity"]):
    def for_plan(self) -> "ActivityQuerySet":
        """With the lead member, the contract, and every commitment's participant."""
        return self.select_related("owner", "contract").prefetch_related(
            models.Prefetch("commitments", Commitment.objects.select_related("participant"))
        )


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


class Commitment(models.Model):
    """What one participant contributes to one activity and how its students benefit. Blank means not stated."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="commitments")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="commitments")
    gives_kind = models.CharField(max_length=20, choices=GiftKind, blank=True)
    gives_text = models.TextField(blank=True)
    gives_amount = models.PositiveIntegerField("US dollars", null=True, blank=True)
    gains_text = models.TextField(blank=True)
    gains_students = models.PositiveIntegerField("students", null=True, blank=True)
    gains_grades = models.CharField("grades", max_length=40, blank=True)

    class Meta:
        ordering = ["activity", "participant", "pk"]

    def __str__(self) -> str:
        return f"{self.participant}: {self.activity}"


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def for_budget(self) -> "BudgetLineQuerySet":
        """With the names of the payer, the payee, the activity, and the members who benefit."""
        return self.select_related("payer", "payee", "activity").prefetch_related("beneficiaries")


class BudgetLine(models.Model):
    """One amount: who pays, who is paid, and who benefits."""

    class Source(models.TextChoices):
        GRANT = "grant", "Grant"
        MATCH = "match", "Match"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="budget_lines")
    line = models.CharField(max_length=300)
    # Null and blank: an application file doesn't state it. Forms require both.
    amount = models.PositiveIntegerField("US dollars", null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.GRANT, blank=True)
    payer = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payer_name = models.CharField(max_length=200, blank=True)
    payee = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payee_name = models.CharField(max_length=200, blank=True)
    benefits_all = models.BooleanField("benefits all members", default=False)
    beneficiaries = models.ManyToManyField(Participant, blank=True, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["", "grant", "match"]), name="grants_budget_line_source_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.line if self.amount is None else f"{self.line}: ${self.amount:,}"

    @property
    def is_grant(self) -> bool:
        """Whether it is requested from the fund."""
        return self.source == self.Source.GRANT

    @property
    def is_match(self) -> bool:
        """Whether a member or a partner contributes it."""
        return self.source == self.Source.MATCH


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
