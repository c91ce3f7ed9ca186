"""Conflicts of interest at every door of scoring: before the invitation, at an assignment, declared, and found late."""

import datetime
import re

import pytest
import time_machine

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.models import Consortium
from districts.models import District
from grants.actions.recusals import declare_conflict, declare_conflict_with_organization, exclude_scores
from grants.actions.scorer_assignments import assign_scorer
from grants.actions.scorers import invite_scorer
from grants.actions.scoring import submit_scores
from grants.models import Application, ConsideredConnection, Recusal, Score, Scorer, ScorerAssignment
from grants.reads.scoring import scores_shown_to
from grants.states import ScoringStage
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory, StateRoleFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer, a_scorer_of, an_assignment, assigned, criteria_of, saved, scored

pytestmark = pytest.mark.django_db
SECRET = "My brother runs the video service."
REASON = {"reason": SECRET}


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def submitted(assignment):
    return submit_scores(assignment=scored(assignment), by=assignment.scorer.person, at=AT)


def declared(assignment, **pen):
    return declare_conflict(assignment=assignment, **REASON, by=pen.get("by") or assignment.scorer.person, at=AT)


def with_organization(scorer, organization):
    return declare_conflict_with_organization(
        scorer=scorer, organization=organization, **REASON, by=scorer.person, at=AT
    )


def a_neighbor(person, application):
    """The person is superintendent of a district that isn't in the application, but in its consortium."""
    district = DistrictFactory(name="Quarry Hollow Local School District", leaid="9988001")
    MembershipFactory(consortium=application.consortium, district=district)
    return AppointmentFactory(user=person, district=district)


# ---- before an invitation ----


def test_a_person_is_invited_only_after_an_officer_considered_the_connections():
    application, officer, person = an_application(), an_officer(), a_scorer()
    a_neighbor(person, application)
    pen = {"competition": application.competition, "person": person, "by": officer, "at": AT}

    with pytest.raises(Unready, match="Quarry Hollow Local School District is a member of the applicant"):
        invite_scorer(**pen)
    assert not Scorer.objects.exists()
    scorer = invite_scorer(**pen, considered=True)

    stored = ConsideredConnection.objects.get()
    assert (stored.scorer, stored.application, stored.considered_by, stored.considered_at) == (
        scorer,
        None,
        officer,
        AT,
    )
    assert stored.sentences[0].startswith(f"{application.reference}: Is superintendent of Quarry Hollow")


def test_a_person_with_a_role_in_every_application_of_the_round_is_not_invited():
    application, officer, person = an_application(), an_officer(), a_scorer()
    role = AppointmentFactory(user=person, district=District.objects.get(leaid="9900002"), ends_on=AT.date())
    pen = {"competition": application.competition, "person": person, "by": officer, "at": AT, "considered": True}

    with pytest.raises(Unready, match=f"{application.reference}: Is superintendent of {role.district.name}"):
        invite_scorer(**pen)
    an_application(3, first=10, name="Another Network")
    assert invite_scorer(**pen).person == person


