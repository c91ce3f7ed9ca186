"""What a signed-out visitor is sent from the memory of a process is what would be made now, whatever was written since.

Every page of the registry that may be stored is stored by two processes; then one thing after another is written, and
after each every page of one of the two, in turn, is compared with the same page made anew.
"""

import datetime
from collections import Counter
from itertools import cycle
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import resolve

from changes.actions.change_set import digest_of_preview
from consortia.actions import memberships
from consortia.actions.facts import change_facts, start_purpose
from consortia.actions.guided_changes import merge_district, preview_merger_of_district
from consortia.actions.lineage import remove_link, state_total
from consortia.actions.schedules import cancel_scheduled_closure
from districts.actions.facts import accept_dispute, change_own_facts, dispute_fact, withdraw_dispute
from districts.actions.rural import designate_rural
from districts.imports.batches import apply_preview
from exchange.actions.services import register_service
from grants.actions.competition import open_competition
from portal.components import page_cache
from portal.components.page_cache import PageCache
from purchasing.actions.contracts import enter_contract
from tests.consortia.members import NOON
from tests.consortia.test_pending_is_not_a_member import difference, pages_from, starts_of
from tests.factories import DistrictFactory
from tests.world import a_world

pytestmark = pytest.mark.django_db
OF_EACH_KIND = 2
CONTRACT = {
    "number": "24-01", "title": "Creek paper", "supplier": "Acme Paper", "starts_on": "2024-07-01",
    "ends_on": "2027-06-30",
}  # fmt: skip


def merge(world):
    asked = {"district": world.alone, "successor": world.other_district, "on": datetime.date(2026, 7, 1)}
    asked |= {"reason": "Both boards voted for it.", "by": world.registrar, "at": NOON}
    merge_district(**asked, preview_digest=digest_of_preview(preview_merger_of_district(**asked)))


def edit(world):
    change_facts(
        consortium=world.consortium,
        values={"about": "Shares a bus."},
        seen={"about": world.consortium.about},
        by=world.lead,
        at=NOON,
    )


def designate(world):
    designate_rural(
        district=world.member_district, is_rural=True, reason="Few people live there.", by=world.registrar, at=NOON
    )


# What people do, in an order that is possible.
WRITES = {
    "a file is imported": lambda w: apply_preview(w.batch, by=w.registrar, at=NOON),
    "an invitation is accepted": lambda w: memberships.accept(membership=w.invitation, by=w.stranger, at=NOON),
    "a member schedules its departure": lambda w: memberships.leave_from(
        membership=w.invitation, last_day=datetime.date(2026, 12, 31), words="Too far away.", by=w.stranger, at=NOON
    ),
    "a membership is disputed": lambda w: memberships.dispute(
        membership=w.invitation, words="We never agreed.", by=w.stranger, at=NOON
    ),
    "two districts are merged": merge,
    "a scheduled merger is canceled": lambda w: cancel_scheduled_closure(
        scheduled=w.scheduled, by=w.registrar, at=NOON
    ),
    "a fact is corrected": lambda w: accept_dispute(
        dispute=w.dispute, value="Creekside", answer="", by=w.registrar, at=NOON
    ),
    "a fact is disputed": lambda w: w.__dict__.update(
        second=dispute_fact(
            record=w.district, field="street", claimed="1 Creek Road", reason="We moved.", by=w.lead, at=NOON
        )
    ),
    "a dispute is withdrawn": lambda w: withdraw_dispute(dispute=w.second, by=w.lead, at=NOON),
    "a district changes its phone": lambda w: change_own_facts(
        record=w.district, values={"phone": "555-555-0177"}, seen={"phone": w.district.phone}, by=w.lead, at=NOON
    ),
    "the State designates a district": designate,
    "a consortium is edited": edit,
    "a purpose is taken up": lambda w: start_purpose(
        consortium=w.consortium, purpose="online_courses", starts_on=NOON.date(), by="tests", at=NOON
    ),
    "a link is removed": lambda w: remove_link(link=w.lineage, by=w.registrar, at=NOON),
    "a total is stated": lambda w: state_total(
        consortium=w.consortium, on=NOON.date(), members=9, source="Its web page", by=w.registrar, at=NOON
    ),
    "a service is registered": lambda w: register_service(
        consortium=w.consortium, number="502", title="Creek buses", by="tests", at=NOON
    ),
    "a contract is entered": lambda w: enter_contract(consortium=w.consortium, values=CONTRACT, by=w.lead, at=NOON),
    "a round is published": lambda w: open_competition(
        name="Creek Fund 2028", opens_at=NOON, closes_at=NOON + datetime.timedelta(days=9), by="tests", at=NOON
    ),
}


@pytest.fixture
def world():
    with time_machine.travel(NOON, tick=False):
        world = a_world()
        world.alone = DistrictFactory(name="Quiet Creek Local School District", county=world.district.county)
        yield world


@pytest.fixture
def processes(settings, monkeypatch):
    """The caches of two processes. The watch of the tests would empty the one; here only the revision may."""
    settings.PAGE_CACHE_MB = 8
    monkeypatch.setattr(PageCache, "clear", lambda _cache: None)
    return [PageCache(), PageCache()]


def may_be_stored(address):
    return hasattr(resolve(urlsplit(address).path).func, "may_be_stored")


def addresses_of(world):
    """The records that are written to, and some of each kind of page that may be stored, found from the home page."""
    records = [world.twin_district, world.other_district, world.member_district, world.district, world.consortium]
    addresses, kinds = [record.get_absolute_url() for record in records], Counter()
    for address in pages_from(Client(), *starts_of(world))[0]:
        kind = resolve(urlsplit(address).path).view_name
        if may_be_stored(address) and address not in addresses and kinds[kind] < OF_EACH_KIND:
            kinds[kind] += 1
            addresses.append(address)
    return addresses


def page(address):
    response = Client().get(address)
    return response.status_code, response.getvalue().decode(errors="replace").splitlines()


def test_no_stored_page_is_stale_whatever_is_written(world, processes, settings, monkeypatch):
    addresses = addresses_of(world)
    assert len(addresses) >= 30
    sent = Counter()
    respond = page_cache.StoredPage.response_to
    monkeypatch.setattr(page_cache.StoredPage, "response_to", lambda *of: (sent.update(["stored"]), respond(*of))[1])

    def pages_of(process):
        monkeypatch.setattr(page_cache, "PAGE_CACHE", process)
        return {address: page(address) for address in addresses}

    def pages_made_anew():
        settings.PAGE_CACHE_MB = 0
        pages = pages_of(PageCache())
        settings.PAGE_CACHE_MB = 8
        return pages

    before = pages_made_anew()
    for process in processes:
        pages_of(process), pages_of(process)
    kept = sent["stored"]
    assert [pages_of(process) for process in processes] == [before, before]
    assert sent["stored"] >= kept + len(processes) * 25  # the others are redirects and long files

    for (what, write), process in zip(WRITES.items(), cycle(processes), strict=False):
        write(world)
        now = pages_made_anew()
        assert now != before, f"{what}: no page shows it, so this proves nothing"
        pages = pages_of(process)
        assert [difference(now[one], pages[one], one) for one in now if pages[one] != now[one]] == [], what
        before = now
