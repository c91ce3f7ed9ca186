"""Applicants correct facts before the board decides: what they see, until when, and who reads the replies."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from grants.actions.fact_replies import open_replies, reply_on_facts
from grants.models import FactReply, ReplyWindow
from grants.rules.collaboration.findings import COMPARING_RULES
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, a_board_member, decided, proposed, released, voted
from tests.grants.pages import shown, signed_in
from tests.grants.test_decision_letters import a_finding, reviewed

pytestmark = pytest.mark.django_db
CLOSES = LATER + datetime.timedelta(days=5)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def application():
    return an_application()


def lead_of(application):
    return AppointmentFactory(district=application.participants.first().district, can_sign_applications=True).user


def opened(application, closes_at=CLOSES, by=None, at=LATER):
    return open_replies(competition=application.competition, closes_at=closes_at, by=by or an_officer(), at=at)


def replied(application, by, at=LATER, **texts):
    replies = texts or {"requested": "The budget asks for $61,500, shipping included."}
    return reply_on_facts(application=application, replies=replies, by=by, at=at)


def test_members_are_told_once_that_facts_can_be_corrected(application):
    lead_of(application)
    opened(application)
    opened(application)
    email = OutgoingEmail.objects.get(kind="awards: facts to correct")
    assert f"/applications/{application.reference}/facts/" in email.body


@pytest.mark.parametrize("days", [2, 31])
def test_applicants_get_between_3_and_30_days(application, days):
    with pytest.raises(Unready, match="Choose a time at"):
        opened(application, LATER + datetime.timedelta(days=days))


def test_more_time_is_given_and_never_less(application):
    opened(application)
    with pytest.raises(Unready, match="Choose a time after the current one"):
        opened(application, CLOSES - datetime.timedelta(days=1))
    opened(application, CLOSES + datetime.timedelta(days=1))
    assert ReplyWindow.objects.get().closes_at == CLOSES + datetime.timedelta(days=1)


def test_facts_are_not_corrected_while_the_round_is_open_or_after_the_release(application, client):
    with pytest.raises(Unready, match="after the round closes and before awards are released"):
        opened(application, at=application.competition.closes_at - datetime.timedelta(days=9))
    address = reverse("review:reply_window", args=[application.competition.slug])
    with time_machine.travel(LATER, tick=False):
        page = shown(signed_in(client, an_officer()).get(address))
    assert "This emails the members of 1 submitted application." in page
    assert "Email 1 applicant" in page
    decided(application)
    released(application.competition)
    with pytest.raises(Unready, match="after the round closes and before awards are released"):
        opened(application)
    with time_machine.travel(LATER, tick=False):
        page = shown(signed_in(client, an_officer()).get(address))
    assert "before awards are released" in page
    assert "Email 1 applicant" not in page


def test_replies_do_not_open_once_every_application_is_decided(application, client):
    decided(application, "no")
    with pytest.raises(Unready, match="Every application of this round is decided"):
        opened(application)
    with time_machine.travel(LATER, tick=False):
        address = reverse("review:reply_window", args=[application.competition.slug])
        page = shown(signed_in(client, an_officer()).get(address))
    assert "Every application of this round is decided" in page
    assert "Email 1 applicant" not in page


def test_the_release_ends_the_time_to_correct_facts(application):
    lead = lead_of(application)
    decided(an_application(first=10, name="Otter Fork Network"))
    opened(application, at=LATER - datetime.timedelta(hours=1))
    released(application.competition, reason="The other one is decided in June.")
    assert ReplyWindow.objects.get().closes_at == LATER
    with pytest.raises(Unready, match="The deadline for correcting facts has passed"):
        replied(application, lead, at=LATER + SECOND)


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.SCORER, Role.AUDITOR])
def test_only_officers_and_administrators_open_replies(application, role):
    with pytest.raises(Refused, match="Only grants officers and administrators"):
        opened(application, by=StateRoleFactory(role=role).user)


def test_an_official_of_a_member_district_does_not_open_replies(application):
    officer = an_officer()
    AppointmentFactory(user=officer, district=application.participants.last().district)
    with pytest.raises(Refused, match="other officials"):
        opened(application, by=officer)


def test_the_last_second_counts_and_the_next_one_does_not(application):
    lead = lead_of(application)
    opened(application)
    replied(application, lead, at=CLOSES)
    with pytest.raises(Unready, match="The deadline for correcting facts has passed"):
        replied(application, lead, at=CLOSES + SECOND)
    assert FactReply.objects.get().fact == "Grant money requested: $61,500"


def test_only_the_lead_replies(application):
    opened(application)
    member = AppointmentFactory(district=application.participants.last().district).user
    with pytest.raises(Refused, match="can edit this application"):
        replied(application, member)


def test_a_reply_has_at_most_1000_characters_and_is_about_a_fact(application):
    lead = lead_of(application)
    opened(application)
    with pytest.raises(Unready, match="Shorten each reply to 1,000 characters"):
        replied(application, lead, requested="a" * 1001)
    with pytest.raises(Unready, match="A fact changed"):
        replied(application, lead, rank="We are first.")
    replied(application, lead, requested="a" * 1000)
    replied(application, lead, requested="")
    assert not FactReply.objects.of(application).exists()


def test_the_board_decides_after_the_time_to_correct_facts(application):
    first = voted(application, "yes")
    opened(application)
    assert first
    with pytest.raises(Unready, match="Applicants can still correct facts"):
        proposed(application, an_officer())


@time_machine.travel(LATER)
def test_the_applicant_reads_facts_and_findings_and_no_marks_scores_or_rivals(application, client):
    reviewed(application, note="A secret note of the officer.")
    a_finding(application, "gives-nothing", "Stone Ridge contributes nothing.")
    a_finding(application, COMPARING_RULES[0].name, "Stone Ridge is in 26-0099, too.")
    lead = lead_of(application)
    address = reverse("applicant:application_facts", args=[application.reference])
    assert signed_in(client, lead).get(address).status_code == 404
    opened(application)

    page = shown(client.get(address))

    assert "Stone Ridge contributes nothing." in page
    assert "$61,500" in page
    for hidden in ("A secret note of the officer.", "Partly explained", "26-0099", "Dana Review"):
        assert hidden not in page
    assert address in client.get(application.get_absolute_url()).text
    client.post(address, {"fact-1": "It is $61,400."})
    assert FactReply.objects.get().text == "It is $61,400."


@time_machine.travel(LATER)
def test_the_board_reads_the_reply_beside_the_fact_and_another_district_nothing(application, client):
    lead = lead_of(application)
    opened(application)
    replied(application, lead)
    board = reverse("review:board_application", args=[application.competition.slug, application.reference])
    facts = reverse("applicant:application_facts", args=[application.reference])

    assert "shipping included" in shown(signed_in(client, a_board_member()).get(board))
    member = AppointmentFactory(district=application.participants.last().district).user
    assert "shipping included" in shown(signed_in(client, member).get(facts))
    assert signed_in(client, AppointmentFactory().user).get(facts).status_code == 404


@time_machine.travel(LATER)
def test_an_administrator_opens_replies_and_sees_how_many_replied(application, client):
    address = reverse("review:reply_window", args=[application.competition.slug])
    client = signed_in(client, an_administrator())
    assert client.post(address, {"closes_at_0": "", "closes_at_1": ""}).status_code == 422
    opened(application)
    replied(application, lead_of(application))
    assert "1 of 1 applications replied." in shown(client.get(address))
