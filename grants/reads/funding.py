"""What the funding line of a round is drawn from, read once for all its scenarios, and the lines drawn from it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import User
from grants.models import Application, BoardDecision, Competition, FundingScenario, PassedOver, RoundRanking, Version
from grants.reads.desk import participants_in
from grants.reads.member_loss import loss_facts_of
from grants.reads.rankings import (
    RankingInputs,
    order_in_bands,
    order_of,
    rankings_for,
    read_ranking_inputs,
    tie_facts_in,
)
from grants.reads.stage_results import results_in
from grants.rules.funding_line import Candidate, FundingLine, draw_line
from grants.rules.funding_scenarios import Scenario, passed_over, scenario_from_json
from grants.rules.member_loss import MemberLoss, losses_of
from grants.rules.ranking.ties import TiePlace
from grants.rules.weighted_scores import Standing
from grants.states import BoardOutcome

DECIMALS = 4  # raw scores that are shown as equal are equal


class Absent(NamedTuple):
    """An application that a scenario leaves out, and why."""

    reference: str
    reason: str


@dataclass(frozen=True)
class ScenarioLine:
    """A scenario drawn as a line."""

    scenario: Scenario
    line: FundingLine
    order: list[TiePlace]
    absent: list[Absent]
    changes: list[str]  # what the loss of a member changes, in sentences


@dataclass(frozen=True)
class FundingBasis:
    """Everything that scenarios of a round need; `ranking` is None while the line can't be drawn, for the `problem`."""

    competition: Competition
    scope: str
    names: Mapping[str, str]
    ranking: RoundRanking | None
    problem: str
    is_fresh: bool
    left_out: int
    at: datetime.datetime
    requested: Mapping[str, int] = field(default_factory=dict)
    without: Mapping[str, RoundRanking] = field(default_factory=dict)  # by the scorer who is left out
    losses: Mapping[tuple[str, str], MemberLoss] = field(default_factory=dict)  # by application and member
    saved: list[FundingScenario] = field(default_factory=list)

    @property
    def scorers(self) -> list[str]:
        """Who can be left out, by name."""
        return sorted(row["scorer"] for row in self.ranking.result["scorers"]) if self.ranking else []

    @property
    def budget(self) -> int:
        """The board's budget; without one, everything that is requested."""
        budget = self.competition.board_budget
        return sum(self.requested.values()) if budget is None else budget

    def needs_ranking(self, scenario: Scenario) -> bool:
        """Whether the ranking without the scorer has yet to be computed."""
        return bool(scenario.without_scorer) and scenario.without_scorer not in self.without

    def line_of(self, scenario: Scenario) -> ScenarioLine | None:
        """The line of a scenario; None if what it needs isn't computed."""
        if self.ranking is None or self.needs_ranking(scenario):
            return None
        ranking = self.without[scenario.without_scorer] if scenario.without_scorer else self.ranking
        rows = {row["application"]: row for row in ranking.result["applications"]}
        base_rows = {row["application"]: row for row in self.ranking.result["applications"]}
        absent = [
            Absent(reference, f"No score is left without {scenario.without_scorer}.")
            for reference in base_rows
            if reference not in rows
        ]
        amounts, changes = dict(self.requested), list[str]()
        if loss := self.losses.get((scenario.application, scenario.leaves)):
            lost = loss.grant + loss.grant_for_it
            amounts[scenario.application] = max(0, amounts[scenario.application] - lost)
            less = f"Without {loss.name}, {scenario.application} requests ${lost:,} less."
            changes.append(f"{less} Its scores and place stay the same.")
            if loss.broken_rules:
                reason = " ".join(loss.broken_rules)
                absent.append(Absent(scenario.application, f"Without {loss.name}: {reason}"))
        if scenario.is_raw:
            order = order_in_bands(self.competition, _by_raw(ranking.result), self.at)
        else:
            order = order_of(self.competition, ranking, self.at)
        gone = {one.reference for one in absent}
        candidates = [
            Candidate(
                one.reference,
                amounts[one.reference],
                rows[one.reference]["facts"]["region"],
                is_small_or_rural=tie_facts_in(rows[one.reference]).is_small_or_rural,
            )
            for one in order
            if one.reference in amounts and one.reference not in gone
        ]
        return ScenarioLine(scenario, draw_line(candidates, scenario.terms(self.budget)), order, absent, changes)


