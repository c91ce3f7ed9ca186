"""Which applications the eligibility screen or the sustainability gate put out, as recorded, and as votes say now."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from grants.models import (
    Application,
    AwardRelease,
    BoardDecision,
    Competition,
    Reinstatement,
    Score,
    ScorerAssignment,
    Screening,
)
from grants.models.board import known_to_board
from grants.rules.gate import GateVotes, result_of_gate
from grants.rules.reinstatement import reason_not_to_reinstate
from grants.rules.screen import result_of_screen
from grants.rules.stage_results import FoundResult, result_at_gate, result_of_ineligible
from grants.states import (
    GateAnswer,
    GateResult,
    ReinstatedStage,
    RuleJudgment,
    ScoringStage,
    ScreenResult,
    StageOutcome,
)

OUTCOME_AFTER = {ReinstatedStage.SCREEN: StageOutcome.INELIGIBLE, ReinstatedStage.GATE: StageOutcome.GATE}


class StageResults(NamedTuple):
    """The applications of a round that each stage put out."""

    screen: set[int]
    gate: set[int]

    @property
    def out(self) -> set[int]:
        """Those that aren't scored, ranked, or put before the board."""
        return self.screen | self.gate


def results_in(competition: Competition) -> StageResults:
    """What is recorded about the applications of a round, the same for every reader; one query."""
    rows = list(
        BoardDecision.objects.of_round(competition).results_of_stages().order_by().values_list("application", "outcome")
    )
    of = {outcome: {pk for pk, found in rows if found == outcome} for outcome in StageOutcome}
    return StageResults(of[StageOutcome.INELIGIBLE], of[StageOutcome.GATE])


def result_on(application: Application) -> BoardDecision | None:
    """What a stage decided about the application, if it is out; one query."""
    return BoardDecision.objects.results_of_stages().filter(application=application).select_related("release").first()


def out_after(application: Application) -> ReinstatedStage | None:
    """After which stage the application is out; None if it isn't. One query."""
    result = result_on(application)
    return next((stage for stage, outcome in OUTCOME_AFTER.items() if result and result.outcome == outcome), None)


def why_not_reinstated(application: Application, stage: ReinstatedStage) -> str:
    """Why the application isn't reinstated after that stage; "" if it can be. One query."""
    result = result_on(application)
    is_out = result is not None and result.outcome == OUTCOME_AFTER[stage]
    return reason_not_to_reinstate(stage, is_out=is_out, is_released=result is not None and result.was_released())


def counted_for(competition: Competition, reader: User) -> dict[str, int]:
    """How many applications that the reader may know of each stage put out, by outcome; one query."""
    known = known_to_board(reader).filter(competition=competition).order_by().values("pk")
    rows = BoardDecision.objects.results_of_stages().filter(application__in=known).order_by()
    return dict(Counter(rows.values_list("outcome", flat=True)))


def released_at(competition: Competition) -> datetime.datetime | None:
    """When awards of the round were last released; None if they weren't. One query."""
    releases = AwardRelease.objects.confirmed().filter(competition=competition)
    return releases.order_by("-confirmed_at").values_list("confirmed_at", flat=True).first()


def found_in(competition: Competition, pks: Collection[int], at: datetime.datetime) -> dict[int, FoundResult]:
    """What officers' conclusions and submitted votes decide about these applications of the round now; four queries.

    Votes on an application decide once all of its scorers at the gate submitted, or the gate is closed. Without what
    was reinstated.
    """
    found = {
        pk: result_at_gate(votes, needed=competition.gate_votes_needed)
        for pk, votes in _gate_votes(pks, at).items()
        if result_of_gate(votes, needed=competition.gate_votes_needed) == GateResult.FAILED
    }
    for pk in Reinstatement.objects.reinstated(ReinstatedStage.GATE, pks):
        found.pop(pk, None)
    ineligible = _ineligible(pks)
    for pk in Reinstatement.objects.reinstated(ReinstatedStage.SCREEN, pks):
        ineligible.pop(pk, None)
    return found | ineligible


def _gate_votes(pks: Collection[int], at: datetime.datetime) -> dict[int, GateVotes]:
    open_ones = ScorerAssignment.objects.with_open_scores(at).filter(application__in=pks, stage=ScoringStage.GATE)
    counted = (
        Score.objects.filter(criterion=None, assignment__in=open_ones.order_by().values("pk"))
        .order_by()
        .values("assignment__application")
        .annotate(
            yes=Count("pk", filter=Q(vote=GateAnswer.YES)),
            no=Count("pk", filter=Q(vote=GateAnswer.NO)),
            abstained=Count("pk", filter=Q(has_abstained=True)),
        )
    )
    rows = counted.values_list("assignment__application", "yes", "no", "abstained")
    return {application: GateVotes(yes, no, abstained) for application, yes, no, abstained in rows}


def _ineligible(pks: Collection[int]) -> dict[int, FoundResult]:
    given: defaultdict[int, list[str]] = defaultdict(list)
    titles: defaultdict[int, list[str]] = defaultdict(list)
    rows = Screening.objects.filter(application__in=pks).current()
    for pk, outcome, judgments in rows.values_list("application", "outcome", "judgments"):
        given[pk].append(outcome)
        titles[pk] += [row["title"] for row in judgments if row["answer"] == RuleJudgment.FAIL]
    return {
        pk: result_of_ineligible(titles[pk])
        for pk, outcomes in given.items()
        if result_of_screen(outcomes) == ScreenResult.INELIGIBLE
    }
