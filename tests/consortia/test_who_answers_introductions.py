"""Introductions in hostile hands: a lead that nobody confirmed, one that left, and sides that are gone."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from consortia.states import ConsortiumStatus, MemberRole, MembershipStatus, Side
from districts.states import AgencyStatus
from exchange.actions.partners import answer_introduction, ask_introduction
from exchange.models import Introduction
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
LAST_YEAR = datetime.date(2025, 6, 30)


@pytest.fixture
def consortium():
    """With a lead that both sides confirmed."""
    return MembershipFactory(role=MemberRole.LEAD, district=AppointmentFactory().district).consortium


@pytest.fixture
def asker():
    return AppointmentFactory().user


@pytest.fixture
def question(consortium, asker):
    return ask_introduction(
        district=asker.appointments.get().district, to_consortium=consortium, words="Shall we talk?", by=asker, at=NOON
    )


def lead_that(consortium, **membership):
    """A person whose district is, was, or asks to be the lead."""
    appointment = AppointmentFactory()
    MembershipFactory(consortium=consortium, district=appointment.district, role=MemberRole.LEAD, **membership)
    return appointment.user


@pytest.mark.parametrize(
    "membership",
    [
        {"status": MembershipStatus.CLAIMED, "claimed_by": Side.MEMBER},
        {"status": MembershipStatus.DECLINED, "claimed_by": Side.MEMBER},
        {"leaves_on": LAST_YEAR},
    ],
    ids=["claimed by itself only", "declined", "left last year"],
)
def test_only_a_confirmed_lead_of_today_reads_and_answers_for_a_consortium(membership, consortium, question, asker):
    stranger = lead_that(consortium, **membership)

    assert not Introduction.objects.visible_to(stranger).exists()
    assert not Introduction.objects.asked_of(stranger).exists()
    with pytest.raises(Refused, match="Only people who act for Mill Creek Learning Network"):
        answer_introduction(introduction=question, is_yes=True, by=stranger, at=NOON)


def test_a_pending_lead_is_not_a_contact_after_a_yes(consortium, question):
    stranger = lead_that(consortium, status=MembershipStatus.CLAIMED, claimed_by=Side.MEMBER)
    lead = consortium.memberships.get(status=MembershipStatus.CONFIRMED).district.appointments.get().user
    yes = answer_introduction(introduction=question, is_yes=True, by=lead, at=NOON)

    people = {appointment.user for appointment in yes.contacts(NOON.date())}
    assert lead in people
    assert stranger not in people


@pytest.mark.parametrize("status", [ConsortiumStatus.DISSOLVED, ConsortiumStatus.REFUSED, ConsortiumStatus.PROPOSED])
def test_no_one_is_introduced_to_a_consortium_that_is_not_registered(status, asker):
    over = ConsortiumFactory(status=status, ended_on=LAST_YEAR, proposed_by=asker)

    with pytest.raises(Unready, match=r"is not a registered consortium, so no one there can answer"):
        ask_introduction(district=asker.appointments.get().district, to_consortium=over, by=asker, at=NOON)


def test_no_one_is_introduced_to_a_district_that_has_closed(asker):
    gone = DistrictFactory(status=AgencyStatus.CLOSED, closed_on=LAST_YEAR)

    with pytest.raises(Unready, match="is no longer open, so no one there can answer"):
        ask_introduction(district=asker.appointments.get().district, to_district=gone, by=asker, at=NOON)
