"""From a round to a task of assigning, and from its result to what is stored of a proposal."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Role, User
from grants.models import Application, AssignmentProposal, Competition, Participant, Scorer, ScorerAssignment
from grants.reads.scorer_conflicts import ScorerConflicts, notices_by_pair, scorer_conflicts
from grants.reads.stage_results import results_in
from grants.rules.assigning import (
    AssignmentTask,
    AvailableScorer,
    ScoredApplication,
    ScorerPair,
    explain,
    problems_with_task,
    share_out,
)
from grants.rules.scorers import is_agreement_current
from grants.states import Expertise, ScoringStage

# What the scorers of a stage should know about.
EXPERTISE = {ScoringStage.GATE: Expertise.FINANCE, ScoringStage.SCORING: Expertise.PROGRAM}


@dataclass(frozen=True)
class ProposedRound:
    """The round that a proposal is about, as it is now; IDs of the task are references, and row IDs as text."""

    applications: dict[str, int]
    scorers: dict[str, Scorer]
    conflicts: ScorerConflicts
    task: AssignmentTask
    assigned: frozenset[ScorerPair]


def applications_to_assign(proposal: AssignmentProposal, at: datetime.datetime) -> QuerySet[Application]:
    """The applications of the round on the desk of the officer, as far as they can be reviewed.

    Leaves out ineligible applications and, for scoring by criteria, those that did not pass the gate.
    """
    mine = Application.objects.on_desk_of(proposal.requested_by).in_review(at)
    results = results_in(proposal.competition)
    out = results.out if proposal.stage == ScoringStage.SCORING else results.screen
    return mine.filter(competition=proposal.competition).exclude(pk__in=out)


def proposed_round(
    proposal: AssignmentProposal, at: datetime.datetime, *, only: ScorerPair | None = None
) -> ProposedRound:
    """Everything that the proposal is computed from. `only`: conflicts of that pair, which is quicker."""
    on = timezone.localdate(at)
    applications = applications_to_assign(proposal, at)
    scorers = {str(one.pk): one for one in Scorer.objects.of_round(proposal.competition).accepted().for_list()}
    people: list[User] = [one.person for key, one in scorers.items() if only is None or only.scorer == key]
    looked_at = applications if only is None else applications.filter(reference=only.application)
    conflicts = scorer_conflicts(people, looked_at, reader=proposal.requested_by, on=on)
    references = dict(applications.order_by("reference").values_list("reference", "pk"))
    assigned, elsewhere = _assigned(proposal, scorers, references)
    bars = _bars(scorers, references, conflicts)
    keep = {pair for pair in assigned if pair.application not in bars[pair.scorer]}
    by_hand = _known(proposal.keep, scorers, references) - keep
    task = AssignmentTask(
        per_application=proposal.per_application,
        scorers=_available(scorers, bars, assigned, elsewhere, on),
        applications=_scored(references, proposal.stage),
        keep=frozenset(keep | by_hand),
        never=frozenset(_known(proposal.never, scorers, references) - keep),
    )
    return ProposedRound(references, scorers, conflicts, task, frozenset(assigned))


def computed(proposal: AssignmentProposal, at: datetime.datetime) -> tuple[dict[str, Any] | None, list[str]]:
    """The result of a proposal, or why there is none."""
    current = proposed_round(proposal, at)
    if problems := problems_with_task(current.task):
        return None, [_in_names(words, current) for words in problems]
    assignment = share_out(current.task)
    new = [pair for pair in assignment.pairs if pair not in current.assigned]
    pairs = [(current.scorers[pair.scorer], current.applications[pair.application]) for pair in new]
    notices = notices_by_pair(current.conflicts, pairs)
    result = {
        "pairs": [[*pair, notices[place]] for place, pair in enumerate(new)],
        "assigned": [list(pair) for pair in sorted(current.assigned)],
        "unfilled": [list(short) for short in assignment.unfilled],
        "warnings": list(assignment.warnings),
    }
    return result, []


def explained(proposal: AssignmentProposal, pair: ScorerPair, at: datetime.datetime) -> list[str]:
    """Why the proposal has this pair, or why not; empty if there is no such scorer or application."""
    current = proposed_round(proposal, at, only=pair)
    if pair.scorer not in current.scorers or pair.application not in current.applications or not proposal.result:
        return []
    pairs = {ScorerPair(*row[:2]) for row in [*proposal.result["pairs"], *proposal.result["assigned"]]}
    person, application = current.scorers[pair.scorer].person_id, current.applications[pair.application]
    notices = current.conflicts.notices(person, application)
    return [*explain(current.task, pairs, pair), *notices]


def _known(pairs: list[list[str]], scorers: dict[str, Scorer], references: dict[str, int]) -> set[ScorerPair]:
    """The pairs that are still there."""
    found = {ScorerPair(*pair) for pair in pairs}
    return {pair for pair in found if pair.scorer in scorers and pair.application in references}


def _assigned(
    proposal: AssignmentProposal, scorers: dict[str, Scorer], references: dict[str, int]
) -> tuple[set[ScorerPair], dict[str, int]]:
    """The pairs of the stage, and how many other applications each scorer has, at the other stage or off the desk."""
    rows = ScorerAssignment.objects.of_round(proposal.competition).current().order_by()
    pairs, elsewhere = set(), defaultdict[str, int](int)
    for scorer, reference, stage in rows.values_list("scorer", "application__reference", "stage"):
        if stage == proposal.stage and str(scorer) in scorers and reference in references:
            pairs.add(ScorerPair(reference, str(scorer)))
        else:
            elsewhere[str(scorer)] += 1
    return pairs, elsewhere


def _bars(
    scorers: dict[str, Scorer], references: dict[str, int], conflicts: ScorerConflicts
) -> dict[str, dict[str, list[str]]]:
    names = {pk: reference for reference, pk in references.items()}
    return {
        key: {names[pk]: why for pk, why in conflicts.barred(scorer.person_id).items() if pk in names}
        for key, scorer in scorers.items()
    }


def _available(
    scorers: dict[str, Scorer],
    bars: dict[str, dict[str, list[str]]],
    assigned: set[ScorerPair],
    elsewhere: dict[str, int],
    on: datetime.date,
) -> list[AvailableScorer]:
    able = set(User.objects.holding(Role.SCORER, on=on).values_list("pk", flat=True))
    able -= set(User.objects.holding(Role.GRANTS_OFFICER, on=on).values_list("pk", flat=True))
    rows = []
    for key, scorer in scorers.items():
        own = sum(pair.scorer == key for pair in assigned)
        signed_on = timezone.localdate(scorer.agreed_at) if scorer.agreed_at else None
        takes_more = scorer.person_id in able and is_agreement_current(signed_on, on)
        rows.append(
            AvailableScorer(
                id=key,
                capacity=max(own, scorer.capacity - elsewhere.get(key, 0)) if takes_more else own,
                conflicts=bars[key],
                expertise=frozenset({scorer.get_expertise_display()}),
                region=scorer.region.name if scorer.region else "",
                name=scorer.person.name,
            )
        )
    return rows


def _scored(references: dict[str, int], stage: str) -> list[ScoredApplication]:
    leads = Participant.objects.order_by().filter(application__in=references.values(), role=Participant.Role.LEAD)
    regions = dict(leads.exclude(district=None).values_list("application", "district__county__region__name"))
    expertise = frozenset({str(EXPERTISE[ScoringStage(stage)].label)})
    return [ScoredApplication(reference, expertise, regions.get(pk) or "") for reference, pk in references.items()]


def _in_names(words: str, current: ProposedRound) -> str:
    """The sentence with names of scorers for their row IDs."""
    for key, scorer in current.scorers.items():
        words = words.replace(f"“{key}”", scorer.person.name)
    return words


@dataclass(frozen=True)
class ShownProposal:
    """An officer's proposal with the names of the round's scorers, and what is on the officer's desk."""

    proposal: AssignmentProposal | None
    scorers: dict[str, Scorer]
    references: frozenset[str]


def proposal_shown_to(reader: User, competition: Competition, stage: str) -> ShownProposal:
    """The officer's open proposal of a stage of the round, if there is one."""
    rows = AssignmentProposal.objects.visible_to(reader).open_in(competition, stage)
    applications = Application.objects.on_desk_of(reader).filter(competition=competition)
    return ShownProposal(
        proposal=rows.select_related("competition", "requested_by").first(),
        scorers={str(one.pk): one for one in Scorer.objects.of_round(competition).accepted().for_list()},
        references=frozenset(applications.order_by().values_list("reference", flat=True)),
    )
