"""A lead, or a district without a consortium, tells the state before the deadline that it intends to apply."""

import datetime
import re

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from consortia.states import MemberRole
from districts.models import Appointment
from grants.actions.application import start_application
from grants.actions.intents import remind_of_intent, state_intent, withdraw_intent
from grants.actions.rounds import start_round
from grants.models import IntentToApply
from grants.reads.intents import counts_of, intents_to_remind, rows_for_officials
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    StateRoleFactory,
)
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, OPENS, WRITING, a_network, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
BEFORE = OPENS - 30 * A_DAY


@pytest.fixture(autouse=True)
def _while_the_round_is_open():
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    world = a_network()
    world.competition = a_round()
    return world


def state(world, *, by=None, at=WRITING, applicant=None, **facts):
    applicant = applicant or world.consortium
    return state_intent(competition=world.competition, applicant=applicant, by=by or world.lead, at=at, **facts)


def a_lone_district(**facts):
    """The superintendent of a district that belongs to no consortium."""
    return AppointmentFactory(district=DistrictFactory(name="Lone Prairie Local", **facts))


def test_the_lead_states_an_intent_from_the_announcement_on_and_changes_it(world):
    first = state(world, at=BEFORE)
    second = state(world, members=12, subject=" Shared  calculus ")

    assert first.pk == second.pk
    assert (second.members, second.subject, second.stated_by) == (12, "Shared calculus", world.lead)
    assert IntentToApply.objects.current().count() == 1


@pytest.mark.parametrize("at", [CLOSES, CLOSES + datetime.timedelta(seconds=1)])
def test_intents_end_when_the_round_closes(world, at):
    intent = state(world)
    if at == CLOSES:
        state(world, at=at, members=3)
        return

    with pytest.raises(Unready, match="This round closed"):
        state(world, at=at)
    with pytest.raises(Unready, match="This round closed"):
        withdraw_intent(intent=intent, by=world.lead, at=at)


def test_a_draft_of_a_round_takes_no_intents(world):
    draft = start_round(name="Not public", by=an_officer(), at=WRITING)

    with pytest.raises(Unready, match="isn’t published yet"):
        state_intent(competition=draft, applicant=world.consortium, by=world.lead, at=WRITING)


def test_it_can_be_withdrawn_and_stated_again(world):
    intent = state(world)
    withdraw_intent(intent=intent, by=world.treasurer, at=WRITING)

    assert not IntentToApply.objects.current().exists()
    with pytest.raises(Unready, match="already withdrawn"):
        withdraw_intent(intent=intent, by=world.lead, at=WRITING)
    state(world)
    assert IntentToApply.objects.current().count() == 1


def test_only_people_of_the_lead_state_change_or_withdraw_it(world):
    intent = state(world)
    for other in (world.signers[1], an_officer()):
        with pytest.raises(Refused, match="Only people with a role in the lead"):
            state(world, by=other)
        with pytest.raises(Refused, match="Only people with a role in the lead"):
            withdraw_intent(intent=intent, by=other, at=WRITING)


def test_a_district_without_a_consortium_may_if_the_round_lets_it_lead(world):
    alone = a_lone_district(kind="charter")
    state(world, applicant=alone.district, by=alone.user)
    assert IntentToApply.objects.get().applicant == alone.district

    world.competition.lead_kinds = ["local"]
    world.competition.save()
    with pytest.raises(Unready, match="In this round, a local district must lead"):
        state(world, applicant=alone.district, by=alone.user)
    with pytest.raises(Unready, match="belongs to a consortium"):
        state(world, applicant=world.districts[1], by=world.signers[1])
    with pytest.raises(Refused):
        state(world, applicant=alone.district)


@pytest.mark.parametrize(("members", "is_possible"), [(0, False), (1, True), (500, True), (501, False)])
def test_the_number_of_members_is_within_reason(world, members, is_possible):
    if is_possible:
        assert state(world, members=members).members == members
    else:
        with pytest.raises(Unready, match="between 1 and 500"):
            state(world, members=members)


