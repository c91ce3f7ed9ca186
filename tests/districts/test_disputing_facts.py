"""Districts change what is theirs at once, and dispute what the State records; the registrar answers."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions.facts import accept_dispute, change_own_facts, dispute_fact, refuse_dispute, withdraw_dispute
from districts.actions.history import touch_registry
from districts.models import Change, FactDispute, Revision
from tests.factories import (
    AppointmentFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


def a_leader(district):
    return AppointmentFactory(district=district).user


def a_registrar():
    return StateRoleFactory(role="registrar").user


def change(record, by, seen=None, **values):
    return change_own_facts(record=record, values=values, seen=seen or {}, by=by, at=NOON)


def dispute(record, by, field="name", claimed="Otter Run City School District", reason="The board renamed it."):
    return dispute_fact(record=record, field=field, claimed=claimed, reason=reason, by=by, at=NOON)


# --- own facts


def test_a_districts_own_facts_change_at_once_with_history_and_log():
    district = DistrictFactory()
    by = a_leader(district)
    touch_registry()
    before = Revision.objects.get().number

    assert change(district, by, phone="614-555-0137", website="www.otterrun.example") == ["phone", "website"]

    district.refresh_from_db()
    assert (district.phone, district.website) == ("614-555-0137", "www.otterrun.example")
    assert list(Change.objects.values_list("field", "old", "new", "source", "by").order_by("field")) == [
        ("phone", "", "614-555-0137", "its superintendent", by.pk),
        ("website", "", "www.otterrun.example", "its superintendent", by.pk),
    ]
    assert Entry.objects.filter(event="facts.changed").count() == 1
    assert Revision.objects.get().number > before


def test_the_states_facts_are_not_changed_this_way():
    district = DistrictFactory(name="Otter Run Local School District")

    change(district, a_leader(district), name="Something Else", phone="614-555-0137")

    district.refresh_from_db()
    assert district.name == "Otter Run Local School District"


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("phone", "call me", "area code"),
        ("phone", "555", "area code"),
        ("website", "javascript:alert(1)", "Enter the web address"),
        ("website", "not a site", "Enter the web address"),
        ("office_email", "office at otterrun", "email address"),
        ("website", "www." + "x" * 200 + ".example", "longer than 200"),
    ],
)
def test_an_invalid_value_is_refused_with_an_example(field, text, words):
    district = DistrictFactory()
    with pytest.raises(Unready, match=words):
        change(district, a_leader(district), **{field: text})


def test_two_people_who_edit_at_once_do_not_overwrite_each_other():
    district = DistrictFactory(phone="614-555-0100")
    by, other = a_leader(district), AppointmentFactory(district=district, kind="treasurer").user
    seen = {"phone": "614-555-0100", "website": ""}
    change(district, other, seen=seen, phone="614-555-0199")

    with pytest.raises(Unready, match="Phone was “614-555-0100” when you opened this page and is now “614-555-0199”"):
        change(district, by, seen=seen, phone="614-555-0137", website="")
    change(district, by, seen=seen, phone="614-555-0100", website="www.otterrun.example")

    district.refresh_from_db()
    assert (district.phone, district.website) == ("614-555-0199", "www.otterrun.example")


def test_only_people_with_a_role_there_change_or_dispute_its_facts():
    district = DistrictFactory()
    elsewhere = a_leader(DistrictFactory())
    ended = AppointmentFactory(district=district, ends_on=datetime.date(2026, 9, 13)).user
    for person in (UserFactory(), elsewhere, ended, a_registrar()):
        with pytest.raises(Refused, match="Only people with a role"):
            change(district, person, phone="614-555-0137")
        with pytest.raises(Refused, match="Only people with a role"):
            dispute(district, person)


def test_a_principal_changes_the_schools_facts_and_so_does_its_district():
    school = SchoolFactory()
    principal = AppointmentFactory(district=None, school=school, kind="principal").user

    change(school, principal, phone="614-555-0137")
    change(school, a_leader(school.district), seen={"phone": "614-555-0137"}, phone="614-555-0138")

    school.refresh_from_db()
    assert school.phone == "614-555-0138"
    with pytest.raises(Refused):
        change(school.district, principal, phone="614-555-0137")


# --- disputes


def test_a_dispute_says_what_is_recorded_what_is_right_and_why_and_changes_nothing():
    district = DistrictFactory(name="Otter Run Local School District")
    by = a_leader(district)

    made = dispute(district, by)

    district.refresh_from_db()
    assert district.name == "Otter Run Local School District"
    assert (made.recorded, made.claimed) == ("Otter Run Local School District", "Otter Run City School District")
    assert (made.reason, made.raised_by, made.status) == ("The board renamed it.", by, "open")
    assert Entry.objects.filter(event="fact.disputed").count() == 1


@pytest.mark.parametrize(
    ("field", "claimed", "reason", "words"),
    [
        ("name", "Otter Run Local", "", "Enter your evidence"),
        ("name", "Same", "It is", "already recorded"),
        ("phone", "614-555-0137", "It is", "Change it yourself"),
        ("leaid", "3900009", "It is", "Change it yourself"),
        ("nothing", "x", "It is", "Change it yourself"),
        ("kind", "castle", "It is", "Choose what kind"),
        ("county", "99999", "It is", "Choose what county"),
        ("closed_on", "yesterday", "It is", "is not a date"),
        ("name", "", "It is", "Enter a name"),
    ],
)
def test_a_dispute_that_cannot_be_answered_is_not_sent(field, claimed, reason, words):
    district = DistrictFactory(name="Same")
    with pytest.raises(Unready, match=words):
        dispute(district, a_leader(district), field, claimed, reason)


def test_one_fact_is_disputed_once_at_a_time():
    district = DistrictFactory()
    by = a_leader(district)
    first = dispute(district, by)
    with pytest.raises(Unready, match="already reported"):
        dispute(district, by, claimed="Another Name")

    withdraw_dispute(dispute=first, by=by, at=NOON)

    dispute(district, by, claimed="Another Name")
    assert list(FactDispute.objects.order_by("pk").values_list("status", flat=True)) == ["withdrawn", "open"]


def test_accepting_corrects_the_record_with_history_and_no_import_brings_the_old_back():
    district = DistrictFactory(leaid="3900001", name="Otter Rum Local")
    made = dispute(district, a_leader(district), claimed="Otter Run Local")

    accept_dispute(dispute=made, value="Otter Run Local", answer="Thank you.", by=a_registrar(), at=NOON)

    district.refresh_from_db()
    made.refresh_from_db()
    assert district.name == "Otter Run Local"
    assert (made.status, made.answer) == ("accepted", "Thank you.")
    assert Change.objects.values_list("field", "old", "new", "source").get() == (
        "name",
        "Otter Rum Local",
        "Otter Run Local",
        "corrected by the registrar after a dispute",
    )
    assert FactDispute.objects.corrected() == {"3900001": {"name": {"Otter Rum Local"}}}


def test_the_registrar_may_record_something_third():
    district = DistrictFactory(name="Otter Rum Local")
    made = dispute(district, a_leader(district), claimed="Otter Run")

    accept_dispute(dispute=made, value="Otter Run Local School District", answer="", by=a_registrar(), at=NOON)

    district.refresh_from_db()
    assert district.name == "Otter Run Local School District"


def test_accepting_what_is_recorded_anyway_is_no_correction():
    district = DistrictFactory(name="Otter Run Local")
    made = dispute(district, a_leader(district), claimed="Otter Run City")
    with pytest.raises(Unready, match="choose “Don’t correct”"):
        accept_dispute(dispute=made, value="Otter Run Local", answer="", by=a_registrar(), at=NOON)
    made.refresh_from_db()
    assert made.status == "open"


def test_refusing_needs_a_reason_and_leaves_the_fact():
    district = DistrictFactory(name="Otter Run Local")
    made, registrar = dispute(district, a_leader(district)), a_registrar()
    with pytest.raises(Unready, match="Enter the reason"):
        refuse_dispute(dispute=made, answer=" ", by=registrar, at=NOON)

    refuse_dispute(dispute=made, answer="The board's minutes say Local.", by=registrar, at=NOON)

    district.refresh_from_db()
    assert district.name == "Otter Run Local"
    assert not Change.objects.exists()


def test_an_answered_dispute_is_not_answered_again():
    district = DistrictFactory()
    by, registrar = a_leader(district), a_registrar()
    made = dispute(district, by)
    refuse_dispute(dispute=made, answer="No.", by=registrar, at=NOON)

    with pytest.raises(Unready, match="no longer open"):
        accept_dispute(dispute=made, value="X", answer="", by=registrar, at=NOON)
    with pytest.raises(Unready, match="no longer open"):
        withdraw_dispute(dispute=made, by=by, at=NOON)


def test_only_a_registrar_answers():
    district = DistrictFactory()
    by = a_leader(district)
    made = dispute(district, by)
    with pytest.raises(Refused):
        accept_dispute(dispute=made, value="X", answer="", by=by, at=NOON)
    with pytest.raises(Refused):
        refuse_dispute(dispute=made, answer="No.", by=by, at=NOON)


def test_a_corrected_county_and_grade_are_stored_as_what_they_are():
    district = DistrictFactory(county=CountyFactory(fips="39001", name="Adams County"))
    right = CountyFactory(fips="39009", name="Athens County")
    school = SchoolFactory(district=district, lowest_grade="7", first_grade=7)
    by, registrar = a_leader(district), a_registrar()

    made = dispute(district, by, "county", "39009", "Our office moved.")
    accept_dispute(dispute=made, value="39009", answer="", by=registrar, at=NOON)
    made = dispute(school, by, "lowest_grade", "KG", "We begin with kindergarten.")
    accept_dispute(dispute=made, value="KG", answer="", by=registrar, at=NOON)

    district.refresh_from_db()
    school.refresh_from_db()
    assert district.county == right
    assert (school.lowest_grade, school.first_grade) == ("KG", 0)
    change = Change.objects.get(field="county")
    assert (change.old, change.new) == ("Adams County (39001)", "Athens County (39009)")
    assert FactDispute.objects.get(field="county").recorded == "39001"


def test_a_day_of_closing_before_the_day_of_opening_is_not_recorded():
    district = DistrictFactory(opened_on=datetime.date(2020, 7, 1))
    made = dispute(district, a_leader(district), "closed_on", "2019-06-30", "It closed.")
    with pytest.raises(Unready, match="is before the start date"):
        accept_dispute(dispute=made, value="2019-06-30", answer="", by=a_registrar(), at=NOON)


def test_the_answer_to_small_and_rural_follows_a_corrected_locale():
    district = DistrictFactory()
    DistrictFiguresFactory(district=district, enrollment=300)
    school = SchoolFactory(district=district, locale=41)
    by, registrar = a_leader(district), a_registrar()
    made = dispute(school, by, "locale", "21", "It stands in a suburb.")

    accept_dispute(dispute=made, value="21", answer="", by=registrar, at=NOON)

    district.refresh_from_db()
    school.refresh_from_db()
    assert (school.locale, district.srsa) == (21, "no")


@pytest.mark.parametrize(
    ("field", "claimed", "words"),
    [
        ("zip_code", "45701-0000-1", "ZIP code is longer than 10 characters"),
        ("city", "A" * 101, "City is longer than 100 characters"),
        ("state_id", "A" * 41, "State ID is longer than 40 characters"),
        ("closed_on", "9999-12-31", "Closed on: 9999-12-31 can’t be right"),
    ],
)
def test_values_that_do_not_fit_are_not_sent(field, claimed, words):
    district = DistrictFactory()
    with pytest.raises(Unready, match=words):
        dispute(district, a_leader(district), field=field, claimed=claimed)
