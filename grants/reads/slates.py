"""What the pages of slates show, what a slate's decisions rest on, and what can be put on one."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count

from accounts.models import User
from grants.models import (
    Application,
    BoardDecision,
    BoardSlate,
    BoardVote,
    Competition,
    RoundRanking,
    SlateItem,
    SlateVote,
)
from grants.models.board import before_board
from grants.reads.board import awarded_in, limits_besides_budget
from grants.reads.proofs import ProvedKind, moment_in_log
from grants.rules.board import CastVote, tally_of
from grants.rules.slates import RankedPlace, SlateCandidate, SlateLine, reasons_with
from signing.rules import digest_of


class SlateRow(NamedTuple):
    """A slate in the list of a round, as far as this reader may know of it."""

    slate: BoardSlate
    applications: int  # on it, that the reader may know of
    votes: list[SlateVote]  # all for officials, the own one for board members


def slates_in(competition: Competition, reader: User) -> list[SlateRow]:
    """The slates of a round that the reader sees, the latest first; three queries."""
    slates = list(BoardSlate.objects.visible_to(reader).of_round(competition))
    items = SlateItem.objects.visible_to(reader).on_slate().filter(slate__in=slates).order_by()
    counts = dict(items.values("slate").annotate(count=Count("pk")).values_list("slate", "count"))
    votes: dict[int, list[SlateVote]] = defaultdict(list)
    for vote in SlateVote.objects.visible_to(reader).filter(slate__in=slates).with_members():
        votes[vote.slate_id].append(vote)
    return [SlateRow(slate, counts.get(slate.pk, 0), votes[slate.pk]) for slate in slates]


class SlateFacts(NamedTuple):
    """One slate, as far as this reader may know of it."""

    slate: BoardSlate
    items: list[SlateItem]  # on it
    pulled: list[SlateItem]
    votes: list[SlateVote]


def slate_shown_to(slate: BoardSlate, reader: User) -> SlateFacts:
    """The slate's applications and votes that the reader may know of; two queries."""
    items = list(SlateItem.objects.visible_to(reader).of(slate))
    votes = list(SlateVote.objects.visible_to(reader).filter(slate=slate).with_members())
    return SlateFacts(
        slate, [one for one in items if one.pulled_at is None], [one for one in items if one.pulled_at], votes
    )


def lines_of(slate: BoardSlate, items: Sequence[SlateItem], at: datetime.datetime) -> list[SlateLine]:
    """What the decisions about these items of the slate rest on; two queries."""
    votes = votes_by_application([item.application_id for item in items])
    on_slate = dict(SlateVote.objects.filter(slate=slate).order_by().values_list("member", "choice"))
    return [
        SlateLine(
            item.application.reference,
            item.amount,
            reasons_with(slate.reasons, item.note),
            limits_besides_budget(item.application, slate.competition),
            tally_of(vote.choice for vote in votes[item.application_id]),
            tally_of(on_slate[vote.member] for vote in votes[item.application_id] if vote.member in on_slate),
            item.application.is_returned(at),
        )
        for item in items
    ]


def votes_by_application(pks: Collection[int]) -> dict[int, list[CastVote]]:
    """All votes on each of these applications, by the names of the members; one query."""
    votes: dict[int, list[CastVote]] = defaultdict(list)
    for vote in BoardVote.objects.filter(application__in=pks).with_members():
        votes[vote.application_id].append(CastVote(vote.member_id, vote.member.name, vote.choice))
    return votes


def left_in(competition: Competition) -> int | None:
    """What the round's budget has left for awards; None: no limit."""
    return None if competition.board_budget is None else max(competition.board_budget - awarded_in(competition), 0)


def candidates_for(applications: Iterable[Application], at: datetime.datetime) -> list[SlateCandidate]:
    """These applications, with what keeps them off a slate; two queries."""
    rows = list(applications)
    pks = [application.pk for application in rows]
    decided = set(BoardDecision.objects.counted().filter(application__in=pks).values_list("application", flat=True))
    taken = on_live_slates(pks)
    return [
        SlateCandidate(one.reference, one.is_submitted, one.is_returned(at), one.pk in decided, one.pk in taken)
        for one in rows
    ]


def on_live_slates(pks: Collection[int]) -> set[int]:
    """Which of these applications are on a slate that isn't decided; one query."""
    return set(SlateItem.objects.live().filter(application__in=pks).values_list("application", flat=True))


class ToChoose(NamedTuple):
    """An application that can be put on a slate, with its place in the latest ranking."""

    application: Application
    place: RankedPlace | None


def to_choose_from(competition: Competition, reader: User, at: datetime.datetime) -> list[ToChoose]:
    """The applications without a decision that are on no slate, by reference; four queries."""
    rows = before_board(reader).filter(competition=competition).select_related("consortium").order_by("reference")
    applications = {one.reference: one for one in rows}
    ranking = RoundRanking.objects.of_round(competition, "").computed().first()
    ranked = ranking.result["applications"] if ranking else []
    places = {row["application"]: RankedPlace(row["rank"], row["band"]) for row in ranked}
    return [
        ToChoose(applications[one.reference], places.get(one.reference))
        for one in candidates_for(applications.values(), at)
        if not (one.is_decided or one.is_on_slate or one.is_returned)
    ]


def digest_of_slate(slate: BoardSlate) -> str:
    """The digest of a slate with its applications, its votes, and its people; two queries."""
    items = slate.items.order_by("pk").values_list("application", "amount", "note", "pulled_by", "pulled_at")
    votes = slate.votes.order_by("pk").values_list("member", "choice", "cast_at")
    return digest_of(
        {
            "round": slate.competition_id,
            "outcome": slate.outcome,
            "reasons": slate.reasons,
            "applications": [[*item[:-1], moment_in_log(item[-1])] for item in items],
            "votes": [[*vote[:-1], moment_in_log(vote[-1])] for vote in votes],
            "prepared": [slate.prepared_by_id, moment_in_log(slate.prepared_at)],
            "entered": [slate.entered_by_id, moment_in_log(slate.entered_at)],
            "decided": [slate.countersigned_by_id, moment_in_log(slate.decided_at)],
            "withdrawn": moment_in_log(slate.withdrawn_at),
        }
    )


SLATES = ProvedKind(
    key="slate",
    rows=lambda: BoardSlate.objects.select_related("competition"),
    name=lambda row: f"Slate {row.pk} of {row.competition}",
    digest=digest_of_slate,
    at=lambda row: row.prepared_at,
    competition=lambda row: row.competition,
)
