"""A round with excerpts on which its scorers practice, made by walking the actions."""

from grants.actions.calibration import add_anchor, open_calibration, score_anchor, set_up_calibration
from grants.models import Anchor
from grants.reads.calibration import calibration_of_scorer
from grants.rules.calibration import AnchorWords
from tests.grants.builders import AT, an_officer

AGREED = "Officers agreed: it names who teaches, and when."
GIVEN = "I read a name and a day in this excerpt."


def an_anchor(competition, level, *, is_for_checks=False, by, at=AT):
    words = AnchorWords(f"Excerpt of level {level}", f"An invented text, number {level}.", level, AGREED, is_for_checks)
    return add_anchor(competition=competition, criterion=competition.criteria.first(), words=words, by=by, at=at)


def a_calibration(competition, *, tolerance=1, repeat_every=2, checks=(), by=None, at=AT):
    """Three excerpts for practice with the agreed levels 4, 2, and 0, and others for checks."""
    pen = {"by": by or an_officer(), "at": at}
    set_up_calibration(competition=competition, tolerance=tolerance, repeat_every=repeat_every, **pen)
    for level in (4, 2, 0):
        an_anchor(competition, level, **pen)
    for level in checks:
        an_anchor(competition, level, is_for_checks=True, **pen)
    return open_calibration(competition=competition, **pen)


def gave(scorer, *levels, at=AT):
    """The scorer gives the excerpts that come next these levels."""
    for level in levels:
        anchor = calibration_of_scorer(scorer).following or Anchor.objects.first()
        given = score_anchor(scorer=scorer, anchor=anchor, level=level, reason=GIVEN, by=scorer.person, at=at)
    return given


def add_practice(world, *, at):
    """The scorer of the world's tables has scored the first of three excerpts, and another person none."""
    a_calibration(world.reviewed.competition, by=world.officer, at=at)
    world.anchor_score = gave(world.assignment.scorer, 4, at=at)
    world.anchor = world.anchor_score.anchor
    world.other_anchor = Anchor.objects.exclude(pk=world.anchor.pk).first()
    world.secrets += [AGREED, world.anchor.title, world.anchor.excerpt]
