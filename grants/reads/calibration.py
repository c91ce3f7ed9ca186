"""Scorers' progress in practicing, what they score next, and how their scores compare with the agreed ones."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from accounts.models import User
from grants.models import (
    Anchor,
    AnchorScore,
    CalibrationSet,
    CalibrationTalk,
    Competition,
    Scorer,
    ScorerAssignment,
)
from grants.rules.calibration import (
    AnchorPair,
    Drift,
    anchor_for_check,
    drift_of,
    is_check_due,
    standing_of,
)
from grants.states import CalibrationStanding


def calibration_of(competition: Competition) -> CalibrationSet | None:
    """The round's calibration; None if officers haven't begun one."""
    return CalibrationSet.objects.filter(competition=competition).select_related("opened_by").first()


@dataclass(frozen=True)
class ScorerCalibration:
    """One scorer's practice and checks: what is asked, and what was given."""

    scorer: Scorer
    anchors: list[Anchor]  # of an open calibration, in use
    scores: list[AnchorScore] = field(default_factory=list)  # in the order in which they were given
    talk: CalibrationTalk | None = None
    submitted: int = 0  # applications

    @property
    def practice(self) -> list[Anchor]:
        """The excerpts that everyone scores before scoring applications."""
        return [anchor for anchor in self.anchors if not anchor.is_for_checks]

    @property
    def standing(self) -> CalibrationStanding:
        """The scorer's progress in practice."""
        return standing_of(
            self.pairs(self.practice_scores),
            asked=len(self.practice),
            tolerance=self.anchors[0].calibration.tolerance if self.anchors else 0,
            is_cleared=self.talk is not None,
        )

    @property
    def is_outside(self) -> bool:
        """Whether the scorer has to talk with an officer first."""
        return self.standing == CalibrationStanding.OUTSIDE

    @property
    def practice_scores(self) -> list[AnchorScore]:
        """What the scorer gave while practicing."""
        return [score for score in self.scores if not score.occasion]

    @property
    def checks(self) -> list[AnchorScore]:
        """What the scorer gave later, among applications."""
        return [score for score in self.scores if score.occasion]

    @property
    def is_check_due(self) -> bool:
        """Whether one more excerpt comes before the next application is submitted."""
        every = self.anchors[0].calibration.repeat_every if self.anchors else 0
        return is_check_due(self.submitted, len(self.checks), every)

    @property
    def following(self) -> Anchor | None:
        """The excerpt that the scorer scores now; None if there is none."""
        done = {score.anchor_id for score in self.practice_scores}
        if waiting := [anchor for anchor in self.practice if anchor.pk not in done]:
            return waiting[0]
        if not self.is_check_due:
            return None
        times = Counter(score.anchor_id for score in self.checks)
        pool = [anchor for anchor in self.anchors if anchor.is_for_checks] or self.practice
        chosen = anchor_for_check(self.scorer.pk, {anchor.pk: times[anchor.pk] for anchor in pool})
        return next((anchor for anchor in pool if anchor.pk == chosen), None)

    @property
    def drift(self) -> Drift:
        """How the later scores compare with those of the practice."""
        return drift_of(self.pairs(self.practice_scores), self.pairs(self.checks))

    def pairs(self, scores: Sequence[AnchorScore]) -> list[AnchorPair]:
        """These scores beside the agreed ones."""
        agreed = {anchor.pk: anchor.level for anchor in self.anchors}
        return [AnchorPair(score.level, agreed[score.anchor_id]) for score in scores if score.anchor_id in agreed]


def calibrations_of(scorers: Sequence[Scorer]) -> dict[int, ScorerCalibration]:
    """How far each of these scorers is, by row ID. One query where no round of theirs has an open calibration."""
    scorers = list(scorers)
    by_round: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in Anchor.objects.asked_of(scorers) if scorers else ():
        by_round[anchor.calibration.competition_id].append(anchor)
    if not by_round:
        return {scorer.pk: ScorerCalibration(scorer, []) for scorer in scorers}
    given: dict[int, list[AnchorScore]] = defaultdict(list)
    for score in AnchorScore.objects.of_scorers(scorers):
        given[score.scorer_id].append(score)
    talks = {
        talk.scorer_id: talk for talk in CalibrationTalk.objects.filter(scorer__in=scorers).select_related("cleared_by")
    }
    counted = ScorerAssignment.objects.filter(scorer__in=scorers).submitted().order_by().values("scorer")
    submitted = dict(counted.annotate(count=Count("pk")).values_list("scorer", "count"))
    return {
        scorer.pk: ScorerCalibration(
            scorer,
            by_round[scorer.competition_id],
            given[scorer.pk],
            talks.get(scorer.pk),
            submitted.get(scorer.pk, 0),
        )
        for scorer in scorers
    }


def calibration_of_scorer(scorer: Scorer) -> ScorerCalibration:
    """This scorer's progress in practice."""
    return calibrations_of([scorer])[scorer.pk]


def own_calibrations(user: User) -> list[ScorerCalibration]:
    """The person's progress in each round that the person scores."""
    return list(calibrations_of(list(Scorer.objects.of(user).accepted().for_list())).values())


def anchors_of_round(competition: Competition) -> Sequence[Anchor]:
    """Every excerpt of a round, with how many scores it has as `score_count`; those that were retired come last."""
    rows = Anchor.objects.of_round(competition).annotate(score_count=Count("scores"))
    return sorted(rows, key=lambda anchor: (anchor.retired_at is not None, anchor.is_for_checks, anchor.pk))


def scorers_who_practice(competition: Competition) -> Sequence[Scorer]:
    """Everyone who accepted to score in the round, by name."""
    return list(Scorer.objects.of_round(competition).accepted().for_list())
