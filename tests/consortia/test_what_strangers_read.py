"""Public pages and files name places, never people, their addresses, or the words of one side to the other."""

import datetime

import pytest
from django.test import Client

from accounts.models import Role
from consortia.actions import memberships
from districts.actions.delegations import delegate_powers
from exchange.actions.partners import ask_introduction
from tests.consortia.members import NOON, TODAY, confirmed, invited, two_sides
from tests.factories import AppointmentFactory, DistrictFactory, RegionFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
SECRET = "The board met behind closed doors"


@pytest.fixture
def sides():
    return two_sides()


def public_text(*addresses):
    for address in addresses:
        answer = Client().get(address)
        if answer.status_code in {302, 404}:
            continue
        assert answer.status_code == 200, address
        yield address, (answer.getvalue() if answer.streaming else answer.content).decode()


def test_words_of_a_dispute_and_names_of_people_are_on_no_public_page(sides):
    line = confirmed(sides)
    memberships.dispute(membership=line, words=SECRET, by=sides.superintendent, at=NOON)
    delegate_powers(
        own=sides.superintendent.appointments.get(),
        email="delegate.person@example.org",
        name="Delia Gate",
        powers=["register_membership"],
        starts_on=TODAY,
        ends_on=TODAY + datetime.timedelta(days=3),
        by=sides.superintendent,
        at=NOON,
    )
    asker = AppointmentFactory(district=DistrictFactory(name="Asking Local")).user
    ask_introduction(
        district=asker.appointments.get().district, to_district=sides.district, words=SECRET, by=asker, at=NOON
    )
    slug, leaid = sides.consortium.slug, sides.district.leaid
    addresses = (
        f"/consortia/{slug}/",
        f"/consortia/{slug}/members/",
        f"/consortia/{slug}/members.csv",
        f"/consortia/{slug}/members.json",
        f"/consortia/{slug}/members.geojson",
        f"/consortia/{slug}/members/changes/",
        f"/consortia/{slug}/members/changes.csv",
        f"/consortia/{slug}/lineage/",
        f"/consortia/{slug}/services/",
        f"/districts/{leaid}/",
        f"/districts/{leaid}/consortia/",
        f"/districts/{leaid}/consortia.csv",
        f"/districts/{leaid}/people/",
        f"/districts/{leaid}/partners/",
        f"/districts/{leaid}/facts/",
        f"/memberships/{line.pk}/",
        "/consortia.csv",
        "/districts.csv",
        "/search/?q=cedar",
        "/letters/",
        "/disputes/",
        "/introductions/1/",
    )
    for address, text in public_text(*addresses):
        for hidden in (SECRET, "Ann Marsh", "Lee Stone", "Delia Gate", "delegate.person@", sides.superintendent.email):
            assert hidden not in text, (address, hidden)


def test_a_declined_membership_is_on_no_public_page(sides):
    line = invited(sides)
    memberships.decline(membership=line, words=SECRET, by=sides.superintendent, at=NOON)
    slug, leaid = sides.consortium.slug, sides.district.leaid

    for address, text in public_text(
        f"/consortia/{slug}/",
        f"/consortia/{slug}/members/?on=2026-09-20",
        f"/consortia/{slug}/members.csv?on=2026-09-20",
        f"/consortia/{slug}/members/changes/?from=2020-01-01&to=2027-01-01",
        f"/consortia/{slug}/members/changes.csv?from=2020-01-01&to=2027-01-01",
        "/consortia/changes.csv?from=2020-01-01&to=2027-01-01",
        "/consortia.csv",
    ):
        assert "Cedar Gap" not in text, address
    for address, text in public_text(f"/districts/{leaid}/", f"/districts/{leaid}/consortia/?on=2026-09-20"):
        assert "Mill Creek" not in text, address
    assert Client().get(f"/memberships/{line.pk}/").status_code in {302, 404}


def test_strangers_who_are_signed_in_read_no_more_than_the_public(sides):
    line = invited(sides)
    client = Client()
    client.force_login(sides.stranger)

    for address in (f"/districts/{sides.district.leaid}/people/", f"/districts/{sides.district.leaid}/people/give/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/districts/{sides.district.leaid}/people/1/end/", {"ends_on": "2026-09-13"}).status_code == 403
    page = client.get(f"/memberships/{line.pk}/").content.decode()
    assert "Lee Stone" not in page
    page = client.get(f"/districts/{sides.district.leaid}/partners/").content.decode()
    assert "Ann Marsh" not in page


def test_counts_by_region_leave_a_proposal_out(sides):
    sides.consortium.status = "proposed"
    sides.consortium.save()
    county = sides.lead_district.county
    if county is not None:
        county.region = RegionFactory(name="Southeast", slug="southeast")
        county.save()
    for address, text in public_text("/regions/", "/regions/southeast/", "/regions.csv", "/regions.geojson"):
        assert "Mill Creek" not in text, address
    client = Client()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    assert client.get(f"/consortia/{sides.consortium.slug}/").status_code == 200


def test_the_same_delegation_twice_sends_one_email(sides):
    appointment = sides.superintendent.appointments.get()
    known = AppointmentFactory().user
    for _ in range(2):
        delegate_powers(
            own=appointment,
            email=known.email,
            powers=["register_membership"],
            starts_on=TODAY,
            ends_on=TODAY + datetime.timedelta(days=3),
            by=sides.superintendent,
            at=NOON,
        )

    assert known.emails.count() == 1
