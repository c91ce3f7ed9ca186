"""Who sees which rows: one table, every kind of thing × every kind of visitor."""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction

from accounts.models import OutgoingEmail, User
from consortia.actions.lineage import link_consortia
from consortia.actions.periods import keep_version
from consortia.models import (
    AuthorityDocument,
    Closure,
    Consortium,
    ConsortiumConfirmation,
    ConsortiumLink,
    Membership,
    MembershipPeriod,
    StatedTotal,
)
from consortia.states import MemberRole, MembershipStatus
from districts.models import (
    Appointment,
    Change,
    Confirmation,
    County,
    CountyShape,
    District,
    DistrictFigures,
    FactDispute,
    ImportBatch,
    Region,
    RegionChange,
    School,
    SchoolFigures,
    ServiceAgencyMembership,
)
from exchange.models import Service, ServiceTerms, ServiceYear
from grants.actions.application import (
    add_participant,
    reopen_application,
    start_application,
    submit_application,
)
from grants.actions.competition import open_competition
from grants.actions.review import start_review
from grants.actions.withdrawal import withdraw_application
from grants.imports.case import load_case
from grants.models import (
    Anchor,
    AnchorScore,
    Appeal,
    Application,
    Award,
    BoardDecision,
    BoardSlate,
    BoardVote,
    Competition,
    ConsensusMeeting,
    ConsideredConnection,
    Dissent,
    MeetingItem,
    Participant,
    Recusal,
    Review,
    Score,
    ScoreChange,
    Scorer,
    ScorerAssignment,
    ScoringOffer,
    SlateItem,
    SlateVote,
)
from policies.models import Barrier, BarrierReport, Policy
from purchasing.models import Contract
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    SchoolFactory,
)
from tests.grants.builders import a_case
from tests.world import NOON, VISITORS, a_world

