"""Scorers score by the round's criteria, each alone, with reasons and citations; then they submit."""

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.recusals import exclude_scores
from grants.actions.scorer_assignments import assign_scorer, end_assignment, set_up_scoring
from grants.actions.scorers import withdraw_scorer
from grants.actions.scoring import remove_score_citation, submit_scores
from grants.models import Application, Score, ScoreCitation, ScorerAssignment
from grants.states import ScoringStage
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_application, an_auditor, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import (
    REASON,
    a_scorer_of,
    an_assignment,
    assigned,
    cited,
    criteria_of,
    later,
    saved,
    scored,
    voted,
)
from tests.grants.walking import a_round

pytestmark = pytest.mark.django_db
GATE, SCORING = ScoringStage.GATE, ScoringStage.SCORING


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def submitted(assignment, *, at=AT, by=None):
    return submit_scores(assignment=assignment, by=by or assignment.scorer.person, at=at)


# ---- assigning ----


def test_an_officer_assigns_an_application_to_a_scorer_who_accepted():
    assignment = an_assignment()

    assert (assignment.stage, assignment.is_by_hand, assignment.assigned_at) == ("scoring", True, AT)
    assert ScorerAssignment.objects.to_score_by(assignment.scorer.person).get() == assignment


def test_a_scorer_gets_an_application_once_a_stage():
    assignment = an_assignment()

    with pytest.raises(Unready, match="already assigned to this application"):
        assigned(assignment.scorer, assignment.application)
    assigned(assignment.scorer, assignment.application, GATE)
    end_assignment(assignment=assignment, reason="By mistake.", by=an_officer(), at=AT)
    assigned(assignment.scorer, assignment.application)
    assert ScorerAssignment.objects.count() == 3


def test_nobody_is_assigned_more_than_the_promised_number():
    application, other = an_application(), an_application(3, first=10, name="Another Network")
    scorer = a_scorer_of(application.competition, capacity=1)
    assigned(scorer, application)

    with pytest.raises(Unready, match="Sela Brooks can score up to 1 application and has 1 already"):
        assigned(scorer, other)


def test_nobody_is_assigned_without_an_answer_or_this_years_agreement():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    with pytest.raises(Unready, match="sign this year’s scorer agreement"):
        assigned(scorer, application, at=later(365))
    withdraw_scorer(scorer=scorer, reason="No time.", by=scorer.person, at=AT)
    with pytest.raises(Unready, match="hasn’t accepted"):
        assigned(scorer, application)


@pytest.mark.parametrize("ends_on", [None, AT.date().replace(year=2025)])
def test_nobody_scores_an_application_of_a_district_that_he_or_she_represents_or_once_represented(ends_on):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    member = District.objects.get(leaid="9900002")
    AppointmentFactory(user=scorer.person, district=member, ends_on=ends_on)

    with pytest.raises(Unready, match=f"{member.name} is a member of this application"):
        assigned(scorer, application)


def test_an_officer_with_a_conflict_assigns_no_scorers_and_ends_no_assignment():
    assignment, officer = an_assignment(), an_officer("Milo Hart")
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"))
    pen = {"by": officer, "at": AT}

    with pytest.raises(Refused, match="another officer has to assign"):
        assign_scorer(application=assignment.application, scorer=assignment.scorer, stage=GATE, **pen)
    with pytest.raises(Refused, match="another officer has to assign"):
        end_assignment(assignment=assignment, reason="Because.", **pen)
    assert not ScorerAssignment.objects.visible_to(officer).exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER, Role.BOARD_MEMBER])
def test_only_grants_officers_assign_scorers(role):
    assignment = an_assignment()
    with pytest.raises(Refused, match="Only grants officers can assign"):
        assigned(assignment.scorer, assignment.application, GATE, by=StateRoleFactory(role=role).user)


def test_no_application_is_assigned_while_its_round_accepts_submissions_or_after_it_was_withdrawn():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    with pytest.raises(Unready, match="You can review this application after Apr 15"):
        assigned(scorer, application, at=later(-6))
    assignment = an_assignment(name="Another", application=application)
    Application.objects.update(status="withdrawn")
    with pytest.raises(Unready, match="withdrawn"):
        assigned(assignment.scorer, assignment.application, GATE)


def test_the_gate_has_three_votes_of_which_the_round_says_how_many_must_be_yes():
    application, officer = an_application(), an_officer()
    competition = application.competition
    for name in ("One", "Two", "Three"):
        assigned(a_scorer_of(competition, name), application, GATE)
    with pytest.raises(Unready, match="already has 3 scorers at the gate"):
        assigned(a_scorer_of(competition, "Four"), application, GATE)
    assert competition.gate_votes_needed == 2

    due = later(14)
    round_ = set_up_scoring(competition=competition, votes_needed=3, due_at=due, by=officer, at=AT)
    assert (round_.gate_votes_needed, round_.scores_due_at) == (3, due)
    for votes in (0, 4, None):
        with pytest.raises(Unready, match="from 1 to 3"):
            set_up_scoring(competition=competition, votes_needed=votes, due_at=None, by=officer, at=AT)


