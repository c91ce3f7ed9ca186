"""The last hours of a round: a tenth of a second, the nights when clocks change, two leads at once."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from districts.actions.appointments import end_appointment
from districts.models import Appointment
from grants.actions.application import submit_application
from grants.actions.signatures import open_signing, sign_application
from grants.models import Application, Competition, Signature, Version
from portal.components.dates import MomentField
from tests.factories import AppointmentFactory
from tests.grants.pages import as_read, shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, OHIO, WRITING, a_draft, a_draft_with_a_plan, a_plan, a_round

pytestmark = pytest.mark.django_db
TENTH = datetime.timedelta(milliseconds=100)
MINUTES = datetime.timedelta(minutes=5)


@pytest.mark.parametrize(
    ("grace", "at", "is_accepted"),
    [
        (0, CLOSES - TENTH, True),  # 16:59:59.9
        (0, CLOSES, True),
        (0, CLOSES + TENTH, False),  # 17:00:00.1
        (5, CLOSES + TENTH, True),
        (5, CLOSES + MINUTES - TENTH, True),
        (5, CLOSES + MINUTES + TENTH, False),
    ],
)
def test_a_tenth_of_a_second_decides_and_the_page_and_the_click_agree(client, grace, at, is_accepted):
    world = a_draft()
    Competition.objects.update(grace_minutes=grace)
    address = f"{world.application.get_absolute_url()}submit/"
    with time_machine.travel(at, tick=False):
        has_button = f"Submit {world.application.reference}</button>" in signed_in(client, world.lead).get(address).text

    assert has_button is is_accepted
    if is_accepted:
        assert submit_application(application=world.application, by=world.lead, at=at).sealed_at == at
    else:
        with pytest.raises(Unready, match="This round closed"):
            submit_application(application=world.application, by=world.lead, at=at)


@pytest.mark.parametrize("typed", ["2026-11-01T01:30", "2027-03-14T02:30"], ids=["comes twice", "does not exist"])
def test_a_deadline_in_the_hour_when_clocks_change_is_explained(client, typed):
    """On November 1, 2026, 1:30 a.m. comes twice in Ohio; on March 14, 2027, there is no 2:30 a.m."""
    competition = a_round()
    with time_machine.travel(WRITING, tick=False):
        officer = signed_in(client, an_officer())
        sent = {"name": competition.name, "opens_at": "2026-09-01T09:00", "closes_at": typed, "grace_minutes": "0"}
        sent |= {"reason": "A storm.", "revision": competition.revision}
        address = reverse("staff:round_dates", args=[competition.slug])
        page = officer.post(address, sent)

    assert "Clocks change that night" in shown(page)
    competition.refresh_from_db()
    assert competition.closes_at == CLOSES


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-01T00:59", datetime.datetime(2026, 11, 1, 4, 59, tzinfo=datetime.UTC)),
        ("2026-11-01T02:00", datetime.datetime(2026, 11, 1, 7, 0, tzinfo=datetime.UTC)),
        ("2027-03-14T01:59", datetime.datetime(2027, 3, 14, 6, 59, tzinfo=datetime.UTC)),
        ("2027-03-14T03:00", datetime.datetime(2027, 3, 14, 7, 0, tzinfo=datetime.UTC)),
    ],
)
def test_the_minutes_before_and_after_that_hour_are_plain(typed, moment):
    assert MomentField().clean(typed) == moment


def test_a_deadline_on_the_night_when_clocks_change_is_counted_in_real_minutes():
    """Five minutes after 12:58 a.m. is 1:03 a.m. the first time that it comes."""
    closes = datetime.datetime(2026, 11, 1, 0, 58, tzinfo=OHIO)
    world = a_draft(competition=a_round(closes_at=closes))
    Competition.objects.update(grace_minutes=5)
    last = datetime.datetime(2026, 11, 1, 5, 3, tzinfo=datetime.UTC)

    with pytest.raises(Unready, match="This round closed"):
        submit_application(application=world.application, by=world.lead, at=last + TENTH)
    assert submit_application(application=world.application, by=world.lead, at=last).sealed_at == last


def test_of_two_leads_who_submit_from_two_pages_the_second_gets_the_receipt_of_the_first(client):
    world = a_draft()
    second = AppointmentFactory(district=world.districts[0]).user
    address = f"{world.application.get_absolute_url()}submit/"
    with time_machine.travel(WRITING, tick=False):
        of_first, of_second = (as_read(signed_in(client, one), address) for one in (world.lead, second))
        assert signed_in(client, world.lead).post(address, of_first).status_code == 302
        answer = signed_in(client, second).post(address, of_second)

    assert answer.status_code == 302
    assert Version.objects.get().sealed_by == world.lead


def test_a_lead_does_not_submit_what_a_colleague_changed_meanwhile(client):
    world = a_draft()
    second = AppointmentFactory(district=world.districts[0]).user
    address = f"{world.application.get_absolute_url()}submit/"
    with time_machine.travel(WRITING, tick=False):
        read = as_read(signed_in(client, second), address)
        a_plan(world)
        answer = signed_in(client, second).post(address, read)

    assert answer.status_code == 409
    assert "changed after you opened this page" in shown(answer)
    assert not Version.objects.exists()


def test_a_signer_whose_role_ends_between_opening_and_signing_does_not_sign(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    signer, member = world.signers[1], world.participants[1]
    address = f"{world.application.get_absolute_url()}signatures/{member.key}/"
    later = WRITING + datetime.timedelta(days=2)
    with time_machine.travel(WRITING, tick=False):
        read = as_read(signed_in(client, signer), address)
    end_appointment(
        appointment=Appointment.objects.get(user=signer), ends_on=WRITING.date(), tells=False, by="tests", at=WRITING
    )
    with time_machine.travel(later, tick=False):
        answer = signed_in(client, signer).post(address, {"name": "Pat Doe", "agree": "on", **read})

    assert answer.status_code in (403, 404, 409)
    assert not Signature.objects.exists()
    with pytest.raises(Refused):
        sign_application(participant=member, name="Pat Doe", by=signer, at=later)


def test_a_lead_district_that_closed_can_still_submit_and_reviewers_are_told():
    world = a_draft_with_a_plan()
    district = world.districts[0]
    district.status, district.closed_on = "closed", WRITING.date()
    district.save()

    version = submit_application(application=Application.objects.get(), by=world.lead, at=CLOSES)

    assert version.application.findings.standing().filter(rule="member-closed").exists()
