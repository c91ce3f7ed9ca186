"""A member is one whose membership is in force. An invitation or a request is shown apart, and counts nowhere.

The registry is walked from its home page, every page and file that the public can reach: adding any number of pending
memberships changes nothing in it but the block that names them.
"""

import difflib
import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from consortia.actions.periods import keep_version
from consortia.models import Consortium
from consortia.states import MembershipClass, MembershipStatus, Side
from districts.models import District, School
from tests.consortia.members import NOON
from tests.factories import DistrictFactory, MembershipFactory, SchoolFactory
from tests.test_offered_pages import Offers
from tests.world import a_world

pytestmark = pytest.mark.django_db

PENDING_BLOCK = re.compile(r'<section class="pending".*?</section>', re.DOTALL)
CHANGES_EVERY_TIME = re.compile(r'(?:name="csrfmiddlewaretoken" value|data-token)="[^"]*"')
# A list with facets links to itself with every value of each: so many of each kind of page are compared.
OF_EACH_KIND = 8
AREAS = ("registry:", "membership:unserved", "membership:district_partners")
OF_REGISTRARS = {
    "registry:lineage_link", "registry:lineage_total", "registry:lineage_remove", "registry:district_designate",
}  # fmt: skip
# They are linked where awards are released, and show sealed versions, which no pending membership changes;
# tests/grants/test_releasing_awards.py walks them.
OF_RELEASED_AWARDS = {
    "registry:award_detail", "registry:award_list_csv", "registry:award_list_json", "registry:award_outcomes_csv",
}  # fmt: skip


def pages_from(client, *starts, only="", most=OF_EACH_KIND):
    """Every page and file that can be reached from there, by address, without its block of pending memberships."""
    waiting, seen, pages, kinds = deque(starts), set(starts), {}, Counter()
    while waiting:
        address = waiting.popleft()
        kind = resolve(urlsplit(address).path).view_name
        if kinds[kind] >= most or not kind.startswith(only or kind):
            continue
        kinds[kind] += 1
        answer = client.get(address)
        text = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
        text = CHANGES_EVERY_TIME.sub("", PENDING_BLOCK.sub("", text))
        pages[address] = (answer.status_code, [line for line in text.splitlines() if line.strip()])
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        offers = Offers()
        offers.feed(text)
        for link in offers.links:
            to = urldefrag(urljoin(address, link)).url
            if to.startswith("/") and not to.startswith(("/static/", "/admin/")) and to not in seen:
                seen.add(to)
                waiting.append(to)
    return pages, kinds


def add_pending(consortium, member, **more):
    """A pending membership, with its version, as the steps of both sides leave it."""
    key = {"district": member} if isinstance(member, District) else {"district": None, "school": member}
    given = {"status": MembershipStatus.CLAIMED, "claimed_by": Side.CONSORTIUM, "claimed_at": NOON, **more}
    membership = MembershipFactory(consortium=consortium, **key | given)
    keep_version(membership, by="", at=NOON)
    return membership


def add_every_kind_of_pending_membership(world):
    taken = set(world.consortium.memberships.values_list("district_id", flat=True))
    for district in District.objects.exclude(pk__in=taken).order_by("pk"):
        add_pending(world.consortium, district)
    for school in School.objects.order_by("pk"):
        add_pending(world.consortium, school, claimed_by=Side.MEMBER, membership_class=MembershipClass.COMPONENT)
    for consortium in Consortium.objects.exclude(pk=world.consortium.pk).order_by("pk"):
        if not consortium.memberships.filter(district=world.alone).exists():
            add_pending(consortium, world.alone, status=MembershipStatus.AGREED, role="lead")


def difference(before, after, address):
    """The first lines of a page that changed, for the message of the failing test."""
    lines = list(difflib.unified_diff(before[1], after[1], lineterm="", n=0))[2:6]
    return f"{address}: {before[0]} -> {after[0]}: {lines}"


@pytest.fixture
def world():
    with time_machine.travel(NOON, tick=False):
        world = a_world()
        world.alone = DistrictFactory(
            name="Quiet Valley Local School District", srsa="yes", rlis="no", county=world.district.county, locale=42
        )
        world.alone_school = SchoolFactory(district=world.alone, name="Quiet Valley School")
        yield world


def starts_of(world):
    """The home page, and pages that are reached by typing instead of a link."""
    district = world.member_district.leaid
    typed = ["/search/?q=Creek", f"/districts/{district}/consortia/", f"/districts/{world.alone.leaid}/consortia/"]
    return ["/", *typed, f"/districts/{district}/consortia.csv", world.alone.get_absolute_url()]


def of_signed_in(world):
    """The lists that officials and leaders have beside the public ones."""
    alone = world.alone.leaid
    return ["/regions/", "/partners/", f"/districts/{alone}/partners/", f"/districts/{alone}/"]


def what_changed(before, after):
    assert sorted(after) == sorted(before)
    return [
        difference(before[address], after[address], address) for address in before if before[address] != after[address]
    ]


def test_pending_memberships_change_nothing_but_their_own_block(world):
    before, _ = pages_from(Client(), *starts_of(world))
    add_every_kind_of_pending_membership(world)

    after, _ = pages_from(Client(), *starts_of(world))

    assert what_changed(before, after) == []


@pytest.mark.parametrize("who", ["registrar", "stranger"])
def test_officials_and_neighbors_read_the_same_members(world, who):
    client = Client()
    client.force_login(getattr(world, who))
    before = [pages_from(client, *of_signed_in(world), only=area)[0] for area in AREAS]
    add_every_kind_of_pending_membership(world)

    after = [pages_from(client, *of_signed_in(world), only=area)[0] for area in AREAS]

    assert [what_changed(*pages) for pages in zip(before, after, strict=True)] == [[], [], []]


def test_the_walk_reaches_every_public_page_of_the_registry(world):
    _, kinds = pages_from(Client(), *starts_of(world))

    of_registry = {
        f"registry:{pattern.name}"
        for resolver in get_resolver().url_patterns
        if isinstance(resolver, URLResolver) and resolver.namespace == "registry"
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern)
    }
    assert of_registry - OF_REGISTRARS - OF_RELEASED_AWARDS <= set(kinds)


def test_the_block_names_each_pending_membership_as_what_it_is(world):
    invited = add_pending(world.consortium, world.alone)

    page = Client().get(world.consortium.get_absolute_url()).content.decode()

    block = PENDING_BLOCK.search(page)[0]
    assert "Pending invitations and requests" in block
    assert "Quiet Valley Local School District</a>. Invited on Sep 14, 2026." in " ".join(block.split())
    assert invited.get_absolute_url() in block
