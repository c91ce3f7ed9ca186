"""What a scorer's list and desk show, and how far the scoring of a round is."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from grants.models import (
    Application,
    Competition,
    Criterion,
    EarlierScores,
    Reinstatement,
    Score,
    Scorer,
    ScorerAssignment,
    Version,
)
from grants.models.scorer import ScorerQuerySet
from grants.models.scoring import ScoreQuerySet
from grants.reads.calibration import ScorerCalibration, calibration_of_scorer
from grants.reads.desk import DeskRows, read_for_scorer
from grants.reads.names import names_in
from grants.reads.screen import screened_in
from grants.reads.stage_results import results_in
from grants.rules.gate import GateVotes
from grants.rules.hidden_names import Names
from grants.rules.scoring import ScoreWords
from grants.rules.stage_results import NO_LONGER_SCORED
from grants.states import GateAnswer, ReinstatedStage
from reviews.rules import NOTHING_FOUND


def words_of(score: Score) -> ScoreWords:
    """A stored score as its scorer entered it; needs the rows of `Score.objects.of`."""
    return ScoreWords(
        level=score.level,
        vote=score.vote,
        has_abstained=score.has_abstained,
        reason=score.reason,
        confidence=score.confidence,
        nothing_found=any(citation.kind == NOTHING_FOUND for citation in score.current_citations),
    )


# ---- the scorer ----


def assignments_of(user: User) -> Sequence[ScorerAssignment]:
    """Everything that this person scores, what is to be done first, then what was submitted."""
    return list(ScorerAssignment.objects.to_score_by(user).for_list())


def assignments_that_left(user: User) -> Sequence[ScorerAssignment]:
    """What left the person's list because the state doesn't score it any further, the latest first; one query."""
    return list(ScorerAssignment.objects.ended_for(NO_LONGER_SCORED, user).order_by("-ended_at", "pk"))


@dataclass(frozen=True)
class ScoringDesk:
    """One application as its scorer reads it, and the scorer's own scores."""

    assignment: ScorerAssignment
    stages: list[ScorerAssignment]  # of this application: at the gate, for the criteria, or both
    rows: DeskRows
    latest: Version  # the same as the one that is scored unless a newer one was submitted
    asked: list[Criterion | None]  # None is the question of the gate
    scores: dict[int | None, Score]  # by the row id of the criterion
    earlier: EarlierScores | None  # what an officer reopened last
    calibration: ScorerCalibration
    names: Names  # the version as the scorer reads it


def read_scoring_desk(user: User, reference: str, *, stage: str = "") -> ScoringDesk | None:
    """The desk of an application that the person scores; at that stage, or at the first that isn't submitted.

    None if the person doesn't score it. The version is the one that the person began to score, else the latest.
    """
    own = ScorerAssignment.objects.to_score_by(user).for_desk()
    stages = list(own.filter(application__reference=reference))
    assignment = next((one for one in stages if one.stage == stage or not stage), None)
    if assignment is None:
        return None
    application = assignment.application
    wanted = Q(pk=assignment.version_id) | Q(pk__in=application.versions.order_by("-number").values("pk")[:1])
    versions = list(application.versions.select_related("sealed_by").filter(wanted).order_by("-number"))
    if not versions:
        return None
    rows = read_for_scorer(application, versions[-1], user)
    is_hidden = application.competition.hides_names_from_scorers
    return ScoringDesk(
        assignment=assignment,
        stages=stages,
        rows=rows,
        latest=versions[0],
        asked=[None] if assignment.is_of_gate else list(application.competition.criteria.all()),
        scores={score.criterion_id: score for score in Score.objects.of(assignment)},
        earlier=assignment.earlier_scores.last(),
        calibration=calibration_of_scorer(assignment.scorer),
        names=names_in(versions[-1], are_hidden=is_hidden, participants=rows.participants),
    )


def neighbors_to_score(user: User, assignment: ScorerAssignment) -> tuple[str, str]:
    """The references of the applications before and after this one that the person scores; "" for none."""
    references = ScorerAssignment.objects.to_score_by(user).order_by("application__reference")
    ordered = list(dict.fromkeys(references.values_list("application__reference", flat=True)))
    place = ordered.index(assignment.application.reference)
    before = ordered[place - 1] if place else ""
    return before, ordered[place + 1] if place + 1 < len(ordered) else ""


# ---- the officers ----


class StageProgress(NamedTuple):
    """How many scorers an application has at a stage, and how many of them submitted. It says nothing of scores."""

    assigned: int
    submitted: int


