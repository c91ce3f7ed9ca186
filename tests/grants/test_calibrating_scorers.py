"""Scorers practice on excerpts before they score, talk with an officer if too far off, and are checked later."""

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.calibration import (
    change_anchor,
    clear_scorer,
    close_calibration,
    open_calibration,
    retire_anchor,
    score_anchor,
    set_up_calibration,
)
from grants.actions.scoring import submit_scores
from grants.models import Anchor, AnchorScore, CalibrationSet, CalibrationTalk
from grants.reads.calibration import calibration_of_scorer
from grants.rules.calibration import AnchorWords
from grants.states import CalibrationStanding
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_application, an_auditor, an_officer
from tests.grants.calibrating import AGREED, GIVEN, a_calibration, an_anchor, gave
from tests.grants.scoring import a_scorer_of, assigned, criteria_of, saved, scored

pytestmark = pytest.mark.django_db
NOTE = "We read both excerpts again and agree on what level 2 is."


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def assignment():
    """One application with a scorer, in a round whose scorers practice."""
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition)
    return assigned(scorer, application)


def standing(scorer):
    return calibration_of_scorer(scorer).standing


def submitted(assignment):
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)


def test_scoring_is_closed_until_the_practice_is_done(assignment):
    criterion = criteria_of(assignment)[0]
    with pytest.raises(Unready, match="score the practice excerpts of this round"):
        saved(assignment, criterion)

    gave(assignment.scorer, 4, 2, 1)

    assert standing(assignment.scorer) == CalibrationStanding.WITHIN
    assert saved(assignment, criterion).level == 3


def test_a_scorer_outside_the_tolerance_scores_after_a_talk_that_an_officer_records(assignment):
    officer = an_officer()
    with pytest.raises(Unready, match="don’t need to talk"):
        clear_scorer(scorer=assignment.scorer, note=NOTE, by=officer, at=AT)
    gave(assignment.scorer, 1, 2, 0)
    with pytest.raises(Unready, match="Talk with a grants officer"):
        saved(assignment, criteria_of(assignment)[0])
    with pytest.raises(Unready, match="at least 20 characters"):
        clear_scorer(scorer=assignment.scorer, note="Fine now.", by=officer, at=AT)

    clear_scorer(scorer=assignment.scorer, note=NOTE, by=officer, at=AT)

    assert standing(assignment.scorer) == CalibrationStanding.CLEARED
    assert saved(assignment, criteria_of(assignment)[0]).level == 3


def test_a_round_without_practice_asks_for_none():
    application = an_application()
    assert standing(a_scorer_of(application.competition)) == CalibrationStanding.NOT_ASKED


def test_an_excerpt_is_scored_once_in_its_turn_by_its_scorer(assignment):
    scorer = assignment.scorer
    first, second, _ = Anchor.objects.all()
    words = {"level": 4, "reason": GIVEN, "at": AT}
    for anchor, by, refusal in ((second, scorer.person, Unready), (first, an_officer(), Refused)):
        with pytest.raises(refusal):
            score_anchor(scorer=scorer, anchor=anchor, by=by, **words)
    with pytest.raises(Unready, match="Choose a level from 0 to 4"):
        score_anchor(scorer=scorer, anchor=first, by=scorer.person, **words | {"level": 5})
    gave(scorer, 4)
    with pytest.raises(Unready, match="isn’t the one to score next"):
        score_anchor(scorer=scorer, anchor=first, by=scorer.person, **words)
    assert AnchorScore.objects.get().level == 4


