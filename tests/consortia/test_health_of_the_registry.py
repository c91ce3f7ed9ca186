"""A registrar sees what in the registry is old, incomplete, or waiting, and where to go from there."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = TODAY - datetime.timedelta(days=400)


@pytest.fixture
def registrar() -> Client:
    client = Client()
    client.force_login(StateRoleFactory(role="registrar").user)
    return client


def rows_of(client: Client) -> dict[str, str]:
    """Each count with its number and total: “1 of 3”, or “1”."""
    html = client.get("/registry-health/").content.decode()
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", html, flags=re.DOTALL)[1:]:
        label = re.sub(r"<details>.*", "", re.search(r"<th[^>]*>(.*)</th>", row, re.DOTALL)[1], flags=re.DOTALL)
        numbers = [number for number in re.findall(r'<td data-label="[^"]*" class="number">(.*?)</td>', row) if number]
        found[label.strip()] = " of ".join(numbers)
    return found


def test_an_empty_registry_has_nothing_to_do(registrar):
    assert set(rows_of(registrar).values()) == {"0 of 0", "0"}


def test_each_count_is_of_what_it_says(registrar):
    county = CountyFactory(fips="39009", region=None)
    verified = DistrictFactory(name="Verified Local", county=county, confirmed_on=TODAY)
    old = DistrictFactory(name="Old Local", county=county, confirmed_on=LONG_AGO)
    DistrictFactory(name="Never Local", county=county)
    DistrictFactory(name="Closed Local", county=county, status="closed")
    DistrictFactory(name="Elsewhere", state="KY", county=None)
    AppointmentFactory(district=verified)
    silent = ConsortiumFactory(name="Silent Network", confirmed_on=LONG_AGO)
    ConsortiumFactory(name="Open Network", phone="(555) 555-0100", office_email="")
    MembershipFactory(consortium=silent, district=verified, status="recorded")
    MembershipFactory(consortium=silent, district=old, status="disputed")
    invited = MembershipFactory(consortium=silent, status="claimed", claimed_by="consortium")

    rows = rows_of(registrar)

    assert rows["Districts never verified"] == "2 of 4"  # with the one that was invited
    assert rows["Districts last verified more than a year ago"] == "1 of 4"
    assert rows["Member districts where no one can answer for the district"] == "1"
    assert rows["Consortia never verified"] == "1 of 2"
    assert rows["Consortia last verified more than a year ago"] == "1 of 2"
    assert rows["Consortia without an office phone or email"] == "1 of 2"
    assert rows["Memberships on record that aren’t confirmed by both"] == "1 of 2"
    assert rows["Disputed memberships"] == "1 of 2"
    assert rows["Invitations and requests without an answer"] == "1"
    assert rows["Reported errors without a decision"] == "0"
    assert rows["Counties that aren’t in a region"] == "1"
    page = registrar.get("/registry-health/").content.decode()
    assert f'<a class="usa-link" href="/districts/{old.leaid}/people/">Old Local</a>' in page
    assert f'<a class="usa-link" href="/consortia/{silent.slug}/edit/">Silent Network</a>' in page
    assert f'<a class="usa-link" href="/memberships/{invited.pk}/">{invited.district} in Silent Network</a>' in page


@pytest.mark.parametrize(("when", "name"), [("never", "New Network"), ("overdue", "Old Network")])
def test_counts_of_consortia_lead_to_exactly_those(registrar, when, name):
    ConsortiumFactory(name="New Network")
    ConsortiumFactory(name="Old Network", confirmed_on=LONG_AGO)
    ConsortiumFactory(name="Fresh Network", confirmed_on=TODAY)
    address = f"/consortia/?confirmed={when}&status=registered"

    assert f'href="{address.replace("&", "&amp;")}"' in registrar.get("/registry-health/").content.decode()
    assert [row.name for row in registrar.get(address).context["rows"]] == [name]


def test_memberships_not_confirmed_by_both_lead_to_exactly_those(registrar):
    network = ConsortiumFactory(name="Half Network", slug="half")
    MembershipFactory(consortium=network, status="recorded", district=DistrictFactory(leaid="3900001"))
    MembershipFactory(consortium=network, status="confirmed")
    MembershipFactory(consortium=ConsortiumFactory(state="KY"), status="recorded")
    MembershipFactory(consortium=ConsortiumFactory(status="dissolved", ended_on=TODAY), status="recorded")
    address = "/consortia/members/?membership=recorded&state=OH&status=registered"

    html = registrar.get("/registry-health/").content.decode()
    page = registrar.get(address).context["page"]
    file = b"".join(registrar.get(address.replace("/?", ".csv?")).streaming_content).decode()

    assert rows_of(registrar)["Memberships on record that aren’t confirmed by both"] == "1 of 2"
    assert f'href="{address.replace("&", "&amp;")}"' in html
    assert [(row.name, row.members) for row in page.counts] == [("Half Network", 1)]
    assert [line.split(",")[3] for line in file.splitlines()[1:]] == ["3900001"]


def test_possible_duplicates_of_the_state_are_counted_and_lead_to_their_pairs(registrar):
    for name, state in (("Same Name Network", "OH"), ("Same Name Consortium", "OH"), ("Same Name Network", "KY")):
        ConsortiumFactory(name=name, state=state)

    html = registrar.get("/registry-health/").content.decode()

    assert rows_of(registrar)["Pairs of districts or consortia that may be duplicates"] == "1"
    assert 'href="/duplicates/?state=OH"' in html
    assert len(registrar.get("/duplicates/?state=OH").context["consortia"]) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_many_questions_whatever_the_rows(registrar, django_assert_num_queries, number):
    for _ in range(number):
        MembershipFactory(status="recorded")

    # session, person, roles; districts, consortia, memberships in force; counties; districts, consortia, and
    # memberships to name, each counted and read; reported errors; the last import; districts, consortia, and members
    # to compare
    with django_assert_num_queries(18):
        registrar.get("/registry-health/")
