"""The lead edits a consortium's description and contact, the registrar the rest; every change stays in the history."""

import datetime

import pytest

from accounts.models import Role
from accounts.refusals import Refused, Unready
from consortia.actions.facts import change_facts, end_purpose, start_purpose
from consortia.models import Consortium, ConsortiumChange
from consortia.permissions import editable_facts
from districts.rules.name_search import terms
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
FORMED = datetime.date(2015, 7, 1)
OF_LEAD = ("about", "contact_role", "phone", "office_email", "website")
OF_REGISTRAR = ("name", "legal_form", "fiscal_agent", "formed_on", "counties_served")


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def a_consortium(**facts):
    return ConsortiumFactory(**({"name": "Mill Creek", "formed_on": FORMED} | facts))


def a_lead_of(consortium, **appointment):
    district = MembershipFactory(consortium=consortium, role="lead", joins_on=FORMED).district
    return AppointmentFactory(district=district, **appointment).user


def changed(consortium, by, *, seen=None, holds_from=None, authority="", **values):
    known = {field: str(getattr(consortium, field) or "") for field in values}
    return change_facts(
        consortium=consortium, values=values, seen=known | (seen or {}), holds_from=holds_from, authority=authority,
        by=by, at=AT,
    )  # fmt: skip


def history(consortium):
    return list(consortium.changes.order_by("pk").values_list("field", "old", "new", "holds_from", "source"))


def test_the_lead_edits_the_description_and_the_contact():
    consortium = a_consortium(phone="614-555-0100")
    lead = a_lead_of(consortium, district__name="Otter Run")
    district = consortium.memberships.get().district

    assert changed(consortium, lead, about="Buys\r\ntogether.", phone="614-555-0137", website="mill.example") == [
        "about", "phone", "website",
    ]  # fmt: skip

    consortium.refresh_from_db()
    assert (consortium.about, consortium.phone) == ("Buys\ntogether.", "614-555-0137")
    assert consortium.website == "https://mill.example"
    who = f"the superintendent of {district}"
    assert history(consortium) == [
        ("about", "", "Buys\ntogether.", None, who),
        ("phone", "614-555-0100", "614-555-0137", None, who),
        ("website", "", "https://mill.example", None, who),
    ]


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("lead", OF_LEAD),
        ("treasurer without the permission", ()),
        ("member", ()),
        ("stranger", ()),
        ("registrar", OF_REGISTRAR),
        ("administrator", OF_REGISTRAR),
        ("grants officer", ()),
    ],
)
def test_each_fact_has_its_editor_and_everyone_else_is_refused(who, fields):
    consortium = a_consortium()
    lead = a_lead_of(consortium)
    district = consortium.memberships.get().district
    people = {
        "lead": lambda: lead,
        "treasurer without the permission": lambda: (
            AppointmentFactory(district=district, kind="treasurer", can_register_membership=False).user
        ),
        "member": lambda: AppointmentFactory(district=MembershipFactory(consortium=consortium).district).user,
        "stranger": UserFactory,
        "registrar": a_registrar,
        "administrator": lambda: StateRoleFactory(role=Role.ADMINISTRATOR).user,
        "grants officer": lambda: StateRoleFactory(role=Role.GRANTS_OFFICER).user,
    }
    user = people[who]()

    assert editable_facts(user, consortium, TODAY) == fields
    for field in {*OF_LEAD, *OF_REGISTRAR} - {*fields}:
        with pytest.raises(Refused, match="can change this"):
            changed(consortium, user, **{field: "x"})
    assert not ConsortiumChange.objects.exists()


def test_the_registrar_fills_in_for_a_lead_that_has_no_one_to_act():
    consortium, registrar = a_consortium(), a_registrar()
    MembershipFactory(consortium=consortium, role="lead")
    assert editable_facts(registrar, consortium, TODAY) == OF_LEAD + OF_REGISTRAR
    changed(consortium, registrar, phone="614-555-0137")
    assert consortium.changes.get().source == "the registrar"


def test_a_pending_lead_edits_nothing():
    membership = MembershipFactory(role="lead", status="claimed", consortium=a_consortium())
    user = AppointmentFactory(district=membership.district).user
    assert editable_facts(user, membership.consortium, TODAY) == ()


def test_a_new_name_has_a_date_and_the_former_name_is_kept_at_the_same_address():
    consortium = a_consortium()
    changed(consortium, a_registrar(), name="Ridge  Alliance", holds_from=TODAY, authority="Board resolution 26-9")

    consortium.refresh_from_db()
    assert (consortium.name, consortium.slug) == ("Ridge Alliance", consortium.slug)
    entry = ConsortiumChange.objects.names_before().get()
    assert (entry.old, entry.holds_from, entry.authority) == ("Mill Creek", TODAY, "Board resolution 26-9")