def test_who_has_started_needs_no_intent_but_can_still_withdraw_one(world):
    intent = state(world)
    start_application(competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING)
    withdraw_intent(intent=intent, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="already started application 26-0001"):
        state(world)


def test_officials_count_by_region_and_kind_of_lead(world):
    region = RegionFactory(name="Lakeshore")
    alone = a_lone_district(county=CountyFactory(region=region), kind="charter")
    state(world)
    state(world, applicant=alone.district, by=alone.user)

    rows = rows_for_officials(world.competition, on=WRITING.date())
    counts = counts_of(rows)

    assert counts.total == 2
    assert ("Lakeshore", 1) in counts.by_region
    assert sorted(counts.by_kind) == [("Charter agency", 1), ("Local district", 1)]
    assert [row.lead for row in rows] == [world.districts[0].name, "Lone Prairie Local"]


# --- pages ---------------------------------------------------------------------------------------


def test_the_lead_tells_changes_and_withdraws_on_the_rounds_page(client, world):
    client.force_login(world.lead)
    page = reverse("applicant:intent_state", args=[world.competition.slug])
    assert "Tell the state you intend to apply" in client.get(world.competition.get_absolute_url()).text
    key = f"consortium-{world.consortium.pk}"

    told = client.post(page, {"applicant": key, "members": "7", "subject": "=1+1"}, follow=True)

    assert f"You told the state that {world.consortium.name} intends to apply." in told.text
    assert "Change or withdraw the intent" in told.text
    assert 'value="7"' in client.get(page).text
    withdrawn = client.post(
        reverse("applicant:intent_withdraw", args=[world.competition.slug]), {"applicant": key}, follow=True
    )
    assert f"You withdrew the intent of {world.consortium.name} to apply." in withdrawn.text


def test_my_work_offers_it_to_the_lead_and_not_to_a_member(client, world):
    client.force_login(world.lead)
    words = f"Innovation Fund 2027: tell the state that {world.consortium.name} intends to apply"
    assert words in client.get("/my/").text

    client.force_login(world.signers[1])
    assert words not in client.get("/my/").text


def test_no_one_else_sees_that_or_how_many_intend_to_apply(client, world):
    address, rival = world.competition.get_absolute_url(), a_network()

    def seen(page):
        return re.sub(r'value="\w{64}"', "", client.get(page).text)

    before = seen(address)
    client.force_login(rival.lead)
    rivals_before, own_before = seen(address), seen("/my/")
    state(world, subject="A very secret subject")

    assert (seen(address), seen("/my/")) == (rivals_before, own_before)
    client.logout()
    assert seen(address) == before
    client.force_login(rival.lead)
    key = f"consortium-{world.consortium.pk}"
    page = reverse("applicant:intent_state", args=[world.competition.slug])
    assert "A very secret subject" not in client.get(f"{page}?for={key}").text
    withdraw = reverse("applicant:intent_withdraw", args=[world.competition.slug])
    assert client.post(withdraw, {"applicant": key}).status_code == 404
    assert IntentToApply.objects.current().count() == 1


def test_an_officer_reads_the_list_and_the_file_without_formulas(client, world):
    state(world, members=7, subject="=1+1")
    client.force_login(an_officer())

    page = client.get(reverse("staff:round_intents", args=[world.competition.slug])).text
    file = client.get(reverse("staff:round_intents_csv", args=[world.competition.slug])).getvalue().decode()

    assert "1 applicant intends to apply." in page
    assert world.lead.email in page
    assert file.splitlines()[0] == (
        "applicant,lead,type of lead,region,expected members,main subject,contact,email,stated"
    )
    assert ",7,'=1+1," in file


def test_an_officer_who_acts_for_a_district_sees_no_intents(client, world):
    state(world, subject="A very secret subject")
    officer = an_officer()
    AppointmentFactory(user=officer, district=DistrictFactory())
    client.force_login(officer)

    page = client.get(reverse("staff:round_intents", args=[world.competition.slug])).text
    file = client.get(reverse("staff:round_intents_csv", args=[world.competition.slug]))

    assert "You have a role in a district or school" in page
    assert world.consortium.name not in page
    assert file.status_code == 403


