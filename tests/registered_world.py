"""What the registry of the doors’ world (tests/world.py) holds: lineage, closures, roles, imports, invitations."""

import datetime
from types import SimpleNamespace

from changes.actions.change_set import digest_of_preview
from consortia.actions import memberships
from consortia.actions.facts import start_purpose
from consortia.actions.guided_changes import merge_district, preview_merger_of_district
from consortia.actions.lineage import link_consortia
from consortia.actions.proposals import propose_consortium
from consortia.actions.schedules import schedule_closure
from consortia.states import MemberRole
from districts.actions.facts import dispute_fact
from districts.actions.shapes import record_shapes
from districts.imports.batches import Upload, preview_files
from districts.models import County
from districts.states import Office
from exchange.actions.services import agree_year, register_service
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory


def add_registry(world: SimpleNamespace, at: datetime.datetime) -> None:
    """To a world whose people and districts are there."""
    _add_lineage(world, at)
    _add_closures(world, at)
    _add_appointments(world)
    _add_facts(world, at)
    _add_imports(world, at)
    _add_memberships(world, at)


def add_boundaries(at: datetime.datetime) -> None:
    """Boundaries of the counties, so that there is a map: squares in a row."""
    counties = enumerate(County.objects.order_by("fips").values_list("fips", flat=True))
    shapes = {
        fips: [[[[west, 40.0], [west + 0.5, 40.0], [west + 0.5, 40.5], [west, 40.5], [west, 40.0]]]]
        for fips, west in ((fips, -84.0 + place / 2) for place, fips in counties)
    }
    record_shapes(shapes={"OH": shapes}, by="tests", at=at)


def _add_lineage(world: SimpleNamespace, at: datetime.datetime) -> None:
    """The consortium grew out of an earlier one, buys together, and renders a service."""
    world.earlier = ConsortiumFactory(name="Earlier Creek Collaborative")
    MembershipFactory(consortium=world.earlier)
    days = {"on": datetime.date(2021, 7, 1), "by": "tests", "at": at}
    world.lineage = link_consortia(earlier=world.earlier, later=world.consortium, kind="grew_out_of", **days)
    taken_up = {"starts_on": datetime.date(2021, 7, 1), "by": "tests", "at": at}
    world.purpose = start_purpose(consortium=world.consortium, purpose="purchasing", **taken_up)
    service = {"number": "501", "title": "Shared calculus", "by": "tests", "at": at}
    world.service = register_service(consortium=world.consortium, **service)
    districts = [world.district, world.member_district]
    agree_year(service=world.service, school_year="2026-27", districts=districts, by="tests", at=at)


def _add_closures(world: SimpleNamespace, at: datetime.datetime) -> None:
    """A district that was merged into the one outside the consortium, and one that looks as if it were there twice."""
    world.former_district = DistrictFactory(name="Former Bend Local School District")
    world.twin_district = DistrictFactory(name="Stranger Fork Local")
    asked = {"district": world.former_district, "successor": world.other_district, "on": datetime.date(2026, 7, 1)}
    asked |= {"reason": "Both boards voted for it in May.", "by": world.registrar, "at": at}
    world.closure = merge_district(**asked, preview_digest=digest_of_preview(preview_merger_of_district(**asked)))
    asked |= {"district": world.twin_district, "on": datetime.date(2027, 7, 1)}
    seen = preview_merger_of_district(**asked, is_scheduled=True)
    world.scheduled = schedule_closure(**asked, preview_digest=digest_of_preview(seen))


def _add_appointments(world: SimpleNamespace) -> None:
    """What the lead's superintendent handed on, and what the member's predecessor left."""
    world.appointment = world.lead.appointments.get()
    june = {"kind": Office.DESIGNEE, "ends_on": datetime.date(2027, 6, 30)}
    world.delegation = AppointmentFactory(
        district=world.district, delegated_by=world.appointment, user__name="Hidden Delegate", **june
    )
    world.offer = AppointmentFactory(
        user=world.no_role, district=world.district, delegated_by=world.appointment, awaits_answer=True, **june
    )
    before = AppointmentFactory(district=world.member_district, ends_on=datetime.date(2025, 6, 30))
    world.left = AppointmentFactory(district=world.member_district, delegated_by=before, **june)
    world.secrets += ["Hidden Delegate"]


def _add_facts(world: SimpleNamespace, at: datetime.datetime) -> None:
    """The lead disputes where its office is."""
    words = {"claimed": "Somewhere Quiet", "reason": "Because nobody else reads this reason"}
    world.dispute = dispute_fact(record=world.district, field="city", **words, by=world.lead, at=at)
    world.secrets += ["Somewhere Quiet", "Because nobody else reads this reason"]


def _add_imports(world: SimpleNamespace, at: datetime.datetime) -> None:
    """Files that the registrar has previewed and not imported."""
    file = Upload("unheard-regions.csv", f"region,county_fips\nQuiet,{world.district.county.fips}\n".encode())
    world.batch = preview_files([file], state="", school_year="", by=world.registrar, at=at)
    world.secrets += ["unheard-regions.csv"]


def _add_memberships(world: SimpleNamespace, at: datetime.datetime) -> None:
    """A network of the lead that has invited the stranger, with a paper; and what the stranger proposes."""
    world.network = ConsortiumFactory(name="Doors Learning Network")
    MembershipFactory(consortium=world.network, district=world.district, role=MemberRole.LEAD)
    by_lead, by_stranger = {"by": world.lead, "at": at}, {"by": world.stranger, "at": at}
    world.invitation = memberships.invite_member(
        consortium=world.network, member=world.other_district, joins_on=at.date(), **by_lead
    )
    document = memberships.UploadedDocument(
        b"%PDF-1.7 resolution", "Resolution of Stranger Fork.pdf", "board_resolution"
    )
    world.document = memberships.add_document(membership=world.invitation, document=document, **by_stranger)
    world.proposal = propose_consortium(
        name="Unheard Buying Group", lead=world.other_district, purposes=["purchasing"], **by_stranger
    )
    world.secrets += ["Unheard Buying Group", "Resolution of Stranger Fork"]