def test_a_consortium_is_found_by_its_former_name():
    consortium = a_consortium()
    a_consortium(name="Three Forks")
    changed(consortium, a_registrar(), name="Ridge Alliance", holds_from=TODAY)
    changed(consortium, a_registrar(), name="Ridge Union", seen={"name": "Ridge Alliance"}, holds_from=TODAY)
    for words in ("mill creek", "ridge alliance", "union", "Creek Mill"):
        assert list(Consortium.objects.named(terms(words))) == [consortium]
    assert not Consortium.objects.named(terms("mill alliance")).exists()


def test_a_spelling_corrected_without_a_date_is_no_former_name():
    consortium = a_consortium()
    changed(consortium, a_registrar(), name="Mill Creek Network")
    assert not ConsortiumChange.objects.names_before().exists()
    assert history(consortium) == [("name", "Mill Creek", "Mill Creek Network", None, "the registrar")]


def test_the_legal_form_and_the_fiscal_agent_change_on_a_date():
    old, new = DistrictFactory(leaid="3900001", name="Old Agent"), DistrictFactory(leaid="3900002", name="New Agent")
    consortium = a_consortium(fiscal_agent=old)
    change_facts(
        consortium=consortium,
        values={"legal_form": "nonprofit", "fiscal_agent": "3900002"},
        seen={"legal_form": "unknown", "fiscal_agent": "3900001"},
        holds_from=datetime.date(2026, 7, 1),
        by=a_registrar(),
        at=AT,
    )
    consortium.refresh_from_db()
    assert (consortium.legal_form, consortium.fiscal_agent) == ("nonprofit", new)
    day = datetime.date(2026, 7, 1)
    assert history(consortium) == [
        ("legal_form", "unknown", "nonprofit", day, "the registrar"),
        ("fiscal_agent", "Old Agent (3900001)", "New Agent (3900002)", day, "the registrar"),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": ""}, "Enter the name of the consortium"),
        ({"name": "Ridge", "holds_from": TODAY + datetime.timedelta(days=1)}, "is in the future"),
        ({"name": "Ridge", "holds_from": datetime.date(2015, 6, 30)}, "was formed on July 1, 2015"),
        ({"name": "taken"}, "already has a consortium named Taken"),
        ({"legal_form": "club"}, "Choose a legal form"),
        ({"fiscal_agent": "0000000"}, "Choose a district as the fiscal agent"),
        ({"formed_on": "2020-01-01"}, "A member joined Mill Creek on July 1, 2015"),
        ({"formed_on": "1015-01-01"}, "Check the year"),
        ({"name": "Ridge", "authority": "x" * 301}, "authority is too long"),
    ],
)
def test_a_change_that_cannot_be_right_is_refused_in_words(change, reason):
    consortium = a_consortium()
    a_lead_of(consortium)
    a_consortium(name="Taken")
    with pytest.raises(Unready, match=reason):
        changed(consortium, a_registrar(), **change)
    assert not ConsortiumChange.objects.exists()


def test_a_record_that_has_ended_is_not_edited():
    consortium = a_consortium(status="dissolved", ended_on=TODAY)
    with pytest.raises(Unready, match="Mill Creek is dissolved, so its record can’t be changed"):
        changed(consortium, a_registrar(), name="Ridge")


def test_a_stale_form_states_what_changed_and_overwrites_nothing():
    consortium, registrar = a_consortium(), a_registrar()
    changed(consortium, registrar, name="Ridge Alliance", holds_from=TODAY)
    with pytest.raises(Unready, match="Name was “Mill Creek” when you opened this page and is now “Ridge Alliance”"):
        changed(consortium, registrar, name="Mill Creek North")  # `seen` is still Mill Creek

    assert changed(consortium, registrar, name="Mill Creek", legal_form="nonprofit") == ["legal_form"]
    consortium.refresh_from_db()
    assert (consortium.name, consortium.legal_form) == ("Ridge Alliance", "nonprofit")


def test_a_stale_form_names_a_legal_form_by_its_label():
    consortium, registrar = a_consortium(), a_registrar()
    changed(consortium, registrar, legal_form="nonprofit", seen={"legal_form": "unknown"})
    with pytest.raises(Unready, match=r"Legal form was “Not stated” .* is now “Nonprofit organization”") as no:
        changed(consortium, registrar, legal_form="agreement", seen={"legal_form": "unknown"})
    assert no.value.problems[-1] == "If yours is right, save again."


def test_the_same_change_sent_twice_is_kept_once():
    consortium, registrar = a_consortium(), a_registrar()
    assert changed(consortium, registrar, name="Ridge") == ["name"]
    assert changed(consortium, registrar, name="Ridge") == []
    assert consortium.changes.count() == 1