@pytest.mark.parametrize("intents", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(client, world, intents, django_assert_num_queries):
    for _ in range(intents):
        other = a_network(1)
        state(world, applicant=other.consortium, by=other.lead)
    client.force_login(an_officer())

    # session, user, roles; round; appointments; intents, leads; applications
    with django_assert_num_queries(8):
        client.get(reverse("staff:round_intents", args=[world.competition.slug]))


@pytest.mark.parametrize("leads", [1, 3])
def test_the_page_of_the_form_takes_the_same_queries_however_many_the_person_leads(
    client, world, leads, django_assert_num_queries
):
    for _ in range(leads - 1):
        MembershipFactory(consortium=ConsortiumFactory(), district=world.districts[0], role=MemberRole.LEAD)
    client.force_login(world.lead)

    # session, user, roles; round; memberships with what they may see, appointments; intents, applications
    with django_assert_num_queries(9):
        client.get(reverse("applicant:intent_state", args=[world.competition.slug]))


# --- reminders -----------------------------------------------------------------------------------


def test_who_told_and_has_not_started_is_reminded_once(world):
    intent = state(world)
    days = (7, 2, 1)

    def remind(at):
        return remind_of_intent(intent=intent, days=days, by="tests", at=at)

    assert remind(CLOSES - 9 * A_DAY) == []
    assert intents_to_remind(days, at=CLOSES - 7 * A_DAY) == [intent]
    (email,) = remind(CLOSES - 7 * A_DAY)
    assert email.to == world.lead.email
    assert f"You told the state that {world.consortium.name} intends to apply" in email.body
    assert remind(CLOSES - 6 * A_DAY) == remind(CLOSES - A_DAY) == []
    assert intents_to_remind(days, at=CLOSES - A_DAY) == []


def test_who_started_or_withdrew_is_not_reminded(world):
    intent = state(world)
    start_application(competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING)
    other = a_network()
    second = state(world, applicant=other.consortium, by=other.lead)
    withdraw_intent(intent=second, by=other.lead, at=WRITING)

    for one in (intent, second):
        assert remind_of_intent(intent=one, days=(7,), by="tests", at=CLOSES - 7 * A_DAY) == []


def test_who_no_longer_acts_for_the_applicant_is_not_reminded(world):
    lone = a_lone_district()
    intents = [state(world), state(world, by=lone.user, applicant=lone.district)]
    Appointment.objects.filter(user__in=[world.lead, lone.user]).update(ends_on=WRITING.date())

    at = CLOSES - 7 * A_DAY
    assert intents_to_remind((7,), at=at) == []
    for one in intents:
        assert remind_of_intent(intent=one, days=(7,), by="tests", at=at) == []


def test_the_daily_command_reminds(world, capsys):
    state(world)
    with time_machine.travel(CLOSES - 7 * A_DAY, tick=False):
        call_command("send_reminders")
        call_command("send_reminders")

    assert capsys.readouterr().out.count("Emails about intents to apply: 1.") == 1
    assert OutgoingEmail.objects.filter(subject="Innovation Fund 2027: no application started yet").count() == 1


# --- the audit log -------------------------------------------------------------------------------


@pytest.mark.parametrize("has_a_stake", [False, True])
def test_an_auditor_with_a_role_in_a_district_reads_no_intents_in_the_log(world, client, has_a_stake):
    state(world)
    auditor = StateRoleFactory(role=Role.AUDITOR).user
    if has_a_stake:
        AppointmentFactory(user=auditor)
    client.force_login(auditor)

    found = client.get(reverse("staff:audit_log"), {"event": "intent"}).context_data["page"].object_list
    assert [entry.event for entry in found] == ([] if has_a_stake else ["intent.stated"])
