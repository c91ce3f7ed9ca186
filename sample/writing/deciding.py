"""This year's closed round of the small state on the day after its deadline: the screen, the gate, and the board."""

import datetime
import random
from collections.abc import Sequence

from grants.actions.board import cast_vote, propose_decision, set_board_terms
from grants.actions.scorer_assignments import assign_scorer
from grants.actions.screening import confirm_passing, record_screening, schedule_screening
from grants.models import Application, Competition, Scorer, ScorerAssignment
from grants.reads.screen import facts_of
from grants.rules.screen import JudgedRule, proposed_judgment
from grants.states import BoardOutcome, ReleasePolicy, RuleJudgment, ScoringStage
from sample.applications import Draft
from sample.scores import gate_row_for
from sample.whole_round import BOARD_REASONS, GATE_REASONS
from sample.writing.calibration import score_waiting
from sample.writing.registry import StoredRegistry
from sample.writing.scoring import SCORERS, score_application

HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
BUDGET = 20_000_000
# How many applications each officer has screened, in the order of their conditions; the next one needs another look.
SCREENED = {"grants-officer": 6, "second-officer": 4}
TO_LOOK_AT = "I asked the registrar whether this will still be so when the project starts."
# Votes at the gate on applications by condition, in the order of the scorers; the others of the three are still to vote.
GATE = {"excellent": ("yes", "yes", "yes"), "contradictory": ("yes", "no"), "small gaps": ()}
# Votes of the board members; the first one is the sample's. The board doesn't want to fund the first of these.
BOARD = {
    "boilerplate": ("no", "no", "no"),
    "excellent": ("yes", "yes", "yes"),
    "lopsided": ("abstain", "no"),
    "determined": ("", "yes", "yes"),
    "under review": ("", "no"),
}
DECIDED, ENTERED_BY = "boilerplate", "second-officer"


def write_deciding(
    competition: Competition,
    applications: dict[str, tuple[Application, Draft]],
    stored_registry: StoredRegistry,
    *,
    seed: int,
    at: datetime.datetime,
) -> None:
    """Officers have screened some, scorers have voted on some, the board on others; one decision waits."""
    closed = competition.closes_at or at
    _screen(competition, [one for one, _ in applications.values()], stored_registry, at=min(closed + HOUR, at))
    _vote_at_the_gate(competition, applications, stored_registry, seed=seed, at=at)
    administrator, board = stored_registry.by_sample_kind["administrator"], stored_registry.board
    set_board_terms(
        competition=competition, budget=BUDGET, policy=ReleasePolicy.AWARDS, by=administrator,
        at=min(closed + 3 * HOUR, at),
    )  # fmt: skip
    for condition, choices in BOARD.items():
        for member, choice in zip(board, choices, strict=False):
            if choice:
                cast_vote(
                    application=applications[condition][0], choice=choice, by=member, at=min(closed + 4 * HOUR, at)
                )
    propose_decision(
        application=applications[DECIDED][0], outcome=BoardOutcome.NO, amount=None, conditions="",
        reasons=BOARD_REASONS["no"], by=stored_registry.by_sample_kind[ENTERED_BY], at=min(closed + 5 * HOUR, at),
    )  # fmt: skip


def _screen(
    competition: Competition,
    applications: Sequence[Application],
    stored_registry: StoredRegistry,
    *,
    at: datetime.datetime,
) -> None:
    first = stored_registry.by_sample_kind["grants-officer"]
    due = at.date() + datetime.timedelta(days=14)
    schedule_screening(competition=competition, screened_by=due, by=first, at=at)
    for kind, number in SCREENED.items():
        officer = stored_registry.by_sample_kind[kind]
        references = [one.reference for one in applications[:number]]
        _, left = confirm_passing(competition=competition, references=references, by=officer, at=at)
        for application in (one for one in applications if one.reference in left):
            facts = facts_of(competition, [application.pk], officer)[application.pk]
            judged = {
                rule.key: JudgedRule(answer, "" if answer == RuleJudgment.PASS else TO_LOOK_AT)
                for rule in facts.rules
                if (answer := _answer(proposed_judgment(rule)))
            }
            record_screening(application=application, judged=judged, by=officer, at=at)


def _answer(proposed: RuleJudgment) -> RuleJudgment:
    """Officers of the sample find no application ineligible."""
    return proposed if proposed == RuleJudgment.PASS else RuleJudgment.LOOK


def _vote_at_the_gate(
    competition: Competition,
    applications: dict[str, tuple[Application, Draft]],
    stored_registry: StoredRegistry,
    *,
    seed: int,
    at: datetime.datetime,
) -> None:
    rng = random.Random(f"{seed}:gate")  # noqa: S311  # an invented state needs no secret chance
    officer, begins = stored_registry.by_sample_kind["grants-officer"], competition.reviewed_after or at
    for condition, votes in GATE.items():
        application, _ = applications[condition]
        packet = application.versions.order_by("-number")[0].content
        scoring = ScorerAssignment.objects.current().of(application).filter(stage=ScoringStage.SCORING)
        scorers = Scorer.objects.filter(pk__in=scoring.values("scorer")).select_related("person").order_by("pk")
        for place, scorer in enumerate(scorers):
            assignment = assign_scorer(
                application=application, scorer=scorer, stage=ScoringStage.GATE, by=officer,
                at=min(begins + 6 * MINUTE, at),
            )  # fmt: skip
            if place < len(votes):
                severity = SCORERS[stored_registry.scorers.index(scorer.person)][1]
                score_waiting(scorer, severity=severity, officer=officer, at=min(begins + 15 * MINUTE, at))
                row = gate_row_for(rng, packet, votes[place], GATE_REASONS[votes[place]])
                score_application(assignment, [(None, row)], at=min(begins + 20 * MINUTE, at), until=at)
