"""Addresses and forms that nobody would write by accident: an answer or a sentence, never a fault of the server."""

import datetime
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.models import Role
from consortia.models import Membership, StatedTotal
from consortia.states import ConsortiumStatus
from districts.rules.places import school_year_of
from exchange.models import Service, ServiceYear
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
SLUG, LEAID = "mill-creek", "9900001"
LONG = "x" * 10_000
NUL = "%00"
DAYS = ("0000-00-00", "0001-01-01", "9999-12-31", "-1", "2024-02-30", NUL, LONG, "2024-07-01%0d%0aSet-Cookie:a=b", "")


@pytest.fixture(autouse=True)
def _somebody_to_look_at():
    RegionFactory(name="Southeast")
    MembershipFactory(
        consortium=ConsortiumFactory(slug=SLUG, name="<script>alert(1)</script>"),
        district=DistrictFactory(leaid=LEAID, name="=HYPERLINK(1)"),
    )


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "address",
    [
        f"/consortia/{SLUG}/members/?on=DAY",
        f"/consortia/{SLUG}/members/?on=2024-07-01&known=DAY",
        f"/consortia/{SLUG}/members.csv?known=DAY",
        f"/consortia/{SLUG}/members.geojson?on=DAY",
        f"/consortia/{SLUG}/members/changes/?from=DAY",
        f"/consortia/{SLUG}/members/changes.csv?from=2024-07-01&to=DAY",
        f"/districts/{LEAID}/consortia/?on=DAY&known=DAY",
        f"/districts/{LEAID}/consortia.csv?on=DAY",
        "/consortia/changes/?from=DAY&to=DAY&region=DAY",
        "/consortia/changes.csv?from=DAY",
        f"/consortia/{SLUG}/services/?year=DAY",
        f"/consortia/{SLUG}/services.csv?year=DAY",
        "/partners/?region=DAY&page=DAY",
        "/partners.csv?region=DAY",
        "/regions/DAY/",
        "/regions/southeast.geojson?x=DAY",
    ],
)
def test_no_day_and_no_page_breaks_a_page(address, day):
    answer = Client().get(address.replace("DAY", day))

    assert answer.status_code in {200, 400, 404}
    assert "Set-Cookie" not in answer.get("Content-Disposition", "")


@pytest.mark.parametrize("page", ["-1", "0", "99999999999999999999", "a", NUL, "1.5", LONG])
@pytest.mark.parametrize("address", [f"/consortia/{SLUG}/members/", "/consortia/changes/", "/partners/"])
def test_no_number_of_a_page_breaks_it(address, page):
    assert Client().get(f"{address}?page={page}").status_code == 200


def test_a_name_with_tags_is_shown_as_it_is_written():
    for address in ("members/", "members/changes/?from=1990-01-01", "lineage/", "services/"):
        page = Client().get(f"/consortia/{SLUG}/{address}").content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_name_that_is_a_formula_is_text_in_every_file():
    for address in (f"/consortia/{SLUG}/members.csv", f"/consortia/{SLUG}/members/changes.csv?from=1900-01-01"):
        file = Client().get(address).getvalue().decode()
        assert "'=HYPERLINK(1)" in file
        assert ",=HYPERLINK(1)" not in file


@pytest.mark.parametrize("known", ["1800-01-01", "1990-01-01"])
def test_before_everything_was_recorded_a_roster_says_so(known):
    page = Client().get(f"/consortia/{SLUG}/members/?on=2024-07-01&known={known}").content.decode()

    assert "as they were when we began keeping versions" in page


@pytest.mark.parametrize(
    "kind", ["exe", "csv.exe", "html", "json/", "CSV", "geojson.csv", "%2e%2e%2fmembers.csv", "", NUL]
)
def test_no_other_kind_of_file_is_made(kind):
    assert Client().get(f"/consortia/{SLUG}/members.{kind}").status_code == 404


def registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.mark.parametrize(
    "address",
    [
        f"/consortia/{SLUG}/members/?on=2024-07-01",
        f"/districts/{LEAID}/partners/ask/{quote('no/such')}/",
        "/duplicates/?state=DAY",
        "/endings/?page=DAY",
        "/letters/?q=DAY&kind=DAY&state=DAY",
        f"/consortia/{SLUG}/duplicate/?kept=DAY",
        f"/districts/{LEAID}/duplicate/?kept=DAY",
        f"/districts/{LEAID}/people/give/?role=DAY",
        f"/consortia/{SLUG}/services/1/9999-00/",
        "/my/letters/?page=DAY",
    ],
)
@pytest.mark.parametrize("text", [NUL, LONG, "<b>", "%ff", "' OR 1=1", "-1"])
def test_no_words_of_a_registrar_break_a_page(address, text, client):
    client.force_login(registrar())

    assert client.get(address.replace("DAY", text)).status_code in {200, 403, 404}


