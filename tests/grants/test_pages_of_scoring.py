"""A scorer works through the list on pages without a script; officers see how far it is, and no more."""

import re

import pytest
import time_machine

from accounts.models import OutgoingEmail, Role
from districts.models import District
from grants.actions.scoring import submit_scores
from grants.models import Score, ScoreCitation, ScorerAssignment
from grants.states import ScoringStage
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.pages import determined, queries_of, shown, signed_in
from tests.grants.scoring import (
    REASON,
    a_scorer_of,
    an_assignment,
    assigned,
    cited,
    criteria_of,
    saved,
    scored,
    voted,
)

pytestmark = pytest.mark.django_db
GATE = ScoringStage.GATE
SECRET = "Only this scorer knows this reason."


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def submitted(assignment):
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)


def test_a_scorer_scores_an_application_from_my_work_to_the_check_page(client):
    assignment = an_assignment()
    signed_in(client, assignment.scorer.person)
    reference, criteria = assignment.application.reference, criteria_of(assignment)
    desk = f"/scoring/{reference}/"
    page = shown(client.get("/my/"))
    assert "Score applications for Innovation Fund 2026: 0 of 1 submitted." in page
    assert f"Next: {reference}, Ridge Rivers Learning Network." in page
    assert "0 of 1 submitted." in shown(client.get("/scoring/"))

    for number, criterion in enumerate(criteria, start=1):
        assert criterion.title in shown(client.get(desk))
        cite = {"criterion": number, "kind": "passage", "place": "n3-p1", "version": 1}
        assert client.post(f"{desk}cite/", cite).url == f"{desk}?stage=scoring#criterion-{number}"
        answer = {"score": "3", "reason": REASON, "confidence": "medium", "revision": 1, "version": 1}
        assert client.post(f"{desk}scores/{number}/", answer).status_code == 302
    assert f"{len(criteria)} of {len(criteria)} complete" in shown(client.get(f"{desk}submit/"))
    page = shown(client.post(f"{desk}submit/", {"stage": "scoring"}, follow=True))

    assert f"You submitted your scores for {reference}." in page
    assert "1 of 1 submitted." in page
    page = shown(client.get(desk))
    assert "You submitted these scores" in page
    assert "Check and submit" not in page
    assert "Score applications for" not in shown(client.get("/my/"))


def test_the_desk_shows_levels_in_words_and_what_the_scorer_saved(client):
    assignment = an_assignment()
    criterion = criteria_of(assignment)[1]
    criterion.levels = ["Nothing", "A little", "Half", "Most", "All of it"]
    criterion.save()
    saved(assignment, criterion, level=4)
    cited(assignment, criterion, start=0, end=10)

    html = signed_in(client, assignment.scorer.person).get(f"/scoring/{assignment.application.reference}/").text

    assert "All of it" in html
    assert f"Weight {criterion.weight}%" in html
    assert REASON in html
    assert 'title="Cited for criterion 2"' in html
    assert re.search(r'name="score" value="4" checked', html)


def test_the_gate_asks_its_question_with_yes_and_no(client):
    assignment = an_assignment(GATE)
    signed_in(client, assignment.scorer.person)
    desk = f"/scoring/{assignment.application.reference}/"
    assert "Will the project last after the grant ends?" in shown(client.get(desk))

    client.post(f"{desk}scores/0/", {"score": "no", "reason": REASON, "confidence": "low", "nothing_found": "on"})
    assert Score.objects.get().vote == "no"
    assert client.post(f"{desk}submit/", {"stage": "gate"}).status_code == 302
    assert client.post(f"{desk}scores/1/", {"score": "3"}).status_code == 404


def test_what_cannot_be_saved_is_shown_with_everything_typed(client):
    assignment = an_assignment()
    signed_in(client, assignment.scorer.person)
    address = f"/scoring/{assignment.application.reference}/scores/1/"
    saved(assignment, criteria_of(assignment)[0], level=1)

    stale = client.post(address, {"score": "4", "reason": "A long second thought.", "confidence": "high"})
    wrong = client.post(address, {"score": "9", "reason": "A long second thought.", "revision": 1})

    assert (stale.status_code, wrong.status_code) == (422, 422)
    assert "in another tab or window" in shown(stale)
    assert "A long second thought." in shown(stale)
    assert "Choose a level from 0 to 4." in shown(wrong)
    assert Score.objects.get().level == 1


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("scores/99/", {"score": "1"}),
        ("scores/1/", {"revision": "-3"}),
        ("cite/", {"criterion": "99", "kind": "passage", "place": "n3-p1"}),
        ("citations/99999/remove/", {}),
    ],
)
def test_forged_forms_are_not_found(client, address, data):
    assignment = an_assignment()
    desk = f"/scoring/{assignment.application.reference}/"
    assert signed_in(client, assignment.scorer.person).post(f"{desk}{address}", data).status_code == 404