def test_a_scorer_of_another_round_is_not_assigned():
    application = an_application()
    other = a_scorer_of(a_round("Another Fund"))
    with pytest.raises(Unready, match="isn’t a scorer in this round"):
        assigned(other, application)


# ---- scoring ----


def test_a_score_has_a_level_a_reason_a_citation_and_a_confidence_that_is_only_stored():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]

    score = saved(assignment, criterion, level=4, confidence="low")
    cited(assignment, criterion, start=0, end=10)

    score.refresh_from_db()
    assert (score.level, score.reason, score.confidence, score.revision) == (4, REASON, "low", 2)
    citation = ScoreCitation.objects.get()
    text = next(one["text"] for one in assignment.application.versions.get().content["narrative"] if one["key"] == "n3")
    assert citation.quote == text[:10]
    assignment.refresh_from_db()
    assert assignment.version.number == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"level": 5}, "from 0 to 4"),
        ({"level": 99}, "from 0 to 4"),
        ({"level": None, "vote": "yes"}, "out of date"),
        ({"confidence": "absolute"}, "low, medium, or high"),
        ({"level": 2, "has_abstained": True}, "not both"),
        ({"reason": "x" * 10_001}, "Shorten the reason to 10,000"),
    ],
)
def test_what_makes_no_sense_is_not_saved(words, problem):
    assignment = an_assignment()
    with pytest.raises(Unready, match=problem):
        saved(assignment, criteria_of(assignment)[0], **words)
    assert not Score.objects.exists()
    assignment.refresh_from_db()
    assert assignment.version is None


def test_an_unfinished_score_is_saved_and_cannot_be_submitted():
    assignment = an_assignment()
    first, second, *rest = criteria_of(assignment)
    saved(assignment, first, level=None, reason="Short.", confidence="")
    saved(assignment, second, level=None, has_abstained=True, reason="I once taught at this school.", confidence="")

    with pytest.raises(Unready) as no:
        submitted(assignment)

    of_first = [problem for problem in no.value.problems if problem.startswith(f"{first.title}: ")]
    assert of_first == [
        f"{first.title}: Choose a level, or abstain.",
        f"{first.title}: Enter a reason of at least 20 characters.",
        f"{first.title}: Cite a passage or a table cell, or select “Nothing found.”",
        f"{first.title}: Choose how confident you are.",
    ]
    assert not any(problem.startswith(f"{second.title}: ") for problem in no.value.problems)
    assert len(no.value.problems) == 4 + 4 * len(rest)


def test_nothing_found_goes_with_level_0_and_a_citation_takes_its_place():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    saved(assignment, criterion, level=2, nothing_found=True)
    with pytest.raises(Unready, match="“Nothing found” goes with level 0"):
        submitted(assignment)

    cited(assignment, criterion)

    assert list(ScoreCitation.objects.current().values_list("kind", flat=True)) == ["passage"]
    with pytest.raises(Unready, match="Remove them before you select"):
        saved(assignment, criterion, nothing_found=True, revision=2)


def test_citing_twice_adds_one_and_a_removed_citation_stays_in_the_history():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    cited(assignment, criterion)
    cited(assignment, criterion)
    citation = ScoreCitation.objects.get()

    remove_score_citation(citation=citation, by=assignment.scorer.person, at=AT)
    remove_score_citation(citation=citation, by=assignment.scorer.person, at=AT)

    citation.refresh_from_db()
    assert citation.removed_at == AT
    assert not ScoreCitation.objects.current().exists()


def test_a_passage_that_is_not_in_the_version_is_not_cited():
    assignment = an_assignment()
    for place in ("n3-p99", "", "n99-p1"):
        with pytest.raises(Unready, match="isn’t in this version"):
            cited(assignment, criteria_of(assignment)[0], place)


def test_of_two_tabs_the_second_learns_that_the_score_changed():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    saved(assignment, criterion, level=1)
    saved(assignment, criterion, level=1)  # a double click
    with pytest.raises(Unready, match="in another tab or window"):
        saved(assignment, criterion, level=4)
    assert Score.objects.get().level == 1


def test_the_gate_asks_for_a_vote_and_the_criteria_for_a_level():
    gate = an_assignment(GATE)
    with pytest.raises(Unready, match="aren’t assigned to score this part"):
        saved(gate, criteria_of(gate)[0])
    with pytest.raises(Unready, match="Choose yes or no"):
        saved(gate, None, level=None, vote="perhaps")

    submitted(voted(gate, "no"))

    assert (Score.objects.get().vote, Score.objects.get().level) == ("no", None)


def test_a_criterion_of_another_round_is_not_scored():
    assignment, other = an_assignment(), a_round("Another Fund").criteria.first()
    with pytest.raises(Unready, match="belongs to another round"):
        saved(assignment, other)


