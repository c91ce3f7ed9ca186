"""The registrar's pages for mergers, dissolutions, and duplicates, and where old addresses lead."""

import datetime

import pytest
import time_machine
from django.contrib.messages import get_messages

from accounts.models import Role
from consortia.models import Closure
from consortia.states import ConsortiumStatus
from districts.states import AgencyStatus
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
WHY = "Both boards voted for it in May."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def registrar(client):
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    return client


def entered(**changes):
    return {"how": "merged", "successors": "", "on": "2026-07-01", "reason": WHY, "source": ""} | changes


def the_record(page, **changes):
    """The second click: the same entries, with the digest of the preview."""
    return {**changes, "preview_digest": page.context["preview_digest"], "record": "1"}


def test_a_registrar_previews_a_merger_records_it_and_undoes_it(registrar):
    old = DistrictFactory(name="Otter Run")
    DistrictFactory(name="Mill Creek")
    MembershipFactory(district=old)
    address, words = f"/districts/{old.leaid}/merge/", entered(successors="mill creek")

    preview = registrar.post(address, words | {"preview": "1"})
    assert "Mill Creek is a member from Jul 1, 2026: " in preview.content.decode()
    assert f'name="preview_digest" value="{preview.context["preview_digest"]}"' in preview.content.decode()
    old.refresh_from_db()
    assert old.status == AgencyStatus.OPEN

    result = registrar.post(address, the_record(preview, **words), follow=True)
    closure = Closure.objects.get()
    assert result.redirect_chain == [(f"/endings/{closure.pk}/", 302)]
    assert "Otter Run merged into Mill Creek on Jun 30, 2026." in result.content.decode()
    assert "Otter Run merged into" in registrar.get("/endings/").content.decode()

    registrar.post(f"/endings/{closure.pk}/take-back/")
    old.refresh_from_db()
    assert old.status == AgencyStatus.OPEN
    assert "Undone" in registrar.get(f"/endings/{closure.pk}/").content.decode()


def test_the_old_address_leads_to_the_successor_and_the_old_record_can_still_be_read(client):
    last = DistrictFactory(name="Fern Valley")
    new = DistrictFactory(name="Mill Creek", status=AgencyStatus.MERGED, successor=last)
    old = DistrictFactory(
        name="Otter Run", status=AgencyStatus.MERGED, successor=new, closed_on=datetime.date(2026, 6, 30)
    )

    away = client.get(f"/districts/{old.leaid}/")

    assert (away.status_code, away.url) == (302, f"/districts/{last.leaid}/")
    (message,) = get_messages(away.wsgi_request)
    assert str(message).startswith("Otter Run closed on Jun 30, 2026 and is now part of Fern Valley.")
    assert client.get(f"/districts/{old.leaid}/?record=old").status_code == 200


def test_a_closed_district_whose_successor_is_unknown_stays_visible(client):
    closed = DistrictFactory(status=AgencyStatus.CLOSED)

    assert client.get(f"/districts/{closed.leaid}/").status_code == 200


def test_old_addresses_of_consortia_lead_on(client):
    new = ConsortiumFactory(name="Fern Valley", slug="fern")
    ConsortiumFactory(slug="merged", status=ConsortiumStatus.MERGED, successor=new, ended_on=datetime.date(2026, 6, 30))
    new.aliases.create(slug="double")

    assert client.get("/consortia/merged/").url == "/consortia/fern/"
    assert client.get("/consortia/merged/?record=old").status_code == 200
    assert client.get("/consortia/double/").url == "/consortia/fern/"
    assert client.get("/consortia/nobody/").status_code == 404


def test_matching_districts_are_suggested_and_entries_stay(registrar):
    old = DistrictFactory(name="Otter Run")
    one, _ = DistrictFactory(name="Green Hill Local"), DistrictFactory(name="Green Dale Local")

    page = registrar.post(f"/districts/{old.leaid}/merge/", entered(successors="green")).content.decode()

    assert "Several records match “green.”" in page
    assert f'name="successors" value="{one.leaid}"' in page
    assert WHY in page


def test_a_name_not_in_the_registry_says_what_to_do(registrar):
    old = DistrictFactory()

    page = registrar.post(f"/districts/{old.leaid}/merge/", entered(successors="Nowhere")).content.decode()

    assert "We couldn’t find “Nowhere” in the registry. Check the spelling, or enter the ID." in page


