"""Duplicate records are merged: everything moves to the kept record, and the other one stays as a pointer."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Entry
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import (
    preview_duplicate_consortium,
    preview_duplicate_district,
    set_consortium_aside,
    set_district_aside,
    undo_closure,
)
from consortia.models import ConsortiumAlias, Membership
from consortia.states import ConsortiumStatus, MemberRole, MembershipStatus
from districts.models import District, DistrictFigures, ServiceAgencyMembership
from districts.states import AgencyStatus
from exchange.models import Wish
from grants.models import IntentToApply, Participant
from purchasing.models import ContractItem, CostShare, CostVersion, ErateRate, Joinder, Purchase, SharedCost
from purchasing.reads.compared_records import side_by_side
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    SchoolFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
)
from tests.grants.walking import a_draft

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 11, 0, tzinfo=ZoneInfo("America/New_York"))
WHY = "The application file named it with a mistyped id."


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


def one_district(district, kept, *, by=None):
    asked = {"district": district, "kept": kept, "reason": WHY, "by": by or a_registrar(), "at": NOW}
    return set_district_aside(**asked, preview_digest=digest_of_preview(preview_duplicate_district(**asked)))


def one_consortium(consortium, kept):
    asked = {"consortium": consortium, "kept": kept, "reason": WHY, "by": a_registrar(), "at": NOW}
    return set_consortium_aside(**asked, preview_digest=digest_of_preview(preview_duplicate_consortium(**asked)))


def test_everything_points_to_the_kept_district():
    double, kept = DistrictFactory(), DistrictFactory()
    school, appointment, line = (
        SchoolFactory(district=double),
        AppointmentFactory(district=double),
        MembershipFactory(district=double),
    )
    component = ServiceAgencyMembershipFactory(district=double)
    wish = Wish.objects.create(district=double, kind="need", topic="purchasing", stated_at=NOW)
    agent = ConsortiumFactory(fiscal_agent=double)
    figures = DistrictFiguresFactory(district=double)

    one_district(double, kept)

    for row in (double, school, appointment, line, component, wish, agent, figures):
        row.refresh_from_db()
    assert (double.status, double.successor) == (AgencyStatus.DUPLICATE, kept)
    assert {school.district, appointment.district, line.district, component.district, wish.district} == {kept}
    assert {agent.fiscal_agent, figures.district} == {kept}
    assert line.periods.get(superseded_at=None).district == kept
    assert [step.step for step in line.steps.all()] == ["correct"]
    assert Entry.objects.filter(event="district.duplicate").count() == 1


def test_what_doubles_the_kept_ones_is_withdrawn_or_stays_behind():
    double, kept, consortium = DistrictFactory(), DistrictFactory(), ConsortiumFactory()
    line = MembershipFactory(consortium=consortium, district=double)
    own = MembershipFactory(consortium=consortium, district=kept)
    figures = DistrictFiguresFactory(district=double, enrollment=1)
    DistrictFiguresFactory(district=kept, enrollment=2)
    agency = ServiceAgencyMembershipFactory(district=double).agency
    ServiceAgencyMembershipFactory(agency=agency, district=kept)

    one_district(double, kept)

    line.refresh_from_db()
    assert line.status == MembershipStatus.WITHDRAWN
    assert list(Membership.objects.filter(district=kept)) == [own]
    assert DistrictFigures.objects.get(pk=figures.pk).district == double
    assert ServiceAgencyMembership.objects.filter(agency=agency, district=kept).count() == 1


def test_lines_of_other_days_do_not_double_each_other():
    double, kept, consortium = DistrictFactory(), DistrictFactory(), ConsortiumFactory()
    MembershipFactory(
        consortium=consortium,
        district=double,
        joins_on=datetime.date(2015, 7, 1),
        leaves_on=datetime.date(2018, 6, 30),
    )
    MembershipFactory(consortium=consortium, district=kept, joins_on=datetime.date(2020, 7, 1))

    one_district(double, kept)

    assert Membership.objects.filter(district=kept, status=MembershipStatus.CONFIRMED).count() == 2


def test_a_draft_names_the_kept_district():
    world = a_draft()
    kept = DistrictFactory()

    one_district(world.districts[2], kept)

    assert Participant.objects.get(pk=world.participants[2].pk).key == kept.leaid


def test_records_that_cannot_be_merged():
    one, other = DistrictFactory(name="Otter Run"), DistrictFactory(name="Wolf Pen", state="WV")

    def problems(district, kept):
        return preview_duplicate_district(district=district, kept=kept, reason=WHY, by=a_registrar(), at=NOW).problems

    assert "This is the same record." in problems(one, one)[0]
    assert problems(one, other) == ["Otter Run is in OH and Wolf Pen is in WV, so they can’t be the same record."]
    closed = DistrictFactory(name="Elk Lick", status=AgencyStatus.DUPLICATE, successor=one)
    assert problems(one, closed) == ["Elk Lick has ended or was set aside, so it can’t be the record to keep."]
    with pytest.raises(Refused):
        one_district(one, DistrictFactory(), by=AppointmentFactory().user)


def test_merging_duplicates_is_undone_within_a_day():
    double, kept, consortium = DistrictFactory(), DistrictFactory(), ConsortiumFactory()
    SchoolFactory(district=double)
    line = MembershipFactory(consortium=consortium, district=double)
    MembershipFactory(consortium=consortium, district=kept)
    other = MembershipFactory(district=double)
    closure = one_district(double, kept)

    undo_closure(closure=closure, by=a_registrar(), at=NOW + datetime.timedelta(hours=1))

    for row in (double, line, other):
        row.refresh_from_db()
    assert (double.status, double.successor, double.schools.count()) == (AgencyStatus.OPEN, None, 1)
    assert (line.status, other.district) == (MembershipStatus.CONFIRMED, double)


def test_a_duplicate_consortium_gives_its_memberships_contracts_and_address_to_the_kept_one():
    double, kept = ConsortiumFactory(slug="ridge-2"), ConsortiumFactory(slug="ridge")
    moved = MembershipFactory(consortium=double, role=MemberRole.LEAD)
    same = MembershipFactory(consortium=double)
    MembershipFactory(consortium=kept, district=same.district)
    MembershipFactory(consortium=kept, role=MemberRole.LEAD)
    contract = ContractFactory(consortium=double)

    closure = one_consortium(double, kept)

    for row in (double, moved, same, contract):
        row.refresh_from_db()
    assert (double.status, double.successor) == (ConsortiumStatus.DUPLICATE, kept)
    assert (moved.consortium, moved.role) == (kept, MemberRole.MEMBER)
    assert same.status == MembershipStatus.WITHDRAWN
    assert contract.consortium == kept
    assert ConsortiumAlias.objects.get(slug="ridge-2").consortium == kept

    undo_closure(closure=closure, by=a_registrar(), at=NOW)
    double.refresh_from_db()
    moved.refresh_from_db()
    assert (double.status, moved.consortium, moved.role) == (ConsortiumStatus.REGISTERED, double, MemberRole.LEAD)
    assert not ConsortiumAlias.objects.exists()


def test_both_records_are_compared_side_by_side():
    double, kept = DistrictFactory(name="Otter Run", phone="555"), DistrictFactory(name="Otter Run Local", phone="")

    facts = {fact.label: fact for fact in side_by_side(double, [kept])}

    assert (facts["Name"].set_aside, facts["Name"].kept, facts["Name"].differs) == (
        "Otter Run",
        "Otter Run Local",
        True,
    )
    assert not facts["Phone"].differs
    assert side_by_side(double, []) == []
    assert side_by_side(District.objects.get(pk=double.pk), [double]) == []


def test_intents_to_apply_move_to_the_kept_record_and_nobody_intends_twice():
    world, kept = a_draft(), ConsortiumFactory()
    words = {"stated_by": world.lead, "stated_at": NOW, "competition": world.competition}
    intent = IntentToApply.objects.create(consortium=world.consortium, **words)
    double, other = DistrictFactory(), DistrictFactory()
    stays = IntentToApply.objects.create(district=double, **words)
    IntentToApply.objects.create(district=other, **words)

    closure = one_consortium(world.consortium, kept)
    one_district(double, other)

    intent.refresh_from_db()
    stays.refresh_from_db()
    assert (intent.consortium, stays.district) == (kept, double)
    undo_closure(closure=closure, by=a_registrar(), at=NOW)
    intent.refresh_from_db()
    assert intent.consortium == world.consortium


def test_what_the_duplicate_ordered_moves_to_the_kept_district():
    double, kept, contract = DistrictFactory(), DistrictFactory(), ContractFactory()
    item = ContractItem.objects.create(contract=contract, name="Laptop", unit="each")
    day = datetime.date(2026, 7, 1)
    Purchase.objects.create(item=item, district=double, ordered_on=day, quantity=4, unit_price_paid=310, source="file")
    for member in (double, kept):
        Joinder.objects.create(contract=contract, district=member, starts_on=day)
    cost = SharedCost.objects.create(contract=contract, title="Platform fee", starts_on=day, ends_on=day)
    dates = {"effective_on": day, "declared_on": day, "counted_on": day}
    version = CostVersion.objects.create(cost=cost, number=1, amount=9, basis="equal", reason="Invoice", **dates)
    CostShare.objects.create(version=version, district=double, weight=1, amount=9)
    for member, year in ((double, 2025), (double, 2026), (kept, 2026)):
        ErateRate.objects.create(
            district=member, funding_year=year, category_one=80, source="Form", entered_by="lead", entered_on=day
        )

    one_district(double, kept)

    assert Purchase.objects.get().district == CostShare.objects.get().district == kept
    assert set(ErateRate.objects.values_list("district", "funding_year")) == {
        (kept.pk, 2025), (kept.pk, 2026), (double.pk, 2026),
    }  # fmt: skip
    assert Joinder.objects.filter(district=double).count() == 1  # the kept record has one of the same date
