"""Officers invite scorers to a round; a scorer accepts with the yearly agreement, declines, or leaves."""

import datetime

import pytest
import time_machine

from accounts.models import OutgoingEmail, Role, User
from accounts.refusals import Refused, Unready
from grants.actions.rounds import start_round
from grants.actions.scorers import (
    decline_invitation,
    invite_scorer,
    sign_agreement,
    withdraw_scorer,
)
from grants.models import Scorer
from grants.states import ScorerStatus
from tests.factories import AppointmentFactory, StateRoleFactory, UserFactory
from tests.grants.builders import an_auditor, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import ALL_SENTENCES, a_scorer
from tests.grants.scoring import accepted as accepted_at
from tests.grants.walking import WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(WRITING, tick=False):
        yield


def accepted(scorer, **changes):
    return accepted_at(scorer, at=WRITING, **changes)


def invited(person=None, competition=None, **pen):
    pen = {"by": pen.pop("by", None) or an_officer(), "at": WRITING} | pen
    return invite_scorer(competition=competition or a_round(), person=person or a_scorer(), **pen)


def test_an_officer_invites_a_scorer_who_accepts_and_signs_the_agreement():
    scorer = accepted(invited())

    assert (scorer.status, scorer.capacity, scorer.expertise) == (ScorerStatus.ACCEPTED, 12, "program")
    assert (scorer.agreement_version, scorer.agreed_at, scorer.answered_at) == (1, WRITING, WRITING)
    email = OutgoingEmail.objects.get()
    assert (email.to_user, email.subject) == (
        scorer.person,
        "Innovation Fund 2027: invitation to score applications",
    )
    assert "/scoring/invitations/innovation-fund-2027/" in email.body


def test_only_people_with_the_role_of_scorer_and_an_open_account_are_invited():
    closed = a_scorer()
    closed.is_active = False
    closed.save()

    with pytest.raises(Unready, match="Ada Winters isn’t a scorer"):
        invited(an_officer("Ada Winters"))
    with pytest.raises(Unready, match="has no open account"):
        invited(closed, a_round("Another Fund"))
    assert not Scorer.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_a_draft_of_a_round_has_no_scorers():
    officer = an_officer()
    with pytest.raises(Unready, match="Publish this round"):
        invited(competition=start_round(name="Not public", by=officer, at=WRITING), by=officer)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER, Role.BOARD_MEMBER, Role.REGISTRAR])
def test_nobody_else_invites_or_withdraws_scorers(role):
    other, scorer = StateRoleFactory(role=role).user, invited()

    with pytest.raises(Refused, match="Only grants officers can invite"):
        invited(competition=scorer.competition, by=other)
    with pytest.raises(Refused, match="Only grants officers can invite or remove"):
        withdraw_scorer(scorer=scorer, reason="Because.", by=other, at=WRITING)


def test_an_officer_whose_district_applies_in_the_round_manages_no_scorers_of_it(client):
    world, officer = a_draft(), an_officer()
    AppointmentFactory(user=officer, district=world.districts[1])
    scorer = invited(competition=world.competition)

    with pytest.raises(Refused, match="Your district or school takes part"):
        invited(a_scorer("Another"), world.competition, by=officer)
    page = shown(signed_in(client, officer).get(f"/competitions/{world.competition.slug}/scorers/?q=Sela"))
    assert "Your district or school takes part" in page
    assert scorer.person.name not in page


def test_a_person_is_invited_once_and_again_after_declining():
    scorer = invited()
    with pytest.raises(Unready, match="already invited"):
        invited(scorer.person, scorer.competition)
    decline_invitation(scorer=scorer, by=scorer.person, at=WRITING)

    again = invited(scorer.person, scorer.competition)

    assert (again.pk, again.status, again.answered_at) == (scorer.pk, ScorerStatus.INVITED, None)
    assert OutgoingEmail.objects.count() == 2
    accepted(again)
    with pytest.raises(Unready, match="already scores"):
        invited(scorer.person, scorer.competition)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"capacity": 0}, "from 1 to 100"),
        ({"capacity": 101}, "from 1 to 100"),
        ({"capacity": None}, "from 1 to 100"),
        ({"expertise": ""}, "Choose what you have experience with"),
        ({"expertise": "astrology"}, "Choose what you have experience with"),
        ({"agreed": [0, 2]}, "Agree to every statement"),
        ({"agreed": []}, "Agree to every statement"),
    ],
)
def test_nobody_accepts_without_a_capacity_experience_and_the_whole_agreement(changes, problem):
    scorer = invited()

    with pytest.raises(Unready, match=problem):
        accepted(scorer, **changes)
    scorer.refresh_from_db()
    assert (scorer.status, scorer.agreed_at) == (ScorerStatus.INVITED, None)


def test_only_the_invited_person_answers():
    scorer, other = invited(), a_scorer("Somebody Else")

    for act in (accepted, lambda scorer, by: decline_invitation(scorer=scorer, by=by, at=WRITING)):
        with pytest.raises(Refused, match="Only the person who was invited"):
            act(scorer, by=other)