@pytest.mark.parametrize("text", ["\x00", LONG, "\xed\xa0\x80", "=1+1", " "])
def test_no_words_break_a_form_of_a_registrar(text, client):
    client.force_login(registrar())
    forms = {
        f"/consortia/{SLUG}/merge/": {"successor": text, "on": "2026-07-01", "reason": text, "contracts": text},
        f"/consortia/{SLUG}/dissolve/": {"on": text, "reason": text, "source": text},
        f"/consortia/{SLUG}/duplicate/": {"kept": text, "reason": text},
        f"/districts/{LEAID}/merge/": {"how": "split", "successors": f"{text}\n{text}", "on": text, "reason": text},
        f"/districts/{LEAID}/duplicate/": {"kept": text, "reason": text, "record": "", "preview_digest": text},
        f"/consortia/{SLUG}/lineage/link/": {"relation": "merged_into", "other": text, "on": text, "source": text},
        f"/consortia/{SLUG}/lineage/total/": {"on": "2024-07-01", "members": text, "source": text},
        f"/consortia/{SLUG}/services/new/": {"number": text, "title": text},
        f"/districts/{LEAID}/people/give/": {"email": text, "name": text, "appointment": text, "starts_on": text},
    }
    for address, said in forms.items():
        answer = client.post(address, said)
        assert answer.status_code in {200, 302}, address
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("field", ["members", "schools", "students", "carried"])
def test_a_number_that_no_database_holds_is_refused_in_words(field, client):
    client.force_login(registrar())
    other = ConsortiumFactory()
    total = {"on": "2024-07-01", "members": "5", "source": "Annual report"}
    link = {"relation": "merged_into", "other": other.slug}
    address, said = ("link", link) if field == "carried" else ("total", total)

    answer = client.post(f"/consortia/{SLUG}/lineage/{address}/", said | {field: "9" * 30})

    assert answer.status_code == 200
    assert "Enter a number of" in answer.content.decode()
    assert not StatedTotal.objects.exists()


def test_a_request_without_a_button_decides_nothing(client):
    district = DistrictFactory()
    membership = MembershipFactory(district=district)
    service = Service.objects.create(consortium=membership.consortium, number="501", title="Shared teachers")
    year = school_year_of(datetime.date.today())
    ServiceYear.objects.create(service=service, district=district, school_year=year)
    client.force_login(AppointmentFactory(district=district).user)
    address = f"/consortia/{membership.consortium.slug}/services/{service.pk}/{year}/{district.leaid}/"

    client.post(address)
    assert ServiceYear.objects.count() == 1
    client.post(address, {"withdraw": ""})
    assert ServiceYear.objects.in_force().count() == 0


def test_a_proposal_shows_nowhere_in_public():
    secret = ConsortiumFactory(slug="hush-hush", name="Hush Hush Circle", status=ConsortiumStatus.PROPOSED)
    member = DistrictFactory(name="Quiet Valley Local School District", srsa="yes")
    MembershipFactory(consortium=secret, district=member, joins_on=datetime.date(2025, 7, 1))
    for address in (
        "/consortia/hush-hush/",
        "/consortia/hush-hush/members/",
        "/consortia/hush-hush/members.csv",
        "/consortia/hush-hush/members/changes/",
        "/consortia/hush-hush/members/changes.csv",
        "/consortia/hush-hush/lineage/",
        "/consortia/hush-hush/services/",
        "/consortia/hush-hush/services.csv",
    ):
        assert Client().get(address).status_code == 404, address
    for address in (
        "/consortia/",
        "/consortia.csv",
        "/consortia.json",
        "/consortia/changes/?from=2020-01-01",
        "/consortia/changes.csv?from=2020-01-01",
        f"/districts/{member.leaid}/",
        f"/districts/{member.leaid}/consortia/",
        f"/districts/{member.leaid}/consortia/?on=2025-09-01&known=2025-09-02",
        f"/districts/{member.leaid}/consortia.csv",
        "/districts/?q=quiet",
        "/districts.csv",
        "/districts.geojson",
        "/schools.csv",
        "/search/?q=hush",
        "/regions/",
    ):
        answer = Client().get(address)
        assert answer.status_code == 200, address
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert "Hush" not in text.replace("q=hush", ""), address
        assert "hush-hush" not in text, address
    assert "Quiet Valley" in Client().get("/partners/").content.decode()