def test_submitting_too_early_says_what_is_missing(client):
    assignment = an_assignment()
    page = signed_in(client, assignment.scorer.person).post(f"/scoring/{assignment.application.reference}/submit/")
    assert page.status_code == 422
    assert "Choose a level, or abstain." in shown(page)


def test_a_citation_is_removed_by_a_button(client):
    assignment = an_assignment()
    cited(assignment, criteria_of(assignment)[0])
    signed_in(client, assignment.scorer.person)
    desk = f"/scoring/{assignment.application.reference}/"
    client.post(f"{desk}citations/{ScoreCitation.objects.get().pk}/remove/")
    assert not ScoreCitation.objects.current().exists()


def test_a_scorer_reads_no_finding_no_mark_of_an_officer_and_nothing_of_another_scorer(client):
    application = an_application()
    determined(application, an_officer("Ada Winters"), "not_explained", "Ada’s reasons, at length.")
    other = an_assignment(name="Milo Hart", application=application)
    saved(other, criteria_of(other)[0], reason=SECRET)
    own = an_assignment(application=application)
    submitted(scored(own))
    signed_in(client, own.scorer.person)

    for address in ("", "submit/", "?stage=scoring"):
        page = shown(client.get(f"/scoring/{application.reference}/{address}"))
        for hidden in ("Ada", "Milo Hart", SECRET, "Says the first", "finding", "Determination"):
            assert hidden not in page
    assert "Milo" not in shown(client.get("/scoring/"))


def test_a_scorer_opens_only_the_pages_of_scoring(client):
    assignment = an_assignment()
    other = an_application(3, first=10, name="Another Network")
    signed_in(client, assignment.scorer.person)
    reference = assignment.application.reference

    for address in (
        f"/applications/{reference}/",
        f"/applications/{reference}/packets/1/",
        f"/applications/{reference}/packets/1.zip",
        f"/scoring/{other.reference}/",
        f"/scoring/{reference}/?stage=gate",
        f"/scoring/{reference}/?stage=x",
    ):
        assert client.get(address).status_code == 404, address
    for address in (f"/reviews/{reference}/", "/reviews/", "/reviews.csv", f"/reviews/{reference}.pdf"):
        assert client.get(address).status_code == 403, address
    assert reference not in shown(client.get("/search/?q=Ridge+Rivers"))


def test_nobody_else_sees_that_an_application_is_scored(client):
    assignment = scored(an_assignment())
    application = assignment.application
    lead = AppointmentFactory(district=District.objects.get(leaid="9900001")).user
    board_member = StateRoleFactory(role=Role.BOARD_MEMBER).user
    for reader in (lead, board_member, an_auditor(), an_administrator(), StateRoleFactory(role=Role.SCORER).user):
        signed_in(client, reader)
        for address in ("/my/", "/search/?q=Sela", f"/applications/{application.reference}/", "/scoring/"):
            assert "Sela Brooks" not in shown(client.get(address))
        assert client.get(f"/scoring/{application.reference}/").status_code in (403, 404)
        assert client.get(f"/competitions/{application.competition.slug}/scoring/").status_code == 403
    assert [email.to_user for email in OutgoingEmail.objects.all()] == [assignment.scorer.person]


def test_the_auditor_reads_in_the_log_that_scores_were_saved_and_none_of_them(client):
    assignment = an_assignment()
    saved(assignment, criteria_of(assignment)[0], reason=SECRET)
    page = shown(signed_in(client, an_auditor()).get("/audit/?event=scoring"))
    assert "saved a score of" in page
    assert SECRET not in page


