"""Once a year the people who act for a consortium confirm its own record."""

import datetime
import html
import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions.confirmations import confirm_consortium
from consortia.actions.facts import change_facts
from consortia.models import Consortium, ConsortiumConfirmation, ConsortiumPurpose
from consortia.rules.yearly_confirmation import consortium_shown_for_confirmation
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
ADDRESS = "/consortia/mill-creek/confirm/"


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def consortium():
    return ConsortiumFactory(
        name="Mill Creek", slug="mill-creek", legal_form="nonprofit", asked_since=datetime.date(2026, 9, 1)
    )


@pytest.fixture
def lead(consortium):
    district = DistrictFactory(name="Otter Run Local", confirmed_on=TODAY)
    MembershipFactory(consortium=consortium, district=district, role="lead")
    return AppointmentFactory(district=district).user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return " ".join(html.unescape(response.content.decode()).split())


def shown(consortium):
    consortium.refresh_from_db()
    return consortium_shown_for_confirmation(consortium, ConsortiumPurpose.objects.filter(consortium=consortium))


def sent_from(client):
    page = client.get(ADDRESS).content.decode()
    return {"shown": html.unescape(re.search(r'name="shown" value="([^"]*)"', page)[1])}


def test_the_lead_confirms_and_the_public_page_says_when_and_who(consortium, lead):
    assert "Not yet verified, due by Oct 1, 2026" in text_of(Client().get("/consortia/mill-creek/"))
    client = signed_in(lead)
    page = text_of(client.post(ADDRESS, sent_from(client), follow=True))
    assert "Confirmed. Thank you. Your next confirmation is due Sep 14, 2027." in page

    public = text_of(Client().get("/consortia/mill-creek/"))
    assert "Verified on Sep 14, 2026 by the superintendent of Otter Run Local" in public
    made = ConsortiumConfirmation.objects.get()
    assert (made.by, made.facts["Legal form"]) == (lead, "Nonprofit organization")
    assert Entry.objects.get(event="consortium.confirmed").detail["consortium"] == "mill-creek"


def test_the_task_is_on_my_work_with_its_due_date_until_it_is_done(consortium, lead):
    client = signed_in(lead)
    page = text_of(client.get("/my/"))
    assert "Confirm Mill Creek’s record." in page
    assert ADDRESS in page
    client.post(ADDRESS, sent_from(client))
    assert "Confirm Mill Creek’s record." not in text_of(client.get("/my/"))


@pytest.mark.parametrize(
    ("confirmed_on", "words"),
    [
        (datetime.date(2025, 9, 14), "Verified on Sep 14, 2025"),
        (datetime.date(2025, 9, 13), "Overdue since Sep 13, 2026"),
        (None, "Not verified, overdue since Sep 13, 2026"),
    ],
)
def test_after_a_year_the_verification_is_overdue_and_the_due_date_is_in_time(consortium, lead, confirmed_on, words):
    Consortium.objects.update(confirmed_on=confirmed_on, asked_since=datetime.date(2026, 8, 14))
    assert words in text_of(Client().get("/consortia/mill-creek/"))
    assert ("Overdue since" in text_of(signed_in(lead).get("/my/"))) is (words.casefold().count("overdue") == 1)


def test_what_changed_since_the_page_was_shown_is_not_confirmed(consortium, lead):
    client = signed_in(lead)
    sent = sent_from(client)
    change_facts(
        consortium=consortium, values={"phone": "614-555-0199"}, seen={"phone": ""}, by=lead, at=NOON
    )  # fmt: skip
    page = text_of(client.post(ADDRESS, sent))
    assert "Office phone was not known when you opened this page and is now “614-555-0199”." in page
    assert not ConsortiumConfirmation.objects.exists()


def test_each_fact_says_where_it_is_corrected(consortium, lead):
    page = text_of(signed_in(lead).get(ADDRESS))
    assert "/consortia/mill-creek/details/" in page
    assert "Ask the registrar" in page
    assert "mailto:help@registry.example" in page


