"""What the board's pages show of a round and of an application, what awards take of the budget, and proofs."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Role, User
from districts.models.keys import HasKey
from grants.models import (
    Application,
    AwardRelease,
    BoardDecision,
    BoardVote,
    Claim,
    Competition,
    RoundRanking,
    ScorerAssignment,
    StateAnswer,
)
from grants.models.application import ApplicationQuerySet
from grants.models.board import before_board
from grants.reads.board_proofs import digest_of_board_decision
from grants.reads.scoring import StageProgress
from grants.rules.awards import maximum_award
from grants.rules.board import AwardLimits, CastVote, counts_of, problems_with_voting
from grants.states import BoardOutcome, DecisionState, ScoringStage
from signing.rules import digest_of


class BoardRow(NamedTuple):
    """An application before the board, with what this reader may know of it."""

    application: Application
    answer: StateAnswer | None  # the state's, once recorded
    votes: list[BoardVote]  # all for officials, the own one for board members
    decision: BoardDecision | None  # that counts
    waiting: BoardDecision | None  # for a countersignature


def round_before_board(competition: Competition, reader: User) -> list[BoardRow]:
    """The round's applications before the board in the order of their references; 4 queries for any number.

    Only with what a list shows: the columns of a round would be read anew for each application.
    """
    known = before_board(reader).filter(competition=competition).select_related("consortium").order_by("reference")
    applications = list(known.only("reference", "requested", "competition", "consortium__name"))
    for application in applications:
        application.competition = competition
    return rows_before_board(applications, reader)


def in_round(competition: Competition, reader: User) -> ApplicationQuerySet:
    """The round's applications before the board that the reader may know of, with what the pages name."""
    return before_board(reader).filter(competition=competition).select_related("competition", "consortium")


def rows_before_board(applications: Sequence[Application], reader: User) -> list[BoardRow]:
    """The same for these applications, which the reader may know of."""
    pks = [application.pk for application in applications]
    votes: dict[int, list[BoardVote]] = defaultdict(list)
    for vote in BoardVote.objects.visible_to(reader).filter(HasKey("application", pks)).with_members():
        votes[vote.application_id].append(vote)
    decisions = BoardDecision.objects.visible_to(reader).filter(HasKey("application", pks)).counted()
    counted = {
        (one.application_id, one.state): one
        for one in decisions.select_related("release", "proposed_by", "countersigned_by")
    }
    answers = StateAnswer.objects if reader.has_role(Role.BOARD_MEMBER) else StateAnswer.objects.visible_to(reader)
    recorded = {one.application_id: one for one in answers.recorded().filter(HasKey("application", pks))}
    return [
        BoardRow(
            application,
            recorded.get(application.pk),
            votes[application.pk],
            counted.get((application.pk, DecisionState.DECIDED)),
            counted.get((application.pk, DecisionState.PROPOSED)),
        )
        for application in applications
    ]


def problems_with_voting_on(application: Application) -> list[str]:
    """Why board members can't vote on it now; 2 queries."""
    return problems_with_voting(
        is_waiting=BoardDecision.objects.of(application).proposed().exists(),
        is_settled=BoardDecision.objects.settled().filter(application=application).exists(),
    )


def scoring_before_board(application: Application) -> StageProgress:
    """How many scorers the application has, and how many of them submitted."""
    of_scoring = ScorerAssignment.objects.filter(application=application, stage=ScoringStage.SCORING).current()
    return StageProgress(**of_scoring.aggregate(assigned=Count("pk"), submitted=Count("submitted_at")))


def rounds_being_decided(user: User) -> list[Competition]:
    """For an official: rounds with a ranking in which the board votes or decides and no release is confirmed.

    Those on applications that are kept from the official don’t count. While there is no ranking, one query.
    """
    rankings = RoundRanking.objects.computed().filter(competition=OuterRef("pk"))
    releases = AwardRelease.objects.confirmed().filter(competition=OuterRef("pk"))
    rounds = Competition.objects.published().filter(Exists(rankings)).exclude(Exists(releases))
    ranked = list(rounds.order_by("closes_at", "name"))
    if not ranked:
        return []
    known = before_board(user).filter(competition__in=ranked)
    begun = known.filter(Q(board_votes__isnull=False) | Q(board_decisions__outcome__in=BoardOutcome.values))
    pks = set(begun.order_by().values_list("competition", flat=True))
    return [competition for competition in ranked if competition.pk in pks]