def test_an_excerpt_comes_again_among_applications_before_the_next_is_submitted():
    """Every two applications; those for checks come first, and one comes again when each was there."""
    first = an_application()
    scorer = a_scorer_of(first.competition)
    a_calibration(first.competition, repeat_every=1, checks=(3,))
    gave(scorer, 4, 2, 0)
    done = submitted(scored(assigned(scorer, first)))
    hidden = Anchor.objects.get(is_for_checks=True)
    assert calibration_of_scorer(scorer).following == hidden

    waiting = scored(assigned(scorer, an_application(3, first=10, name="Another Network")))
    with pytest.raises(Unready, match="score the short excerpt"):
        submitted(waiting)
    gave(scorer, 2)
    assert submitted(waiting).submitted_at
    assert submitted(done).submitted_at == done.submitted_at
    again = gave(scorer, 1)

    assert (again.anchor, again.occasion) == (hidden, 2)
    assert calibration_of_scorer(scorer).drift.checks == -1.5
    assert standing(scorer) == CalibrationStanding.WITHIN  # checks never close scoring


def test_without_excerpts_for_checks_those_of_the_practice_come_again():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition, repeat_every=1)
    gave(scorer, 4, 2, 0)
    submitted(scored(assigned(scorer, application)))

    assert not calibration_of_scorer(scorer).following.is_for_checks


def test_a_retired_excerpt_counts_for_no_one_and_stays(assignment):
    gave(assignment.scorer, 4, 2, 3)
    assert standing(assignment.scorer) == CalibrationStanding.OUTSIDE

    anchor = Anchor.objects.get(level=0)
    retire_anchor(anchor=anchor, reason="The agreed level was wrong.", by=an_officer(), at=AT)

    assert standing(assignment.scorer) == CalibrationStanding.WITHIN
    assert AnchorScore.objects.filter(anchor=anchor).exists()


def test_officers_change_practice_while_it_is_closed_and_no_one_scored_it(assignment):
    officer, competition = an_officer(), assignment.application.competition
    anchor = Anchor.objects.first()
    words = AnchorWords("A new title", "A new text.", 4, AGREED)
    changed = {"anchor": anchor, "criterion": anchor.criterion, "words": words, "by": officer, "at": AT}
    with pytest.raises(Unready, match="Close the calibration"):
        change_anchor(**changed)
    with pytest.raises(Unready, match="Close the calibration"):
        set_up_calibration(competition=competition, tolerance=2, repeat_every=0, by=officer, at=AT)
    close_calibration(competition=competition, by=officer, at=AT)
    assert change_anchor(**changed).title == "A new title"
    assert standing(assignment.scorer) == CalibrationStanding.NOT_ASKED

    open_calibration(competition=competition, by=officer, at=AT)
    gave(assignment.scorer, 4)
    close_calibration(competition=competition, by=officer, at=AT)
    with pytest.raises(Unready, match="has scored this excerpt"):
        change_anchor(**changed)


def test_only_officers_whose_district_takes_no_part_calibrate(assignment):
    competition, part = assignment.application.competition, assignment.application.participants.first()
    officer = an_officer("Interested Officer")
    AppointmentFactory(user=officer, district=part.district)
    for by in (officer, an_auditor(), assignment.scorer.person):
        with pytest.raises(Refused):
            an_anchor(competition, 3, by=by)
        with pytest.raises(Refused):
            open_calibration(competition=competition, by=by, at=AT)
        with pytest.raises(Refused):
            clear_scorer(scorer=assignment.scorer, note=NOTE, by=by, at=AT)


def test_the_log_proves_agreed_scores_what_was_given_and_talks(assignment):
    gave(assignment.scorer, 0, 2, 0)
    clear_scorer(scorer=assignment.scorer, note=NOTE, by=an_officer(), at=AT)
    call_command("verify_audit")
    said = str(list(Entry.objects.filter(event__startswith="calibration").values_list("detail", flat=True)))
    assert GIVEN not in said
    assert AGREED not in said

    for model, change, words in (
        (CalibrationSet, {"tolerance": 2}, "The calibration of"),
        (Anchor, {"level": 3}, "Practice excerpt"),
        (AnchorScore, {"level": 4}, "of a practice excerpt was changed"),
        (CalibrationTalk, {"note": "We never talked."}, "with a scorer was changed"),
    ):
        row = model.objects.first()
        before = {name: getattr(row, name) for name in change}
        model.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(CommandError, match=words):
            call_command("verify_audit")
        model.objects.filter(pk=row.pk).update(**before)