class ApplicationProgress(NamedTuple):
    """One application of a round with its scorers' progress at each stage, and its votes at the gate."""

    pk: int
    reference: str
    name: str  # of the consortium
    stages: dict[str, StageProgress]
    votes: GateVotes | None  # None until officers may read them
    is_ineligible: bool = False  # by the eligibility screen
    is_reinstated: bool = False  # after the gate
    is_screened: bool = False  # the eligibility screen decided
    is_out_of_gate: bool = False


def progress_of_round(competition: Competition, reader: User, at: datetime.datetime) -> list[ApplicationProgress]:
    """Every application of the round on the reader's desk, with how many of its scorers submitted."""
    applications = Application.objects.on_desk_of(reader).filter(competition=competition).order_by("reference")
    # Counted for the whole round, and shown for the applications on the reader's desk only.
    current = ScorerAssignment.objects.of_round(competition).current().order_by()
    counted = current.values("application", "stage").annotate(assigned=Count("pk"), submitted=Count("submitted_at"))
    stages: dict[int, dict[str, StageProgress]] = {}
    for row in counted:
        progress = StageProgress(row["assigned"], row["submitted"])
        stages.setdefault(row["application"], {})[row["stage"]] = progress
    votes = _gate_votes(Score.objects.in_round(competition), reader, at)
    screened, results = screened_in(competition), results_in(competition)
    reinstated = Reinstatement.objects.reinstated_in(ReinstatedStage.GATE, competition)
    return [
        ApplicationProgress(
            *row,
            stages.get(row[0], {}),
            votes.get(row[0]),
            row[0] in results.screen,
            row[0] in reinstated,
            row[0] in screened,
            row[0] in results.gate,
        )
        for row in applications.values_list("pk", "reference", "consortium__name")
    ]


def gate_votes_of(application: Application, reader: User, at: datetime.datetime) -> GateVotes | None:
    """The application's votes at the gate; None until the officer may read them."""
    return _gate_votes(Score.objects.of_application(application), reader, at).get(application.pk)


def _gate_votes(scores: ScoreQuerySet, reader: User, at: datetime.datetime) -> dict[int, GateVotes]:
    """The votes that the officer may read, by application."""
    at_gate = scores.at_gate().visible_to(reader, at).order_by().values("assignment__application")
    counted = at_gate.annotate(
        yes=Count("pk", filter=Q(vote=GateAnswer.YES)),
        no=Count("pk", filter=Q(vote=GateAnswer.NO)),
        abstained=Count("pk", filter=Q(has_abstained=True)),
    )
    rows = counted.values_list("assignment__application", "yes", "no", "abstained")
    return {application: GateVotes(yes, no, abstained) for application, yes, no, abstained in rows}


def loads_in_round(competition: Competition, reader: User) -> dict[int, StageProgress]:
    """For each scorer of the round, how many applications on the reader's desk are assigned, and how many submitted."""
    current = ScorerAssignment.objects.visible_to(reader).of_round(competition).current()
    counted = current.order_by().values("scorer").annotate(assigned=Count("pk"), submitted=Count("submitted_at"))
    return {row["scorer"]: StageProgress(row["assigned"], row["submitted"]) for row in counted}


def scorers_of_application(application: Application, reader: User) -> Sequence[ScorerAssignment]:
    """Who scores or scored it, by stage and name; ended assignments too."""
    rows = ScorerAssignment.objects.visible_to(reader).of(application)
    return list(rows.select_related("scorer__person").order_by("stage", "ended_at", "scorer__person__name", "pk"))


def scorers_to_assign(application: Application) -> ScorerQuerySet:
    """Who accepted to score in the application's round, by name. The action decides whether one can score it."""
    return Scorer.objects.of_round(application.competition).accepted().for_list()


def excluded_scores_shown_to(reader: User, application: Application, at: datetime.datetime) -> Iterable[Score]:
    """The scores of an application that don't count because of a conflict."""
    scores = Score.objects.excluded_for(reader, at).filter(assignment__application=application)
    return scores.select_related("assignment__scorer__person", "criterion").order_by(
        "assignment", "criterion__position"
    )


def scores_shown_to(reader: User, application: Application, at: datetime.datetime) -> Iterable[Score]:
    """The scores of an application that an officer may read: of the stages at which all its scorers submitted."""
    scores = Score.objects.of_application(application).visible_to(reader, at)
    records = ("assignment__scorer__person", "criterion")
    return scores.select_related(*records).order_by("assignment__stage", "criterion__position", "assignment")


def earlier_scores_shown_to(reader: User, application: Application, at: datetime.datetime) -> Sequence[EarlierScores]:
    """What was submitted before a correction, for an officer who may read what replaced it."""
    open_ones = ScorerAssignment.objects.visible_to(reader).of(application).with_open_scores(at)
    rows = EarlierScores.objects.filter(assignment__in=open_ones.order_by().values("pk"))
    return list(rows.select_related("assignment__scorer__person", "reopened_by"))
