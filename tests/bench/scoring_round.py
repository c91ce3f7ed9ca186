"""The round of the sample state after its deadline: what a scorer, an officer, and a board member open and save."""

import datetime

from django.utils import timezone

from accounts.models import User
from grants.actions.award_releases import confirm_release, release_awards
from grants.actions.board import cast_vote, countersign_decision, propose_decision
from grants.models import Competition, RoundRanking, Score, ScorerAssignment
from grants.reads.board import limits_of
from grants.reads.rankings import METHOD, read_ranking_inputs, result_of
from grants.rules.ranking.ranks import DEFAULT_SEED
from grants.rules.weighted_scores import Standing
from tests.bench.drafts import session_of


def scoring_round() -> dict[str, str | int]:
    """Release one award of the round, rank what is scored, and give the addresses and sessions that are measured."""
    at, people = timezone.now(), {user.sample_kind: user for user in User.objects.exclude(sample_kind="")}
    competition = Competition.objects.get(scorers__person=people["scorer"])
    award = _award(competition, people, at)
    _rank(competition, people["grants-officer"], at)
    # The application that the scorer has begun: one score is saved, and none is submitted.
    begun = (
        ScorerAssignment.objects.current().unsubmitted().filter(scorer__person=people["scorer"], version__isnull=False)
    )
    score = Score.objects.filter(assignment__in=begun).select_related("assignment__application")[0]
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


def _rank(competition: Competition, by: User, at: datetime.datetime) -> None:
    """Keep a ranking of what is submitted: an ordinary one waits for all scorers, and then no score can be saved."""
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
    application = competition.applications.order_by("-participants_count", "pk")[0]
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