pytestmark = pytest.mark.django_db
# The answers, in columns: public none  adm reg off sec sco boa aud  lead mem pri str
ALL = "1 1  1 1 1 1 1 1 1  1 1 1 1"
NOBODY = "0 0  0 0 0 0 0 0 0  0 0 0 0"
# One row of each kind of thing (an attribute of the world below), and whether each visitor sees it.
SEEN = [
    ("region", Region, ALL),
    ("region_change", RegionChange, ALL),
    ("county", County, ALL),
    ("boundary", CountyShape, ALL),
    ("district", District, ALL),
    ("closed_district", District, ALL),
    ("school", School, ALL),
    ("closed_school", School, ALL),
    ("figures", DistrictFigures, ALL),
    ("school_figures", SchoolFigures, ALL),
    ("component", ServiceAgencyMembership, ALL),
    ("email", OutgoingEmail, "0 0  1 1 0 0 0 0 0  0 1 0 0"),
    ("appointment_of_lead", Appointment, "0 0  1 1 0 0 0 0 0  1 0 0 0"),
    ("delegation", Appointment, "0 0  1 1 0 0 0 0 0  1 0 0 0"),
    ("appointment_of_principal", Appointment, "0 0  1 1 0 0 0 0 0  1 0 1 0"),
    ("appointment_that_is_over", Appointment, "0 0  1 1 0 0 0 0 0  0 0 0 0"),
    ("consortium", Consortium, ALL),
    ("claimed_membership", Membership, NOBODY),
    ("recorded_membership", Membership, ALL),
    ("disputed_membership", Membership, ALL),
    ("membership_that_is_over", Membership, ALL),
    ("declined_membership", Membership, NOBODY),
    ("document", AuthorityDocument, "0 0  1 1 0 0 0 0 0  1 0 0 1"),
    ("proposal", Consortium, "0 0  1 1 0 0 0 0 0  0 0 0 1"),
    ("contract", Contract, ALL),
    ("change", Change, ALL),
    ("batch", ImportBatch, "0 0  1 1 0 0 0 0 0  0 0 0 0"),
    ("confirmation", Confirmation, ALL),
    ("consortium_confirmation", ConsortiumConfirmation, ALL),
    ("dispute", FactDispute, "0 0  1 1 0 0 0 0 0  1 0 0 0"),
    ("competition", Competition, ALL),
    ("draft", Application, "0 0  0 0 0 0 0 0 0  1 1 0 0"),
    ("submitted", Application, "0 0  1 0 1 1 0 0 1  1 1 0 0"),
    ("reopened", Application, "0 0  1 0 1 1 0 0 1  0 0 0 1"),
    ("withdrawn", Application, "0 0  0 0 0 0 0 0 0  0 0 0 1"),
    ("with_a_school", Application, "0 0  0 0 0 0 0 0 0  1 0 1 1"),
    ("of_a_former_superintendent", Application, "0 0  1 0 0 1 0 0 1  0 0 0 0"),
    ("review_of_a_former_superintendents_district", Review, "0 0  1 0 0 0 0 0 1  0 0 0 0"),
    ("review", Review, "0 0  1 0 1 0 0 0 1  0 0 0 0"),
    ("scorer_of_round", Scorer, "0 0  0 0 1 1 1 0 0  0 0 0 0"),
    ("other_scorer_of_round", Scorer, "0 0  0 0 1 1 0 0 0  0 0 0 0"),
    ("scoring_offer", ScoringOffer, "0 1  0 0 1 1 0 0 0  0 0 0 0"),
    ("assignment", ScorerAssignment, "0 0  0 0 1 1 1 0 0  0 0 0 0"),
    ("other_assignment", ScorerAssignment, "0 0  0 0 1 1 0 0 0  0 0 0 0"),
    ("recusal", Recusal, "0 0  0 0 1 1 0 0 0  0 0 0 0"),
    ("considered", ConsideredConnection, "0 0  0 0 1 1 0 0 0  0 0 0 0"),
    ("anchor", Anchor, "0 0  0 0 1 1 1 0 0  0 0 0 0"),
    ("other_anchor", Anchor, "0 0  0 0 1 1 0 0 0  0 0 0 0"),
    ("anchor_score", AnchorScore, "0 0  0 0 1 1 1 0 0  0 0 0 0"),
    ("score", Score, "0 0  0 0 0 0 1 0 0  0 0 0 0"),
    ("other_score", Score, NOBODY),
    ("meeting", ConsensusMeeting, "0 0  1 0 1 1 0 0 1  0 0 0 0"),
    ("meeting_item", MeetingItem, "0 0  1 0 1 1 0 0 1  0 0 0 0"),
    ("score_change", ScoreChange, "0 0  1 0 1 1 0 0 1  0 0 0 0"),
    ("dissent", Dissent, "0 0  1 0 1 1 0 0 1  0 0 0 0"),
    ("vote", BoardVote, "0 0  1 0 1 1 0 1 1  0 0 0 0"),
    ("decision", BoardDecision, "0 0  1 0 1 1 0 1 1  0 0 0 0"),
    ("slate", BoardSlate, "0 0  1 0 1 1 0 1 1  0 0 0 0"),
    ("slate_item", SlateItem, "0 0  1 0 1 1 0 1 1  0 0 0 0"),
    ("slate_vote", SlateVote, "0 0  1 0 1 1 0 1 1  0 0 0 0"),
    ("appeal", Appeal, "0 0  1 0 1 1 0 0 1  0 0 0 0"),
    ("award", Award, "0 0  1 0 1 1 0 0 1  1 1 0 0"),
    ("participant_of_draft", Participant, "0 0  0 0 0 0 0 0 0  1 1 0 0"),
    ("participant_of_submitted", Participant, "0 0  1 0 1 1 0 0 1  1 1 0 0"),
    ("version", MembershipPeriod, ALL),
    ("version_that_was_pending", MembershipPeriod, NOBODY),
    ("version_that_was_declined", MembershipPeriod, NOBODY),
    ("version_of_proposal", MembershipPeriod, "0 0  1 1 0 0 0 0 0  0 0 0 1"),
    ("lineage", ConsortiumLink, ALL),
    ("lineage_of_proposal", ConsortiumLink, NOBODY),
    ("stated_total", StatedTotal, ALL),
    ("service", Service, ALL),
    ("service_of_proposal", Service, "0 0  1 1 0 0 0 0 0  0 0 0 1"),
    ("service_year", ServiceYear, ALL),
    ("service_terms", ServiceTerms, ALL),
    ("policy", Policy, ALL),
    ("barrier", Barrier, ALL),
    ("received_barrier", Barrier, "0 0  1 1 0 0 0 0 1  0 0 0 0"),
    ("barrier_report", BarrierReport, "0 0  1 1 0 0 0 0 1  0 0 0 1"),
    ("closure", Closure, "0 0  1 1 0 0 0 0 0  0 0 0 0"),
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """The world of the doors with one thing of every kind and condition."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), transaction.atomic():
        world = a_world()
        _add_things(world)
        yield world
        transaction.set_rollback(True)


def _add_meeting(world: SimpleNamespace) -> None:
    """A meeting that nobody among the visitors who score attends with submitted scores."""
    officer, application = world.officer, world.reviewed
    opened = {"held_on": NOON.date(), "quorum": 2, "opened_by": officer, "opened_at": NOON}
    world.meeting = ConsensusMeeting.objects.create(competition=application.competition, **opened)
    world.meeting.attendees.add(world.score.assignment.scorer)
    item = {"application": application, "position": 1, "present": 2, "has_quorum": True}
    world.meeting_item = MeetingItem.objects.create(meeting=world.meeting, **item)
    entry = {"item": world.meeting_item, "entered_by": officer}
    change = {"level": 3, "reason": "A reason.", "kind": "nothing_found", "cited_at": NOON}
    world.score_change = ScoreChange.objects.create(score=world.score, **entry, **change)
    words = {"words": "A dissent.", "entered_at": NOON}
    world.dissent = Dissent.objects.create(scorer=world.score.assignment.scorer, **entry, **words)


def _add_things(world: SimpleNamespace) -> None:
    _add_meeting(world)
    world.county = world.district.county
    world.closed_district = DistrictFactory(status="closed", closed_on=NOON.date())
    world.boundary = CountyShape.objects.get(county=world.district.county)
    world.closed_school = SchoolFactory(status="closed")
    world.figures = DistrictFiguresFactory(district=world.district)
    world.school_figures = SchoolFigures.objects.create(
        school=world.school, school_year="2023-24", source="state", enrollment=1
    )
    world.appointment_of_lead = Appointment.objects.filter(user=world.lead).get()
    world.appointment_of_principal = Appointment.objects.get(user=world.principal)
    world.appointment_that_is_over = AppointmentFactory(user=world.lead, ends_on=NOON.date().replace(year=2025))
    world.claimed_membership = MembershipFactory(status=MembershipStatus.CLAIMED)
    world.recorded_membership = MembershipFactory(status=MembershipStatus.RECORDED)
    world.disputed_membership = MembershipFactory(status=MembershipStatus.DISPUTED)
    world.membership_that_is_over = MembershipFactory(leaves_on=NOON.date().replace(year=2025))
    world.declined_membership = MembershipFactory(
        consortium=ConsortiumFactory(), district=world.district, status=MembershipStatus.DECLINED
    )
    world.region_change = RegionChange.objects.create(region=world.region, kind="created", recorded_at=NOON)
    world.change = Change.objects.create(district=world.district, field="name", recorded_at=NOON)
    world.confirmation = Confirmation.objects.create(
        district=world.district, by=world.lead, appointment=world.appointment_of_lead, at=NOON
    )
    world.consortium_confirmation = ConsortiumConfirmation.objects.create(
        consortium=world.consortium, by=world.lead, appointment=world.appointment_of_lead, at=NOON
    )
    _add_strangers_applications(world)
    _add_conflict(world)
    _add_rosters(world)


def _add_conflict(world: SimpleNamespace) -> None:
    """An application of a district where the officer was superintendent until last year, which is found out late."""
    world.review = Review.objects.get(application=world.reviewed)
    world.of_a_former_superintendent = load_case(a_case(3, first=51_000, name="Former Network"), by="tests", at=NOON)
    world.review_of_a_former_superintendents_district = start_review(
        application=world.of_a_former_superintendent, by=world.officer, at=NOON
    )
    district = District.objects.get(leaid="9951002")
    AppointmentFactory(user=world.officer, district=district, ends_on=NOON.date().replace(year=2025))


def _add_rosters(world: SimpleNamespace) -> None:
    """Versions of lines, links, totals and services, of consortia that are registered and of a proposal."""
    lines = {
        "version": world.recorded_membership,
        "version_that_was_pending": world.claimed_membership,
        "version_that_was_declined": world.declined_membership,
        "version_of_proposal": MembershipFactory(consortium=world.proposal),
    }
    for name, line in lines.items():
        keep_version(line, by="tests", at=NOON)
        setattr(world, name, line.periods.get())
    link = {"earlier": world.earlier, "later": world.proposal, "kind": "partner_in", "by": "tests", "at": NOON}
    world.lineage_of_proposal = link_consortia(**link)
    world.stated_total = StatedTotal.objects.create(
        consortium=world.earlier, on=NOON.date(), members=3, source="A newspaper", recorded_at=NOON
    )
    world.service_of_proposal = Service.objects.create(consortium=world.proposal, number="1", title="Printing")
    world.service_year = world.service.years.first()
    world.service_terms = ServiceTerms.objects.create(service=world.service, school_year="2026-27", cost_basis="flat")


def _add_strangers_applications(world: SimpleNamespace) -> None:
    """Applications of the stranger's own network, in every condition; in the last a school of the lead's takes part."""
    world.participant_of_draft = world.draft.participants.first()
    world.participant_of_submitted = world.submitted.participants.first()
    network = ConsortiumFactory()
    MembershipFactory(consortium=network, district=world.other_district, role=MemberRole.LEAD)
    pen = {"by": world.stranger, "at": NOON}
    month = datetime.timedelta(days=30)
    for name in ("reopened", "withdrawn", "with_a_school"):
        competition = open_competition(name=name, opens_at=NOON - month, closes_at=NOON + month, by="tests", at=NOON)
        setattr(world, name, start_application(competition=competition, consortium=network, **pen))
    submit_application(application=world.reopened, **pen)
    reopen_application(application=world.reopened, **pen)
    withdraw_application(application=world.withdrawn, **pen)
    add_participant(application=world.with_a_school, name="", school=world.school, **pen)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize(("thing", "model", "answers"), SEEN, ids=[row[0] for row in SEEN])
def test_everybody_sees_exactly_what_the_table_says(
    world: SimpleNamespace,
    django_db_blocker: pytest.FixtureRequest,
    thing: str,
    model: type[models.Model],
    answers: str,
    visitor: str,
):
    is_seen = answers.split()[VISITORS.index(visitor)] == "1"
    with django_db_blocker.unblock():
        # Read anew, as for each request: what it may see is read once per object.
        user = AnonymousUser() if visitor == "public" else User.objects.get(pk=getattr(world, visitor).pk)
        found = model._default_manager.visible_to(user).filter(pk=getattr(world, thing).pk)
        assert found.exists() is is_seen