def test_submitted_scores_are_locked():
    assignment = submitted(scored(an_assignment()))
    criterion, citation = criteria_of(assignment)[0], ScoreCitation.objects.first()

    assert submitted(assignment, at=later()).submitted_at == AT
    for write in (
        lambda: saved(assignment, criterion, level=0, revision=2),
        lambda: cited(assignment, criterion, "n4-p1"),
        lambda: remove_score_citation(citation=citation, by=assignment.scorer.person, at=AT),
    ):
        with pytest.raises(Unready, match="You submitted these scores"):
            write()


def test_nobody_writes_in_anothers_scores():
    assignment, other = scored(an_assignment()), an_assignment(name="Milo Hart", application=Application.objects.get())
    person = other.scorer.person

    for write in (
        lambda: saved(assignment, criteria_of(assignment)[0], by=person, revision=2),
        lambda: submitted(assignment, by=person),
        lambda: remove_score_citation(citation=ScoreCitation.objects.first(), by=person, at=AT),
        lambda: submitted(assignment, by=an_officer()),
    ):
        with pytest.raises(Refused, match="Only the person who was invited"):
            write()


def test_a_scorer_with_a_conflict_that_came_later_writes_and_sees_nothing_more():
    assignment = an_assignment()
    person = assignment.scorer.person
    appointment = AppointmentFactory(user=person, district=District.objects.get(leaid="9900002"))
    person = type(person).objects.get(pk=person.pk)  # as in the next request

    with pytest.raises(Refused, match=f"You represent or represented {appointment.district.name}"):
        saved(assignment, criteria_of(assignment)[0], by=person)
    assert not ScorerAssignment.objects.visible_to(person).exists()


def test_a_scorer_writes_nothing_after_leaving_or_after_the_application_was_taken_away():
    assignment = scored(an_assignment())
    other = submitted(scored(an_assignment(name="Milo Hart", application=assignment.application)))
    end_assignment(assignment=assignment, reason="A conflict was found.", by=an_officer(), at=AT)
    with pytest.raises(Unready, match="no longer assigned to you"):
        submitted(assignment)

    withdraw_scorer(scorer=other.scorer, reason="Moved away.", by=other.scorer.person, at=AT)
    third = an_assignment(name="Third", application=assignment.application)
    withdraw_scorer(scorer=third.scorer, reason="Moved away.", by=third.scorer.person, at=AT)

    assert ScorerAssignment.objects.current().get() == other  # what was submitted counts
    third.refresh_from_db()
    assert third.end_reason == "The scorer no longer scores in this round."


def test_the_agreement_of_the_year_is_needed_to_score():
    assignment = an_assignment()
    with pytest.raises(Unready, match="sign this year’s scorer agreement"):
        saved(assignment, criteria_of(assignment)[0], at=later(365))


# ---- who sees what ----


def test_officers_read_scores_once_all_scorers_of_the_application_submitted(client):
    first = submitted(scored(an_assignment(), level=1))
    second = scored(an_assignment(name="Milo Hart", application=first.application), level=4)
    officer, own = an_officer(), len(criteria_of(first))

    assert not Score.objects.visible_to(officer).exists()
    assert Score.objects.visible_to(first.scorer.person).count() == own
    submitted(second)
    assert Score.objects.visible_to(officer).count() == 2 * own
    assert Score.objects.visible_to(first.scorer.person).count() == own
    with pytest.raises(Unready, match="has submitted scores, so they count"):
        end_assignment(assignment=first, reason="Too strict.", by=officer, at=AT)
    page = shown(signed_in(client, officer).get(f"/competitions/{first.application.competition.slug}/scoring/26-0001/"))
    assert "Exclude scores" in page
    assert "End assignment" not in page
    exclude_scores(assignment=first, reason="A conflict was found.", by=officer, at=AT)
    assert Score.objects.visible_to(officer).count() == own
    for other in (an_auditor(), StateRoleFactory(role=Role.BOARD_MEMBER).user, AppointmentFactory().user):
        assert not Score.objects.visible_to(other).exists()
        assert not ScorerAssignment.objects.visible_to(other).exists()


def test_the_log_has_who_and_when_and_no_score():
    submitted(scored(an_assignment(), level=4))

    entries = Entry.objects.filter(event__startswith="scoring.")
    assert {entry.event for entry in entries} == {
        "scoring.assigned",
        "scoring.saved",
        "scoring.cited",
        "scoring.submitted",
    }
    written = " ".join(str(entry.detail) for entry in entries)
    assert REASON not in written
    assert "level" not in written


def test_verify_audit_finds_a_score_that_was_changed_behind_the_portals_back(capsys):
    scored(an_assignment())
    call_command("verify_audit", "--new")
    Score.objects.update(level=0)

    with pytest.raises(Exception, match=r"Score \d+ on 26-0001 was changed"):
        call_command("verify_audit", "--new")