def test_a_consortium_formed_for_purchasing_takes_up_personalized_learning():
    consortium, registrar = a_consortium(), a_registrar()
    known = {"consortium": consortium, "by": registrar, "at": AT}
    buying = start_purpose(purpose="purchasing", starts_on=FORMED, authority="Charter", **known)
    start_purpose(
        purpose="personalized_learning", starts_on=datetime.date(2027, 7, 1), authority="Board resolution 26-3", **known
    )
    end_purpose(
        purpose=buying, ends_on=datetime.date(2027, 6, 30), authority="Board resolution 26-4", by=registrar, at=AT
    )

    rows = consortium.purposes.values_list("purpose", "starts_on", "ends_on", "authority", "end_authority")
    assert list(rows) == [
        ("personalized_learning", datetime.date(2027, 7, 1), None, "Board resolution 26-3", ""),
        ("purchasing", FORMED, datetime.date(2027, 6, 30), "Charter", "Board resolution 26-4"),
    ]
    assert history(consortium) == [
        ("purpose", "", "purchasing", FORMED, "the registrar"),
        ("purpose", "", "personalized_learning", datetime.date(2027, 7, 1), "the registrar"),
        ("purpose", "purchasing", "", datetime.date(2027, 6, 30), "the registrar"),
    ]


def test_purposes_neither_overlap_nor_end_before_they_begin():
    consortium, registrar = a_consortium(), a_registrar()
    known = {"consortium": consortium, "purpose": "purchasing", "by": registrar, "at": AT}
    row = start_purpose(starts_on=FORMED, **known)
    assert start_purpose(starts_on=FORMED, **known) == row
    with pytest.raises(Unready, match="Purchasing is already a purpose of Mill Creek from July 1, 2015"):
        start_purpose(starts_on=TODAY, **known)
    with pytest.raises(Unready, match=r"This purpose started on July 1, 2015\. Choose that date"):
        end_purpose(purpose=row, ends_on=datetime.date(2015, 6, 30), by=registrar, at=AT)
    end_purpose(purpose=row, ends_on=FORMED, by=registrar, at=AT)
    with pytest.raises(Unready, match="Purchasing already ends on July 1, 2015"):
        end_purpose(purpose=row, ends_on=TODAY, by=registrar, at=AT)
    start_purpose(starts_on=TODAY, **known)


def test_a_purpose_whose_start_date_was_not_known_gets_one():
    consortium, registrar = a_consortium(), a_registrar()
    known = {"consortium": consortium, "purpose": "purchasing", "by": registrar, "at": AT}
    row = start_purpose(starts_on=None, **known)
    with pytest.raises(Unready, match="was formed on July 1, 2015"):
        start_purpose(starts_on=datetime.date(2015, 6, 30), **known)
    assert start_purpose(starts_on=FORMED, authority="Charter", **known) == row
    assert consortium.purposes.values_list("starts_on", "ends_on", "authority").get() == (FORMED, None, "Charter")
    assert history(consortium) == [
        ("purpose", "", "purchasing", None, "the registrar"),
        ("purpose", "purchasing", "purchasing", FORMED, "the registrar"),
    ]


def test_only_a_registrar_changes_purposes():
    consortium = a_consortium()
    lead = a_lead_of(consortium)
    row = start_purpose(consortium=consortium, purpose="purchasing", starts_on=FORMED, by=a_registrar(), at=AT)
    with pytest.raises(Refused, match="Only a registrar"):
        start_purpose(consortium=consortium, purpose="vocational", starts_on=TODAY, by=lead, at=AT)
    with pytest.raises(Refused, match="Only a registrar"):
        end_purpose(purpose=row, ends_on=TODAY, by=lead, at=AT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_registrars_who_rename_one_consortium_the_second_sees_the_first():
    ann, bob, consortium = a_registrar(), a_registrar(), a_consortium()
    other = while_it_waits(
        lambda: changed(consortium, ann, name="Ridge Alliance"),
        lambda: changed(consortium, bob, name="Valley Alliance", seen={"name": "Mill Creek"}),
    )
    assert "Name was “Mill Creek” when you opened this page and is now “Ridge Alliance”" in str(other.outcome)
    consortium.refresh_from_db()
    assert consortium.name == "Ridge Alliance"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_consortia_that_take_one_name_at_once_one_gets_it():
    ann, bob, one, two = a_registrar(), a_registrar(), a_consortium(), a_consortium(name="Three Forks")
    other = while_it_waits(
        lambda: changed(one, ann, name="Ridge Alliance"), lambda: changed(two, bob, name="RIDGE ALLIANCE")
    )
    assert "already has a consortium named Ridge Alliance" in str(other.outcome)
