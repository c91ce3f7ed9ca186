"""A funding round with its published rules, and the versions of the rules."""

import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q

from accounts.addresses import HasPage
from accounts.models import Role, User, Visitor
from grants.states import LONGEST_WAIT, ReleasePolicy, ScoringStage

# The roles that open rounds, and so see drafts of them.
ROUND_KEEPERS = (Role.GRANTS_OFFICER, Role.ADMINISTRATOR)


class Minutes(models.Func):
    """A column with a number of minutes, as a duration that can be added to a time."""

    template = "(%(expressions)s * INTERVAL '1 minute')"
    output_field = models.DurationField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Durations are microseconds there."""
        return self.as_sql(compiler, connection, template="(%(expressions)s * 60000000)", **more)


class CompetitionQuerySet(models.QuerySet["Competition"]):
    def visible_to(self, user: Visitor) -> "CompetitionQuerySet":
        """Published rules are public; drafts are for the officers and administrators who write them."""
        if user.is_authenticated and user.has_role(*ROUND_KEEPERS):
            return self.all()
        return self.published()

    def published(self) -> "CompetitionQuerySet":
        """Rounds that the public sees."""
        return self.filter(is_draft=False)

    def drafts(self) -> "CompetitionQuerySet":
        """Rounds that are not published yet."""
        return self.filter(is_draft=True)

    def open(self, at: datetime.datetime) -> "CompetitionQuerySet":
        """Rounds that accept applications at that moment, the next to close first."""
        return self.published().filter(opens_at__lte=at, closes_at__gte=at).order_by("closes_at", "name")

    def open_or_coming(self, at: datetime.datetime) -> "CompetitionQuerySet":
        """Rounds that accept applications at that moment or will, the next to close first."""
        return self.published().filter(opens_at__isnull=False, closes_at__gte=at).order_by("closes_at", "name")

    def latest_first(self) -> "CompetitionQuerySet":
        """Drafts first, then the rounds that close last; those without a deadline at the end."""
        return self.order_by("-is_draft", F("closes_at").desc(nulls_last=True), "name")

    def locked(self, pk: int) -> "Competition":
        """The round, read anew and locked for a change of its rules until the caller commits.

        An action that locks a round and an application locks the round first.
        """
        return self.select_for_update().get(pk=pk)

    def held(self, pk: int) -> "Competition":
        """The round, read anew; its rules stay the same until the caller commits.

        Unlike `locked`, many applicants can hold it at a time, so that no one queues in the last minutes of a round.
        """
        lock = " FOR SHARE" if connection.features.has_select_for_update else ""
        return self.raw(f"SELECT * FROM {self.model._meta.db_table} WHERE id = %s{lock}", [pk])[0]  # noqa: S608


class Competition(HasPage, models.Model):
    """One round: its window, maximum awards, questions, criteria, and weights."""

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200, unique=True)
    # The state's question, which determinations answer.
    question = models.TextField(
        default=(
            "Does this consortium explain how its participating schools and districts will collaborate with one "
            "another to increase student access to personalized learning?"
        )
    )
    # Unknown dates of an old round are null; such a round accepts no applications.
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    # How long after the round closes submissions still count. Rounds created before this rule have no grace period.
    grace_minutes = models.PositiveSmallIntegerField("grace period in minutes", default=0, db_default=0)
    # By when members should sign. It blocks nothing: the deadline decides.
    signatures_by = models.DateField("signatures wanted by", null=True, blank=True)
    project_starts_on = models.DateField(null=True, blank=True)
    project_ends_on = models.DateField(null=True, blank=True)
    ceiling_single = models.PositiveIntegerField("maximum award, single applicant, US dollars", null=True, blank=True)
    ceiling_consortium = models.PositiveIntegerField("maximum award, consortium, US dollars", null=True, blank=True)
    # In percent of the grant money paid to members. The checks point out a member that receives more.
    largest_share = models.PositiveSmallIntegerField("largest share for one member, percent", default=60, db_default=60)
    # The most indirect costs, in percent of the modified total direct cost of the whole budget; null: no cap.
    indirect_cap = models.PositiveSmallIntegerField("cap on indirect costs, percent", null=True, blank=True)
    # The kinds of agency whose members may lead (a school is a kind of its own here); none listed: any member may.
    lead_kinds = models.JSONField("who may lead", default=list, blank=True, db_default=[])
    needs_rural_lead = models.BooleanField("the lead is eligible for SRSA or RLIS", default=False, db_default=False)
    # What must be there to submit, of grants.rules.requirements.REQUIREMENTS, and the fewest members.
    requirements = models.JSONField("needed to submit", default=list, blank=True, db_default=[])
    fewest_members = models.PositiveSmallIntegerField("fewest members", null=True, blank=True)
    # The files to attach, as rows of grants.rules.wanted_files.WantedFile.
    wanted_files = models.JSONField("attachments wanted", default=list, blank=True, db_default=[])
    assurances = models.JSONField("assurances", default=list, blank=True, db_default=[])
    tie_rule = models.TextField("how ties are decided", blank=True, default="", db_default="")
    # Names of grants.rules.tie_rule.TIE_CRITERIA in their order; lots come last.
    tie_criteria = models.JSONField("criteria of the tie rule", default=list, blank=True, db_default=[])
    # The code is public from the start, the seed after the last submission. "": none was drawn.
    lots_seed = models.CharField("seed of the lots", max_length=64, blank=True, default="", db_default="")
    lots_code = models.CharField("code of the seed", max_length=64, blank=True, default="", db_default="")
    lots_drawn_at = models.DateTimeField("seed drawn", null=True, blank=True)
    decision_days = models.PositiveSmallIntegerField("days after the deadline for decisions", null=True, blank=True)
    decision_clock = models.TextField("when decisions are made", blank=True, default="", db_default="")
    # Finding rules that ask questions in this round instead of reporting findings; RuleStrengthChange has the history.
    possible_rules = models.JSONField("checks that ask questions", default=list, blank=True, db_default=[])
    # How many of the three votes of the sustainability gate have to be yes, and until when scorers submit.
    # How many of an application's scorers have to be in the room before a consensus meeting takes it up.
    consensus_quorum = models.PositiveSmallIntegerField("quorum of a consensus meeting", default=2, db_default=2)
    gate_votes_needed = models.PositiveSmallIntegerField("yes votes to pass the gate", default=2, db_default=2)
    scores_due_at = models.DateTimeField("scores due", null=True, blank=True)
    # Whether scorers and board members read labels in place of the applicants' names (grants.rules.hidden_names).
    hides_names_from_scorers = models.BooleanField("names are hidden from scorers", default=False, db_default=False)
    hides_names_from_board = models.BooleanField("names are hidden from the board", default=False, db_default=False)
    # Until which day people can offer to score; null: the state doesn't take offers.
    scoring_offers_until = models.DateField("offers to score until", null=True, blank=True)
    # Until when officers screen the eligibility of submitted applications; null: no date.
    screened_by = models.DateField("eligibility screen until", null=True, blank=True)
    # From then on, no score of the stage is saved or submitted; null: the stage stays open.
    gate_closes_at = models.DateTimeField("sustainability gate closes", null=True, blank=True)
    # When the worker last recorded what the screen and the gate decided; every action records its own part.
    results_settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    scoring_closes_at = models.DateTimeField("scoring by criteria closes", null=True, blank=True)
    # The total that the board can award; null: the board didn't set a budget. And what is public after the release.
    board_budget = models.PositiveBigIntegerField("budget for awards, US dollars", null=True, blank=True)
    release_policy = models.CharField(
        "what is made public", max_length=10, choices=ReleasePolicy, default=ReleasePolicy.AWARDS, db_default="awards"
    )
    # How long applicants can appeal the process after the release; 0: the round has no appeals.
    appeal_days = models.PositiveSmallIntegerField("days to appeal after the release", default=14, db_default=14)
    # What each member does before an award starts; empty: grants.rules.award_setup.STANDARD_CHECKLIST.
    award_checklist = models.JSONField("checklist of members", default=list, blank=True, db_default=[])
    # When each item of it is due: {"days": after the award was made, "on": date}, one of both or none.
    award_checklist_due = models.JSONField(default=list, blank=True, db_default=[])
    is_sample = models.BooleanField("invented", default=False)
    is_draft = models.BooleanField("not public yet", default=False, db_default=False)
    # Grows with every change of the rules. A form made from an older revision is stale.
    revision = models.PositiveIntegerField(default=0, db_default=0)
    # The last change after publishing; the versions below have them all.
    rules_changed_at = models.DateTimeField(null=True, blank=True)

    objects = CompetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="grants_competition_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(project_starts_on=None)
                | Q(project_ends_on=None)
                | Q(project_ends_on__gte=F("project_starts_on")),
                name="grants_competition_project_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(largest_share__range=(1, 100)), name="grants_competition_largest_share_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(gate_votes_needed__range=(1, 3)), name="grants_competition_gate_needs_one_to_three_votes"
            ),
            models.CheckConstraint(
                condition=Q(consensus_quorum__range=(1, 9)), name="grants_competition_consensus_quorum_is_a_number"
            ),
            models.CheckConstraint(
                condition=Q(indirect_cap=None) | Q(indirect_cap__lte=100),
                name="grants_competition_indirect_cap_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def stage_closes_at(self, stage: str) -> datetime.datetime | None:
        """When this stage of scoring closes or closed."""
        return self.gate_closes_at if stage == ScoringStage.GATE else self.scoring_closes_at

    def is_stage_closed(self, stage: str, at: datetime.datetime) -> bool:
        """Whether scorers can no longer save or submit at this stage of scoring."""
        closes_at = self.stage_closes_at(stage)
        return closes_at is not None and at >= closes_at

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether the round accepts applications at that moment, the closing moment included."""
        return self.opens_at is not None and self.closes_at is not None and self.opens_at <= at <= self.closes_at

    @property
    def ends_at(self) -> datetime.datetime | None:
        """The last moment at which a submission counts: the end of the grace period."""
        return self.closes_at and self.closes_at + datetime.timedelta(minutes=self.grace_minutes)

    @property
    def reviewed_after(self) -> datetime.datetime | None:
        """When no submission that counts can still be waiting for its turn; reviewing begins after this moment."""
        return self.ends_at and self.ends_at + LONGEST_WAIT

    def public_seed(self, at: datetime.datetime) -> str:
        """The seed of the lots once no submission can arrive any more; "" before, or if the round has none."""
        return self.lots_seed if self.reviewed_after is not None and at > self.reviewed_after else ""

    @property
    def seed_was_committed(self) -> bool:
        """Whether the code of the seed was published before the deadline."""
        return bool(self.lots_drawn_at and self.closes_at and self.lots_drawn_at <= self.closes_at)

    def is_current(self, at: datetime.datetime) -> bool:
        """Whether it accepts applications at that moment or will later; a draft may, whatever its dates."""
        return self.is_draft or (self.closes_at is not None and at <= self.closes_at)


