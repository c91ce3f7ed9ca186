"""Every write of a scorer: scores with their reasons and citations, and submitting them."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.dates import moment_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.officers import check_reviewing_began
from grants.actions.pen import locked
from grants.actions.review import place_of, resolve_citations
from grants.actions.scorer_assignments import has_agreement
from grants.actions.stage_results import settle_application
from grants.models import Criterion, Score, ScoreCitation, ScorerAssignment, Version
from grants.permissions.scoring import check_can_score
from grants.reads.calibration import calibration_of_scorer
from grants.reads.proofs import digest_of_score
from grants.reads.proofs_of_assignments import digest_of_assignment
from grants.reads.scoring import words_of
from grants.rules.calibration import problems_before_scoring, problems_before_submitting
from grants.rules.scoring import ScoreWords, missing_in_score, problems_with_score
from grants.rules.texts import cleaned
from reviews.rules import NOTHING_FOUND, Cited

STALE = (
    "You changed this score in another tab or window after you opened this page. Nothing was overwritten. Your changes "
    "are still below. Reload the page to see what is saved."
)


@transaction.atomic
def record_score(
    *,
    assignment: ScorerAssignment,
    criterion: Criterion | None,
    words: ScoreWords,
    revision: int,
    version: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Score:
    """Save what the scorer says on a criterion, or on the gate's question (None); it may be unfinished.

    `revision` is the revision of the score that the scorer saw (0 before the first), `version` the number of the
    version that the scorer has read. Raises Refused or Unready.
    """
    assignment = _own_assignment(assignment, by=by, at=at)
    score = _score_on(assignment, criterion, at)
    current = list(score.citations.current()) if score.pk else []
    kinds = {citation.kind for citation in current}
    if problems := problems_with_score(words, is_gate=assignment.is_of_gate, kinds=kinds):
        raise Unready(*problems)
    reason = cleaned(words.reason)
    said = (words.level, words.vote, words.has_abstained, reason, words.confidence)
    if said == _said(score) and words.nothing_found == (NOTHING_FOUND in kinds) and score.pk:
        return score
    if score.revision != revision:
        raise Unready(STALE)
    score.level, score.vote, score.has_abstained, score.reason, score.confidence = said
    _save(score, version, at)
    if words.nothing_found and NOTHING_FOUND not in kinds:
        ScoreCitation.objects.create(score=score, kind=NOTHING_FOUND, cited_at=at)
    elif not words.nothing_found:
        _remove([citation for citation in current if citation.kind == NOTHING_FOUND], at)
    _log("scoring.saved", score, by=by, at=at)
    return score


@transaction.atomic
def cite_for_score(
    *,
    assignment: ScorerAssignment,
    criterion: Criterion | None,
    cited: Cited,
    version: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Score:
    """Add a passage or a cell to a score's citations; it replaces an earlier "nothing found". Citing twice adds one."""
    assignment = _own_assignment(assignment, by=by, at=at)
    score = _score_on(assignment, criterion, at)
    chosen = _version_of(assignment, version)
    (resolved,) = resolve_citations([cited], chosen)
    current = list(score.citations.current()) if score.pk else []
    if place_of(resolved) in {place_of(citation) for citation in current}:
        return score
    if resolved.kind == NOTHING_FOUND and current:
        raise Unready("This criterion has citations. Remove them before you select “Nothing found.”")
    _save(score, version, at)
    _remove([citation for citation in current if citation.kind == NOTHING_FOUND], at)
    ScoreCitation.objects.create(
        score=score,
        kind=resolved.kind,
        place=resolved.place,
        start=resolved.start,
        end=resolved.end,
        quote=resolved.quote,
        cited_at=at,
    )
    _log("scoring.cited", score, by=by, at=at)
    return score


@transaction.atomic
def remove_score_citation(*, citation: ScoreCitation, by: User, at: datetime.datetime) -> Score:
    """Remove a citation; it stays in the history."""
    assignment = _own_assignment(citation.score.assignment, by=by, at=at)
    citation = ScoreCitation.objects.select_related("score").get(pk=citation.pk)
    score = citation.score
    score.assignment = assignment
    if citation.removed_at:
        return score
    _remove([citation], at)
    _save(score, None, at)
    _log("scoring.citation_removed", score, by=by, at=at)
    return score


@transaction.atomic
def restore_score_citation(*, citation: ScoreCitation, by: User, at: datetime.datetime) -> Score:
    """Restore a removed citation, unless the same place was cited again; it replaces “nothing found”."""
    assignment = _own_assignment(citation.score.assignment, by=by, at=at)
    citation = ScoreCitation.objects.select_related("score").get(pk=citation.pk)
    score = citation.score
    score.assignment = assignment
    current = list(score.citations.current())
    if citation.removed_at is None or place_of(citation) in {place_of(one) for one in current}:
        return score
    if citation.kind == NOTHING_FOUND:
        raise Unready("Select “Nothing found” again instead.")
    _remove([one for one in current if one.kind == NOTHING_FOUND], at)
    citation.removed_at = None
    citation.save(update_fields=["removed_at"])
    _save(score, None, at)
    _log("scoring.citation_restored", score, by=by, at=at)
    return score


