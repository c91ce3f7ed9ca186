"""The receipt that every member gets by email."""

import pytest

from accounts.models import OutgoingEmail
from grants.actions.application import submit_application
from tests.factories import AppointmentFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


def receipts():
    return OutgoingEmail.objects.filter(kind="receipt")


def test_every_member_gets_the_number_time_digest_and_total():
    world = a_draft()
    members = [member for member in world.application.participants.all() if not member.is_lead]
    others = [
        AppointmentFactory(district=member.district, can_sign_applications=True, starts_on="2020-01-01").user
        for member in members
    ]

    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    assert {email.to for email in receipts()} >= {world.lead.email, *(person.email for person in others)}
    reference = version.application.reference
    for email in receipts():
        assert email.subject.startswith(f"Receipt {reference}-1: ")
        for said in (
            f"Receipt number:  {reference}-1", version.digest, f"${version.application.requested:,}",
            "Sep 14, 2026, 12:00:00 PM EDT", f"/applications/{reference}/",
        ):  # fmt: skip
            assert said in email.body, said


def test_people_who_only_read_and_those_whose_role_ended_get_none():
    world = a_draft()
    member = next(member for member in world.application.participants.all() if not member.is_lead)
    of_member = {"district": member.district, "starts_on": "2020-01-01"}
    AppointmentFactory(**of_member, can_sign_applications=False, can_register_membership=False, user__email="r@x.org")
    AppointmentFactory(**of_member, can_sign_applications=True, ends_on="2025-01-01", user__email="e@x.org")

    submit_application(application=world.application, by=world.lead, at=WRITING)

    assert not receipts().filter(to__in=["r@x.org", "e@x.org"]).exists()


def test_two_clicks_send_one_receipt():
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)

    assert receipts().filter(to=world.lead.email).count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_receipts_cost_the_same_for_any_number_of_people(people, django_assert_num_queries):
    world = a_draft()
    member = next(member for member in world.application.participants.all() if not member.is_lead)
    for _ in range(people):
        AppointmentFactory(district=member.district, can_sign_applications=True, starts_on="2020-01-01")
    with django_assert_num_queries(36):
        submit_application(application=world.application, by=world.lead, at=WRITING)


def test_the_receipt_is_the_first_thing_on_the_page_of_a_submitted_application(client):
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    page = shown(signed_in(client, world.lead).get(f"/applications/{world.application.reference}/"))

    assert page.index("Receipt number") < page.index("Sections")


def test_after_submission_the_sections_no_longer_say_how_far_they_are(client):
    world = a_draft()
    page = world.application.get_absolute_url()
    assert "Not started" in shown(signed_in(client, world.lead).get(page))

    submit_application(application=world.application, by=world.lead, at=WRITING)

    after = shown(signed_in(client, world.lead).get(page))
    assert "Not started" not in after
    assert "Written by" in after