def test_an_officer_reads_the_connections_on_a_page_and_invites_there(client):
    application, person = an_application(), a_scorer()
    a_neighbor(person, application)
    signed_in(client, an_officer())
    scorers = f"/competitions/{application.competition.slug}/scorers/"

    page = shown(client.post(f"{scorers}invite/", {"person": person.pk}, follow=True))
    summary = "This person can’t score 0 of 1 submitted applications and has connections to consider with 1."
    assert summary in page
    assert "Quarry Hollow Local School District is a member of the applicant" in page
    address = f"{scorers}people/{person.pk}/"
    assert "select “I have considered these connections.”" in shown(client.post(address))
    assert "We sent an invitation to Sela Brooks." in shown(client.post(address, {"considered": "on"}, follow=True))
    assert client.get(f"{scorers}people/{an_officer('X').pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_connections_cost_the_same_for_one_application_and_for_three(client, number):
    first, person = an_application(), a_scorer()
    for place in range(1, number):
        an_application(3, first=10 * place, name=f"Network {place}")
    a_neighbor(person, first)
    signed_in(client, an_officer())
    slug = first.competition.slug
    assert len(queries_of(client, f"/competitions/{slug}/scorers/people/{person.pk}/")) == 18


# ---- at an assignment ----


def test_a_deputy_who_once_served_in_a_member_district_is_kept_from_the_application():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    ends_on = AT.date() - datetime.timedelta(days=900)
    AppointmentFactory(
        user=scorer.person, district=District.objects.get(leaid="9900003"), kind="treasurer", ends_on=ends_on
    )
    with pytest.raises(Unready, match="Was treasurer of"):
        assign_scorer(
            application=application,
            scorer=scorer,
            stage=ScoringStage.SCORING,
            considered=True,
            by=an_officer(),
            at=AT,
        )


def test_a_pair_with_connections_needs_a_click_which_is_stored_and_asked_once():
    application, officer = an_application(), an_officer()
    scorer = a_scorer_of(application.competition)
    a_neighbor(scorer.person, application)
    pen = {"application": application, "scorer": scorer, "by": officer, "at": AT}

    with pytest.raises(Unready, match="has connections to consider"):
        assign_scorer(**pen, stage=ScoringStage.GATE)
    assign_scorer(**pen, stage=ScoringStage.GATE, considered=True)
    assign_scorer(**pen, stage=ScoringStage.SCORING)

    stored = ConsideredConnection.objects.get()
    assert (stored.application, stored.considered_by) == (application, officer)
    assert "Quarry Hollow" in Entry.objects.filter(event="scoring.assigned").earliest("pk").detail["considered"][0]


def test_the_officer_sees_connections_beside_the_form_that_assigns(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    signed_in(client, an_officer())
    page = f"/competitions/{application.competition.slug}/scoring/{application.reference}/"
    assert "I have considered these connections" not in shown(client.get(page))
    a_neighbor(scorer.person, application)

    assert "Quarry Hollow Local School District is a member of the applicant" in shown(client.get(page))
    answer = {"scorer": scorer.pk, "stage": "scoring"}
    assert "has connections to consider" in shown(client.post(page, answer))
    assert "to Sela Brooks." in shown(client.post(page, answer | {"considered": "on"}, follow=True))


# ---- declared ----


def test_a_declared_conflict_ends_the_assignment_and_its_unsubmitted_scores_count_for_nothing():
    assignment = an_assignment()
    saved(assignment, criteria_of(assignment)[0])

    recusal = declared(assignment)

    assert (recusal.reason, recusal.declared_at, list(recusal.applications.all())) == (
        SECRET,
        AT,
        [assignment.application],
    )
    assignment.refresh_from_db()
    assert (assignment.ended_at, assignment.end_reason) == (AT, "The scorer declared a conflict of interest.")
    assert Score.objects.count() == 1
    assert not list(scores_shown_to(an_officer(), assignment.application, AT))
    with pytest.raises(Unready, match="no longer assigned"):
        saved(assignment, criteria_of(assignment)[0], revision=1)
    with pytest.raises(Unready, match="Declared a conflict with this application"):
        assigned(assignment.scorer, assignment.application)


def test_nobody_declares_a_conflict_for_someone_else_or_without_a_reason():
    assignment = an_assignment()
    with pytest.raises(Refused, match="Only the person who was invited"):
        declared(assignment, by=an_officer())
    with pytest.raises(Unready, match="Enter the reason"):
        declare_conflict(assignment=assignment, reason=" ", by=assignment.scorer.person, at=AT)
    with pytest.raises(Unready, match="Enter the name of the district, school, or company"):
        with_organization(assignment.scorer, " ")
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("kind", ["member", "applicant", "partner"])
def test_a_conflict_with_an_organization_holds_for_each_application_that_names_it(kind):
    own = an_application(partners=[{"name": "Openfield Learning", "kind": "company"}])
    other = an_application(3, first=10, name="Another Network")
    scorer = a_scorer_of(own.competition)
    mine, free = assigned(scorer, own), assigned(scorer, other)
    name = {
        "member": own.participants.first().name.upper(),
        "applicant": Consortium.objects.get(pk=own.consortium_id).name,
        "partner": "openfield learning",
    }[kind]

    with_organization(scorer, name)

    ended = ScorerAssignment.objects.exclude(ended_at=None)
    assert [one.pk for one in ended] == ([mine.pk])
    assert list(ScorerAssignment.objects.to_score_by(scorer.person)) == [free]


def test_an_organization_that_no_application_names_is_for_officers_to_consider():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    with_organization(scorer, "A Company Nobody Lists")
    with pytest.raises(Unready, match=r"has connections to consider.*A Company Nobody Lists"):
        assigned(scorer, application)


# ---- what a recusal hides ----


@pytest.fixture
def recused(client):
    """An application that its scorer, who is an officer too, declared a conflict with; and another one."""
    assignment = an_assignment()
    other = an_application(3, first=10, name="Another Network")
    assigned(assignment.scorer, other)
    person = assignment.scorer.person
    StateRoleFactory(user=person, role=Role.GRANTS_OFFICER)
    declared(assignment)
    signed_in(client, person)
    return assignment.application, other


def without_token(answer):
    return re.sub('value="[A-Za-z0-9]{64}"', "", answer.text)


def is_hidden(page, recused):
    own, other = recused
    assert other.reference in page
    return own.reference not in page and "Ridge Rivers" not in page


def test_the_list_of_a_recused_scorer_doesnt_have_it(client, recused):
    assert is_hidden(shown(client.get("/scoring/")), recused)
    assert is_hidden(shown(client.get("/my/")), recused)
    assert is_hidden(shown(client.get("/reviews/?status=all")), recused)


def test_no_count_of_a_recused_scorer_has_it(client, recused):
    assert "0 of 1 submitted." in shown(client.get("/scoring/"))
    slug = recused[0].competition.slug
    assert "submitted scores for 0 of 1 assignments." in shown(client.get(f"/competitions/{slug}/scoring/"))
    assert Application.objects.on_desk_of(Scorer.objects.get().person).count() == 1


def test_no_search_of_a_recused_scorer_finds_it(client, recused):
    own = recused[0]
    for address in (f"/search/?q={own.reference}", f"/reviews/?q={own.reference}", "/reviews/?q=Ridge"):
        assert f"/reviews/{own.reference}/" not in client.get(address).text
        assert f"/applications/{own.reference}/" not in client.get(address).text


def test_no_export_of_a_recused_scorer_has_it(client, recused):
    assert is_hidden(client.get("/reviews.csv").getvalue().decode(), recused)


@pytest.mark.parametrize(
    "address",
    [
        "/scoring/{}/",
        "/scoring/{}/conflict/",
        "/scoring/{}/submit/",
        "/reviews/{}/",
        "/reviews/{}.pdf",
        "/reviews/{}/print/",
        "/applications/{}/packets/1/",
        "/applications/{}/packets/1.zip",
        "/competitions/innovation-fund-2026/scoring/{}/",
    ],
)
def test_its_addresses_answer_a_recused_scorer_like_those_of_an_unknown_application(client, recused, address):
    own, unknown = recused[0].reference, "26-9999"
    answer, other = client.get(address.format(own)), client.get(address.format(unknown))
    assert (answer.status_code, other.status_code) == (404, 404)
    assert without_token(answer).replace(own, unknown) == without_token(other)


def test_a_recused_scorer_writes_nothing_and_reads_the_error_of_an_unknown_application(client, recused):
    own, unknown = recused[0].reference, "26-9999"
    for address in ("/scoring/{}/scores/1/", "/scoring/{}/submit/", "/scoring/{}/conflict/"):
        answer, other = client.post(address.format(own), REASON), client.post(address.format(unknown), REASON)
        assert (answer.status_code, other.status_code) == (404, 404)
        assert without_token(answer).replace(own, unknown) == without_token(other)


def test_declaring_answers_the_same_whether_the_organization_applied_or_not(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    signed_in(client, scorer.person)
    address = f"/scoring/invitations/{application.competition.slug}/conflicts/"

    pages = []
    for name in (application.participants.first().name, "A Company Nobody Lists"):
        page = shown(client.post(address, REASON | {"organization": name}, follow=True))
        assert SECRET not in page
        assert application.reference not in page
        pages.append(page.count("You declared a conflict of interest."))
    assert pages == [1, 1]
    assert Recusal.objects.count() == 2


def test_a_scorer_declares_on_the_page_of_the_application(client):
    assignment = an_assignment()
    signed_in(client, assignment.scorer.person)
    desk = f"/scoring/{assignment.application.reference}/"
    assert f'href="{desk}conflict/"' in client.get(desk).text
    page = shown(client.post(f"{desk}conflict/", REASON, follow=True))
    assert "You declared a conflict of interest." in page
    assert "You have nothing to score." in page
    officers = f"/competitions/{assignment.application.competition.slug}/scoring/{assignment.application.reference}/"
    assert SECRET in shown(signed_in(client, an_officer()).get(officers))


# ---- found after scoring ----


def test_an_officer_excludes_submitted_scores_which_stay_marked_and_count_for_nothing(client):
    assignment, officer = an_assignment(), an_officer()
    submitted(assignment)
    other = submitted(assigned(a_scorer_of(assignment.application.competition, "Milo Hart"), assignment.application))
    signed_in(client, officer)
    page = f"/competitions/{assignment.application.competition.slug}/scoring/{assignment.application.reference}/"
    assert "Exclude scores" in shown(client.get(page))

    shows = shown(client.post(f"{page}{assignment.pk}/exclude/", REASON, follow=True))

    assert "Sela Brooks’s scores" in shows
    assert f"Scores excluded Apr 20, 2026: {SECRET}" in shows
    assert "These scores stay on record but don’t count" in shows
    counted = {score.assignment_id for score in scores_shown_to(officer, assignment.application, AT)}
    assert counted == {other.pk}
    assert Score.objects.filter(assignment=assignment).exists()
    assert not ScorerAssignment.objects.to_score_by(assignment.scorer.person).exists()
    with pytest.raises(Unready, match="An officer recorded a conflict with this application"):
        assigned(assignment.scorer, assignment.application)
    entry = Entry.objects.get(event="scoring.excluded")
    assert (entry.detail["reason"], entry.detail["assignment"]) == (SECRET, assignment.pk)


def test_only_submitted_scores_are_excluded_by_an_officer_for_a_reason():
    assignment, officer = an_assignment(), an_officer()
    with pytest.raises(Unready, match="There are no submitted scores here"):
        exclude_scores(assignment=assignment, **REASON, by=officer, at=AT)
    submitted(assignment)
    with pytest.raises(Unready, match="Enter the reason"):
        exclude_scores(assignment=assignment, reason="", by=officer, at=AT)
    with pytest.raises(Refused, match="Only grants officers"):
        exclude_scores(assignment=assignment, **REASON, by=assignment.scorer.person, at=AT)
    once = exclude_scores(assignment=assignment, **REASON, by=officer, at=AT)
    assert exclude_scores(assignment=once, reason="Again.", by=officer, at=AT).end_reason == SECRET


def test_excluded_scores_stay_closed_to_officers_until_the_others_submitted(client):
    assignment, officer = an_assignment(), an_officer()
    submitted(assignment)
    assigned(a_scorer_of(assignment.application.competition, "Milo Hart"), assignment.application)
    exclude_scores(assignment=assignment, **REASON, by=officer, at=AT)
    assert not Score.objects.excluded_for(officer).exists()
