"""A consensus meeting: first scores are frozen, scorers change them with reasons, and the minutes write themselves."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.meetings import (
    close_meeting,
    conclude_application,
    confirm_change,
    record_dissent,
    withdraw_change,
)
from grants.actions.recusals import declare_conflict
from grants.actions.scoring import submit_scores
from grants.actions.scoring_corrections import reopen_scores
from grants.actions.scoring_stages import reopen_stage
from grants.models import MeetingItem, ScoreChange
from grants.reads.meetings import levels_after_meetings, minutes_of
from grants.reads.rankings import read_ranking_inputs, result_of
from grants.rules.meeting import problems_with_change, problems_with_opening
from grants.states import ScoringStage
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_officer
from tests.grants.meetings import WHY, a_meeting, a_scored_application, changed, first_score, item_of
from tests.grants.scoring import a_scorer_of, assigned, saved, scored


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.mark.parametrize(
    ("facts", "problems"),
    [
        ({}, []),
        ({"is_open": True}, ["A consensus meeting for this round is already open. Close it first."]),
        ({"applications": 0}, ["No applications are left for a meeting."]),
        ({"attendees": 0}, ["Choose the scorers who attend."]),
        (
            {"missing": 1},
            ["Scores are missing. Wait until they’re submitted, or select “Open without these scores.”"],
        ),
        ({"missing": 1, "is_without_missing": True}, []),
    ],
)
def test_when_a_meeting_can_open(facts, problems):
    usual = {"is_open": False, "applications": 2, "attendees": 3, "missing": 0, "is_without_missing": False}
    assert problems_with_opening(**(usual | facts)) == problems


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"level": 5}, "Choose a level from 0 to 4."),
        ({"level": 3}, "Choose a level other than the current one."),
        ({"reason": "No."}, "Enter a reason of at least 20 characters."),
        ({"kind": ""}, "Choose the passage the change is based on."),
        ({"kind": "nothing_found"}, "“Nothing found” goes with level 0. For any other level, choose a passage."),
        ({"waits": True}, "A change to this score has to be confirmed or withdrawn first."),
    ],
)
def test_a_change_needs_another_level_a_reason_and_a_citation(entry, problem):
    usual = {"level": 2, "current": 3, "reason": WHY, "kind": "passage", "waits": False}
    assert problems_with_change(**usual) == []
    assert problems_with_change(**(usual | entry)) == [problem]


@pytest.mark.django_db
def test_opening_freezes_first_scores_and_names_what_is_missing():
    application, (sela, tom) = a_scored_application()
    late = scored(assigned(a_scorer_of(application.competition, "Uma Field"), application))
    with pytest.raises(Unready, match="Scores are missing"):
        a_meeting(application.competition, [sela, tom])

    a_meeting(application.competition, [sela, tom], is_without_missing=True)

    with pytest.raises(Unready, match="Scoring closed"):
        submit_scores(assignment=late, by=late.scorer.person, at=AT)
    with pytest.raises(Unready, match="Scoring closed"):
        saved(late, late.application.competition.criteria.first(), level=0, revision=2)
    officer = an_officer()
    with pytest.raises(Unready, match="Reopen the stage first"):
        reopen_scores(assignment=first_score(sela, application).assignment, reason=WHY, by=officer, at=AT)
    with pytest.raises(Unready, match="A consensus meeting was opened"):
        reopen_stage(competition=application.competition, stage=ScoringStage.SCORING, reason=WHY, by=officer, at=AT)


@pytest.mark.django_db
def test_changes_count_in_the_ranking_once_the_application_is_closed_and_the_first_scores_stay():
    application, (sela, tom) = a_scored_application()
    competition, officer = application.competition, an_officer()
    a_meeting(competition, [sela, tom])
    before = read_ranking_inputs(competition, officer, AT)
    change = changed(sela, application)
    assert levels_after_meetings([application.pk]) == {}
    assert read_ranking_inputs(competition, officer, AT).digest == before.digest

    conclude_application(item=item_of(application), by=officer, at=AT)

    inputs = read_ranking_inputs(competition, officer, AT)
    assert inputs.digest != before.digest
    (row,) = result_of(competition, officer, inputs)["applications"]
    assert row["before"]["raw"] == 75.0  # level 3 of 4 on every criterion from both
    assert row["raw"] < 75.0
    assert first_score(sela, application).level == 3
    assert (change.from_level, change.level, change.quote != "") == (3, 1, True)
    with pytest.raises(Unready, match="closed this application"):
        changed(tom, application)


@pytest.mark.django_db
def test_what_an_officer_enters_waits_for_its_scorer():
    application, (sela, tom) = a_scored_application()
    officer = an_officer()
    a_meeting(application.competition, [sela, tom])
    change = changed(sela, application, by=officer)
    assert change.confirmed_at is None
    with pytest.raises(Unready, match="1 change waits for the scorer’s confirmation"):
        conclude_application(item=item_of(application), by=officer, at=AT)
    for other in (officer, tom.person):
        with pytest.raises(Refused):
            confirm_change(change=change, by=other, at=AT)
    assert confirm_change(change=change, by=sela.person, at=AT).confirmed_at == AT
    with pytest.raises(Unready, match="The scorer confirmed this change"):
        withdraw_change(change=change, by=officer, at=AT)
    again = changed(sela, application, level=2, by=officer)
    assert again.from_level == 1
    withdraw_change(change=again, by=officer, at=AT)
    conclude_application(item=item_of(application), by=officer, at=AT)
    assert [after.level for after in levels_after_meetings([application.pk]).values()] == [1]


@pytest.mark.django_db
def test_a_recused_scorer_leaves_the_room_and_sees_nothing_of_the_application():
    application, (sela, tom) = a_scored_application()
    uma = a_scorer_of(application.competition, "Uma Field")
    declare_conflict(assignment=assigned(uma, application), reason="My sister works there.", by=uma.person, at=AT)
    a_meeting(application.competition, [sela, tom, uma])

    assert [one.person.name for one in item_of(application).away.all()] == ["Uma Field"]
    assert not MeetingItem.objects.visible_to(uma.person).exists()
    assert MeetingItem.objects.visible_to(sela.person).exists()
    with pytest.raises(Refused):
        record_dissent(item=item_of(application), scorer=uma, words="I disagree.", by=uma.person, at=AT)


@pytest.mark.django_db
def test_without_a_quorum_an_application_is_not_taken_up():
    application, (sela, _) = a_scored_application()
    meeting = a_meeting(application.competition, [sela])
    assert (item_of(application).present, item_of(application).has_quorum) == (1, False)
    with pytest.raises(Refused):
        changed(sela, application)
    with pytest.raises(Unready, match="Too few of this application’s scorers"):
        conclude_application(item=item_of(application), by=an_officer(), at=AT)
    close_meeting(meeting=meeting, by=an_officer(), at=AT)


@pytest.mark.django_db
def test_an_absent_scorers_score_stays_and_an_officer_with_a_conflict_runs_no_meeting():
    application, (sela, tom) = a_scored_application("Sela Brooks", "Tom Hale")
    uma = a_scorer_of(application.competition, "Uma Field")
    officer = an_officer("Milo Hart")
    AppointmentFactory(user=officer, district=application.participants.first().district)
    with pytest.raises(Refused, match="another officer opens and closes"):
        a_meeting(application.competition, [sela, tom, uma], by=officer)
    meeting = a_meeting(application.competition, [sela, tom])
    with pytest.raises(Refused):
        record_dissent(item=item_of(application), scorer=tom, words="No.", by=officer, at=AT)
    assert minutes_of(meeting, officer).items == []
    assert minutes_of(meeting, officer).left_out == 1


@pytest.mark.django_db
def test_dissent_is_kept_and_a_meeting_with_an_open_discussion_does_not_close():
    application, (sela, tom) = a_scored_application()
    officer = an_officer()
    meeting = a_meeting(application.competition, [sela, tom])
    with pytest.raises(Unready, match="Enter what the scorer disagrees with"):
        record_dissent(item=item_of(application), scorer=sela, words=" ", by=sela.person, at=AT)
    record_dissent(item=item_of(application), scorer=sela, words="The bus plan is too thin.", by=sela.person, at=AT)
    with pytest.raises(Unready, match="still open"):
        close_meeting(meeting=meeting, by=officer, at=AT)
    conclude_application(item=item_of(application), by=officer, at=AT)
    close_meeting(meeting=meeting, by=officer, at=AT)
    (item,) = minutes_of(meeting, officer).items
    assert [one.words for one in item.all_dissents] == ["The bus plan is too thin."]
    assert not MeetingItem.objects.visible_to(sela.person).exists()
    with pytest.raises(Unready, match="No applications are left"):
        a_meeting(application.competition, [sela, tom])


@pytest.mark.django_db
def test_the_log_proves_the_minutes_and_has_no_score_or_reason():
    application, (sela, tom) = a_scored_application()
    meeting = a_meeting(application.competition, [sela, tom])
    changed(sela, application)
    conclude_application(item=item_of(application), by=an_officer(), at=AT)
    close_meeting(meeting=meeting, by=an_officer(), at=AT)
    assert WHY not in str(list(Entry.objects.values_list("detail", flat=True)))
    call_command("verify_audit", stdout=io.StringIO())
    ScoreChange.objects.update(level=4)
    with pytest.raises(CommandError, match="of a score of"):
        call_command("verify_audit", stdout=io.StringIO())
