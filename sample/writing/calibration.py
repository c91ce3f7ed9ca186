"""Practice of the small state's scorers, through the actions that people use."""

import datetime

from accounts.models import User
from grants.actions.calibration import add_anchor, clear_scorer, open_calibration, score_anchor, set_up_calibration
from grants.models import Competition, Scorer
from grants.reads.calibration import calibration_of_scorer
from grants.rules.calibration import AnchorWords
from sample.excerpts import EXCERPTS, REASONS_GIVEN

MINUTE = datetime.timedelta(minutes=1)
NOTE = (
    "We read the first two excerpts again. Days and names count as worked out even if one more thing could be said. From "
    "now on, the scorer starts from the words of the level and goes down only for what is missing."
)


def write_practice(competition: Competition, *, by: User, at: datetime.datetime) -> None:
    """Excerpts with agreed scores; after every application, another one comes."""
    set_up_calibration(competition=competition, tolerance=1, repeat_every=1, by=by, at=at)
    criterion = competition.criteria.all()[0]
    for one in EXCERPTS:
        words = AnchorWords(one.title, one.text, one.level, one.reasons, one.is_for_checks)
        add_anchor(competition=competition, criterion=criterion, words=words, by=by, at=at)
    open_calibration(competition=competition, by=by, at=at)


def score_waiting(scorer: Scorer, *, severity: float, officer: User, at: datetime.datetime) -> None:
    """The scorer scores every excerpt that waits; a scorer who is too far off talks with an officer."""
    while anchor := calibration_of_scorer(scorer).following:
        # Half a level of severity is one level lower on excerpts in the middle and at the top.
        level = max(0, round(anchor.level - 2.1 * severity * (anchor.level > 0)))
        reason = REASONS_GIVEN[min(level, 4)]
        score_anchor(scorer=scorer, anchor=anchor, level=min(4, level), reason=reason, by=scorer.person, at=at)
    if calibration_of_scorer(scorer).is_outside:
        clear_scorer(scorer=scorer, note=NOTE, by=officer, at=at + 30 * MINUTE)
