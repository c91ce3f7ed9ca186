"""A proposal of scorers as its officer reads it: by application, by scorer, and one pair."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from grants.models import AssignmentProposal, Competition, Scorer
from grants.reads.proposed_scorers import ShownProposal


class ProposedPair(NamedTuple):
    """One scorer of an application, or one application of a scorer."""

    name: str
    address: str
    state: str
    connections: list[str]


class ProposedScorersRow(NamedTuple):
    """An application with its scorers, or a scorer with his or her applications."""

    name: str
    pairs: list[ProposedPair]
    note: str


class PairOption(NamedTuple):
    """An option of a select."""

    value: str
    label: str


@dataclass(frozen=True)
class ScorersProposalPage:
    """Everything that the page of a proposal shows."""

    is_asked: bool
    is_waiting: bool
    problems: list[str]
    summary: str
    warnings: list[str]
    rows: list[ProposedScorersRow]
    connections: int
    may_confirm: bool
    revision: int
    applications: list[PairOption]
    scorers: list[PairOption]


def proposal_page(
    shown: ShownProposal, competition: Competition, stage: str, *, by_scorer: bool
) -> ScorersProposalPage:
    """The proposal, with its rows by application or by scorer."""
    proposal = shown.proposal
    result = (proposal.result if proposal else None) or {"pairs": [], "assigned": [], "unfilled": [], "warnings": []}
    new = [row for row in result["pairs"] if row[0] in shown.references]
    assigned = [row for row in result["assigned"] if row[0] in shown.references]
    unfilled = [row for row in result["unfilled"] if row[0] in shown.references]
    kept = {tuple(row) for row in proposal.keep} if proposal else set()
    rows = [(*row, "Kept by you" if tuple(row[:2]) in kept else "New") for row in new]
    rows += [(*row, [], "Assigned") for row in assigned]
    missing = sum(count for _, count, _ in unfilled)
    has_result = bool(proposal and proposal.result)
    summary = (
        f"New assignments: {len(new):,}. Assigned already: {len(assigned):,}. Missing: {missing:,}."
        if has_result
        else ""
    )
    build = _by_scorer if by_scorer else _by_application
    return ScorersProposalPage(
        is_asked=proposal is not None,
        is_waiting=proposal is not None and proposal.is_waiting,
        problems=list(proposal.problems) if proposal else [],
        summary=summary,
        warnings=list(result["warnings"]),
        rows=build(rows, shown, unfilled, reverse("review:proposal_pair", args=[competition.slug, stage])),
        connections=sum(bool(notices) for *_, notices in new),
        may_confirm=bool(new),
        revision=proposal.revision if proposal else 0,
        applications=[PairOption(reference, reference) for reference in sorted(shown.references)],
        scorers=[PairOption(key, scorer.person.name) for key, scorer in shown.scorers.items()],
    )


Row = tuple[str, str, list[str], str]


def _by_application(
    rows: list[Row], shown: ShownProposal, unfilled: list[tuple[str, int, str]], address: str
) -> list[ProposedScorersRow]:
    pairs: dict[str, list[ProposedPair]] = defaultdict(list)
    for reference, key, notices, state in rows:
        name = _name(shown.scorers.get(key))
        pairs[reference].append(ProposedPair(name, _pair_address(address, reference, key), state, notices))
    notes = {reference: f"{count} missing. {why}" for reference, count, why in unfilled}
    named = sorted({*pairs, *notes})
    return [
        ProposedScorersRow(reference, sorted(pairs.get(reference, [])), notes.get(reference, "")) for reference in named
    ]


def _by_scorer(
    rows: list[Row], shown: ShownProposal, unfilled: list[tuple[str, int, str]], address: str
) -> list[ProposedScorersRow]:
    pairs: dict[str, list[ProposedPair]] = defaultdict(list)
    for reference, key, notices, state in rows:
        pairs[key].append(ProposedPair(reference, _pair_address(address, reference, key), state, notices))
    return [
        ProposedScorersRow(scorer.person.name, sorted(pairs[key]), f"{len(pairs[key])} of at most {scorer.capacity}")
        for key, scorer in shown.scorers.items()
    ]


def _name(scorer: Scorer | None) -> str:
    return scorer.person.name if scorer else "No longer a scorer"


def _pair_address(address: str, reference: str, key: str) -> str:
    query = QueryDict(mutable=True)
    query.update({"application": reference, "scorer": key})
    return f"{address}?{query.urlencode()}"


class PairPage(NamedTuple):
    """Why a pair is proposed or not, and what the officer decided about it."""

    reference: str
    name: str
    scorer: str
    sentences: list[str]
    decided: str


def pair_page(proposal: AssignmentProposal, reference: str, scorer: Scorer, sentences: list[str]) -> PairPage:
    """One pair of a proposal."""
    pair = [reference, str(scorer.pk)]
    decided = "You decided to keep this pair." if pair in proposal.keep else ""
    decided = "You rejected this pair." if pair in proposal.never else decided
    return PairPage(reference, scorer.person.name, str(scorer.pk), sentences, decided)
