"""Once a year a member confirms its facts and its membership lines."""

import datetime
import html
import re

import pytest
import time_machine
from django.test import Client

from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions.confirmations import confirm_record
from consortia.models import Membership, MembershipPeriod
from consortia.rules.yearly_confirmation import shown_for_confirmation, split_for_confirmation
from districts.actions.facts import change_own_facts, dispute_fact
from districts.models import Confirmation, District
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def shown(record):
    lines = split_for_confirmation(Membership.objects.of_member(record).in_force(TODAY)).confirmed
    return shown_for_confirmation(record, lines)


def confirm(record, by, seen=None, at=NOON):
    return confirm_record(record=record, shown=shown(record) if seen is None else seen, by=by, at=at)


def test_confirming_dates_the_record_and_its_memberships_and_stores_what_was_shown():
    district = DistrictFactory(name="Otter Run Local", city="Millers Ford")
    membership = MembershipFactory(district=district, consortium__name="Mill Creek Network")
    appointment = AppointmentFactory(district=district)

    made = confirm(district, appointment.user)

    district.refresh_from_db()
    membership.refresh_from_db()
    assert (district.confirmed_on, membership.confirmed_on) == (TODAY, TODAY)
    assert (made.by, made.appointment, made.at) == (appointment.user, appointment, NOON)
    assert (made.facts["Name"], made.facts["City"]) == ("Otter Run Local", "Millers Ford")
    assert made.facts["In Mill Creek Network"] == "participating member, since Jul 1, 2020"
    assert Entry.objects.get(event="record.confirmed").detail["lines"] == [membership.pk]


def test_confirming_a_membership_changes_nothing_in_it_and_makes_no_version():
    district = DistrictFactory()
    MembershipFactory(district=district)

    confirm(district, AppointmentFactory(district=district).user)

    assert not MembershipPeriod.objects.exists()


def test_pending_memberships_and_those_of_others_are_left_out():
    district = DistrictFactory()
    left_out = [
        MembershipFactory(district=district, status="disputed", disputed_on=TODAY),
        MembershipFactory(district=district, status="claimed", claimed_by="consortium"),
        MembershipFactory(district=district, leaves_on=datetime.date(2026, 6, 30)),
        MembershipFactory(district=district, joins_on=datetime.date(2027, 7, 1)),
        MembershipFactory(district=None, school=SchoolFactory(district=district)),
        MembershipFactory(district=district, status="claimed", claimed_by="member"),
        MembershipFactory(),
    ]
    on_record = MembershipFactory(district=district, status="recorded")

    confirm(district, AppointmentFactory(district=district).user)

    dated = set(Membership.objects.exclude(confirmed_on=None))
    assert dated == {on_record}
    assert not dated & set(left_out)


def test_a_stale_page_confirms_nothing_and_says_what_changed():
    district = DistrictFactory(phone="614-555-0100")
    leader, treasurer = (
        AppointmentFactory(district=district).user,
        AppointmentFactory(district=district, kind="treasurer").user,
    )
    seen = shown(district)
    change_own_facts(
        record=district, values={"phone": "614-555-0199"}, seen={"phone": "614-555-0100"}, by=treasurer, at=NOON
    )
    MembershipFactory(district=district, consortium__name="Mill Creek")

    with pytest.raises(Unready) as no:
        confirm(district, leader, seen)

    assert no.value.problems == (
        "Phone was “614-555-0100” when you opened this page and is now “614-555-0199”.",
        "In Mill Creek was not known when you opened this page and is now “participating member, since Jul 1, 2020”.",
    )
    district.refresh_from_db()
    assert district.confirmed_on is None
    assert not Confirmation.objects.exists()


def test_the_second_of_two_people_hears_that_it_is_done():
    district = DistrictFactory()
    leader, treasurer = (
        AppointmentFactory(district=district).user,
        AppointmentFactory(district=district, kind="treasurer").user,
    )
    seen = shown(district)
    confirm(district, treasurer, seen)

    with pytest.raises(Unready, match="The treasurer already confirmed this record today"):
        confirm(district, leader, seen)

    assert Confirmation.objects.count() == 1


def test_a_year_later_it_is_confirmed_again():
    district = DistrictFactory()
    by = AppointmentFactory(district=district).user
    confirm(district, by)

    confirm(district, by, at=NOON + datetime.timedelta(days=365))

    assert Confirmation.objects.count() == 2


def test_people_without_permission_confirm_nothing_but_a_principal_confirms_the_school():
    school = SchoolFactory()
    treasurer = AppointmentFactory(district=school.district, kind="treasurer", can_register_membership=False).user
    principal = AppointmentFactory(district=None, school=school, kind="principal", can_register_membership=False).user

    with pytest.raises(Refused, match="doesn’t include permission"):
        confirm(school.district, treasurer)
    with pytest.raises(Refused, match="Only people with a role at"):
        confirm(school.district, principal)
    assert confirm(school, principal).appointment.kind == "principal"


# --- the page


