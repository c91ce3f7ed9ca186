"""Scorers with applications to score, made by walking the actions."""

import datetime

from accounts.models import Role
from grants.actions.scorer_assignments import assign_scorer
from grants.actions.scorers import accept_invitation, invite_scorer
from grants.actions.scoring import cite_for_score, record_score
from grants.rules.scoring import ScoreWords
from grants.states import ScoringStage
from reviews.rules import PASSAGE, Cited
from tests.factories import StateRoleFactory, UserFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.kept import kept

ALL_SENTENCES = [0, 1, 2]
REASON = "The narrative names the teacher, the room, and the day."


@kept
def a_scorer(name="Sela Brooks"):
    return StateRoleFactory(user=UserFactory(name=name), role=Role.SCORER).user


def accepted(scorer, *, at=AT, **changes):
    answer = {"capacity": 12, "expertise": "program", "agreed": ALL_SENTENCES, "by": scorer.person}
    return accept_invitation(scorer=scorer, **(answer | changes), at=at)


def a_scorer_of(competition, name="Sela Brooks", *, by=None, at=AT, **changes):
    """A person who accepted to score in the round."""
    scorer = invite_scorer(competition=competition, person=a_scorer(name), by=by or an_officer(), at=at)
    return accepted(scorer, at=at, **changes)


def assigned(scorer, application, stage=ScoringStage.SCORING, *, by=None, at=AT):
    return assign_scorer(application=application, scorer=scorer, stage=stage, by=by or an_officer(), at=at)


@kept
def an_assignment(stage=ScoringStage.SCORING, name="Sela Brooks", application=None):
    """An application under review that one person scores."""
    application = application or an_application()
    return assigned(a_scorer_of(application.competition, name), application, stage)


def saved(assignment, criterion, *, at=AT, revision=0, by=None, **words):
    words = ScoreWords(**({"level": 3, "reason": REASON, "confidence": "high"} | words))
    pen = {"by": by or assignment.scorer.person, "at": at}
    return record_score(assignment=assignment, criterion=criterion, words=words, revision=revision, **pen)


def cited(assignment, criterion, place="n3-p1", *, at=AT, **chars):
    pen = {"by": assignment.scorer.person, "at": at}
    return cite_for_score(assignment=assignment, criterion=criterion, cited=Cited(PASSAGE, place, **chars), **pen)


def scored(assignment, level=3):
    """Every criterion of the assignment with a level, a reason, and a citation."""
    for criterion in criteria_of(assignment):
        score = saved(assignment, criterion, level=level)
        cited(assignment, criterion)
        assert score.level == level
    return assignment


def voted(assignment, vote="yes"):
    """The question of the gate answered, with a citation."""
    saved(assignment, None, level=None, vote=vote)
    cited(assignment, None)
    return assignment


def criteria_of(assignment):
    return list(assignment.application.competition.criteria.all())


def later(days=1):
    return AT + datetime.timedelta(days=days)