def votes_on(application: Application) -> list[CastVote]:
    """All votes on an application, by the names of the members."""
    rows = BoardVote.objects.filter(application=application).with_members()
    return [CastVote(vote.member_id, vote.member.name, vote.choice) for vote in rows]


def awarded_in(competition: Competition, *, besides: Application | None = None) -> int:
    """What the board's awards take of the budget, those that wait for a countersignature included.

    An application with a decision and a new one that waits counts with the larger of both.
    """
    rows = BoardDecision.objects.of_round(competition).counted().filter(application__in=_submitted(competition))
    if besides:
        rows = rows.exclude(application=besides)
    largest: dict[int, int] = defaultdict(int)
    for application, amount in rows.values_list("application", "amount"):
        largest[application] = max(largest[application], amount or 0)
    return sum(largest.values())


def _submitted(competition: Competition) -> "QuerySet[Application, Any]":
    return Application.objects.submitted().filter(competition=competition).order_by().values("pk")


def limits_of(application: Application) -> AwardLimits:
    """The most and the least that the board can award this application."""
    competition = application.competition
    budget = competition.board_budget
    left = None if budget is None else max(budget - awarded_in(competition, besides=application), 0)
    claimed = Claim.objects.filter(award__application=application).counted().total()
    return limits_besides_budget(application, competition)._replace(left=left, claimed=claimed)


def limits_besides_budget(application: Application, competition: Competition) -> AwardLimits:
    """The most that the application can get, whatever is left of the round's budget."""
    most = maximum_award(
        application.participants_count,
        single=competition.ceiling_single,
        consortium=competition.ceiling_consortium,
    ).amount
    return AwardLimits(application.requested, most, None)


def released_outcome(application: Application) -> str:
    """What was last decided and released about it, or ""."""
    released = BoardDecision.objects.released().of(application)
    return released.values_list("outcome", flat=True).first() or ""


def settled_outcome(application: Application) -> str:
    """What was decided and released about it, if the board doesn't take it up again; otherwise ""."""
    settled = BoardDecision.objects.settled().of(application)
    return settled.values_list("outcome", flat=True).first() or ""


def with_released_outcome(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """The applications, each with what was decided and released about it (`released_outcome`), or None."""
    decided = BoardDecision.objects.released().filter(application=OuterRef("pk")).order_by("-pk")
    first = Subquery(decided.values("outcome")[:1])
    return applications.annotate(released_outcome=first)  # type: ignore[no-redef]  # declared on the model


class ReleaseFacts(NamedTuple):
    """What a release would make known now."""

    counts: dict[str, int]
    digest: str  # of the decisions, so that a change is noticed
    waiting: list[str]  # applications whose decision waits for a countersignature


def release_facts(competition: Competition) -> ReleaseFacts:
    """What the next release of the round makes known, in four queries."""
    submitted = _submitted(competition)
    decisions = list(BoardDecision.objects.to_release(competition))
    of_round = BoardDecision.objects.filter(application__in=submitted)
    waiting = of_round.proposed().values_list("application__reference", flat=True)
    return ReleaseFacts(
        counts_of(
            [decision.outcome for decision in decisions],
            submitted=submitted.count(),
            decided=of_round.decided().count(),
        ),
        digest_of({"decisions": [digest_of_board_decision(decision) for decision in decisions]}),
        list(waiting),
    )


class RoundToVoteIn(NamedTuple):
    """A round with applications before the board, and how far a board member is."""

    competition: Competition
    applications: int
    voted: int


def rounds_to_vote_in(user: User, at: datetime.datetime) -> list[RoundToVoteIn]:
    """For a board member: the rounds in review with how many applications there are, and votes of the member's own.

    Without applications whose yes or no was released. Two queries.
    """
    settled = BoardDecision.objects.settled().order_by().values("application")
    rows = before_board(user).in_review(at).filter(competition__is_draft=False).exclude(pk__in=settled)
    mine = Count("board_votes", filter=Q(board_votes__member=user), distinct=True)
    counts = rows.order_by().values("competition").annotate(all=Count("pk", distinct=True), voted=mine)
    of_round = {one["competition"]: (one["all"], one["voted"]) for one in counts}
    return [
        RoundToVoteIn(competition, *of_round[competition.pk])
        for competition in Competition.objects.filter(pk__in=of_round).order_by("closes_at", "name")
    ]
