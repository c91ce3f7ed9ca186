"""The round of the sample state after its deadline: what a scorer, an officer, and a board member open and save."""

import datetime
import random

from django.db import models
from django.utils import timezone

from accounts.models import User
from grants.actions.application import submit_application
from grants.actions.award_releases import confirm_release, release_awards
from grants.actions.board import cast_vote, countersign_decision, propose_decision
from grants.models import (
    Application,
    BoardDecision,
    Competition,
    RoundRanking,
    Score,
    Scorer,
    ScorerAssignment,
    Version,
)
from grants.reads.board import limits_of
from grants.reads.rankings import METHOD, read_ranking_inputs, result_of
from grants.rules.ranking.ranks import DEFAULT_SEED
from grants.rules.weighted_scores import Standing
from tests.bench.drafts import DAY, lead_of, make_drafts, session_of

REASON = "Some of it is there. The first activity is worked out, and the others are intentions."


def scoring_round() -> dict[str, str | int]:
    """Release one award of the round, rank what is scored, and give the addresses and sessions that are measured."""
    at, people = timezone.now(), {user.sample_kind: user for user in User.objects.exclude(sample_kind="")}
    competition = Competition.objects.filter(scorers__person=people["scorer"]).order_by("-closes_at")[0]
    award = _award(competition, people, at)
    _finish_scoring(competition, at)
    _rank(competition, people["grants-officer"], at)
    score = _begin_to_score(people["scorer"], people["grants-officer"], at)
    return {
        "round": competition.slug,
        "round_id": competition.pk,
        "scorer_session": session_of(people["scorer"]),
        "scorer_id": people["scorer"].pk,
        "board_session": session_of(people["board-member"]),
        "board_id": people["board-member"].pk,
        "scored": score.assignment.application.reference,
        "assignment": score.assignment_id,
        "score": score.pk,
        "score_revision": score.revision,
        "award": award,
    }


def _finish_scoring(competition: Competition, at: datetime.datetime) -> None:
    """What scorers have left, written in bulk: a ranking shows when everyone has submitted."""
    rng = random.Random(570)  # an invented score needs no secret chance
    criteria = list(competition.criteria.order_by("position").values_list("pk", flat=True))
    versions = dict(
        Version.objects.newest(1).filter(application__competition=competition).values_list("application", "pk")
    )
    left = list(ScorerAssignment.objects.of_round(competition).current().unsubmitted())
    for assignment in left:
        assignment.version_id, assignment.submitted_at = versions[assignment.application_id], at
    rows = [
        Score(
            assignment=assignment, criterion_id=criterion, level=rng.randint(1, 4), reason=REASON, confidence="medium",
            revision=1, saved_at=at,
        )
        for assignment in left
        for criterion in criteria
    ]  # fmt: skip
    Score.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)  # some have begun
    ScorerAssignment.objects.bulk_update(left, ["version", "submitted_at"], batch_size=500)


def _begin_to_score(person: User, officer: User, at: datetime.datetime) -> Score:
    """The first score of this person for an application with the most members, in a round of its own.

    As long as a score can be saved, its round has no ranking.
    """
    most = Application.objects.aggregate(most=models.Max("participants_count"))["most"]
    (application,) = make_drafts(1, least_members=most)
    version = submit_application(application=application, by=lead_of(application), at=at)
    competition = application.competition
    Competition.objects.filter(pk=competition.pk).update(closes_at=at - DAY / 2)  # after the time of grace
    scorer = Scorer.objects.filter(person=person).latest("invited_at")
    scorer.pk, scorer.competition = None, competition
    scorer.save(force_insert=True)
    assignment = ScorerAssignment.objects.create(
        scorer=scorer, application=application, stage="scoring", version=version, assigned_by=officer, assigned_at=at
    )
    criterion = competition.criteria.order_by("position")[0]
    return Score.objects.create(
        assignment=assignment, criterion=criterion, level=2, reason=REASON, confidence="medium", revision=1, saved_at=at
    )


def _rank(competition: Competition, by: User, at: datetime.datetime) -> None:
    """The ranking of all that was scored."""
    inputs = read_ranking_inputs(competition, by, at)
    if not inputs.count(Standing.SCORED):  # in the small state
        return
    RoundRanking.objects.create(
        competition=competition,
        scope=inputs.scope,
        asked_by=by,
        asked_at=at,
        computed_at=at,
        inputs_digest=inputs.digest,
        seed=DEFAULT_SEED,
        method=METHOD,
        result=result_of(competition, by, inputs),
    )


def _award(competition: Competition, people: dict[str, User], at: datetime.datetime) -> str:
    """The reference of an application whose award was released."""
    officer, administrator = people["grants-officer"], people["administrator"]
    for waiting in BoardDecision.objects.proposed().filter(application__competition=competition):
        countersign_decision(decision=waiting, by=administrator, at=at)
    application = competition.applications.filter(board_decisions=None).order_by("-participants_count", "pk")[0]
    cast_vote(application=application, choice="yes", by=people["board-member"], at=at)
    limits = limits_of(application)
    decision = propose_decision(
        application=application,
        outcome="yes",
        amount=min(limits.requested, limits.most or limits.requested),
        conditions="",
        reasons="The members show how they will work together, and the officers agree.",
        by=officer,
        at=at,
    )
    countersign_decision(decision=decision, by=administrator, at=at)
    release = release_awards(competition=competition, reason="One award is measured.", by=administrator, at=at)
    confirm_release(release=release, by=officer, at=at)
    return application.reference