def a_visitor(user):
    client = Client()
    client.force_login(user)
    return client


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_a_superintendent_confirms_everything_on_one_page_with_one_button():
    district = DistrictFactory(leaid="3900001", name="Otter Run Local")
    MembershipFactory(district=district, consortium__name="Mill Creek Network")
    waiting = MembershipFactory(district=district, status="disputed", consortium__name="Gravel Road Circle")
    client = a_visitor(AppointmentFactory(district=district).user)

    page = client.get("/districts/3900001/confirm/")
    text = words(page)
    assert "Mill Creek Network participating member, since Jul 1, 2020" in text
    assert "You can’t confirm these memberships yet" in text
    assert f'href="/memberships/{waiting.pk}/"' in page.content.decode()
    assert 'href="/districts/3900001/facts/name/"' in page.content.decode()
    token = re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]
    answer = client.post("/districts/3900001/confirm/", {"shown": html.unescape(token)}, follow=True)

    assert "Confirmed. Thank you. Your next confirmation is due Sep 14, 2027." in words(answer)
    assert "Verified on Sep 14, 2026 by the superintendent" in words(Client().get("/districts/3900001/"))


@pytest.mark.parametrize("sent", [{}, {"shown": ""}, {"shown": "made:up"}])
def test_a_form_that_this_page_did_not_write_confirms_nothing(sent):
    district = DistrictFactory(leaid="3900001")
    answer = a_visitor(AppointmentFactory(district=district).user).post("/districts/3900001/confirm/", sent)

    assert "was changed on the way" in words(answer)
    assert District.objects.get().confirmed_on is None


def test_people_without_permission_see_why_and_no_button():
    district = DistrictFactory(leaid="3900001")
    client = a_visitor(AppointmentFactory(district=district, kind="treasurer", can_register_membership=False).user)
    text = words(client.get("/districts/3900001/confirm/"))
    assert "doesn’t include permission to register memberships" in text
    assert "All this is right" not in text
    client.post("/districts/3900001/confirm/", {"shown": "x"})
    assert not Confirmation.objects.exists()


# --- where it shows


def test_a_record_page_says_how_fresh_it_is_and_names_an_office_but_no_person():
    district = DistrictFactory(leaid="3900001", confirmed_on=None)
    MembershipFactory(district=district, joins_on=datetime.date(2026, 9, 1))
    assert "Not yet verified, due by Oct 1, 2026" in words(Client().get("/districts/3900001/"))

    Membership.objects.update(joins_on=datetime.date(2020, 7, 1))
    assert "Not verified, overdue since Jul 31, 2020" in words(Client().get("/districts/3900001/"))

    leader = AppointmentFactory(district=district, user__name="Quill Secretive").user
    confirm(district, leader, at=NOON - datetime.timedelta(days=400))
    text = words(Client().get("/districts/3900001/"))
    assert "Verified on Aug 10, 2025 by the superintendent Overdue since Aug 10, 2026" in text
    assert "Quill" not in text


def test_a_consortium_labels_each_overdue_member():
    consortium = ConsortiumFactory(slug="mill-creek")
    MembershipFactory(consortium=consortium, confirmed_on=datetime.date(2026, 3, 2))
    MembershipFactory(consortium=consortium, confirmed_on=datetime.date(2025, 3, 2))
    text = words(Client().get("/consortia/mill-creek/"))
    assert "Verified on Mar 2, 2026" in text
    assert text.count("Overdue since") == 1
    assert "Overdue since Mar 2, 2026" in text


def test_lists_label_overdue_memberships_and_no_others():
    overdue, fresh = DistrictFactory(name="Amber Local"), DistrictFactory(name="Birch Local")
    MembershipFactory(district=overdue, consortium__name="Gravel Road", confirmed_on=datetime.date(2025, 3, 2))
    MembershipFactory(district=fresh, consortium__name="Mill Creek", confirmed_on=datetime.date(2026, 3, 2))
    SchoolFactory(district=overdue)
    districts = words(Client().get("/districts/"))
    assert "Gravel Road (yearly verification overdue)" in districts
    assert districts.count("(yearly verification overdue)") == 1
    assert "Gravel Road (yearly verification overdue) through its district" in words(Client().get("/schools/"))


def test_a_disputed_fact_is_not_confirmed_and_the_page_says_so():
    district = DistrictFactory(name="Otter Run Local", city="Millers Ford")
    superintendent = AppointmentFactory(district=district).user
    before = shown(district)
    dispute_fact(record=district, field="city", claimed="Mill Ford", reason="Moved.", by=superintendent, at=NOON)
    client = Client()
    client.force_login(superintendent)

    page = client.get(f"/districts/{district.leaid}/confirm/")
    assert "You don’t confirm these disputed facts, which the registrar will decide: City." in page.content.decode()
    with pytest.raises(Unready, match="Someone reported an error in City after you opened this page"):
        confirm(district, superintendent, seen=before)
    client.post(f"/districts/{district.leaid}/confirm/", {"shown": page.context["shown"]})

    made = district.confirmations.get()
    assert "City" not in made.facts
    assert made.facts["Name"] == "Otter Run Local"
