"""How far the scoring of a round is, and who scores an application, as officers see it."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from grants.models import Competition, EarlierScores, Score, ScorerAssignment
from grants.reads.scoring import ApplicationProgress, StageProgress
from grants.rules.gate import GateVotes, result_of_gate
from grants.rules.scoring import WORDS_OF_LEVELS
from grants.states import GateResult, ScoringStage


class StageRow(NamedTuple):
    """One stage of a round's scoring: whether it is open, and the page to change that."""

    label: str
    state: str
    address: str
    action: str


def stage_rows(competition: Competition, at: datetime.datetime) -> list[StageRow]:
    """The stages of a round, in their order."""
    return [_stage_row(competition, stage, at) for stage in ScoringStage]


def _stage_row(competition: Competition, stage: ScoringStage, at: datetime.datetime) -> StageRow:
    closes_at, label = competition.stage_closes_at(stage), str(stage.label)
    address = reverse("review:scoring_stage", args=[competition.slug, stage])
    if closes_at is None:
        return StageRow(label, "open, no closing date", address, "Set closing date")
    if competition.is_stage_closed(stage, at):
        return StageRow(label, f"closed {moment_in_words(closes_at)}", f"{address}reopen/", "Reopen")
    return StageRow(label, f"open, closes {moment_in_words(closes_at)}", address, "Change closing date")


class ProgressRow(NamedTuple):
    """One application: how many of its scorers submitted, and whether it passed the gate."""

    reference: str
    name: str
    gate: str
    result: str  # "" without scorers at the gate
    votes: str
    scoring: str


class ResultLink(NamedTuple):
    """A filter by the result of the gate."""

    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class RoundProgress:
    """All applications of a round, the counts over them, and those with one result at the gate."""

    summary: str
    screen: str  # how many the eligibility screen didn't decide; "" for none
    gate: str  # the counts of the results; "" if the round has no scorers at the gate
    links: list[ResultLink]
    query_string: str
    rows: list[ProgressRow]  # those that the filter leaves


def round_progress(rows: Sequence[ApplicationProgress], competition: Competition, result: str = "") -> RoundProgress:
    """The officers' page of a round's scoring: counts over all applications, and those with this result at the gate."""
    stages = [progress for row in rows for progress in row.stages.values()]
    assigned, submitted = sum(one.assigned for one in stages), sum(one.submitted for one in stages)
    without = sum(not row.stages for row in rows)
    words = f"Scorers have submitted scores for {submitted:,} of {assigned:,} assignments."
    if without:
        words += " 1 application has no scorer." if without == 1 else f" {without:,} applications have no scorer."
    results = [_result(row, competition) for row in rows]
    counts = Counter(results)
    has_gate = any(results)
    return RoundProgress(
        summary=words if rows else "",
        screen=_not_screened(sum(not (row.is_screened or row.is_out_of_gate) for row in rows)),
        gate=f"{', '.join(f'{counts[one]:,} {one.label.lower()}' for one in GateResult)}." if has_gate else "",
        links=_links(result) if has_gate else [],
        query_string=f"gate={result}" if result else "",
        rows=[
            _progress_row(row, found) for row, found in zip(rows, results, strict=True) if not result or found == result
        ],
    )


def _not_screened(count: int) -> str:
    if not count:
        return ""
    which = "1 application, which is" if count == 1 else f"{count:,} applications, which are"
    return f"Eligibility isn’t decided yet for {which} scored in the meantime."


def _result(row: ApplicationProgress, competition: Competition) -> GateResult | None:
    """The result at the gate as far as officers may know it; None without scorers at the gate."""
    if ScoringStage.GATE not in row.stages:
        return None
    if row.votes is None:
        return GateResult.UNDECIDED
    return result_of_gate(row.votes, needed=competition.gate_votes_needed)


def _progress_row(row: ApplicationProgress, result: GateResult | None) -> ProgressRow:
    return ProgressRow(
        reference=row.reference,
        name=row.name,
        gate=progress_in_words(row.stages.get(ScoringStage.GATE)),
        result=_result_in_words(row, result),
        votes=votes_in_words(row.votes) if row.votes else "",
        scoring=_scoring(row),
    )


def _scoring(row: ApplicationProgress) -> str:
    if row.is_ineligible:
        return "Ineligible"
    return "Not scored" if row.is_out_of_gate else progress_in_words(row.stages.get(ScoringStage.SCORING))


def _result_in_words(row: ApplicationProgress, result: GateResult | None) -> str:
    if result is None:
        return ""
    return f"{result.label}, reinstated" if row.is_reinstated else str(result.label)