def read_funding_basis(
    competition: Competition, reader: User, at: datetime.datetime, *scenarios: Scenario
) -> FundingBasis:
    """The basis of the line for this reader, with what these and all saved scenarios need.

    The same number of queries whatever the number of applications, plus one for each member that leaves in a scenario.
    """
    inputs = read_ranking_inputs(competition, reader, at)
    ranking = rankings_for(competition, inputs.scope).computed
    names = {entry.reference: entry.name for entry in inputs.entries}
    problem = _problem(competition, inputs, ranking, at)
    is_fresh = ranking is not None and ranking.inputs_digest == inputs.digest
    facts = (competition, inputs.scope, names)
    if problem or ranking is None:
        return FundingBasis(*facts, None, problem, is_fresh=is_fresh, left_out=inputs.left_out, at=at)
    saved = list(FundingScenario.objects.of_round(competition, inputs.scope))
    every = [*scenarios, *(scenario_from_json(row.terms) for row in saved)]
    # One that was withdrawn since or was found ineligible is no longer in the line.
    scored = {entry.reference for entry in inputs.entries if entry.standing == Standing.SCORED}
    ranked = {row["application"] for row in ranking.result["applications"]} & scored
    requested = {
        reference: amount
        for reference, amount in Application.objects.on_desk_of(reader)
        .filter(competition=competition)
        .values_list("reference", "requested")
        if reference in ranked
    }
    rankings = RoundRanking.objects.in_scope(competition, inputs.scope).computed()
    left_out = {one.without_scorer for one in every}
    return FundingBasis(
        *facts,
        ranking,
        "",
        is_fresh=is_fresh,
        left_out=inputs.left_out,
        at=at,
        requested=requested,
        without={row.without: row for row in rankings.without_scorers(left_out, digest=ranking.inputs_digest)},
        losses=_losses(competition, {(s.application, s.leaves) for s in every if s.application in requested}),
        saved=saved,
    )


def members_of(competition: Competition, reader: User, reference: str) -> dict[str, str]:
    """The members of an application of the round that this reader may read, names by key; empty if there is none."""
    application = Application.objects.on_desk_of(reader).filter(competition=competition, reference=reference).first()
    return dict(application.participants.values_list("key", "name")) if application else {}


def reasons_for_passing_over(competition: Competition, known: Any) -> list[PassedOver]:
    """The reasons kept in the round, as far as both applications are among those that the reader may know of."""
    return list(PassedOver.objects.of_round(competition).between(known))


def without_a_reason(competition: Competition, ranking: RoundRanking | None, at: datetime.datetime) -> list[str]:
    """Applications that come before an awarded one, aren’t awarded, and have no reason for that kept, in the order.

    `ranking` is that of the whole round; None if there is none.
    """
    if ranking is None:
        return []
    submitted = Application.objects.submitted().filter(competition=competition)
    submitted = submitted.exclude(pk__in=results_in(competition).out)
    known = set(submitted.order_by().values_list("reference", flat=True))
    order = [place.reference for place in order_of(competition, ranking, at) if place.reference in known]
    if not order:
        return []
    awards = BoardDecision.objects.of_round(competition).counted().filter(outcome=BoardOutcome.YES)
    awarded = set(awards.order_by().values_list("application__reference", flat=True))
    explained = set(PassedOver.objects.of_round(competition).values_list("instead_of__reference", flat=True))
    return [reference for reference in passed_over(order, list(awarded)) if reference not in explained]


def _problem(
    competition: Competition, inputs: RankingInputs, ranking: RoundRanking | None, at: datetime.datetime
) -> str:
    """Why no line can be drawn; "" if one can."""
    if inputs.count(Standing.WAITING):
        return "The funding line appears once every assigned scorer has submitted."
    if ranking is None:
        return "Compute the ranking first."
    if not competition.public_seed(at):
        return "The order inside each band isn’t decided yet: the tie rule has no public seed for its lots."
    if not all("facts" in row for row in ranking.result["applications"]):
        return "This ranking was computed before the funding line existed. Compute it again."
    return ""


def _by_raw(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result with a band for each raw score, the highest first: only equal scores are ties."""
    scores = sorted({round(row["raw"], DECIMALS) for row in result["applications"]}, reverse=True)
    places = {score: place for place, score in enumerate(scores, start=1)}
    rows = [{**row, "band": places[round(row["raw"], DECIMALS)]} for row in result["applications"]]
    return {**result, "applications": rows}


def _losses(competition: Competition, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], MemberLoss]:
    """What these applications lose if that member leaves, by the latest submitted version."""
    pairs = sorted(pair for pair in wanted if all(pair))
    if not pairs:
        return {}
    references = {reference for reference, _ in pairs}
    versions = Version.objects.newest(1).filter(
        application__competition=competition, application__reference__in=references
    )
    found: dict[tuple[str, str], MemberLoss] = {}
    for version in versions.select_related("application__competition").order_by("application__reference"):
        application = version.application
        facts = loss_facts_of(application, participants_in(version))
        for loss in losses_of(version.content, version.reading, facts).losses:
            if (application.reference, loss.key) in pairs:
                found[application.reference, loss.key] = loss
    return found
