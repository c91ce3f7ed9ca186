"""The practice of a round's scorers as officers see it, and as a scorer goes through it."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from grants.models import Anchor, AnchorScore, CalibrationSet, Competition
from grants.reads.calibration import ScorerCalibration
from grants.rules.calibration import FEWEST_CHECKS, problems_before_scoring
from grants.rules.scoring import WORDS_OF_LEVELS
from grants.states import CalibrationStanding, ScoringStage
from portal.review.pages.drift_picture import DriftPicture, picture_of_one, picture_of_scorers
from portal.review.pages.scoring import LevelChoice

_TONES = {
    CalibrationStanding.WITHIN: "good",
    CalibrationStanding.CLEARED: "good",
    CalibrationStanding.OUTSIDE: "part",
}


# ---- officers ----


class AnchorRow(NamedTuple):
    """One excerpt in the officers' table."""

    title: str
    criterion: str
    level: str
    use: str
    scored: str
    state: str
    change_address: str  # "" if it can't be changed
    retire_address: str  # "" if it was retired


class PracticeRow(NamedTuple):
    """One scorer in the officers' table."""

    name: str
    address: str
    standing: str
    tone: str
    done: str
    practice: str
    checks: str
    change: str


@dataclass(frozen=True)
class CalibrationPage:
    """The practice of a round."""

    state: str
    is_open: bool
    anchors: list[AnchorRow]
    summary: str
    settings: str


def calibration_page(
    calibration: CalibrationSet | None, anchors: Sequence[Anchor], states: Sequence[ScorerCalibration], slug: str
) -> CalibrationPage:
    """The officers' page of a round's practice."""
    return CalibrationPage(
        state=_state(calibration),
        is_open=calibration is not None and calibration.is_open,
        anchors=[_anchor_row(anchor, slug) for anchor in anchors],
        summary=_summary(states),
        settings=_settings(calibration),
    )


def _state(calibration: CalibrationSet | None) -> str:
    if calibration is None or calibration.opened_at is None:
        return "Practice isn’t open. Scorers can score applications without it."
    when = moment_in_words(calibration.opened_at)
    return f"{calibration.opened_by} opened practice on {when}. Scorers practice before they score applications."


def _settings(calibration: CalibrationSet | None) -> str:
    if calibration is None:
        return ""
    levels = {0: "exactly", 1: "within 1 level"}.get(calibration.tolerance, f"within {calibration.tolerance} levels")
    every = {0: "No excerpts come later.", 1: "Another excerpt comes after each submitted application."}.get(
        calibration.repeat_every,
        f"Another excerpt comes after every {calibration.repeat_every} submitted applications.",
    )
    return f"Practice scores have to match {levels}, and at least half of them exactly. {every}"


def _summary(states: Sequence[ScorerCalibration]) -> str:
    counts = Counter(state.standing for state in states)
    asked = len(states) - counts[CalibrationStanding.NOT_ASKED]
    if not asked:
        return ""
    done = asked - counts[CalibrationStanding.TO_DO]
    return (
        f"{done:,} of {asked:,} scorers have finished practicing: {counts[CalibrationStanding.WITHIN]:,} within "
        f"tolerance, {counts[CalibrationStanding.CLEARED]:,} cleared after a conversation, "
        f"{counts[CalibrationStanding.OUTSIDE]:,} to talk with."
    )


def _anchor_row(anchor: Anchor, slug: str) -> AnchorRow:
    scores = anchor.score_count  # type: ignore[attr-defined]  # counted by the read
    state = f"Retired {short_day(timezone.localdate(anchor.retired_at))}. {anchor.retire_reason}"
    return AnchorRow(
        title=anchor.title,
        criterion=anchor.criterion.title,
        level=WORDS_OF_LEVELS[anchor.level],
        use="While scoring only" if anchor.is_for_checks else "Practice",
        scored="1 time" if scores == 1 else f"{scores:,} times",
        state=state if anchor.retired_at else "In use",
        change_address="" if scores or anchor.retired_at else reverse("review:anchor_change", args=[slug, anchor.pk]),
        retire_address="" if anchor.retired_at else reverse("review:anchor_retire", args=[slug, anchor.pk]),
    )


def practice_rows(states: Sequence[ScorerCalibration], slug: str) -> list[PracticeRow]:
    """The officers' table of scorers."""
    return [_practice_row(state, slug) for state in states]


