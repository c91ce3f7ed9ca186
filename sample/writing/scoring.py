"""Scorers of the small state, through the actions that people use: invited, assigned, and in the middle of scoring."""

import datetime
import random
from collections.abc import Iterable, Sequence

from grants.actions.scorer_assignments import assign_scorer, set_up_scoring
from grants.actions.scorers import accept_invitation, invite_scorer
from grants.actions.scoring import cite_for_score, record_score, submit_scores
from grants.models import Application, Competition, Criterion, Scorer, ScorerAssignment
from grants.rules.scorers import AGREEMENTS, CURRENT_AGREEMENT
from grants.rules.scoring import ScoreWords
from grants.states import Expertise, ScoringStage
from reviews.rules import NOTHING_FOUND
from sample.applications import Draft
from sample.scores import ScoreRow, scores_for
from sample.writing.calibration import score_waiting, write_practice
from sample.writing.registry import StoredRegistry

DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
# For each scorer, how many applications were submitted (one more is begun), and how many points lower than others this
# person scores. The first is the sample's scorer.
SCORERS = ((1, 0.1), (4, -0.3), (2, 0.4), (0, 0.0))
CAPACITY = 12


def write_scoring(
    competition: Competition,
    applications: Sequence[tuple[Application, Draft]],
    stored_registry: StoredRegistry,
    *,
    seed: int,
    at: datetime.datetime,
) -> None:
    """Every application gets its scorers right after the round closed; by `at`, they are as far as SCORERS says."""
    rng = random.Random(f"{seed}:scores")  # noqa: S311  # an invented state needs no secret chance
    officer = stored_registry.by_sample_kind["grants-officer"]
    begins = competition.reviewed_after or at
    set_up_scoring(
        competition=competition,
        votes_needed=2,
        due_at=(competition.closes_at or at) + 21 * DAY,
        by=officer,
        at=begins + 2 * MINUTE,
    )
    write_practice(competition, by=officer, at=begins - 12 * DAY)
    criteria = list(competition.criteria.all())
    for place, (submitted, severity) in enumerate(SCORERS):
        scorer = _scorer(competition, stored_registry, place, at=begins - 10 * DAY)
        score_waiting(scorer, severity=severity, officer=officer, at=begins - 5 * DAY)
        # Each application gets three of the four; the sample's scorer isn't kept from any by a role.
        own = [pair for number, pair in enumerate(applications) if number % len(SCORERS) != place]
        assigned = [
            (
                assign_scorer(
                    application=application,
                    scorer=scorer,
                    stage=ScoringStage.SCORING,
                    by=officer,
                    at=begins + 5 * MINUTE,
                ),
                draft,
            )
            for application, draft in own
        ]
        for number, (assignment, draft) in enumerate(assigned[: submitted + 1]):
            packet = assignment.application.versions.order_by("-number")[0].content
            rows = scores_for(rng, packet, draft.quality, criteria=len(criteria), severity=severity)
            is_done = number < submitted
            when = min(begins + (30 + 40 * number) * MINUTE, at)
            given = list(zip(criteria, rows, strict=True))[: None if is_done else 1]
            score_application(assignment, given, at=when, until=at if is_done else None)
            if is_done:
                score_waiting(scorer, severity=severity, officer=officer, at=min(when + 35 * MINUTE, at))


def _scorer(competition: Competition, stored_registry: StoredRegistry, place: int, *, at: datetime.datetime) -> Scorer:
    person = stored_registry.scorers[place]
    officer = stored_registry.by_sample_kind["grants-officer"]
    scorer = invite_scorer(competition=competition, person=person, by=officer, at=at)
    return accept_invitation(
        scorer=scorer,
        capacity=CAPACITY,
        expertise=Expertise.FINANCE if place % 2 else Expertise.PROGRAM,
        agreed=range(len(AGREEMENTS[CURRENT_AGREEMENT])),
        by=person,
        at=at + DAY,
    )


def score_application(
    assignment: ScorerAssignment,
    rows: Iterable[tuple[Criterion | None, ScoreRow]],
    *,
    at: datetime.datetime,
    until: datetime.datetime | None,
) -> None:
    """The scorer says this on these criteria, or on the gate’s question (None), and submits it by `until`, if ever."""
    by = assignment.scorer.person
    for criterion, row in rows:
        nothing_found = row.cited.kind == NOTHING_FOUND
        words = ScoreWords(
            level=row.level, vote=row.vote, reason=row.reason, confidence=row.confidence, nothing_found=nothing_found
        )
        record_score(assignment=assignment, criterion=criterion, words=words, revision=0, by=by, at=at)
        if not nothing_found:
            cite_for_score(assignment=assignment, criterion=criterion, cited=row.cited, by=by, at=at)
    if until is not None:
        submit_scores(assignment=assignment, by=by, at=min(at + 30 * MINUTE, until))