class Element(models.Model):
    """One of the nine elements of the explanation, as this round asks for it."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="elements")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    question = models.TextField()
    word_limit = models.PositiveIntegerField(default=500)
    guidance = models.TextField(blank=True, default="", db_default="")
    # The rubric: what officers look for.
    explained_if = models.TextField("explained if", blank=True, default="", db_default="")
    partly_if = models.TextField("partly explained if", blank=True, default="", db_default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="grants_element_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 9)), name="grants_element_is_one_of_nine"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Criterion(models.Model):
    """What scorers score, with its share of the whole in percent."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="criteria")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField("percent")
    # What a score of 0, 1, 2, 3, and 4 means, in words; empty if the round doesn't say.
    levels = models.JSONField("levels from 0 to 4", default=list, blank=True, db_default=[])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["competition", "title"], name="grants_criterion_title_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="grants_criterion_weight_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.weight}%)"


class RulesVersionQuerySet(models.QuerySet["RulesVersion"]):
    def visible_to(self, user: Visitor) -> "RulesVersionQuerySet":
        """Versions of published rules are public, and drafts have none."""
        return self.filter(competition__in=Competition.objects.visible_to(user))

    def changes(self) -> "RulesVersionQuerySet":
        """The changes after publishing, the latest first."""
        return self.filter(number__gt=1).order_by("-number")

    def for_page(self) -> "RulesVersionQuerySet":
        """With the round."""
        return self.select_related("competition")

    def with_people(self) -> "RulesVersionQuerySet":
        """With who published or changed the rules."""
        return self.select_related("by")


class RulesVersion(models.Model):
    """The whole rules of a round as published, or as changed after that. Never edited."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    rules = models.JSONField()
    # What changed since the version before, in sentences.
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    # Unknown (null) where a command opened the round.
    by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    objects = RulesVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="grants_rules_version_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | (Q(at__isnull=False) & ~Q(reason="")), name="grants_rules_change_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}, version {self.number} of the rules"

    def before(self) -> "RulesVersion | None":
        """The version that this one replaced; None for the first."""
        return RulesVersion.objects.filter(competition=self.competition_id, number=self.number - 1).first()


class RuleStrengthChangeQuerySet(models.QuerySet["RuleStrengthChange"]):
    def of_rule(self, rule: str) -> "RuleStrengthChangeQuerySet":
        """The changes of one rule in all rounds, latest first, with the round and the person."""
        return self.filter(rule=rule).select_related("competition", "by").order_by("-at", "-pk")


class RuleStrengthChange(models.Model):
    """An administrator's change: a finding rule asks questions in a round, or reports findings again."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="rule_strength_changes")
    rule = models.CharField(max_length=40)
    only_asks = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RuleStrengthChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="grants_rule_strength_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.competition}: {self.rule} {'asks questions' if self.only_asks else 'reports findings'}"
