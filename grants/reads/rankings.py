"""What a round's ranking is computed from, and its result."""

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db.models import Q

from accounts.models import User
from grants.models import Application, Competition, RoundRanking, Score, ScorerAssignment
from grants.reads.meetings import changes_digested, levels_after_meetings
from grants.reads.stage_results import results_in
from grants.reads.tie_facts import read_tie_facts
from grants.rules.gate import GateVotes, result_of_gate
from grants.rules.ranking.ranks import DEFAULT_SEED, Ranking, rank_scores
from grants.rules.ranking.score_table import ScoreTable
from grants.rules.ranking.ties import TiePlace, order_by_tie_rule
from grants.rules.tie_rule import TieFacts, criteria_named
from grants.rules.weighted_scores import Standing, percent_of, standing_of
from grants.states import GateResult, ScoringStage

TIE_FACTS = [field.name for field in fields(TieFacts)]
# Grows with every change of the method, so that rankings computed before are out of date.
METHOD = 2  # since 2, each application has the facts that the tie rule compares


@dataclass(frozen=True)
class RankingEntry:
    """One application of the round, how its votes at the gate went, and whether it can be ranked."""

    pk: int
    reference: str
    name: str
    standing: Standing
    gate: GateResult
    votes: tuple[str, ...]


@dataclass(frozen=True)
class RankingInputs:
    """The applications of a round that a person may read, and the digest of what a ranking of them rests on."""

    entries: list[RankingEntry]
    left_out: int  # how many applications are kept from the person
    scope: str
    digest: str
    has_gate: bool

    @property
    def standings(self) -> list[Standing]:
        """The standing of each application."""
        return [entry.standing for entry in self.entries]

    def count(self, standing: Standing) -> int:
        """How many applications have that standing."""
        return self.standings.count(standing)


@dataclass(frozen=True)
class RoundRankings:
    """The latest result for a reader, and what was asked for since; None if there is none."""

    computed: RoundRanking | None
    latest: RoundRanking | None


def read_ranking_inputs(competition: Competition, reader: User, at: datetime.datetime) -> RankingInputs:
    """Who can be ranked; a closed stage waits for no one.

    It reads no score by criteria: scores don't change while they are submitted.
    """
    desk = Application.objects.on_desk_of(reader).filter(competition=competition)
    applications = list(desk.order_by("reference").values_list("pk", "reference", "consortium__name"))
    kept = Application.objects.kept_from(reader).submitted().filter(competition=competition)
    left_out = sorted(kept.values_list("pk", flat=True))
    assignments = list(
        ScorerAssignment.objects.filter(application__in=desk.order_by().values("pk"))
        .order_by("pk")
        .values_list("pk", "application", "stage", "submitted_at", "ended_at")
    )
    votes: dict[int, list[str]] = defaultdict(list)
    of_gate = Score.objects.filter(criterion=None, assignment__in=_submitted(competition, reader).current())
    for pk, vote in of_gate.order_by("pk").values_list("assignment__application", "vote"):
        votes[pk].append(vote)
    is_closed = {str(stage): competition.is_stage_closed(stage, at) for stage in ScoringStage}
    waits = {
        (pk, stage) for _, pk, stage, submitted, ended in assignments if not (submitted or ended or is_closed[stage])
    }
    scoring = [row for row in assignments if row[2] == ScoringStage.SCORING]
    scores = Counter(pk for _, pk, _, submitted, ended in scoring if submitted and not ended)
    has_gate = any(stage == ScoringStage.GATE and not ended for _, _, stage, _, ended in assignments)
    results = results_in(competition)
    entries = []
    for pk, reference, name in applications:
        gate = result_of_gate(GateVotes.counted(votes[pk]), needed=competition.gate_votes_needed)
        standing = standing_of(
            gate=gate,
            gate_waits=(pk, ScoringStage.GATE) in waits,
            scoring_waits=(pk, ScoringStage.SCORING) in waits,
            scores=scores[pk],
            has_gate=has_gate,
            is_ineligible=pk in results.screen,
            is_out_of_gate=pk in results.gate,
        )
        entries.append(RankingEntry(pk, reference, name, standing, gate, tuple(votes[pk])))
    basis: dict[str, Any] = {
        "method": METHOD,
        "seed": DEFAULT_SEED,
        "weights": sorted(competition.criteria.order_by().values_list("pk", "weight")),
        "standings": [(entry.reference, entry.standing) for entry in entries],
        "submitted": [row for row in assignments if row[3]],
    }
    if changes := changes_digested(pk for pk, _, _ in applications):
        basis["changes"] = changes
    scope = _digest(left_out) if left_out else ""
    return RankingInputs(entries, len(left_out), scope, _digest(basis), has_gate)


def rankings_for(competition: Competition, scope: str, without: str = "") -> RoundRankings:
    """The latest ranking that has a result, and the latest one asked for; `without` is a scorer who is left out."""
    rows = RoundRanking.objects.in_scope(competition, scope).filter(without=without)
    latest = rows.first()
    is_computed = latest is not None and latest.computed_at is not None
    return RoundRankings(latest if is_computed else rows.computed().first(), latest)


def bands_of(ranking: RoundRanking | None) -> dict[str, int]:
    """The band of each ranked application, by reference, the best first; empty without a ranking."""
    rows = ranking.result["applications"] if ranking else []
    return {row["application"]: row["band"] for row in rows}