def _links(result: str) -> list[ResultLink]:
    every = ResultLink("All", "?", not result)
    return [every, *(ResultLink(str(one.label), f"?gate={one}", one == result) for one in GateResult)]


def votes_in_words(votes: GateVotes) -> str:
    """“2 yes, 1 no”."""
    parts = (("yes", votes.yes), ("no", votes.no), ("abstained", votes.abstained))
    return ", ".join(f"{count} {name}" for name, count in parts if count)


def progress_in_words(progress: StageProgress | None) -> str:
    """“2 of 3 submitted”."""
    return f"{progress.submitted} of {progress.assigned} submitted" if progress else "No scorers"


class AssignmentRow(NamedTuple):
    """One scorer of an application."""

    name: str
    stage: str
    assigned: str
    state: str
    reopen_address: str  # "" unless the scorer can submit the scores again
    end_address: str  # "" if it is ended, or if scores were submitted
    exclude_address: str  # "" if no scores were submitted


def assignment_rows(
    assignments: Iterable[ScorerAssignment], competition: Competition, at: datetime.datetime
) -> list[AssignmentRow]:
    """Who scores or scored an application."""
    return [
        AssignmentRow(
            name=one.scorer.person.name,
            stage=one.get_stage_display(),
            assigned=_assigned(one),
            state=_state(one),
            reopen_address=_address("review:scores_reopen", one, competition)
            if one.submitted_at and not one.ended_at and one.scorer.has_accepted() and not one.is_closed(at)
            else "",
            end_address=_address("review:assignment_end", one, competition)
            if not one.ended_at and not one.submitted_at
            else "",
            exclude_address=_address("review:scores_exclude", one, competition)
            if one.submitted_at and not one.ended_at
            else "",
        )
        for one in assignments
    ]


def _assigned(assignment: ScorerAssignment) -> str:
    day = short_day(timezone.localdate(assignment.assigned_at))
    return day if assignment.is_by_hand else f"{day}, from a proposed list"


def _address(name: str, assignment: ScorerAssignment, competition: Competition) -> str:
    return reverse(name, args=[competition.slug, assignment.application.reference, assignment.pk])


def _state(assignment: ScorerAssignment) -> str:
    if assignment.ended_at and assignment.is_excluded:
        return f"Scores excluded {short_day(timezone.localdate(assignment.ended_at))}: {assignment.end_reason}"
    if assignment.ended_at:
        return f"Ended {short_day(timezone.localdate(assignment.ended_at))}: {assignment.end_reason}"
    if assignment.submitted_at:
        return f"Submitted {short_day(timezone.localdate(assignment.submitted_at))}"
    return "Not submitted"


class ShownScore(NamedTuple):
    """One score that officers may read."""

    criterion: str
    scorer: str
    score: str
    confidence: str
    reason: str


def shown_scores(scores: Iterable[Score], words: Callable[[str], str] = str) -> list[ShownScore]:
    """The scores of the stages at which all scorers submitted; `words` is what the reader sees of a reason."""
    return [
        ShownScore(
            criterion=score.criterion.title if score.criterion else ScoringStage.GATE.label,
            scorer=score.assignment.scorer.person.name,
            score=_score(score),
            confidence=score.get_confidence_display() or "Not stated",
            reason=words(score.reason),
        )
        for score in scores
    ]


def _score(score: Score) -> str:
    if score.has_abstained:
        return "Abstained"
    return WORDS_OF_LEVELS[score.level] if score.level is not None else score.get_vote_display()


class EarlierSubmission(NamedTuple):
    """Scores as they were before a correction."""

    scorer: str
    submitted: str
    reopened: str
    scores: list[ShownScore]


def earlier_submissions(rows: Iterable[EarlierScores], words: Callable[[str], str] = str) -> list[EarlierSubmission]:
    """What scorers submitted before an officer reopened it, with the reason; `words` as for the scores."""
    return [
        EarlierSubmission(
            scorer=one.assignment.scorer.person.name,
            submitted=moment_in_words(one.submitted_at),
            reopened=f"Reopened {moment_in_words(one.reopened_at)} by {one.reopened_by.name}: {one.reason}",
            scores=[_kept_score(row, one.assignment.scorer.person.name, words) for row in one.content],
        )
        for one in rows
    ]


def _kept_score(row: Mapping[str, Any], scorer: str, words: Callable[[str], str]) -> ShownScore:
    score = Score(level=row["level"], vote=row["vote"], has_abstained=row["abstained"], confidence=row["confidence"])
    return ShownScore(
        criterion=row["criterion"] or str(ScoringStage.GATE.label),
        scorer=scorer,
        score=_score(score),
        confidence=score.get_confidence_display() or "Not stated",
        reason=words(row["reason"]),
    )