def test_a_scorer_leaves_with_a_reason_and_then_answers_nothing_more():
    scorer = accepted(invited())
    with pytest.raises(Unready, match="Enter the reason"):
        withdraw_scorer(scorer=scorer, reason=" ", by=scorer.person, at=WRITING)

    left = withdraw_scorer(scorer=scorer, reason="My sister joined a board.", by=scorer.person, at=WRITING)

    assert (left.status, left.reason) == (ScorerStatus.WITHDRAWN, "My sister joined a board.")
    with pytest.raises(Unready, match="no longer open"):
        accepted(scorer)
    with pytest.raises(Unready, match="Accept the invitation before"):
        sign_agreement(scorer=scorer, agreed=ALL_SENTENCES, by=scorer.person, at=WRITING)


def test_the_agreement_holds_for_a_year_and_is_then_signed_again(client):
    scorer = accepted(invited())
    last_day, day_after = (WRITING + datetime.timedelta(days=days) for days in (364, 365))
    address = "/scoring/invitations/innovation-fund-2027/"

    with time_machine.travel(last_day, tick=False):
        assert "has expired" not in shown(signed_in(client, scorer.person).get(address))
    with time_machine.travel(day_after, tick=False):
        assert "has expired" in shown(signed_in(client, scorer.person).get(address))
        client.post(address, {"agreed": ALL_SENTENCES})
        assert "has expired" not in shown(client.get(address))
    scorer.refresh_from_db()
    assert scorer.agreed_at == day_after


def test_a_scorer_answers_on_the_page_that_my_work_leads_to(client):
    scorer = invited()
    signed_in(client, scorer.person)
    address = "/scoring/invitations/innovation-fund-2027/"
    assert "Accept or decline the invitation" in shown(client.get("/my/"))

    assert "Agree to every statement" in shown(client.post(address, {"capacity": 3, "expertise": "finance"}))
    answer = {"capacity": 3, "expertise": "finance", "agreed": ALL_SENTENCES}
    page = shown(client.post(address, answer, follow=True))

    assert "You accepted this invitation and can score up to 3 applications." in page
    assert "Accept or decline the invitation" not in shown(client.get("/my/"))


def test_an_officer_searches_invites_and_withdraws_on_the_page(client):
    competition, officer = a_round(), an_officer()
    person = a_scorer("Sela Brooks")
    UserFactory(name="Sela Nobody")
    address = f"/competitions/{competition.slug}/scorers/"
    found = shown(signed_in(client, officer).get(f"{address}?q=sela"))
    assert "Sela Brooks" in found
    assert "Sela Nobody" not in found

    page = shown(client.post(f"{address}invite/", {"person": person.pk}, follow=True))
    assert "We sent an invitation to Sela Brooks." in page
    assert "0 of 1 people invited have accepted." in page
    scorer = Scorer.objects.get()
    page = client.post(f"{address}{scorer.pk}/withdraw/", {"reason": "Asked to be left out."}, follow=True)
    assert "Asked to be left out." in shown(page)
    assert "Invite again" in shown(page)


@pytest.mark.parametrize("person", ["", "x", "0", "99999999999999999999"])
def test_an_invitation_of_nobody_is_not_found(client, person):
    competition = a_round()
    page = signed_in(client, an_officer()).post(f"/competitions/{competition.slug}/scorers/invite/", {"person": person})
    assert page.status_code == 404


def test_nobody_but_officers_and_the_person_sees_who_scores(client):
    scorer = accepted(invited())
    other = a_scorer("Milo Hart")
    readers = [an_auditor(), other, StateRoleFactory(role=Role.BOARD_MEMBER).user, AppointmentFactory().user]

    for reader in readers:
        assert not Scorer.objects.visible_to(reader).exists()
        assert "Sela Brooks" not in shown(signed_in(client, reader).get("/search/?q=Sela"))
        assert client.get("/competitions/innovation-fund-2027/scorers/").status_code == 403
    assert not Scorer.objects.of(an_officer()).exists()
    assert Scorer.objects.visible_to(scorer.person).get() == scorer
    assert signed_in(client, other).get("/scoring/invitations/innovation-fund-2027/").status_code == 404


def test_a_person_whose_role_ended_reads_no_invitation(client):
    scorer = accepted(invited())
    scorer.person.state_roles.update(ends_on=datetime.date(2026, 9, 1))

    assert signed_in(client, scorer.person).get("/scoring/invitations/innovation-fund-2027/").status_code == 403
    person = User.objects.get(pk=scorer.person_id)
    with pytest.raises(Refused, match="Your role as a scorer has ended"):
        sign_agreement(scorer=scorer, agreed=ALL_SENTENCES, by=person, at=WRITING)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_scorer_and_for_three(client, number):
    competition, officer = a_round(), an_officer()
    for place in range(number):
        accepted(invited(a_scorer(f"Scorer {place}"), competition, by=officer))
    signed_in(client, officer)

    # the round, whether the officer had a role anywhere, the scorers, how much each has to score, waiting offers
    assert len(queries_of(client, f"/competitions/{competition.slug}/scorers/")) == 5