def test_an_officer_assigns_follows_and_takes_away_on_pages(client):
    application, officer = an_application(), an_officer()
    scorer = a_scorer_of(application.competition)
    signed_in(client, officer)
    round_page = f"/competitions/{application.competition.slug}/scoring/"
    page = f"{round_page}{application.reference}/"
    assert "1 application has no scorer." in shown(client.get(round_page))

    assert "to Sela Brooks." in shown(client.post(page, {"scorer": scorer.pk, "stage": "scoring"}, follow=True))
    assert "already assigned" in shown(client.post(page, {"scorer": scorer.pk, "stage": "scoring"}))
    assert "0 of 1 submitted" in shown(client.get(round_page))
    assignment = ScorerAssignment.objects.get()
    saved(scored(assignment), criteria_of(assignment)[0], reason=SECRET, revision=2)
    assert SECRET not in shown(client.get(page))
    submitted(assignment)
    assert SECRET in shown(client.get(page))
    assert "1 of 1 submitted" in shown(client.get(round_page))
    ended = client.post(f"{page}{assignment.pk}/end/", {"reason": "A conflict was found."}, follow=True)
    assert "A conflict was found." in shown(ended)
    assert SECRET not in shown(ended)


def test_an_officer_sets_the_due_date_which_scorers_read(client):
    assignment = an_assignment()
    round_page = f"/competitions/{assignment.application.competition.slug}/scoring/"
    due = {"due_at": "2026-05-04T17:00"}
    signed_in(client, an_officer())
    assert "from 1 to 3" in shown(client.post(round_page, due | {"votes_needed": "4", "quorum": "2"}))
    assert "from 1 to 9" in shown(client.post(round_page, due | {"votes_needed": "3", "quorum": "10"}))
    assert client.post(round_page, due | {"votes_needed": "3", "quorum": "2"}).status_code == 302

    page = shown(signed_in(client, assignment.scorer.person).get("/scoring/"))

    assert "Scores are due May 4, 2026, 5:00 PM EDT." in page


def test_a_conflicted_officer_counts_and_opens_nothing_of_the_application(client):
    assignment, officer = an_assignment(), an_officer("Milo Hart")
    other = an_assignment(name="Other", application=an_application(3, first=10, name="Another Network"))
    AppointmentFactory(
        user=officer, district=District.objects.get(leaid="9900002"), ends_on=AT.date().replace(year=2025)
    )
    signed_in(client, officer)
    slug, reference = assignment.application.competition.slug, assignment.application.reference

    page = shown(client.get(f"/competitions/{slug}/scoring/"))
    assert reference not in page
    assert other.application.reference in page
    assert "Scorers have submitted scores for 0 of 1 assignments." in page
    assert "0 of 12 assigned, 0 submitted" in shown(client.get(f"/competitions/{slug}/scorers/"))
    assert client.get(f"/competitions/{slug}/scoring/{reference}/").status_code == 404
    assert client.post(f"/competitions/{slug}/scoring/{reference}/{assignment.pk}/end/").status_code == 404


def test_previous_and_next_lead_through_the_scorers_applications(client):
    application, other = an_application(), an_application(3, first=10, name="Another Network")
    scorer = a_scorer_of(application.competition)
    assigned(scorer, application)
    assigned(scorer, other)

    html = signed_in(client, scorer.person).get(f"/scoring/{application.reference}/").text

    assert f'rel="next" href="/scoring/{other.reference}/"' in html
    assert 'rel="prev"' not in html


def test_the_gate_comes_first_where_a_scorer_does_both(client):
    gate = an_assignment(GATE)
    assigned(gate.scorer, gate.application)
    signed_in(client, gate.scorer.person)
    desk = f"/scoring/{gate.application.reference}/"

    assert "Will the project last" in shown(client.get(desk))
    submitted(voted(gate))
    assert "Will the project last" not in shown(client.get(desk))
    assert "Will the project last" in shown(client.get(f"{desk}?stage=gate"))


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_application_and_for_three(client, number):
    first = an_assignment()
    for place in range(1, number):
        assigned(first.scorer, an_application(3, first=10 * place, name=f"Network {place}"))
    slug = first.application.competition.slug

    signed_in(client, first.scorer.person)
    # whether the person ever had a role, the assignments, those that left the list, the rounds of the person, and
    # whether they have a practice
    assert len(queries_of(client, "/scoring/")) == 5
    # the first two, the version, signatures, the members' records, the counties, criteria, scores, an earlier
    # submission, a practice, the references of all
    assert len(queries_of(client, f"/scoring/{first.application.reference}/")) == 11
    signed_in(client, an_officer())
    # the round, whether the officer ever had a role, the applications, how far their scorers are, the votes, the
    # conclusions of the screen, what the screen and the gate put out, what was reinstated, the counts of the stages,
    # and when awards were released
    assert len(queries_of(client, f"/competitions/{slug}/scoring/")) == 10
