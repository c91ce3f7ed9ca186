"""A scorer's desk has what an officer's desk has to read and to cite with; no finding, no mark, no phone number."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import OutgoingEmail, StateRole
from grants.actions.application import submit_application
from grants.actions.hidden_names import set_hidden_names
from grants.actions.recusals import declare_conflict, declare_conflict_with_organization
from grants.actions.scoring import remove_score_citation, restore_score_citation
from grants.models import ScoreCitation, ScorerAssignment
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.files import PDF, PNG, attach, download
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, cited, criteria_of, later, saved
from tests.grants.test_calendar_files import parsed
from tests.grants.walking import WRITING, a_draft

AFTER = WRITING + datetime.timedelta(days=40)  # the window is closed
pytestmark = pytest.mark.django_db


@pytest.fixture
def then():
    """The moment of the other fixtures."""
    with time_machine.travel(AT, tick=False):
        yield AT


@pytest.fixture
def with_files():
    """A submitted application with a file and a confidential one, and its scorer."""
    world = a_draft()
    plain = attach(world)
    secret = attach(world, PNG, name="Health.png", is_confidential=True, reason="It names a student.")
    submit_application(application=world.application, by=world.lead, at=WRITING)
    world.application.refresh_from_db()
    return plain, secret, world.application


@pytest.mark.usefixtures("then")
def test_the_desk_shows_the_question_the_members_in_the_registry_and_no_way_to_call_the_lead(client):
    assignment = an_assignment()
    page = shown(signed_in(client, assignment.scorer.person).get(f"/scoring/{assignment.application.reference}/"))

    assert f"The round’s question: {assignment.application.competition.question}" in page
    assert "Members in the registry (3)" in page
    assert "Requested per student" in page
    assert "Keyboard shortcuts" in page


def test_scorers_open_the_files_of_what_they_score_but_no_confidential_one(client, with_files):
    plain, secret, application = with_files
    other = a_scorer_of(application.competition, "Milo Hart", at=AFTER)
    assignment = assigned(a_scorer_of(application.competition, at=AFTER), application, at=AFTER)
    scorer = assignment.scorer.person

    with time_machine.travel(AFTER, tick=False):
        assert download(client, scorer, plain).content == PDF
        assert download(client, scorer, secret).status_code == 404
        assert download(client, other.person, plain).status_code == 404
        page = client.force_login(scorer) or client.get(f"/scoring/{application.reference}/")
        assert f'href="/applications/{application.reference}/attachments/{plain.number}/"' in page.text
        assert "Health.png (only state officials can open it)" in shown(page)

        officer = an_officer("Olive Reed")
        set_hidden_names(competition=application.competition, scorers=True, board=False, by=officer, at=AFTER)
        assert download(client, scorer, plain).status_code == 404
        page = client.force_login(scorer) or client.get(f"/scoring/{application.reference}/")
        assert "Letter.pdf" not in page.text
        assert "2 attachments are withheld, because names are hidden in this round" in shown(page)
        assert download(client, officer, plain).content == PDF

        declare_conflict(assignment=assignment, reason="My sister teaches there.", by=scorer, at=AFTER)
        assert download(client, scorer, plain).status_code == 404


@pytest.mark.usefixtures("then")
def test_the_characters_of_a_passage_are_cited_as_the_script_sends_them(client):
    assignment = an_assignment()
    signed_in(client, assignment.scorer.person)
    words = {"criterion": 1, "kind": "passage", "place": "n3-p1", "start": 0, "end": 5, "version": 1}
    text = next(t["text"] for t in assignment.application.versions.get().content["narrative"] if t["key"] == "n3")

    client.post(f"/scoring/{assignment.application.reference}/cite/", words | {"quote": text[:5]})

    assert [(c.start, c.end, c.quote) for c in ScoreCitation.objects.all()] == [(0, 5, text[:5])]


def test_a_removed_citation_is_restored_once(client, then):
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    cited(assignment, criterion)
    citation = ScoreCitation.objects.get()
    pen = {"by": assignment.scorer.person, "at": then}
    remove_score_citation(citation=citation, **pen)
    saved(assignment, criterion, revision=2, nothing_found=True)

    address = f"/scoring/{assignment.application.reference}/citations/{citation.pk}/restore/"
    assert signed_in(client, assignment.scorer.person).post(address).status_code == 302
    restore_score_citation(citation=citation, **pen)

    assert list(ScoreCitation.objects.current()) == [citation]
    assert ScorerAssignment.objects.get().submitted_at is None


def test_the_log_proves_a_restored_citation(then):
    assignment = an_assignment()
    cited(assignment, criteria_of(assignment)[0])
    pen = {"citation": ScoreCitation.objects.get(), "by": assignment.scorer.person, "at": then}
    remove_score_citation(**pen)
    restore_score_citation(**pen)

    call_command("verify_audit")


@pytest.mark.usefixtures("then")
def test_the_calendar_has_the_dates_of_the_scorers_rounds_and_no_application(client):
    assignment = an_assignment()
    one = assignment.application.competition
    one.scores_due_at, one.gate_closes_at = later(3), later(5)
    one.save()

    file = signed_in(client, assignment.scorer.person).get("/scoring/calendar.ics")

    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert [(event["SUMMARY"], event["DTSTART"]) for event in parsed(file.content)] == [
        ("Innovation Fund 2026: scores due", "20260423T140000Z"),
        ("Innovation Fund 2026: sustainability gate closes", "20260425T140000Z"),
    ]
    assert assignment.application.reference not in file.text


def test_the_officer_who_invited_a_scorer_hears_of_a_conflict_without_the_application(then):
    application = an_application()
    ada, milo = an_officer("Ada Winters"), an_officer("Milo Hart")
    scorer = a_scorer_of(application.competition, by=ada)
    assignment = assigned(scorer, application, by=milo)

    declare_conflict(assignment=assignment, reason="My sister teaches there.", by=scorer.person, at=then)

    email = OutgoingEmail.objects.get(kind="round: conflict of a scorer")
    assert email.to_user == ada
    assert "Sela Brooks declared a conflict of interest in Innovation Fund 2026." in email.body
    assert application.reference not in email.body + email.about
    assert "sister" not in email.body


def test_all_officers_hear_of_it_if_the_inviting_officer_no_longer_is_one(then):
    application = an_application()
    ada, milo = an_officer("Ada Winters"), an_officer("Milo Hart")
    scorer = a_scorer_of(application.competition, by=ada)
    StateRole.objects.filter(user=ada).update(ends_on=then.date() - datetime.timedelta(days=1))

    declare_conflict_with_organization(
        scorer=scorer, organization="Some Company", reason="I work there.", by=scorer.person, at=then
    )

    told = OutgoingEmail.objects.filter(kind="round: conflict of a scorer").values_list("to_user", flat=True)
    assert milo.pk in told
    assert ada.pk not in told