def test_a_successor_that_was_itself_merged_is_followed_to_the_last_one(registrar):
    last = DistrictFactory(name="Fern Valley")
    middle = DistrictFactory(name="Mill Creek", status=AgencyStatus.MERGED, successor=last)
    old = DistrictFactory(name="Otter Run")

    page = registrar.post(f"/districts/{old.leaid}/merge/", entered(successors=middle.leaid)).content.decode()

    assert "Mill Creek was itself merged. Its current successor, Fern Valley, is used instead." in page


def test_a_split_needs_a_choice_for_every_school(registrar):
    old, north, south = DistrictFactory(), DistrictFactory(name="North Fork"), DistrictFactory(name="South Fork")
    high, middle = SchoolFactory(district=old, name="High"), SchoolFactory(district=old, name="Middle")
    words = entered(how="split", successors=f"{north.leaid}\n{south.leaid}")
    address = f"/districts/{old.leaid}/merge/"

    first = registrar.post(address, words).content.decode()
    assert "Choose where each school goes. Schools without a choice: 2 of 2." in first
    words |= {f"school_{high.pk}": north.leaid, f"school_{middle.pk}": south.leaid}
    preview = registrar.post(address, words)
    registrar.post(address, the_record(preview, **words))

    high.refresh_from_db()
    middle.refresh_from_db()
    assert (high.district, middle.district) == (north, south)


def test_a_consortium_is_merged_and_another_dissolved_on_their_pages(registrar):
    old, new = ConsortiumFactory(name="Ridge Rivers"), ConsortiumFactory(name="Fern Valley")
    MembershipFactory(consortium=old)
    words = {"successor": "fern valley", "on": "2026-07-01", "contracts": "end", "reason": WHY, "source": ""}
    preview = registrar.post(f"/consortia/{old.slug}/merge/", words)
    registrar.post(f"/consortia/{old.slug}/merge/", the_record(preview, **words))
    old.refresh_from_db()
    assert old.successor == new

    words = {"on": "2026-08-01", "reason": WHY, "source": ""}
    preview = registrar.post(f"/consortia/{new.slug}/dissolve/", words)
    registrar.post(f"/consortia/{new.slug}/dissolve/", the_record(preview, **words))
    new.refresh_from_db()
    assert new.status == ConsortiumStatus.DISSOLVED


def test_possible_duplicates_are_listed_compared_and_merged(registrar):
    kept = DistrictFactory(name="Otter Run Local School District")
    double = DistrictFactory(name="OTTER RUN LOCAL")
    ConsortiumFactory(name="Ridge Rivers Network"), ConsortiumFactory(name="Ridge Rivers Consortium")

    listed = registrar.get("/duplicates/?state=OH").content.decode()
    assert "same name, apart from endings and capitalization" in listed
    assert "the same name apart from words such as “consortium” or “network”" in listed

    address = f"/districts/{double.leaid}/duplicate/?kept={kept.leaid}"
    assert "Both records side by side" in registrar.get(address).content.decode()
    words = {"kept": kept.leaid, "reason": WHY}
    preview = registrar.post(address, words)
    registrar.post(address, the_record(preview, **words))
    double.refresh_from_db()
    assert (double.status, double.successor) == (AgencyStatus.DUPLICATE, kept)
    assert registrar.get(f"/districts/{double.leaid}/").url == f"/districts/{kept.leaid}/"


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_list_of_possible_duplicates_takes_four_queries(registrar, pairs, django_assert_num_queries):
    for number in range(pairs):
        DistrictFactory.create_batch(2, name=f"Creek {number} Local")
        line = MembershipFactory(consortium=ConsortiumFactory(name=f"Ridge {number} Network"))
        MembershipFactory(consortium=ConsortiumFactory(name=f"Ridge {number} Alliance"), district=line.district)

    # The states, their districts, the consortia and their members; session, user and roles apart.
    with django_assert_num_queries(4 + 3):
        registrar.get("/duplicates/?state=OH")


@pytest.mark.parametrize("steps", [1, 3])
def test_the_list_of_closures_takes_three_queries(registrar, steps, django_assert_num_queries):
    for _ in range(steps):
        Closure.objects.create(kind="dissolution", district=DistrictFactory(), reason=WHY, recorded_at=NOW)

    # Those scheduled, how many, and the rows with their names; session, user and roles apart.
    with django_assert_num_queries(3 + 3):
        registrar.get("/endings/")