def _practice_row(state: ScorerCalibration, slug: str) -> PracticeRow:
    drift = state.drift
    return PracticeRow(
        name=state.scorer.person.name,
        address=reverse("review:scorer_calibration", args=[slug, state.scorer.pk]),
        standing=state.standing.label,
        tone=_TONES.get(state.standing, ""),
        done=f"{len(state.practice_scores)} of {len(state.practice)}",
        practice=difference_in_words(drift.practice),
        checks=_checks_in_words(drift.checks, drift.number_of_checks),
        change=change_in_words(drift.change),
    )


def picture_of_states(states: Sequence[ScorerCalibration]) -> DriftPicture | None:
    """The same as the table; None if no one has scored an excerpt."""
    rows = [(state.scorer.person.name, state.drift) for state in states if state.scores]
    return picture_of_scorers([(name, drift.practice, drift.checks) for name, drift in rows]) if rows else None


def difference_in_words(average: float | None) -> str:
    """An average of given minus agreed levels: “0.5 levels lower”."""
    if average is None:
        return "No scores"
    if abs(average) < 0.05:
        return "As agreed"
    return f"{abs(average):.1f} levels {'higher' if average > 0 else 'lower'}"


def _checks_in_words(average: float | None, number: int) -> str:
    if not number:
        return "None yet"
    return f"{difference_in_words(average)} ({number})"


def change_in_words(change: float | None) -> str:
    """What changed between the practice and the later excerpts."""
    if change is None:
        return f"Shown after {FEWEST_CHECKS} later excerpts"
    if abs(change) < 0.05:
        return "No change"
    return f"{abs(change):.1f} levels {'more lenient' if change > 0 else 'stricter'}"


class GivenRow(NamedTuple):
    """One score of an excerpt beside the agreed one."""

    number: int
    title: str
    occasion: str
    excerpt: str
    criterion: str
    given: str
    reason: str
    agreed: str
    reasons: str
    difference: str
    earlier: str  # what the scorer gave the same excerpt before; "" for the first time
    when: str


def given_rows(state: ScorerCalibration, *, with_checks: bool = True) -> list[GivenRow]:
    """A scorer's scores of excerpts in their order, each beside the agreed score."""
    anchors = {anchor.pk: anchor for anchor in state.anchors}
    before: dict[int, int] = {}
    rows: list[GivenRow] = []
    for score in state.scores if with_checks else state.practice_scores:
        if anchor := anchors.get(score.anchor_id):
            rows.append(_given_row(len(rows) + 1, score, anchor, before.get(anchor.pk)))
            before[anchor.pk] = score.level
    return rows


def _given_row(number: int, score: AnchorScore, anchor: Anchor, before: int | None) -> GivenRow:
    return GivenRow(
        number=number,
        title=anchor.title,
        occasion=f"While scoring ({score.occasion})" if score.occasion else "Practice",
        excerpt=anchor.excerpt,
        criterion=anchor.criterion.title,
        given=WORDS_OF_LEVELS[score.level],
        reason=score.reason,
        agreed=WORDS_OF_LEVELS[anchor.level],
        reasons=anchor.reasons,
        difference=_apart(score.level - anchor.level),
        earlier="" if before is None else WORDS_OF_LEVELS[before],
        when=moment_in_words(score.scored_at),
    )


def _apart(levels: int) -> str:
    if not levels:
        return "As agreed"
    count = "1 level" if abs(levels) == 1 else f"{abs(levels)} levels"
    return f"{count} {'higher' if levels > 0 else 'lower'}"


def picture_of_state(state: ScorerCalibration) -> DriftPicture | None:
    """One scorer's scores as a picture; None without any."""
    agreed = {anchor.pk: anchor.level for anchor in state.anchors}
    rows = [(one.level - agreed[one.anchor_id], one.occasion > 0) for one in state.scores if one.anchor_id in agreed]
    return picture_of_one(rows) if rows else None


@dataclass(frozen=True)
class ScorerPracticePage:
    """One scorer's practice, for officers."""

    name: str
    standing: str
    tone: str
    drift: str
    talk: str  # who talked, and when; "" if no one did
    note: str
    needs_talk: bool
    rows: list[GivenRow]
    picture: DriftPicture | None


