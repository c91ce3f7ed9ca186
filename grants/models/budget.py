"""The budget: lines of grant money and match, each written by the member whose money it is."""

from collections.abc import Collection

from django.db import models
from django.db.models import Case, F, OuterRef, Q, When

from grants.models.application import Application
from grants.models.participant import Participant
from grants.models.plan import Activity, Commitment
from grants.models.proposal import OwnedRow, ProposedRow
from grants.states import CostCategory

# The member that writes a line, as `owner_of` says.
OWNER = Case(When(source="match", then=F("payer")), When(source="grant", then=F("payee")), default=None)


def owner_of(source: str, payer: Participant | None, payee: Participant | None) -> Participant | None:
    """The member that writes a budget line: who gives the match, or who gets the grant money; None: the lead does."""
    return {"match": payer, "grant": payee}.get(source)


class BudgetText(models.Model):
    """One amount: who pays, who is paid, and who benefits."""

    class Source(models.TextChoices):
        GRANT = "grant", "Grant"
        MATCH = "match", "Match"

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
    category = models.CharField(max_length=20, choices=CostCategory, blank=True, default="", db_default="")
    # The year of the project, from 1; null: not stated, or for the whole project.
    year = models.PositiveSmallIntegerField("project year", null=True, blank=True)

    FIELDS = (
        "line", "amount", "source", "payer", "payer_name", "payee", "payee_name", "benefits_all", "activity",
        "category", "year",
    )  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.line if self.amount is None else f"{self.line}: ${self.amount:,}"

    @property
    def owner(self) -> Participant | None:
        """The member whose people write it; None: it is the lead's."""
        return owner_of(self.source, self.payer, self.payee)

    @property
    def is_grant(self) -> bool:
        """Whether it is requested from the fund."""
        return self.source == self.Source.GRANT

    @property
    def is_match(self) -> bool:
        """Whether a member or a partner contributes it."""
        return self.source == self.Source.MATCH


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def for_budget(self) -> "BudgetLineQuerySet":
        """With the names of the payer, the payee, the activity, the members who benefit, and what is proposed."""
        with_proposed = self.for_list().select_related("proposal__payer", "proposal__payee")
        return with_proposed.prefetch_related("beneficiaries", "proposal__beneficiaries")

    def for_list(self) -> "BudgetLineQuerySet":
        """With the names of the payer, the payee, and the activity, and with what is proposed."""
        return self.select_related("payer", "payee", "activity", "proposal")

    def for_row(self) -> "BudgetLineQuerySet":
        """With what the actions on one line need."""
        return self.select_related("application", "payer__application", "payee__application", "activity", "proposal")

    def proposed(self) -> "BudgetLineQuerySet":
        """Written by the lead and not accepted by the member."""
        return self.filter(proposed_at__isnull=False)

    def owned_by(self, participants: "Collection[int | OuterRef]") -> "BudgetLineQuerySet":
        """The lines that these members write."""
        return self.annotate(owner_key=OWNER).filter(owner_key__in=participants)

    def match_for(self, commitment: Commitment) -> "BudgetLineQuerySet":
        """The match line that states the value of this commitment, however it was entered."""
        lines = self.filter(source="match", payer=commitment.participant_id, activity=commitment.activity_id)
        return lines.filter(amount=commitment.gives_amount)


class BudgetLine(BudgetText, OwnedRow):
    """A line of the budget: the member's own, the lead's, or what the lead proposes and the member hasn't accepted."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(default=0)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        # Each submission is compared with the match lines of the same amount in the round’s other applications.
        indexes = [models.Index(fields=["source", "amount"], name="grants_budget_line_amount")]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=["", "grant", "match"]), name="grants_budget_line_source_is_known"
            ),
            models.CheckConstraint(
                condition=OwnedRow.PROPOSED_HAS_WHO_AND_WHEN, name="grants_budget_line_proposed_has_who_and_when"
            ),
        ]

    @property
    def in_application(self) -> Application:
        """The application that it is part of."""
        return self.application

    @property
    def key(self) -> str:
        """The key that findings and signed parts use."""
        return f"b{self.position}"


class BudgetLineProposalQuerySet(models.QuerySet["BudgetLineProposal"]):
    def declined(self) -> "BudgetLineProposalQuerySet":
        """What members declined, the latest first."""
        return self.filter(declined_at__isnull=False).order_by("-declined_at", "-pk")

    def of(self, application: Application) -> "BudgetLineProposalQuerySet":
        """Those in this application, with their members."""
        return self.filter(participant__application=application).select_related("participant")

    def naming(self, participant: Participant) -> "BudgetLineProposalQuerySet":
        """Those that are for the member or name it."""
        named = Q(payer=participant) | Q(payee=participant) | Q(beneficiaries=participant)
        return self.filter(pk__in=self.filter(Q(participant=participant) | named).values("pk"))


class BudgetLineProposal(ProposedRow, BudgetText):
    """What the lead proposes beside a member's own line, or a proposal that the member declined.

    It isn't part of the budget. An accepted one is written into the line and removed.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="line_proposals")
    # Null: the member declined a line that it didn't have before.
    budget_line = models.OneToOneField(
        BudgetLine, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )
    is_removal = models.BooleanField("proposes to remove the line", default=False, db_default=False)

    objects = BudgetLineProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_by=None, declined_at=None, budget_line__isnull=False)
                | Q(declined_by__isnull=False, declined_at__isnull=False),
                name="grants_line_proposal_is_open_or_declined",
            ),
        ]