def test_what_is_wrong_is_left_out_and_anyone_sees_that(consortium, lead):
    client = signed_in(lead)
    client.post(ADDRESS, sent_from(client) | {"left_out": ["Legal form", "Purposes"]})
    made = ConsortiumConfirmation.objects.get()
    assert made.left_out == ["Legal form", "Purposes"]
    assert "Legal form" not in made.facts
    assert made.facts["Name"] == "Mill Creek"
    assert "Not confirmed: legal form, purposes." in text_of(Client().get("/consortia/mill-creek/"))

    # Once the registrar has corrected it, the rest is confirmed too.
    client.post(ADDRESS, sent_from(client))
    assert "Not confirmed" not in text_of(Client().get("/consortia/mill-creek/"))


def test_only_what_the_registrar_maintains_can_be_left_out(consortium, lead):
    with pytest.raises(Unready, match="Correct this first: Office phone"):
        confirm_consortium(consortium=consortium, shown=shown(consortium), left_out=["Office phone"], by=lead, at=NOON)
    page = text_of(signed_in(lead).post(ADDRESS, sent_from(signed_in(lead)) | {"left_out": ["Office phone"]}))
    assert "Select a valid choice" in page


def test_confirming_twice_in_one_day_says_that_it_is_done(consortium, lead):
    confirm_consortium(consortium=consortium, shown=shown(consortium), by=lead, at=NOON)
    with pytest.raises(Unready, match="already confirmed this record today"):
        confirm_consortium(consortium=consortium, shown=shown(consortium), by=lead, at=NOON)


def test_only_the_people_of_the_lead_confirm(consortium, lead):
    member = DistrictFactory()
    MembershipFactory(consortium=consortium, district=member)
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    for person in (UserFactory(), AppointmentFactory(district=member).user, registrar):
        with pytest.raises(Refused):
            confirm_consortium(consortium=consortium, shown=shown(consortium), by=person, at=NOON)


def test_a_consortium_that_ended_is_not_verified(consortium, lead):
    Consortium.objects.update(status="dissolved", ended_on=datetime.date(2026, 6, 30))
    client = signed_in(lead)
    assert "Confirm this record is correct" not in text_of(client.get(ADDRESS))
    assert "due by Oct 1, 2026" not in text_of(Client().get("/consortia/mill-creek/"))
    assert "Confirm Mill Creek" not in text_of(client.get("/my/"))
    with pytest.raises(Unready, match="is dissolved"):
        confirm_consortium(consortium=consortium, shown=shown(consortium), by=lead, at=NOON)


def test_a_consortium_that_was_there_before_has_thirty_days_from_the_update():
    registered = ConsortiumFactory(formed_on=datetime.date(2015, 7, 1))
    ended = ConsortiumFactory(status="dissolved", ended_on=datetime.date(2020, 6, 30))
    import_module("consortia.migrations.0019_ask_consortia_from_today").ask_from_today(apps, None)
    registered.refresh_from_db()
    ended.refresh_from_db()
    assert (registered.asked_since, ended.asked_since) == (TODAY, None)


def test_the_legal_form_has_its_date_on_the_page_and_in_the_file(consortium):
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    change_facts(
        consortium=consortium, values={"legal_form": "agreement"}, seen={"legal_form": "nonprofit"},
        holds_from=datetime.date(2026, 7, 1), by=registrar, at=NOON,
    )  # fmt: skip
    assert "since Jul 1, 2026" in text_of(Client().get("/consortia/mill-creek/"))
    file = b"".join(Client().get("/consortia.csv").streaming_content).decode("utf-8-sig")
    header, row = (line.split(",") for line in file.splitlines()[:2])
    assert row[header.index("legal_form_since")] == "2026-07-01"


def test_the_file_says_how_to_reach_the_office(consortium):
    Consortium.objects.update(phone="614-555-0137", office_email="office@mill.example")
    file = b"".join(Client().get("/consortia.csv").streaming_content).decode("utf-8-sig")
    header, row = (line.split(",") for line in file.splitlines()[:2])
    assert row[header.index("phone")] == "614-555-0137"
    assert row[header.index("office_email")] == "office@mill.example"
