"""How close a scorer has to come to agreed scores before scoring applications, and how far a scorer drifts later.

**Within tolerance:** no score is more levels away from the agreed one than the round allows, and at least half of the
scores are the agreed ones exactly. The first part finds the scorer who misreads one kind of explanation, the second the
one who is a level off everywhere. A round allows 0, 1, or 2 levels.

**Drift** is the average of given minus agreed level, above zero for lenient and below zero for strict: of the excerpts
that came among applications, less that of the practice. It is computed only from three such excerpts on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from grants.rules.scoring import LEVELS
from grants.rules.texts import LONGEST_NOTE
from grants.states import CalibrationStanding
from reviews.rules import SHORTEST_REASONS, is_short

MOST_LEVELS_APART = 2
FEWEST_EXCERPTS = 3
LONGEST_EXCERPT = 6_000
MOST_BETWEEN_CHECKS = 100
# With fewer scores, an average says more about chance than about the scorer.
FEWEST_CHECKS = 3


class AnchorPair(NamedTuple):
    """What a scorer gave an excerpt, and what officers agreed on."""

    given: int
    agreed: int

    @property
    def apart(self) -> int:
        """How many levels higher the scorer's is; negative if it is lower."""
        return self.given - self.agreed


# ---- the set ----


@dataclass(frozen=True)
class AnchorWords:
    """An excerpt as officers write it."""

    title: str
    excerpt: str
    level: int | None
    reasons: str
    is_for_checks: bool = False


def problems_with_anchor(
    words: AnchorWords, *, is_scored: bool, is_open: bool, was_for_checks: bool = True
) -> list[str]:
    """Why an excerpt can't be kept like this. What someone has scored doesn't change."""
    if is_scored:
        return ["A scorer has scored this excerpt, so it can’t be changed. Retire it and add another."]
    problems = []
    if is_open and not (words.is_for_checks and was_for_checks):
        problems.append("Close the calibration before you add or change excerpts for practice.")
    if not words.title.strip():
        problems.append("Enter a title.")
    if not words.excerpt.strip():
        problems.append("Enter the excerpt.")
    elif len(words.excerpt) > LONGEST_EXCERPT:
        problems.append(f"Shorten the excerpt to {LONGEST_EXCERPT:,} characters.")
    if words.level not in LEVELS:
        problems.append("Choose the agreed level from 0 to 4.")
    return problems + _problems_with_reasons(words.reasons)


def _problems_with_reasons(reasons: str) -> list[str]:
    if is_short(reasons):
        return [f"Enter a reason of at least {SHORTEST_REASONS} characters."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reasons) > LONGEST_NOTE else []


def problems_with_settings(tolerance: int | None, repeat_every: int | None, *, is_open: bool) -> list[str]:
    """Why scorers can't be measured like this."""
    problems = []
    if is_open:
        problems.append("Close the calibration before you change its settings.")
    if tolerance is None or not 0 <= tolerance <= MOST_LEVELS_APART:
        problems.append(f"Enter how many levels a score can differ, from 0 to {MOST_LEVELS_APART}.")
    if repeat_every is None or not 0 <= repeat_every <= MOST_BETWEEN_CHECKS:
        problems.append(f"Enter a number of applications from 0 to {MOST_BETWEEN_CHECKS}.")
    return problems


def problems_with_opening(levels: Collection[int], *, is_draft: bool) -> list[str]:
    """Why scorers can't practice on excerpts with these agreed levels."""
    problems = ["Publish this round before you open its calibration."] if is_draft else []
    if len(levels) < FEWEST_EXCERPTS:
        problems.append(f"Add at least {FEWEST_EXCERPTS} excerpts for practice.")
    elif min(levels) > 1 or max(levels) < 3 or 2 not in levels:
        problems.append(
            "Add practice excerpts until there is one that explains well (level 3 or 4), one in the middle (level 2), "
            "and one that explains little or nothing (level 0 or 1)."
        )
    return problems


# ---- one scorer ----


def is_within(pairs: Collection[AnchorPair], tolerance: int) -> bool:
    """Whether these scores are close enough to the agreed ones; the rule is at the top of this module."""
    exact = sum(pair.apart == 0 for pair in pairs)
    return all(abs(pair.apart) <= tolerance for pair in pairs) and 2 * exact >= len(pairs)


def standing_of(pairs: Collection[AnchorPair], *, asked: int, tolerance: int, is_cleared: bool) -> CalibrationStanding:
    """A scorer's progress in practice; `asked` is the number of excerpts for practice, 0 if it isn't open."""
    if not asked:
        return CalibrationStanding.NOT_ASKED
    if len(pairs) < asked:
        return CalibrationStanding.TO_DO
    if is_within(pairs, tolerance):
        return CalibrationStanding.WITHIN
    return CalibrationStanding.CLEARED if is_cleared else CalibrationStanding.OUTSIDE


def problems_before_scoring(standing: CalibrationStanding) -> list[str]:
    """Why scoring isn't open for this scorer yet, and what opens it."""
    return {
        CalibrationStanding.TO_DO: [
            "Before you score applications, score the practice excerpts of this round. They’re on your list of "
            "applications to score."
        ],
        CalibrationStanding.OUTSIDE: [
            "Your practice scores differ from the agreed scores by more than this round allows. Talk with a grants "
            "officer, who can then open scoring for you."
        ],
    }.get(standing, [])


def problems_before_submitting(*, is_check_due: bool) -> list[str]:
    """Why the next application can't be submitted yet: a short excerpt comes first."""
    if not is_check_due:
        return []
    return ["Before you submit, score the short excerpt that’s on your list of applications to score."]


def problems_with_anchor_score(level: int | None, reason: str) -> list[str]:
    """Why an excerpt can't be scored like this."""
    problems = [] if level in LEVELS else ["Choose a level from 0 to 4."]
    return problems + _problems_with_reasons(reason)


def problems_with_clearing(note: str, standing: CalibrationStanding) -> list[str]:
    """Why an officer can't open scoring for a scorer after a conversation."""
    if standing != CalibrationStanding.OUTSIDE:
        return ["You don’t need to talk with this scorer about practice scores."]
    return _problems_with_reasons(note)


# ---- later checks, and drift ----


def is_check_due(submitted: int, checks: int, repeat_every: int) -> bool:
    """Whether a scorer with this many submitted applications and scored checks scores an excerpt next."""
    return repeat_every > 0 and submitted >= repeat_every * (checks + 1)


def anchor_for_check(scorer: int, times: Mapping[int, int]) -> int | None:
    """The next excerpt for a scorer, given how often each came as a check: one that came least often.

    Ties are ordered differently for each scorer, but always the same way for one.
    """

    def place(anchor: int) -> tuple[int, str]:
        return times[anchor], sha256(f"{scorer}:{anchor}".encode()).hexdigest()

    return min(times, key=place, default=None)


class Drift(NamedTuple):
    """The averages of given minus agreed level; None where there are no scores."""

    practice: float | None
    checks: float | None
    number_of_checks: int

    @property
    def change(self) -> float | None:
        """How much more lenient the scorer has become, in levels; None while there are too few checks to say."""
        if self.practice is None or self.checks is None or self.number_of_checks < FEWEST_CHECKS:
            return None
        return self.checks - self.practice


def drift_of(practice: Sequence[AnchorPair], checks: Sequence[AnchorPair]) -> Drift:
    """A scorer's drift."""
    return Drift(_average(practice), _average(checks), len(checks))


def _average(pairs: Sequence[AnchorPair]) -> float | None:
    return sum(pair.apart for pair in pairs) / len(pairs) if pairs else None