@transaction.atomic
def submit_scores(*, assignment: ScorerAssignment, by: User, at: datetime.datetime) -> ScorerAssignment:
    """Submit all scores of an application; they no longer change. Submitting twice changes nothing.

    Every criterion needs a score, or that the scorer abstains, each with a reason. Raises Refused or Unready.
    """
    if assignment.is_of_gate:
        locked(assignment.application)  # of two who vote at once, the second one knows the vote of the first
    fresh = ScorerAssignment.objects.locked().get(pk=assignment.pk)
    if fresh.submitted_at and fresh.scorer.person_id == by.pk:
        return fresh
    assignment = _own_assignment(assignment, by=by, at=at)
    is_due = calibration_of_scorer(assignment.scorer).is_check_due
    if problems := problems_with_submitting(assignment) or problems_before_submitting(is_check_due=is_due):
        raise Unready(*problems)
    assignment.submitted_at = at
    assignment.save(update_fields=["submitted_at"])
    digests = {score.pk: digest_of_score(score) for score in Score.objects.filter(assignment=assignment)}
    facts = {"stage": assignment.stage, "version": assignment.version.number if assignment.version else None}
    proof = {"assignment": assignment.pk, "digest": digest_of_assignment(assignment)}
    log.record("scoring.submitted", assignment.application, by=by, at=at, **proof, **facts, scores=digests)
    if assignment.is_of_gate:
        settle_application(assignment.application, by=by, at=at)
    return assignment


def problems_with_submitting(assignment: ScorerAssignment) -> list[str]:
    """What is missing before the scores can be submitted, each with the name of its criterion."""
    scores = {score.criterion_id: score for score in Score.objects.of(assignment)}
    is_gate = assignment.is_of_gate
    asked: list[Criterion | None] = [None] if is_gate else list(assignment.application.competition.criteria.all())
    problems = []
    for criterion in asked:
        score = scores.get(criterion.pk if criterion else None)
        words = words_of(score) if score else ScoreWords()
        kinds = {citation.kind for citation in score.current_citations} if score else set()
        missing = missing_in_score(words, is_gate=is_gate, kinds=kinds)
        about = criterion.title if criterion else "Sustainability"
        problems += [f"{about}: {problem}" for problem in missing]
    return problems


# ---- parts ----


def _own_assignment(assignment: ScorerAssignment, *, by: User, at: datetime.datetime) -> ScorerAssignment:
    """The scorer's own assignment, locked, if it can be written now. Raises Refused or Unready."""
    assignment = ScorerAssignment.objects.locked().get(pk=assignment.pk)
    on = timezone.localdate(at)
    check_can_score(by, assignment, on)
    if assignment.ended_at or not assignment.scorer.has_accepted():
        raise Unready("This application is no longer assigned to you.")
    if assignment.submitted_at:
        raise Unready("You submitted these scores, so they can’t be changed.")
    closes_at = assignment.closes_at
    if closes_at and at >= closes_at:
        raise Unready(f"Scoring closed on {moment_in_words(closes_at)}, so scores can no longer be saved or submitted.")
    if not has_agreement(assignment.scorer, on):
        raise Unready("Before you score, sign this year’s scorer agreement. It’s on your invitation page.")
    check_reviewing_began(assignment.application, at)
    if problems := problems_before_scoring(calibration_of_scorer(assignment.scorer).standing):
        raise Unready(*problems)
    return assignment


def _score_on(assignment: ScorerAssignment, criterion: Criterion | None, at: datetime.datetime) -> Score:
    """The score that there is, or a new one that isn't stored yet."""
    if assignment.is_of_gate != (criterion is None):
        raise Unready("You aren’t assigned to score this part of the application.")
    if criterion is not None and criterion.competition_id != assignment.application.competition_id:
        raise Unready("This criterion belongs to another round.")
    scores = Score.objects.filter(assignment=assignment, criterion=criterion)
    score = scores.first() or Score(assignment=assignment, criterion=criterion, saved_at=at)
    score.assignment = assignment
    return score


def _version_of(assignment: ScorerAssignment, number: int | None) -> Version:
    """The version that is scored: the one that the scorer began with, or for the first score, the one that was read."""
    if assignment.version:
        return assignment.version
    versions = assignment.application.versions.order_by("-number")
    version = (versions if number is None else versions.filter(number=number)).first()
    if version is None:
        raise Unready("This version of the application was never submitted.")
    return version


def _save(score: Score, version: int | None, at: datetime.datetime) -> None:
    """Count one more change of the score; the first one fixes the version that is scored."""
    assignment = score.assignment
    if assignment.version_id is None:
        assignment.version = _version_of(assignment, version)
        assignment.save(update_fields=["version"])
    score.saved_at, score.revision = at, score.revision + 1
    score.save()


def _remove(citations: list[ScoreCitation], at: datetime.datetime) -> None:
    ScoreCitation.objects.filter(pk__in=[citation.pk for citation in citations]).update(removed_at=at)


def _said(score: Score) -> tuple[int | None, str, bool, str, str]:
    return score.level, score.vote, score.has_abstained, score.reason, score.confidence


def _log(event: str, score: Score, *, by: User, at: datetime.datetime) -> None:
    """The log keeps the digest and not the score: no one reads in it what a scorer says."""
    digest = digest_of_score(Score.objects.get(pk=score.pk))
    about = score.criterion.title if score.criterion else "gate"
    log.record(event, score.assignment.application, by=by, at=at, criterion=about, score=score.pk, digest=digest)
