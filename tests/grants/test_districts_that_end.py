"""A district is merged, split, or dissolved: everything that belongs to it is carried forward or listed."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import merge_district, preview_merger_of_district
from consortia.models import Closure, Membership
from consortia.states import ClosureKind, MemberRole, MembershipStatus
from districts.models import District, School, ServiceAgencyMembership
from districts.states import AgencyStatus
from exchange.models import Introduction, Service, ServiceYear, Wish
from exchange.states import IntroductionStatus
from grants.actions.application import submit_application
from grants.models import Participant
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
    UserFactory,
)
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 12, 0, tzinfo=ZoneInfo("America/New_York"))
JULY = datetime.date(2026, 7, 1)
LAST_OF_JUNE = datetime.date(2026, 6, 30)
LONG_AGO = datetime.date(2020, 7, 1)


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR, user__name="Rosa Register").user


def merge(district, successor, *, on=JULY, at=NOW, by=None, reason="Both boards voted for it in May.", **more):
    asked = {"district": district, "successor": successor, "on": on, "reason": reason, **more}
    acting = {"by": by or a_registrar(), "at": at}
    seen = preview_merger_of_district(**asked, **acting)
    return merge_district(**asked, preview_digest=digest_of_preview(seen), **acting)


def preview_lines(district, successor, **more):
    asked = {"on": JULY, "reason": "Both boards voted for it in May."} | more
    change_set = preview_merger_of_district(district=district, successor=successor, by=a_registrar(), at=NOW, **asked)
    return change_set.problems or [f"{line['section']}: {line['who']}: {line['words']}" for line in change_set.lines]


def test_a_merged_district_keeps_its_record_and_names_its_successor():
    old, new = DistrictFactory(name="Otter Run"), DistrictFactory(name="Mill Creek")

    closure = merge(old, new)

    old.refresh_from_db()
    assert (old.status, old.closed_on, old.successor) == (AgencyStatus.MERGED, LAST_OF_JUNE, new)
    assert (closure.kind, closure.on, closure.into) == (ClosureKind.MERGER, JULY, new)
    assert {(c.field, c.old, c.new, c.holds_from) for c in old.changes.all()} == {
        ("status", "open", "merged", JULY),
        ("closed_on", "", "2026-06-30", JULY),
        ("successor", "", "Mill Creek", JULY),
    }
    entry = Entry.objects.get()
    assert (entry.event, entry.detail["into"], entry.detail["reason"]) == (
        "district.merger",
        new.leaid,
        "Both boards voted for it in May.",
    )


def test_memberships_end_the_day_before_and_begin_in_the_successor():
    old, new = DistrictFactory(name="Otter Run"), DistrictFactory(name="Mill Creek")
    line = MembershipFactory(district=old, role=MemberRole.LEAD)

    merge(old, new)

    line.refresh_from_db()
    assert (line.leaves_on, line.status) == (LAST_OF_JUNE, MembershipStatus.CONFIRMED)
    begun = Membership.objects.get(district=new)
    assert (begun.joins_on, begun.leaves_on, begun.role, begun.status) == (
        JULY,
        None,
        MemberRole.LEAD,
        MembershipStatus.CONFIRMED,
    )
    assert [step.step for step in line.steps.all()] == ["leave"]
    assert [step.step for step in begun.steps.all()] == ["register"]
    assert line.periods.get(superseded_at=None).leaves_on == LAST_OF_JUNE
    assert begun.periods.get().joins_on == JULY


def test_a_successor_that_is_a_member_already_keeps_its_own_line():
    consortium = ConsortiumFactory()
    old, new = DistrictFactory(), DistrictFactory()
    line = MembershipFactory(consortium=consortium, district=old)
    own = MembershipFactory(consortium=consortium, district=new)

    merge(old, new)

    line.refresh_from_db()
    assert line.leaves_on == LAST_OF_JUNE
    assert list(Membership.objects.filter(district=new)) == [own]


def test_a_successor_that_is_a_member_already_takes_over_as_lead():
    consortium = ConsortiumFactory()
    old, new = DistrictFactory(), DistrictFactory()
    MembershipFactory(consortium=consortium, district=old, role=MemberRole.LEAD)
    own = MembershipFactory(consortium=consortium, district=new)

    merge(old, new)

    own.refresh_from_db()
    leading = consortium.memberships.get(district=new, role=MemberRole.LEAD)
    assert (own.role, own.leaves_on) == (MemberRole.MEMBER, LAST_OF_JUNE)
    assert (leading.joins_on, leading.leaves_on, leading.continues) == (JULY, None, own)


def test_schools_move_and_keep_their_ids_and_their_own_memberships():
    old, new = DistrictFactory(leaid="9900001"), DistrictFactory()
    school = SchoolFactory(district=old, ncessch="990000100007")
    closed = SchoolFactory(district=old, status=AgencyStatus.CLOSED)
    line = MembershipFactory(district=None, school=school)

    merge(old, new)

    school.refresh_from_db()
    closed.refresh_from_db()
    line.refresh_from_db()
    assert (school.district, school.ncessch) == (new, "990000100007")
    assert closed.district == old
    assert line.leaves_on is None
    assert [(c.field, c.old, c.new) for c in school.changes.all()] == [("district", str(old), str(new))]


def test_lines_of_service_agencies_end_and_begin_unless_the_successor_has_its_own():
    east, west = ServiceAgencyFactory(), ServiceAgencyFactory()
    old, new = DistrictFactory(), DistrictFactory()
    ServiceAgencyMembershipFactory(agency=east, district=old, starts_on=LONG_AGO)
    ServiceAgencyMembershipFactory(agency=west, district=old)
    ServiceAgencyMembershipFactory(agency=west, district=new)

    merge(old, new)

    lines = ServiceAgencyMembership.objects.values_list("agency", "district", "starts_on", "ends_on")
    assert set(lines) == {
        (east.pk, old.pk, LONG_AGO, LAST_OF_JUNE),
        (east.pk, new.pk, JULY, None),
        (west.pk, old.pk, None, LAST_OF_JUNE),
        (west.pk, new.pk, None, None),
    }


def test_a_merged_service_agency_hands_its_districts_to_an_agency_only():
    agency, other, plain = ServiceAgencyFactory(), ServiceAgencyFactory(), DistrictFactory()
    member = ServiceAgencyMembershipFactory(agency=agency).district

    assert any("it is not a service agency" in line for line in preview_lines(agency, plain))
    merge(agency, other)

    assert ServiceAgencyMembership.objects.get(agency=other).district == member


def test_posts_end_and_wishes_introductions_and_services_follow():
    old, new, third = DistrictFactory(), DistrictFactory(), DistrictFactory()
    appointment = AppointmentFactory(district=old)
    wish = Wish.objects.create(district=old, kind="need", topic="purchasing", stated_at=NOW)
    asked = Introduction.objects.create(district=third, to_district=old, asked_by=UserFactory(), asked_at=NOW)
    service = Service.objects.create(consortium=ConsortiumFactory(), number="501", title="Itinerant art teacher")
    ServiceYear.objects.create(service=service, district=old, school_year="2025-26")
    ServiceYear.objects.create(service=service, district=old, school_year="2026-27")
    agent = ConsortiumFactory(fiscal_agent=old)

    merge(old, new)

    for row in (appointment, wish, asked, agent):
        row.refresh_from_db()
    assert appointment.ends_on == LAST_OF_JUNE
    assert wish.withdrawn_at == NOW
    assert asked.status == IntroductionStatus.WITHDRAWN
    assert set(ServiceYear.objects.values_list("district", "school_year")) == {(old.pk, "2025-26"), (new.pk, "2026-27")}
    assert agent.fiscal_agent == new


def test_the_preview_says_who_may_use_contracts_before_and_after():
    old, new = DistrictFactory(name="Otter Run"), DistrictFactory(name="Mill Creek")
    line = MembershipFactory(district=old)
    contract = ContractFactory(consortium=line.consortium)

    assert (
        f"Shared contracts: {contract} ({line.consortium}): Otter Run can use it until Jun 30, 2026, and Mill "
        "Creek from Jul 1, 2026 as a member."
    ) in preview_lines(old, new)


def test_a_draft_names_the_successor_and_keeps_what_was_written():
    world = a_draft()
    old, new = world.districts[1], DistrictFactory(name="Mill Creek")

    merge(old, new)

    part = Participant.objects.get(pk=world.participants[1].pk)
    assert (part.key, part.name, part.district) == (new.leaid, "Mill Creek", new)
    assert (part.membership.district, part.joined_on) == (new, JULY)
    world.application.refresh_from_db()
    assert world.application.revision == 1


def test_submitted_applications_stay_as_submitted():
    world = a_draft()
    version = submit_application(application=world.application, by=world.lead, at=WRITING)
    old, new = world.districts[1], DistrictFactory()

    lines = preview_lines(old, new)
    merge(old, new)

    assert any("it stays as submitted" in line for line in lines)
    version.refresh_from_db()
    assert world.participants[1].key in [part["key"] for part in version.content["participants"]]
    assert Participant.objects.get(pk=world.participants[1].pk).district == old


def test_a_dissolved_district_has_no_successor_and_its_schools_close():
    old = DistrictFactory()
    school = SchoolFactory(district=old)
    line = MembershipFactory(district=old)

    closure = merge(old, None)

    old.refresh_from_db()
    school.refresh_from_db()
    line.refresh_from_db()
    assert (old.status, old.successor, old.closed_on) == (AgencyStatus.CLOSED, None, LAST_OF_JUNE)
    assert (school.status, school.closed_on, school.district) == (AgencyStatus.CLOSED, LAST_OF_JUNE, old)
    assert line.leaves_on == LAST_OF_JUNE
    assert closure.kind == ClosureKind.DISSOLUTION


def test_a_split_says_of_every_school_where_it_goes():
    old, north, south = DistrictFactory(), DistrictFactory(), DistrictFactory()
    high, middle, tiny = (SchoolFactory(district=old) for _ in range(3))

    assert preview_lines(old, None, goes_to={high.pk: north}) == [
        "Choose where each school goes. Schools without a choice: 2 of 3."
    ]
    merge(old, None, goes_to={high.pk: north, middle.pk: south, tiny.pk: None})

    assert set(School.objects.values_list("pk", "district", "status")) == {
        (high.pk, north.pk, "open"),
        (middle.pk, south.pk, "open"),
        (tiny.pk, old.pk, "closed"),
    }


def test_a_successor_found_later_is_recorded_from_the_day_after_the_closing():
    old = DistrictFactory(name="Otter Run", status=AgencyStatus.CLOSED, closed_on=datetime.date(2015, 6, 30))
    new = DistrictFactory(name="Mill Creek")

    assert preview_lines(old, new) == [
        "Otter Run is recorded as closed on Jun 30, 2015. Enter the day after, Jul 1, 2015, as the effective date."
    ]
    merge(old, new, on=datetime.date(2015, 7, 1))

    old.refresh_from_db()
    assert (old.status, old.successor) == (AgencyStatus.MERGED, new)


@pytest.mark.parametrize(
    ("old", "new", "on", "problem"),
    [
        ({}, None, JULY, "Otter Run can’t be merged into itself. Enter another one."),
        (
            {},
            {"closed_on": LONG_AGO},
            JULY,
            "Mill Creek closed on Jul 1, 2020, before Jul 1, 2026, so it can’t take over.",
        ),
        ({}, {"status": "closed"}, JULY, "Mill Creek is closed and has no recorded successor"),
        (
            {},
            {"opened_on": datetime.date(2026, 8, 1)},
            JULY,
            "Mill Creek opened on Aug 1, 2026, after Jul 1, 2026.",
        ),
        ({"opened_on": JULY}, {}, JULY, "Otter Run opened on Jul 1, 2026. Enter a later effective date."),
        ({}, {}, datetime.date(2026, 9, 15), "Sep 15, 2026 is in the future."),
    ],
)
def test_what_cannot_be(old, new, on, problem):
    district = DistrictFactory(name="Otter Run", **old)
    successor = district if new is None else DistrictFactory(name="Mill Creek", **new)

    assert problem in preview_lines(district, successor, on=on)[0]


def test_a_successor_opened_on_the_very_day_takes_over():
    merge(DistrictFactory(), DistrictFactory(opened_on=JULY))

    assert Closure.objects.count() == 1


def test_a_circle_is_refused():
    first, second, third = DistrictFactory(name="First"), DistrictFactory(), DistrictFactory(name="Third")
    merge(third, second, on=LONG_AGO)
    merge(second, first)

    assert preview_lines(first, third) == ["Third was itself merged into First, so First can’t be merged into it."]


def test_a_line_that_begins_later_stands_in_the_way_when_confirmed_and_is_withdrawn_when_not():
    old, new = DistrictFactory(), DistrictFactory()
    later = datetime.date(2026, 9, 1)
    sure = MembershipFactory(district=old, joins_on=later)

    assert "begins on Sep 1, 2026" in preview_lines(old, new)[-1]
    Membership.objects.filter(pk=sure.pk).update(status=MembershipStatus.CLAIMED)
    merge(old, new)

    sure.refresh_from_db()
    assert sure.status == MembershipStatus.WITHDRAWN
    assert not Membership.objects.filter(district=new).exists()


def test_a_merged_district_is_not_merged_again():
    old, new = DistrictFactory(name="Otter Run"), DistrictFactory()
    merge(old, new)

    assert preview_lines(District.objects.get(pk=old.pk), DistrictFactory()) == ["Otter Run has already been merged."]


def test_a_stale_preview_is_refused_and_nothing_is_written():
    old, new = DistrictFactory(), DistrictFactory()
    asked = {"district": old, "successor": new, "on": JULY, "reason": "Both boards voted for it."}
    acting = {"by": a_registrar(), "at": NOW}
    seen = digest_of_preview(preview_merger_of_district(**asked, **acting))
    MembershipFactory(district=old)

    with pytest.raises(Unready, match="no longer the ones you previewed"):
        merge_district(**asked, preview_digest=seen, **acting)

    old.refresh_from_db()
    assert old.status == AgencyStatus.OPEN


def test_only_registrars_merge_and_say_why():
    old, new = DistrictFactory(), DistrictFactory()

    with pytest.raises(Refused, match="Only a registrar"):
        merge(old, new, by=AppointmentFactory(district=old).user)
    assert preview_lines(old, new, reason=" ok ") == [
        "Enter the reason in at least one sentence, so that people who read it later understand."
    ]


def test_a_preview_writes_nothing():
    world = a_draft()
    old = world.districts[1]
    SchoolFactory(district=old)
    before = Membership.objects.count()

    preview_lines(old, DistrictFactory())

    old.refresh_from_db()
    assert (old.status, Membership.objects.count(), Entry.objects.filter(event="district.merger").count()) == (
        AgencyStatus.OPEN,
        before,
        0,
    )


def test_the_preview_names_applications_without_their_numbers():
    world = a_draft()

    lines = [
        line for line in preview_lines(world.districts[1], DistrictFactory(name="Mill Creek")) if "Applications" in line
    ]

    (line,) = lines
    assert line.startswith(f"Applications: {world.consortium}: The draft for Innovation Fund 2027: Mill Creek repl")
    assert world.application.reference not in line
