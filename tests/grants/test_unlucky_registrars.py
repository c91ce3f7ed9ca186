"""Closures of untidy records: several leads, gaps and overlaps, future partnerships, dates out of range."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import Role
from accounts.refusals import Unready
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import (
    close_consortium,
    merge_district,
    preview_close_of_consortium,
    preview_duplicate_consortium,
    preview_duplicate_district,
    preview_merger_of_district,
    set_consortium_aside,
    set_district_aside,
    undo_closure,
)
from consortia.models import ConsortiumLink, ConsortiumPurpose, Membership
from consortia.states import NEVER_BEGAN, ConsortiumStatus, LinkKind, MemberRole, MembershipStatus
from districts.models import Appointment
from districts.states import Office
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 11, 0, tzinfo=ZoneInfo("America/New_York"))
JULY = datetime.date(2026, 7, 1)
WHY = "The councils of both voted for it in May."


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def run(preview, record, registrar, **asked):
    asked |= {"reason": WHY, "by": registrar, "at": NOW}
    change_set = preview(**asked)
    assert not change_set.problems
    return change_set, record(**asked, preview_digest=digest_of_preview(change_set))


def same_consortium(consortium, kept, registrar):
    return run(preview_duplicate_consortium, set_consortium_aside, registrar, consortium=consortium, kept=kept)


def same_district(district, kept, registrar):
    return run(preview_duplicate_district, set_district_aside, registrar, district=district, kept=kept)


def merge(consortium, successor, registrar, on=JULY):
    asked = {"consortium": consortium, "successor": successor, "on": on}
    return run(preview_close_of_consortium, close_consortium, registrar, **asked)


def spans(**whose):
    lines = Membership.objects.filter(**whose).exclude(status__in=NEVER_BEGAN).order_by("joins_on")
    return [(str(line.joins_on), str(line.leaves_on)) for line in lines]


def test_a_consortium_with_two_leads_is_set_aside_as_it_was_shown(registrar):
    double, kept = ConsortiumFactory(), ConsortiumFactory()
    MembershipFactory(consortium=double, role=MemberRole.LEAD)
    MembershipFactory(consortium=double, role=MemberRole.LEAD)

    same_consortium(double, kept, registrar)

    assert kept.memberships.filter(role=MemberRole.LEAD).count() == 2


@pytest.mark.parametrize(
    ("double", "kept", "after"),
    [
        # The entry set aside knows earlier years, later years, both, or nothing more.
        (("2015-07-01", None), ("2020-07-01", None), [("2015-07-01", "2020-06-30"), ("2020-07-01", "None")]),
        (("2015-07-01", None), ("2010-07-01", "2018-06-30"), [("2010-07-01", "2018-06-30"), ("2018-07-01", "None")]),
        (("2015-07-01", "2016-06-30"), ("2010-07-01", None), [("2010-07-01", "None")]),
        ((None, None), ("2010-07-01", None), [("2010-07-01", "None")]),
    ],
)
def test_days_that_only_the_entry_set_aside_knows_are_not_lost(double, kept, after, registrar):
    member = DistrictFactory()
    aside, stays = ConsortiumFactory(), ConsortiumFactory()
    for consortium, (joins_on, leaves_on) in ((aside, double), (stays, kept)):
        MembershipFactory(
            consortium=consortium,
            district=member,
            joins_on=joins_on and day(joins_on),
            leaves_on=leaves_on and day(leaves_on),
        )

    _, closure = same_consortium(aside, stays, registrar)
    assert spans(consortium=stays) == after

    undo_closure(closure=closure, by=registrar, at=NOW)
    assert spans(consortium=stays) == [tuple(map(str, kept))]
    assert spans(consortium=aside) == [tuple(map(str, double))]


def test_a_district_entered_twice_keeps_the_years_of_both_entries(registrar):
    consortium, double, kept = ConsortiumFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(consortium=consortium, district=double, joins_on=day("2012-07-01"))
    MembershipFactory(consortium=consortium, district=kept, joins_on=day("2019-07-01"))

    change_set, _ = same_district(double, kept, registrar)

    assert spans(district=kept) == [("2012-07-01", "2019-06-30"), ("2019-07-01", "None")]
    assert any("until Jun 30, 2019" in line["words"] for line in change_set.lines)


def test_who_joins_the_other_consortium_only_later_belongs_without_a_gap(registrar):
    old, new, member = ConsortiumFactory(), ConsortiumFactory(), DistrictFactory()
    MembershipFactory(consortium=old, district=member)
    MembershipFactory(consortium=new, district=member, joins_on=day("2026-09-01"))

    _, closure = merge(old, new, registrar)
    assert spans(consortium=new, district=member) == [("2026-07-01", "2026-08-31"), ("2026-09-01", "None")]

    undo_closure(closure=closure, by=registrar, at=NOW)
    assert spans(consortium=new, district=member) == [("2026-09-01", "None")]


def test_a_successor_that_joins_later_takes_the_place_until_then(registrar):
    consortium, old, new = ConsortiumFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(consortium=consortium, district=old, role=MemberRole.LEAD)
    MembershipFactory(consortium=consortium, district=new, joins_on=day("2026-09-01"))

    asked = {"district": old, "successor": new, "on": JULY}
    run(preview_merger_of_district, merge_district, registrar, **asked)

    assert spans(consortium=consortium, district=new) == [("2026-07-01", "2026-08-31"), ("2026-09-01", "None")]
    roles = Membership.objects.filter(district=new).values_list("role", flat=True)
    assert set(roles) == {MemberRole.LEAD}


def test_whose_own_line_ends_soon_is_named_with_that_day(registrar):
    old, new, member = ConsortiumFactory(), ConsortiumFactory(), DistrictFactory()
    MembershipFactory(consortium=old, district=member)
    MembershipFactory(consortium=new, district=member, leaves_on=day("2026-12-31"))

    change_set, _ = merge(old, new, registrar)

    assert any("its membership stays, until Dec 31, 2026" in line["words"] for line in change_set.lines)


def test_a_partnership_that_begins_later_does_not_end_before_it_begins(registrar):
    old, new, network = ConsortiumFactory(), ConsortiumFactory(), ConsortiumFactory()
    link = ConsortiumLink.objects.create(earlier=old, later=network, kind=LinkKind.PARTNER_IN, on=day("2026-08-01"))

    change_set, _ = merge(old, new, registrar)

    link.refresh_from_db()
    assert link.ends_on is None
    assert any("Begins on Aug 1, 2026" in line["words"] for line in change_set.lines)


def test_what_had_a_last_day_ahead_ends_with_the_consortium(registrar):
    old, new, network = ConsortiumFactory(), ConsortiumFactory(), ConsortiumFactory()
    ahead = day("2027-06-30")
    link = ConsortiumLink.objects.create(earlier=old, later=network, kind=LinkKind.PARTNER_IN, ends_on=ahead)
    purpose = ConsortiumPurpose.objects.create(consortium=old, purpose="purchasing", ends_on=ahead)

    merge(old, new, registrar)

    link.refresh_from_db()
    purpose.refresh_from_db()
    assert [link.ends_on, purpose.ends_on] == [day("2026-06-30")] * 2


def test_a_consortium_that_merged_into_another_by_its_links_is_not_merged_a_second_time(registrar):
    old, new, other = ConsortiumFactory(name="Old Circle"), ConsortiumFactory(), ConsortiumFactory(name="Third Circle")
    ConsortiumLink.objects.create(earlier=old, later=other, kind=LinkKind.MERGED_INTO)

    change_set = preview_close_of_consortium(consortium=old, successor=new, on=JULY, reason=WHY, by=registrar, at=NOW)

    assert change_set.problems == [
        "Old Circle already merged into Third Circle, according to its history. Remove that link first."
    ]


def test_a_daughter_that_merges_back_into_its_mother_can_still_be_read(registrar):
    mother, daughter = ConsortiumFactory(), ConsortiumFactory()
    ConsortiumLink.objects.create(earlier=mother, later=daughter, kind=LinkKind.GREW_OUT_OF, on=day("2020-07-01"))

    merge(daughter, mother, registrar)

    for one in (mother, daughter):
        assert Client().get(f"/consortia/{one.slug}/lineage/").status_code == 200
    assert Client().get(f"/consortia/{daughter.slug}/", follow=True).redirect_chain[-1][0] == mother.get_absolute_url()


def test_days_before_and_after_the_kept_ones_line_both_stay(registrar):
    consortium, double, kept = ConsortiumFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(consortium=consortium, district=double, joins_on=day("2010-07-01"))
    own = {"joins_on": day("2014-07-01"), "leaves_on": day("2016-06-30")}
    MembershipFactory(consortium=consortium, district=kept, **own)

    _, closure = same_district(double, kept, registrar)
    assert spans(district=kept) == [
        ("2010-07-01", "2014-06-30"),
        ("2014-07-01", "2016-06-30"),
        ("2016-07-01", "None"),
    ]

    undo_closure(closure=closure, by=registrar, at=NOW)
    assert spans(district=kept) == [("2014-07-01", "2016-06-30")]
    assert spans(district=double) == [("2010-07-01", "None")]


def test_a_registered_consortium_is_not_set_aside_for_a_proposal(registrar):
    registered = ConsortiumFactory(name="Mill Creek")
    proposal = ConsortiumFactory(name="Mill Creek Circle", status=ConsortiumStatus.PROPOSED)

    change_set = preview_duplicate_consortium(consortium=registered, kept=proposal, reason=WHY, by=registrar, at=NOW)

    assert change_set.problems == [
        "Mill Creek is registered and Mill Creek Circle is only proposed. Keep Mill Creek and set the proposal aside."
    ]


def test_the_address_of_a_proposal_that_was_set_aside_leads_no_stranger_to_the_other_proposal(registrar):
    aside = ConsortiumFactory(slug="first-try", status=ConsortiumStatus.PROPOSED)
    kept = ConsortiumFactory(slug="second-try-nobody-knows", status=ConsortiumStatus.PROPOSED)
    same_consortium(aside, kept, registrar)

    answer = Client().get("/consortia/first-try/")

    assert answer.status_code == 404


@pytest.mark.parametrize("on", ["0001-01-01", "0000-00-00", "9999-12-31", "1492-10-12"])
@pytest.mark.parametrize("step", ["dissolve", "merge"])
def test_a_day_out_of_all_range_is_refused_in_words(on, step, registrar):
    old, new = ConsortiumFactory(), ConsortiumFactory()
    client = Client()
    client.force_login(registrar)
    said = {"on": on, "reason": WHY, "successor": new.slug, "contracts": "end"}

    answer = client.post(f"/consortia/{old.slug}/{step}/", said | {"record": "", "preview_digest": ""})

    assert answer.status_code == 200
    old.refresh_from_db()
    assert old.status == ConsortiumStatus.REGISTERED


def test_a_district_does_not_end_on_the_first_day_of_the_calendar(registrar):
    district = DistrictFactory()
    client = Client()
    client.force_login(registrar)

    answer = client.post(f"/districts/{district.leaid}/merge/", {"on": "0001-01-01", "reason": WHY, "how": "dissolved"})

    assert answer.status_code == 200
    assert " a year between" in answer.content.decode()


def test_a_line_that_was_only_claimed_does_not_displace_a_confirmed_one(registrar):
    consortium, double, kept = ConsortiumFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(consortium=consortium, district=double)
    MembershipFactory(consortium=consortium, district=kept, status=MembershipStatus.CLAIMED)

    change_set, _ = same_district(double, kept, registrar)

    assert any("The kept one is pending" in line["words"] for line in change_set.lines)


def end_of_district(district, registrar, on=JULY, **asked):
    asked = {"district": district, "successor": None, "on": on} | asked
    return run(preview_merger_of_district, merge_district, registrar, **asked)


def test_a_school_that_closes_with_its_district_leaves_its_consortia(registrar):
    school = SchoolFactory(name="Cedar High")
    line = MembershipFactory(district=None, school=school)
    principal = AppointmentFactory(district=None, school=school, kind=Office.PRINCIPAL)

    change_set, closure = end_of_district(school.district, registrar)

    line.refresh_from_db()
    principal.refresh_from_db()
    assert [line.leaves_on, principal.ends_on] == [day("2026-06-30")] * 2
    assert line.periods.get(superseded_at=None).leaves_on == day("2026-06-30")
    assert any("Cedar High remains a member until Jun 30, 2026" in said["words"] for said in change_set.lines)

    undo_closure(closure=closure, by=registrar, at=NOW)
    line.refresh_from_db()
    assert line.leaves_on is None


def test_a_school_that_goes_elsewhere_stays_in_its_consortia(registrar):
    stays, closes = SchoolFactory(), SchoolFactory()
    closes.district = stays.district
    closes.save()
    lines = [MembershipFactory(district=None, school=school) for school in (stays, closes)]
    elsewhere = DistrictFactory()

    end_of_district(stays.district, registrar, goes_to={stays.pk: elsewhere, closes.pk: None})

    for line in lines:
        line.refresh_from_db()
    assert [line.leaves_on for line in lines] == [None, day("2026-06-30")]


def test_a_role_that_starts_later_is_canceled(registrar):
    district = DistrictFactory()
    to_come = AppointmentFactory(district=district, starts_on=day("2026-10-01"))

    _, closure = end_of_district(district, registrar)
    assert not Appointment.objects.in_force(day("2026-10-01")).filter(district=district).exists()

    undo_closure(closure=closure, by=registrar, at=NOW)
    to_come.refresh_from_db()
    assert (to_come.ends_on, to_come.withdrawn_at) == (None, None)


def test_a_merger_shown_before_the_successor_merged_itself_is_shown_again(registrar):
    old, new, third = DistrictFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(district=old)
    asked = {"district": old, "successor": new, "on": JULY, "reason": WHY, "by": registrar, "at": NOW}
    preview_digest = digest_of_preview(preview_merger_of_district(**asked))
    end_of_district(new, registrar, successor=third)

    with pytest.raises(Unready, match="can’t take over"):
        merge_district(**asked, preview_digest=preview_digest)


def test_a_later_merger_keeps_an_earlier_one_from_being_undone(registrar):
    old, new, third = DistrictFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(district=old)
    _, first = end_of_district(old, registrar, successor=new)
    _, second = end_of_district(new, registrar, successor=third, on=day("2026-07-02"))

    with pytest.raises(Unready, match="these records have changed since"):
        undo_closure(closure=first, by=registrar, at=NOW)
    undo_closure(closure=second, by=registrar, at=NOW)
    undo_closure(closure=first, by=registrar, at=NOW)
    assert spans(district=old) == [("2020-07-01", "None")]
    assert spans(district=new) == spans(district=third) == []


def test_a_merger_of_a_merger_leads_to_the_last_one(registrar):
    old, new, third = (DistrictFactory() for _ in range(3))
    end_of_district(old, registrar, successor=new)
    end_of_district(new, registrar, successor=third)

    answer = Client().get(f"/districts/{old.leaid}/")

    assert answer.url == f"/districts/{third.leaid}/"
