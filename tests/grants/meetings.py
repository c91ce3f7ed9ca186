"""Consensus meetings, made by walking the actions."""

from grants.actions.meetings import change_score, open_meeting
from grants.actions.scoring import submit_scores
from grants.models import MeetingItem, Score
from reviews.rules import PASSAGE, Cited
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.scoring import a_scorer_of, assigned, scored

WHY = "The panel found the bus times in the budget table."


def submitted_by(scorer, application, level=3):
    """The scores of one scorer, submitted."""
    assignment = scored(assigned(scorer, application), level)
    return submit_scores(assignment=assignment, by=scorer.person, at=AT)


def a_scored_application(*names, **changes):
    """An application with two scorers who submitted, and the scorers."""
    application = an_application(**changes)
    scorers = [a_scorer_of(application.competition, name) for name in names or ("Sela Brooks", "Tom Hale")]
    for scorer in scorers:
        submitted_by(scorer, application)
    return application, scorers


def a_meeting(competition, attendees, *, by=None, **changes):
    pen = {"by": by or an_officer("Olive Reed"), "at": AT}
    return open_meeting(competition=competition, held_on=AT.date(), attendees=attendees, **(changes | pen))


def item_of(application):
    return MeetingItem.objects.get(application=application)


def first_score(scorer, application):
    scores = Score.objects.filter(assignment__scorer=scorer, assignment__application=application)
    return scores.select_related("assignment__scorer__person").order_by("criterion__position").first()


def changed(scorer, application, *, level=1, by=None, **changes):
    entry = {"level": level, "reason": WHY, "cited": Cited(PASSAGE, "n3-p1")} | changes
    pen = {"by": by or scorer.person, "at": AT}
    return change_score(item=item_of(application), score=first_score(scorer, application), **entry, **pen)