def scorer_practice_page(state: ScorerCalibration) -> ScorerPracticePage:
    """The officers' page of one scorer."""
    talk, drift = state.talk, state.drift
    return ScorerPracticePage(
        name=state.scorer.person.name,
        standing=state.standing.label,
        tone=_TONES.get(state.standing, ""),
        drift=f"Practice: {difference_in_words(drift.practice)}. Later excerpts: "
        f"{_checks_in_words(drift.checks, drift.number_of_checks)}. Change: {change_in_words(drift.change)}.",
        talk=f"{talk.cleared_by} talked with the scorer on {moment_in_words(talk.cleared_at)}." if talk else "",
        note=talk.note if talk else "",
        needs_talk=state.is_outside,
        rows=given_rows(state),
        picture=picture_of_state(state),
    )


# ---- a scorer ----


class PracticeNotice(NamedTuple):
    """What the list of applications to score says about excerpts of a round."""

    round_name: str
    text: str
    action: str
    address: str


def practice_notices(states: Sequence[ScorerCalibration]) -> list[PracticeNotice]:
    """What a scorer has to score before applications, or before submitting the next one, and what was practiced."""
    return [notice for state in states if (notice := practice_notice(state))]


def practice_notice(state: ScorerCalibration) -> PracticeNotice | None:
    """The same for one round; None if it has no practice."""
    if state.standing == CalibrationStanding.NOT_ASKED:
        return None
    competition, done, asked = state.scorer.competition, len(state.practice_scores), len(state.practice)
    text, action = {
        CalibrationStanding.TO_DO: (
            f"{done} of {asked} practice excerpts scored. You can score applications when you’ve scored all of them.",
            "Score practice excerpts",
        ),
        CalibrationStanding.OUTSIDE: (
            " ".join(problems_before_scoring(state.standing)),
            "Compare your practice scores",
        ),
    }.get(state.standing, ("You’ve finished practicing.", "Compare your practice scores"))
    if state.following and done == asked:
        text, action = "A short excerpt is waiting. Score it before you submit your next application.", "Score excerpt"
    return PracticeNotice(competition.name, text, action, reverse("review:scoring_practice", args=[competition.slug]))


@dataclass(frozen=True)
class PracticePage:
    """What a scorer sees: the excerpt to score next, or the scores beside the agreed ones."""

    round_name: str
    heading: str
    excerpt: str  # "" if there is nothing to score now
    criterion: str
    description: str
    choices: list[LevelChoice]
    reason: str
    outcome: str
    is_open: bool  # scoring
    rows: list[GivenRow]


def practice_page(
    state: ScorerCalibration, at: datetime.datetime, *, level: str = "", reason: str = ""
) -> PracticePage:
    """A scorer's page of excerpts. No agreed score shows while an excerpt waits."""
    competition, anchor = state.scorer.competition, state.following
    is_practice = state.standing == CalibrationStanding.TO_DO
    done, asked = len(state.practice_scores), len(state.practice)
    levels = dict(enumerate(anchor.criterion.levels)) if anchor else {}
    return PracticePage(
        round_name=competition.name,
        heading=_heading(anchor, done, asked, is_practice=is_practice),
        excerpt=anchor.excerpt if anchor else "",
        criterion=anchor.criterion.title if anchor else "",
        description=anchor.criterion.description if anchor else "",
        choices=[
            LevelChoice(str(value), label, levels.get(value, ""), str(value) == level)
            for value, label in enumerate(WORDS_OF_LEVELS)
        ],
        reason=reason,
        outcome="" if anchor else _outcome(state, competition),
        is_open=not problems_before_scoring(state.standing),
        rows=[] if anchor else given_rows(state, with_checks=competition.is_stage_closed(ScoringStage.SCORING, at)),
    )


def _heading(anchor: Anchor | None, done: int, asked: int, *, is_practice: bool) -> str:
    if anchor is None:
        return "Your practice scores"
    return f"Practice excerpt {done + 1} of {asked}" if is_practice else "Excerpt to score"


def _outcome(state: ScorerCalibration, competition: Competition) -> str:
    if problems := problems_before_scoring(state.standing):
        return " ".join(problems)
    if state.standing == CalibrationStanding.CLEARED and state.talk:
        when = moment_in_words(state.talk.cleared_at)
        return f"{state.talk.cleared_by} opened scoring for you on {when}, after you talked."
    return f"Your scores are close enough to the agreed scores. You can score applications for {competition.name}."
