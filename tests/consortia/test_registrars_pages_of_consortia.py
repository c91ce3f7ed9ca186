"""The pages on which registrars enter and edit consortia, and leads edit what theirs does and how to reach it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from consortia.actions.facts import start_purpose
from consortia.models import Consortium, Membership
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
NEW = "/consortia/new/"
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def registrar():
    return signed_in(StateRoleFactory(role=Role.REGISTRAR).user)


def text_of(response):
    return " ".join(response.content.decode().split())


def sent(**fields):
    return {"name": "Mill Creek Network", "state": "OH", "legal_form": "agreement", "save": "1"} | fields


def test_a_registrar_enters_a_consortium_and_anyone_reads_it(registrar):
    DistrictFactory(leaid="3900001", name="Otter Run Local")
    response = registrar.post(
        NEW,
        sent(
            about="Buys paper together.", phone="614-555-0137", office_email="office@mill.example",
            website="mill.example", formed_on="2015-07-01", lead="otter run local", fiscal_agent="3900001",
            purpose_1="purchasing", purpose_1_starts_on="2015-07-01", purpose_1_authority="Charter",
        ),
        follow=True,
    )  # fmt: skip
    assert "Mill Creek Network is in the registry now. Add its members next." in text_of(response)

    page = text_of(Client().get(Consortium.objects.get().get_absolute_url()))
    for words in (
        "Buys paper together.", 'href="tel:614-555-0137"', 'href="mailto:office@mill.example"',
        'href="https://mill.example"', "Purchasing (from Jul 1, 2015)", "Otter Run Local",
        "Entered in the registry as Mill Creek Network", "New purpose: Purchasing, from Jul 1, 2015",
        "(the registrar; Charter)",
    ):  # fmt: skip
        assert words in page
    assert page.index("Buys paper") < page.index("tel:614") < page.index("Purchasing (") < page.index('id="members"')


def test_likely_duplicates_are_shown_with_reasons_before_anything_is_saved(registrar):
    other = ConsortiumFactory(name="Mill Creek Consortium")
    page = text_of(registrar.post(NEW, sent()))
    assert "Similar consortia in the registry" in page
    assert f'<a class="usa-link" href="{other.get_absolute_url()}">Mill Creek Consortium</a>' in page
    assert "The name has the same words" in page
    assert Consortium.objects.count() == 1

    registrar.post(NEW, sent(override_reason="A different group of districts."))
    assert Consortium.objects.filter(name="Mill Creek Network").exists()


def test_part_of_a_name_only_leads_to_suggestions(registrar):
    DistrictFactory(leaid="3900001", name="Otter Run Local", city="Millers Ford")
    page = text_of(registrar.post(NEW, sent(lead="Otter")))
    assert "No record has the full name “Otter.”" in page
    assert 'name="lead" value="3900001"' in page
    assert not Consortium.objects.exists()

    # Choosing a suggestion fills in the field and saves nothing yet.
    fields = sent(lead="3900001")
    del fields["save"]
    assert 'value="3900001"' in text_of(registrar.post(NEW, fields))
    assert not Consortium.objects.exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": ""}, "Enter the name of the consortium"),
        ({"formed_on": "yesterday"}, "Enter a date like 7/1/2026"),
        ({"lead": "Nowhere"}, "We couldn’t find “Nowhere” in the registry"),
        ({"purpose_1_starts_on": "2020-07-01"}, "Choose purpose 1, or remove its date and authority"),
        ({"purpose_1": "purchasing", "purpose_2": "purchasing"}, "Choose each purpose once"),
        ({"state": "XX"}, "Select a valid choice"),
    ],
)
def test_each_mistake_in_the_form_has_its_own_message(registrar, fields, problem):
    assert problem in text_of(registrar.post(NEW, sent(**fields)))
    assert not Consortium.objects.exists()


def test_a_registrar_adds_members_one_after_the_other(registrar):
    consortium = ConsortiumFactory()
    DistrictFactory(leaid="3900001")
    SchoolFactory(ncessch="390000100001")
    address = reverse("registrar:member_add", args=[consortium.slug])
    fields = {"membership_class": "participating", "role": "member", "joins_on": "2020-07-01"}

    response = registrar.post(address, fields | {"member": "3900001", "save": "another"})
    assert response.url == address
    response = registrar.post(address, fields | {"member": "390000100001", "save": "1"})
    assert response.url == consortium.get_absolute_url()
    assert set(Membership.objects.values_list("status", flat=True)) == {"recorded"}
    assert Membership.objects.count() == 2
    assert "is already a member from July 1, 2020" in text_of(
        registrar.post(address, fields | {"member": "3900001", "joins_on": "2021-07-01", "save": "1"})
    )


def test_a_stale_form_states_what_changed_and_keeps_what_others_entered(registrar):
    consortium = ConsortiumFactory(name="Mill Creek", legal_form="unknown")
    address = reverse("registrar:consortium_edit", args=[consortium.slug])
    seen = {"seen_name": "Mill Creek", "seen_legal_form": "unknown", "seen_fiscal_agent": "", "seen_formed_on": ""}
    opened = {"name": "Mill Creek", "legal_form": "unknown", "save": "1"} | seen

    registrar.post(address, opened | {"name": "Ridge Alliance", "legal_form": "nonprofit"})
    page = text_of(registrar.post(address, opened | {"name": "Valley Alliance"}))
    assert "Name was “Mill Creek” when you opened this page and is now “Ridge Alliance”." in page
    assert 'name="name" value="Valley Alliance"' in page  # what was typed stays
    assert 'name="seen_name" value="Ridge Alliance"' in page
    assert '<option value="nonprofit" selected>' in page  # left alone, so it is shown as it is now
    consortium.refresh_from_db()
    assert (consortium.name, consortium.legal_form) == ("Ridge Alliance", "nonprofit")


def test_a_former_name_is_on_the_public_page_and_at_the_same_address(registrar):
    consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    seen = {"seen_name": "Mill Creek", "seen_legal_form": "unknown", "seen_fiscal_agent": "", "seen_formed_on": ""}
    new = {"name": "Ridge Alliance", "legal_form": "unknown", "holds_from": "2026-07-01", "authority": "Vote of May 12"}
    registrar.post(reverse("registrar:consortium_edit", args=["mill-creek"]), seen | new | {"save": "1"})

    page = text_of(Client().get("/consortia/mill-creek/"))
    assert "<h1>Ridge Alliance</h1>" in page
    assert "Mill Creek (until Jun 30, 2026)" in page
    assert "Name: Mill Creek → Ridge Alliance, effective Jul 1, 2026" in page
    assert "(the registrar; Vote of May 12)" in page
    assert consortium.pk == Consortium.objects.get().pk


def test_purposes_are_added_and_ended_with_dates(registrar):
    consortium = ConsortiumFactory(slug="mill-creek")
    add = reverse("registrar:purpose_add", args=["mill-creek"])
    registrar.post(add, {"purpose": "purchasing", "starts_on": "2015-07-01", "authority": "Charter"})
    purpose = consortium.purposes.get()
    end = reverse("registrar:purpose_end", args=["mill-creek", purpose.pk])
    assert "Enter the end date" in text_of(registrar.post(end, {"ends_on": ""}))
    registrar.post(end, {"ends_on": "2026-06-30", "authority": "Vote of May 12"})
    page = text_of(registrar.get(reverse("registrar:consortium_edit", args=["mill-creek"])))
    assert "<td>Jun 30, 2026</td>" in page
    assert "Charter; Vote of May 12" in page
    assert "already ends on June 30, 2026" in text_of(registrar.post(end, {"ends_on": "2027-06-30"}))


def test_a_lead_edits_the_contact_and_sees_no_registrars_pages():
    consortium = ConsortiumFactory(slug="mill-creek")
    district = MembershipFactory(consortium=consortium, role="lead").district
    lead = signed_in(AppointmentFactory(district=district).user)
    assert "Edit description and contact" in text_of(lead.get("/consortia/mill-creek/"))
    assert "For registrars" not in text_of(lead.get("/consortia/mill-creek/"))

    lead.post("/consortia/mill-creek/details/", {"about": "Shares teachers.", "phone": "614-555-0137"})
    consortium.refresh_from_db()
    assert (consortium.about, consortium.phone) == ("Shares teachers.", "614-555-0137")
    page = text_of(Client().get("/consortia/mill-creek/"))
    assert f"(the superintendent of {district})" in page
    assert lead.post("/consortia/mill-creek/edit/", {"name": "Mine"}).status_code == 403


def test_markup_in_a_description_or_a_name_stays_text(registrar):
    registrar.post(NEW, sent(name="<b>Mill</b>", about="<script>alert(1)</script>", lead_authority="<i>"))
    page = Client().get(Consortium.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<b>Mill" not in page


def test_registrars_find_the_way_and_others_do_not(registrar):
    link = f'href="{NEW}"'
    assert link in text_of(registrar.get("/consortia/"))
    assert link in text_of(registrar.get("/my/"))
    assert link not in text_of(Client().get("/consortia/"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_public_page_reads_its_history_in_one_query(number, django_assert_num_queries):
    consortium = ConsortiumFactory(slug="mill-creek")
    for purpose in ("purchasing", "vocational", "online_courses")[:number]:
        start_purpose(consortium=consortium, purpose=purpose, starts_on=None, by="tests", at=AT)
    Client().get("/consortia/mill-creek/")
    # consortium, members, counties on the map, links, changes, purposes, services, contracts
    with django_assert_num_queries(8):
        Client().get("/consortia/mill-creek/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_registrars_page_reads_all_purposes_in_one_query(number, registrar, django_assert_num_queries):
    consortium = ConsortiumFactory(slug="mill-creek")
    for purpose in ("purchasing", "vocational", "online_courses")[:number]:
        start_purpose(consortium=consortium, purpose=purpose, starts_on=None, by="tests", at=AT)
    # session, user, roles, consortium, purposes; who may edit: the person, anyone else
    with django_assert_num_queries(7):
        registrar.get("/consortia/mill-creek/edit/")