def result_of(competition: Competition, reader: User, inputs: RankingInputs, without: str = "") -> dict[str, Any]:
    """Compute the ranking; at the scale of a state, it takes seconds. `without` is a scorer whose scores are left out.

    Where scores were excluded for a conflict, or changed in a consensus meeting, each application also has its place
    with what scorers first submitted: `before`.
    """
    scored = {entry.pk: entry.reference for entry in inputs.entries if entry.standing == Standing.SCORED}
    current, first = ([row for row in rows if row[1] != without] for rows in _rows(competition, reader, scored))
    pool = sum(standing not in (Standing.FAILED, Standing.INELIGIBLE) for standing in inputs.standings)
    ranking = rank_scores(ScoreTable.from_rows(current), seed=DEFAULT_SEED, whole_pool_size=pool)
    result = _as_json(ranking)
    facts = read_tie_facts(scored)
    for row in result["applications"]:
        of_row, region = facts[row["application"]]
        row["facts"] = {**asdict(of_row), "region": region}
    if first != current:
        before = _as_json(rank_scores(ScoreTable.from_rows(first), seed=DEFAULT_SEED))
        places = {row["application"]: row for row in before["applications"]}
        for row in result["applications"]:
            place = places[row["application"]]
            row["before"] = {name: place[name] for name in ("n", "raw", "adjusted", "rank", "band")}
    return result


def order_in_bands(competition: Competition, result: Mapping[str, Any], at: datetime.datetime) -> list[TiePlace]:
    """The whole order that the tie rule gives a computed ranking.

    Empty if the seed of the lots isn’t public yet, or if an earlier release computed the ranking.
    """
    rows, seed = result["applications"], competition.public_seed(at)
    if not seed or not all("facts" in row for row in rows):
        return []
    bands = {row["application"]: row["band"] for row in rows}
    facts = {row["application"]: tie_facts_in(row).amounts() for row in rows}
    return order_by_tie_rule(bands, facts, criteria_named(competition.tie_criteria), seed)


def order_of(competition: Competition, ranking: RoundRanking, at: datetime.datetime) -> list[TiePlace]:
    """The same for a ranking as it is kept, worked out once: a page has several lines in one order."""
    key = (competition.public_seed(at), *competition.tie_criteria)
    if key not in ranking.orders:
        ranking.orders[key] = order_in_bands(competition, ranking.result, at)
    return ranking.orders[key]


def tie_facts_in(row: Mapping[str, Any]) -> TieFacts:
    """The facts that a ranking keeps of an application."""
    facts = row["facts"]
    return TieFacts(**{name: facts[name] for name in TIE_FACTS})


def _submitted(competition: Competition, reader: User) -> Any:
    desk = Application.objects.on_desk_of(reader).filter(competition=competition).order_by().values("pk")
    return ScorerAssignment.objects.submitted().filter(application__in=desk)


ScoreRow = tuple[str, str, float]


def _rows(competition: Competition, reader: User, scored: dict[int, str]) -> tuple[list[ScoreRow], list[ScoreRow]]:
    """Application, scorer, and percent: of the scores that count, and of what was first submitted.

    What was first submitted has the levels of before consensus meetings, and the scores that were excluded later.
    """
    submitted = _submitted(competition, reader).filter(stage=ScoringStage.SCORING)
    after = levels_after_meetings(scored)
    levels: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    firsts: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    given = Score.objects.filter(assignment__in=submitted.order_by().values("pk"), criterion__isnull=False)
    for pk, assignment, weight, level in given.order_by("pk").values_list(
        "pk", "assignment", "criterion__weight", "level"
    ):
        levels[assignment].append((weight, after[pk].level if pk in after else level))
        firsts[assignment].append((weight, level))
    columns = ("pk", "application", "scorer", "scorer__person__name", "is_excluded")
    counts = Q(ended_at=None) | Q(is_excluded=True)
    assignments = list(submitted.filter(counts, application__in=scored).order_by("pk").values_list(*columns))
    labels = _labels({scorer: name for _, _, scorer, name, _ in assignments})
    current: dict[tuple[str, str], float] = {}
    first: dict[tuple[str, str], float] = {}
    excluded: dict[tuple[str, str], float] = {}
    for pk, application, scorer, _, is_excluded in assignments:
        pair = scored[application], labels[scorer]
        percent, at_first = percent_of(levels[pk]), percent_of(firsts[pk])
        if percent is not None and not is_excluded:
            current[pair] = percent
        if at_first is not None:
            (excluded if is_excluded else first)[pair] = at_first
    return _flat(current), _flat(first | {pair: one for pair, one in excluded.items() if pair not in first})


def _flat(percents: dict[tuple[str, str], float]) -> list[ScoreRow]:
    return [(application, scorer, percent) for (application, scorer), percent in percents.items()]


def _labels(names: dict[int, str]) -> dict[int, str]:
    """The names of scorers; people of the same name are told apart by number."""
    every = list(names.values())
    return {pk: name if every.count(name) == 1 else f"{name} (scorer {pk})" for pk, name in names.items()}


def _as_json(ranking: Ranking) -> dict[str, Any]:
    return {
        "applications": [asdict(row) for row in ranking.applications],
        "scorers": [asdict(row) for row in ranking.scorers],
        "reliability": asdict(ranking.reliability),
        "warnings": ranking.warnings,
    }


def _digest(basis: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(basis, default=str).encode()).hexdigest()
