"""Lineage: grew out of, merged into, partner in, with the members carried over counted."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions.lineage import link_consortia, remove_link, state_total
from consortia.models import Consortium, ConsortiumLink
from districts.models import District
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
BY_TESTS = {"by": "tests", "at": NOON}


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def a_network(name: str, formed_on: DAY | None = None, **more: object) -> Consortium:
    return ConsortiumFactory(name=name, slug=name.lower().replace(" ", "-"), formed_on=formed_on, **more)


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def without_links(text: str) -> str:
    return re.sub(r"</?a[^>]*>", "", text)


def twenty_one_become_twenty_seven() -> tuple[Consortium, Consortium]:
    """An invented consortium of 21 districts, of which 20 and 7 others found a network four years later."""
    earlier, later = a_network("Ridge Collaborative", DAY(2010, 1, 1)), a_network("Ridge Network", DAY(2014, 7, 1))
    districts = [DistrictFactory(name=f"Ridge {number}") for number in range(28)]
    for district in districts[:21]:
        MembershipFactory(consortium=earlier, district=district, joins_on=DAY(2010, 1, 1))
    for district in [*districts[:20], *districts[21:]]:
        MembershipFactory(consortium=later, district=district, joins_on=DAY(2014, 7, 1))
    return earlier, later


def test_twenty_of_twenty_one_carried_into_a_network_of_twenty_seven():
    earlier, later = twenty_one_become_twenty_seven()
    link_consortia(earlier=earlier, later=later, kind="grew_out_of", on=DAY(2014, 7, 1), **BY_TESTS)

    text = page("/consortia/ridge-network/lineage/")

    assert "Ridge Network grew out of Ridge Collaborative." in without_links(text)
    assert "20 of its 21 members carried over into a network of 27 (7 new)." in text
    assert "Counted from the rosters of June 30, 2014 and July 1, 2014." in text
    assert "20 of its 21 members" in page("/consortia/ridge-collaborative/lineage/")


def test_founding_members_who_join_within_ninety_days_are_waited_for():
    earlier, later = a_network("Old"), a_network("New")
    on_time, just_in, too_late = DAY(2014, 7, 1), DAY(2014, 9, 29), DAY(2014, 9, 30)
    for joins_on in (on_time, just_in, too_late):
        district = DistrictFactory()
        MembershipFactory(consortium=earlier, district=district, joins_on=DAY(2010, 1, 1))
        MembershipFactory(consortium=later, district=district, joins_on=joins_on)
    link_consortia(earlier=earlier, later=later, kind="grew_out_of", on=DAY(2014, 7, 1), **BY_TESTS)

    text = page("/consortia/new/lineage/")

    assert "2 of its 3 members carried over into a network of 2 (0 new)." in text
    assert "September 29, 2014" in text


def test_a_member_that_left_the_day_before_counts_and_one_that_left_earlier_does_not():
    earlier, later = a_network("Old"), a_network("New")
    for leaves_on in (DAY(2014, 6, 29), DAY(2014, 6, 30), None):
        district = DistrictFactory()
        MembershipFactory(consortium=earlier, district=district, leaves_on=leaves_on, joins_on=DAY(2010, 1, 1))
        MembershipFactory(consortium=later, district=district, joins_on=DAY(2014, 7, 1))
    link_consortia(earlier=earlier, later=later, kind="merged_into", on=DAY(2014, 7, 1), **BY_TESTS)

    assert "2 of its 2 members carried over into a network of 3 (1 new)." in page("/consortia/new/lineage/")


def test_where_a_roster_is_not_known_the_overlap_is_unknown_and_never_0():
    earlier, later = a_network("Old"), a_network("New")
    MembershipFactory(consortium=later, joins_on=DAY(2014, 7, 1))
    link_consortia(earlier=earlier, later=later, kind="grew_out_of", on=DAY(2014, 7, 1), **BY_TESTS)

    text = page("/consortia/new/lineage/")

    assert "The number of members carried over is not known. The later one has 1 member." in text
    assert "0 of" not in text


def test_a_roster_shorter_than_its_source_states_is_not_counted_from():
    earlier, later = twenty_one_become_twenty_seven()
    state_total(consortium=later, on=DAY(2014, 7, 1), members=30, source="The newspaper", **BY_TESTS)
    link_consortia(earlier=earlier, later=later, kind="grew_out_of", on=DAY(2014, 7, 1), **BY_TESTS)

    text = page("/consortia/ridge-network/lineage/")

    assert "is not known. The earlier consortium had 21 members. The later one has 30 members." in text


def test_a_number_reported_by_a_source_is_marked_as_reported():
    earlier, later = a_network("Old"), a_network("New")
    state_total(consortium=earlier, on=DAY(2010, 1, 1), members=21, source="The newspaper", **BY_TESTS)
    state_total(consortium=later, on=DAY(2014, 7, 1), members=27, source="The newspaper", **BY_TESTS)
    MembershipFactory(consortium=later, joins_on=DAY(2014, 7, 1))
    link = {"earlier": earlier, "later": later, "kind": "grew_out_of", "on": DAY(2014, 7, 1), "carried": 20}
    link_consortia(**link, **BY_TESTS)

    text = page("/consortia/new/lineage/")

    assert "20 of its 21 members carried over into a network of 27 (7 new)." in text
    assert "Reported by the source, not counted from rosters." in text
    assert "Members known by name: 0 of 21 and 1 of 27." in text


def test_a_link_without_a_day_counts_nothing():
    link_consortia(earlier=a_network("Old"), later=a_network("New"), kind="grew_out_of", **BY_TESTS)

    assert "Not known because the date is not on record." in page("/consortia/new/lineage/")


def test_a_consortium_without_links_says_so():
    a_network("Alone")

    assert "No links on record." in page("/consortia/alone/lineage/")


def test_a_partner_continues_and_its_page_says_how_many_belong_to_both():
    partner, network = a_network("Partner"), a_network("Network")
    both = DistrictFactory()
    MembershipFactory(consortium=partner, district=both)
    MembershipFactory(consortium=partner)
    MembershipFactory(consortium=network, district=both)
    link_consortia(earlier=partner, later=network, kind="partner_in", on=DAY(2024, 7, 1), **BY_TESTS)

    text = page("/consortia/network/lineage/")

    assert "It had 2 members. 1 was also a member of the network itself." in text
    assert "Counted from the rosters of July 1, 2024." in text


# --- what cannot be


def test_a_circle_is_refused_along_links_of_every_kind():
    first, second, third = a_network("First"), a_network("Second"), a_network("Third")
    link_consortia(earlier=first, later=second, kind="grew_out_of", **BY_TESTS)
    link_consortia(earlier=second, later=third, kind="merged_into", **BY_TESTS)

    with pytest.raises(Unready, match=r"This would create a circle.*First came before Third.*First → Second → Third"):
        link_consortia(earlier=third, later=first, kind="partner_in", **BY_TESTS)
    with pytest.raises(Unready, match="would create a circle"):
        link_consortia(earlier=second, later=first, kind="grew_out_of", **BY_TESTS)


def test_two_ways_to_the_same_network_are_no_circle():
    first, second, third = a_network("First"), a_network("Second"), a_network("Third")
    link_consortia(earlier=first, later=second, kind="grew_out_of", **BY_TESTS)
    link_consortia(earlier=second, later=third, kind="partner_in", **BY_TESTS)
    link_consortia(earlier=first, later=third, kind="partner_in", **BY_TESTS)

    assert ConsortiumLink.objects.count() == 3


def test_a_consortium_is_not_linked_with_itself():
    alone = a_network("Alone")

    with pytest.raises(Unready, match="Choose two different consortia"):
        link_consortia(earlier=alone, later=alone, kind="partner_in", **BY_TESTS)


def test_the_same_link_twice_is_refused_and_another_kind_is_not():
    first, second = a_network("First"), a_network("Second")
    link_consortia(earlier=first, later=second, kind="grew_out_of", **BY_TESTS)

    with pytest.raises(Unready, match=r"already recorded: Second grew out of First\."):
        link_consortia(earlier=first, later=second, kind="grew_out_of", **BY_TESTS)
    link_consortia(earlier=first, later=second, kind="partner_in", **BY_TESTS)


def test_a_consortium_merges_once():
    first, second, third = a_network("First"), a_network("Second"), a_network("Third")
    link_consortia(earlier=first, later=second, kind="merged_into", **BY_TESTS)

    with pytest.raises(Unready, match="First already merged into Second"):
        link_consortia(earlier=first, later=third, kind="merged_into", **BY_TESTS)


def test_a_merger_of_a_merger_is_followed_to_both_ends():
    first, second, third = a_network("First"), a_network("Second"), a_network("Third")
    link_consortia(earlier=first, later=second, kind="merged_into", **BY_TESTS)
    link_consortia(earlier=second, later=third, kind="merged_into", **BY_TESTS)

    for address in ("first", "second", "third"):
        text = page(f"/consortia/{address}/lineage/")
        assert "First merged into Second." in without_links(text)
        assert "Second merged into Third." in without_links(text)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"on": DAY(2009, 12, 31)}, r"Old was formed on January 1, 2010, after December 31, 2009\."),
        ({"on": DAY(2012, 1, 1)}, r"New was formed on July 1, 2014, after January 1, 2012"),
        ({"on": DAY(2024, 7, 1)}, r"New ended on June 30, 2024, before July 1, 2024\."),
        ({"on": DAY(2015, 1, 1), "ends_on": DAY(2014, 12, 31)}, "is before the start date"),
        ({"kind": "merged_into", "ends_on": DAY(2015, 1, 1)}, "Only a partnership has an end date"),
        ({"kind": "married"}, "Choose how"),
        ({"carried": -1}, "Enter a number of members between 0 and 100,000"),
        ({"source": "x" * 301}, "at most 300 characters"),
    ],
)
def test_impossible_dates_and_texts_are_refused_with_a_message(said, why):
    old, new = a_network("Old", DAY(2010, 1, 1)), a_network("New", DAY(2014, 7, 1), ended_on=DAY(2024, 6, 30))

    with pytest.raises(Unready, match=why):
        link_consortia(earlier=old, later=new, **{"kind": "partner_in"} | said, **BY_TESTS)
    assert not ConsortiumLink.objects.exists()


def test_only_a_registrar_links_and_states_totals():
    old, new = a_network("Old"), a_network("New")
    somebody = {"by": UserFactory(), "at": NOON}

    with pytest.raises(Refused):
        link_consortia(earlier=old, later=new, kind="partner_in", **somebody)
    with pytest.raises(Refused):
        state_total(consortium=old, on=DAY(2014, 7, 1), members=3, source="x", **somebody)
    link = link_consortia(earlier=old, later=new, kind="partner_in", **BY_TESTS)
    with pytest.raises(Refused):
        remove_link(link=link, **somebody)


@pytest.mark.parametrize("members", [0, -1, 100_001])
def test_a_total_is_a_possible_number_with_a_source(members):
    with pytest.raises(Unready, match="Enter a number of members between 1 and 100,000"):
        state_total(consortium=a_network("Old"), on=DAY(2014, 7, 1), members=members, source="x", **BY_TESTS)
    with pytest.raises(Unready, match="Enter the source"):
        state_total(consortium=a_network("New"), on=DAY(2014, 7, 1), members=3, source=" ", **BY_TESTS)


# --- the registrar's pages


def a_registrar() -> Client:
    client = Client()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    return client


def test_the_registrar_records_a_link_by_name_and_takes_it_back():
    a_network("Old")
    a_network("New")
    client = a_registrar()

    said = {"relation": "grew_out_of", "other": "old", "on": "2014-07-01", "source": "Minutes of May 2014"}
    answer = client.post("/consortia/new/lineage/link/", said, follow=True)

    assert "Recorded: New grew out of Old." in answer.content.decode()
    link = ConsortiumLink.objects.get()
    assert (link.earlier.slug, link.later.slug, link.on) == ("old", "new", DAY(2014, 7, 1))

    answer = client.post(f"/consortia/old/lineage/{link.pk}/remove/", follow=True)

    assert "Removed: New grew out of Old." in answer.content.decode()
    assert not ConsortiumLink.objects.exists()
    assert [entry.event for entry in Entry.objects.order_by("number")][-2:] == ["lineage.linked", "lineage.unlinked"]


def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do():
    a_network("New", DAY(2014, 7, 1))
    a_network("Old")
    client = a_registrar()

    nobody = client.post("/consortia/new/lineage/link/", {"relation": "grew_out_of", "other": "Nobody"})
    too_early = client.post(
        "/consortia/new/lineage/link/", {"relation": "grew_out_of", "other": "Old", "on": "2013-07-01", "note": "Kept"}
    )

    assert "We couldn’t find a consortium called “Nobody”." in nobody.content.decode()
    assert "New was formed on" in too_early.content.decode()
    assert "Kept" in too_early.content.decode()


def test_the_registrar_records_a_total_with_its_source():
    a_network("Old")
    said = {"on": "2010-01-01", "members": "21", "students": "34000", "source": "The newspaper"}

    answer = a_registrar().post("/consortia/old/lineage/total/", said, follow=True)

    text = " ".join(answer.content.decode().split())
    assert "34,000" in text
    assert "not stated" in text


# --- a network of consortia


def test_a_network_of_consortia_counts_each_district_once():
    top, first, second, inner = (a_network(name) for name in ("Top", "First", "Second", "Inner"))
    for partner in (first, second):
        link_consortia(earlier=partner, later=top, kind="partner_in", on=DAY(2020, 7, 1), **BY_TESTS)
    link_consortia(earlier=inner, later=first, kind="partner_in", **BY_TESTS)
    shared = DistrictFactory()
    for consortium in (first, second, inner):
        MembershipFactory(consortium=consortium, district=shared)
        MembershipFactory(consortium=consortium)

    text = page("/consortia/top/lineage/")

    assert "Top and its 3 partners have 4 districts as members, each counted once." in text
    assert "1 district belongs to more than one of them." in text


def test_a_partner_that_left_or_has_no_known_member_is_not_counted_in():
    top, left, unknown = a_network("Top"), a_network("Left"), a_network("Unknown")
    days = {"on": DAY(2020, 7, 1), "ends_on": DAY(2025, 6, 30)}
    link_consortia(earlier=left, later=top, kind="partner_in", **days, **BY_TESTS)
    link_consortia(earlier=unknown, later=top, kind="partner_in", **BY_TESTS)
    MembershipFactory(consortium=left)
    MembershipFactory(consortium=top)

    text = page("/consortia/top/lineage/")

    assert "Top and its 1 partner have 1 district as members, each counted once." in text
    assert "Not included, because no members are on record: Unknown." in text


# --- how much it costs


@pytest.mark.parametrize("number", [1, 3])
def test_a_lineage_costs_the_same_whatever_its_length(number, django_assert_num_queries):
    previous = a_network("Consortium 0")
    for position in range(1, number + 1):
        following = a_network(f"Consortium {position}")
        link_consortia(earlier=previous, later=following, kind="grew_out_of", on=DAY(2014, 7, 1), **BY_TESTS)
        state_total(consortium=previous, on=DAY(2014, 7, 1), members=3, source="x", **BY_TESTS)
        MembershipFactory(consortium=previous)
        previous = following
    assert District.objects.count() == number
    with django_assert_num_queries(5):  # the consortium, all links, the family's with names, lines, stated totals
        page("/consortia/consortium-0/lineage/")
