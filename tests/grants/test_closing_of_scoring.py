"""A stage of scoring closes by date or by hand; then nothing is saved, and officers read what was submitted."""

import datetime

import pytest
import time_machine

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.scoring import submit_scores
from grants.actions.scoring_stages import close_stage, reopen_stage, schedule_closing
from grants.models import Competition, Score
from grants.reads.rankings import read_ranking_inputs
from grants.reads.scoring import gate_votes_of
from grants.rules.weighted_scores import Standing
from grants.states import ScoringStage
from tests.factories import StateRoleFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, cited, criteria_of, later, saved, scored, voted

pytestmark = pytest.mark.django_db
GATE, SCORING = ScoringStage.GATE, ScoringStage.SCORING
SOON = AT + datetime.timedelta(hours=2)


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def closing(competition, closes_at=SOON, *, stage=SCORING, by=None, at=AT):
    return schedule_closing(competition=competition, stage=stage, closes_at=closes_at, by=by or an_officer(), at=at)


def submitted(assignment, *, at=AT):
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=at)


def test_at_the_date_nothing_is_saved_cited_or_submitted():
    assignment = scored(an_assignment())
    criterion = criteria_of(assignment)[0]
    closing(assignment.application.competition)

    saved(assignment, criterion, level=2, revision=2, at=SOON - datetime.timedelta(seconds=1))
    for write in (
        lambda: saved(assignment, criterion, level=1, revision=3, at=SOON),
        lambda: cited(assignment, criterion, "n3-p2", at=SOON),
        lambda: submitted(assignment, at=SOON),
    ):
        with pytest.raises(Unready, match="Scoring closed on Apr "):
            write()
    assert Score.objects.get(criterion=criterion).level == 2


def test_one_stage_closes_without_the_other():
    assignment = an_assignment(GATE)
    competition = close_stage(competition=assignment.application.competition, stage=SCORING, by=an_officer(), at=AT)
    assert competition.is_stage_closed(SCORING, AT)
    assert not competition.is_stage_closed(GATE, AT)
    submitted(voted(assignment))


def test_after_closing_officers_read_what_was_submitted_and_unfinished_scores_do_not_count():
    application, officer = an_application(), an_officer()
    done, late = (an_assignment(name=name, application=application) for name in ("Done", "Late"))
    submitted(scored(done))
    scored(late)
    assert not Score.objects.visible_to(officer, AT).exists()

    close_stage(competition=application.competition, stage=SCORING, by=officer, at=AT)

    assert {score.assignment for score in Score.objects.visible_to(officer, AT)} == {done}
    assert {score.assignment for score in Score.objects.visible_to(late.scorer.person, AT)} == {late}
    reopen_stage(competition=application.competition, stage=SCORING, reason="The wrong round.", by=officer, at=AT)
    assert not Score.objects.visible_to(officer, AT).exists()


def test_a_ranking_waits_for_no_scorer_of_a_closed_stage():
    application, officer = an_application(), an_officer()
    submitted(scored(an_assignment(name="Done", application=application)))
    an_assignment(name="Late", application=application)
    competition = application.competition
    assert read_ranking_inputs(competition, officer, AT).standings == [Standing.WAITING]

    competition = close_stage(competition=competition, stage=SCORING, by=officer, at=AT)

    assert read_ranking_inputs(competition, officer, AT).standings == [Standing.SCORED]


def test_the_gate_is_decided_by_the_votes_that_came():
    application, officer = an_application(), an_officer()
    for name in ("One", "Two"):
        submitted(voted(an_assignment(GATE, name, application), "no"))
    an_assignment(GATE, "Three", application)
    close_stage(competition=application.competition, stage=GATE, by=officer, at=AT)
    assert gate_votes_of(application, officer, AT) == (0, 2, 0)


def test_a_closed_stage_gets_no_scorers_and_no_other_date_until_it_is_reopened():
    application, officer = an_application(), an_officer()
    scorer = a_scorer_of(application.competition)
    competition = close_stage(competition=application.competition, stage=SCORING, by=officer, at=AT)
    with pytest.raises(Unready, match="Reopen it before you assign"):
        assigned(scorer, application)
    with pytest.raises(Unready, match="Reopen it before you set another date"):
        closing(competition, later())

    reopen_stage(competition=competition, stage=SCORING, reason="Closed by mistake.", by=officer, at=AT)

    assigned(scorer, application)
    closing(competition, later())


def test_a_date_in_the_past_and_reopening_without_a_reason_are_refused():
    competition, officer = an_application().competition, an_officer()
    with pytest.raises(Unready, match="date in the future"):
        closing(competition, AT)
    close_stage(competition=competition, stage=GATE, by=officer, at=AT)
    with pytest.raises(Unready, match="Enter the reason"):
        reopen_stage(competition=competition, stage=GATE, reason="  ", by=officer, at=AT)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER, Role.BOARD_MEMBER])
def test_only_grants_officers_close_and_reopen(role):
    competition, by = an_application().competition, StateRoleFactory(role=role).user
    for act in (
        lambda: closing(competition, by=by),
        lambda: close_stage(competition=competition, stage=GATE, by=by, at=AT),
        lambda: reopen_stage(competition=competition, stage=GATE, reason="Why not.", by=by, at=AT),
    ):
        with pytest.raises(Refused):
            act()


def test_each_change_is_logged_once():
    competition, officer = an_application().competition, an_officer()
    closing(competition, by=officer)
    closing(competition, by=officer)
    for _ in range(2):
        close_stage(competition=competition, stage=SCORING, by=officer, at=AT)
    for _ in range(2):
        reopen_stage(competition=competition, stage=SCORING, reason="A mistake.", by=officer, at=AT)

    entries = Entry.objects.filter(event__startswith="scoring.").order_by("pk")
    events = [entry.event for entry in entries]
    assert events == ["scoring.closing_set", "scoring.stage_closed", "scoring.stage_reopened"]
    assert entries.last().detail["reason"] == "A mistake."


def test_officers_close_and_reopen_on_pages_and_scorers_read_it(client):
    assignment = an_assignment()
    application, slug = assignment.application, assignment.application.competition.slug
    stage = f"/competitions/{slug}/scoring-stages/scoring/"
    signed_in(client, an_officer())

    page = shown(client.post(stage, {"closes_at": "2030-05-04T17:00"}, follow=True))
    assert "Scoring by criteria: open, closes May 4, 2030, 5:00 PM EDT." in page
    assert "Close scoring by criteria now?" in shown(client.get(f"{stage}close/"))
    page = shown(client.post(f"{stage}close/", follow=True))
    assert "Scoring by criteria: closed Apr" in page
    assert client.get(stage).url == f"{stage}reopen/"

    signed_in(client, assignment.scorer.person)
    desk = f"/scoring/{application.reference}/"
    page = shown(client.get(desk))
    assert "Scoring closed on Apr" in page
    assert "Check and submit" not in page
    assert "Not submitted" in shown(client.get("/scoring/"))
    assert "Score applications for" not in shown(client.get("/my/"))
    assert client.get(f"{desk}cite/?place=n3-p1").status_code == 404
    refused = client.post(f"{desk}scores/1/", {"score": "3"})
    assert (refused.status_code, Score.objects.count()) == (422, 0)

    signed_in(client, an_officer("Milo"))
    assert "Enter the reason" in shown(client.post(f"{stage}reopen/"))
    page = shown(client.post(f"{stage}reopen/", {"reason": "The wrong round."}, follow=True))
    assert "Scoring by criteria: open, no closing date." in page
    assert Competition.objects.get(slug=slug).scoring_closes_at is None
