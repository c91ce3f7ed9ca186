"""Whether a district could buy on a past day: by its membership as it was that day, whatever happened since."""

import datetime

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Role
from consortia.actions.memberships.disputes import dispute, settle_dispute
from consortia.actions.periods import keep_version
from consortia.models import Membership
from consortia.states import BUYING_CLASSES, IN_FORCE, PENDING, SETTLED, MembershipClass, MembershipStatus
from purchasing.reads.rights import buying_answers
from purchasing.rules.dated_membership import MembershipLine, StatusVersion, terms_of_line
from purchasing.rules.eligibility import includes
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
)

START = datetime.date(2026, 1, 1)
DAYS = st.integers(0, 20).map(lambda number: START + datetime.timedelta(number))
VERSIONS = st.lists(st.builds(StatusVersion, st.sampled_from(MembershipStatus), DAYS), max_size=6).map(
    lambda versions: tuple(sorted(versions, key=lambda one: one.recorded_on))
)


@given(
    st.builds(MembershipLine, st.sampled_from(MembershipClass), DAYS | st.none(), DAYS | st.none(), VERSIONS),
    DAYS,
)
def test_the_right_on_a_day_is_what_the_registry_had_recorded_by_that_day(line, on):
    """By definition: in its dates, of a type that buys, and settled by the last status recorded by that day. Before
    the first record of it, by that record. Pending entries say nothing.
    """
    first = next((place for place, one in enumerate(line.versions) if one.status in IN_FORCE), None)
    told = [one for one in line.versions[first or 0 :] if one.status not in PENDING]
    by_then = [one.status for one in told[1:] if one.recorded_on <= on]
    status = by_then[-1] if by_then else told[0].status if told else None
    in_dates = (line.joins_on is None or line.joins_on <= on) and (line.leaves_on is None or on <= line.leaves_on)
    has_right = first is not None and in_dates and line.membership_class in BUYING_CLASSES and status in SETTLED

    today = [one for one in terms_of_line(line, on) if includes(one.period, on)]
    later = [one for one in terms_of_line(line, START + datetime.timedelta(30)) if includes(one.period, on)]

    assert len(today) == len(later) == (1 if first is not None and in_dates else 0)
    assert any(not one.why_not for one in today) == any(not one.why_not for one in later) == has_right


def noon(month, day):
    return datetime.datetime(2026, month, day, 16, tzinfo=datetime.UTC)


@pytest.mark.django_db
def test_a_past_day_answers_what_was_true_that_day():
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek")
    contract = ContractFactory(consortium=consortium, number="24-01", starts_on=None, ends_on=None)
    district = DistrictFactory(leaid="9900001")
    lead = AppointmentFactory(district=district).user
    member = MembershipFactory(consortium=consortium, district=district, joins_on=datetime.date(2025, 7, 1))
    mistake = MembershipFactory(consortium=consortium, district=DistrictFactory(leaid="9900002"))
    for one in (member, mistake):
        keep_version(one, by="import", at=noon(1, 5))
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    dispute(membership=member, words="We left.", by=lead, at=noon(3, 2))
    settle_dispute(membership=member, is_kept=True, words="It is a member.", by=registrar, at=noon(3, 10))
    dispute(
        membership=mistake, words="Never joined.", by=AppointmentFactory(district=mistake.district).user, at=noon(4, 1)
    )
    settle_dispute(membership=mistake, is_kept=False, words="Entered by mistake.", by=registrar, at=noon(4, 9))

    def users_on(day):
        answer = Client().get(f"/contracts/24-01.json?on={day}").json()
        return [one["leaid"] for one in answer["usable_by"]]

    with time_machine.travel(noon(9, 14), tick=False):
        # Before anyone entered it, the dates of the membership count.
        assert users_on("2025-12-01") == ["9900001", "9900002"]
        assert users_on("2026-03-01") == ["9900001", "9900002"]
        assert users_on("2026-03-02") == users_on("2026-03-09") == ["9900002"]
        assert users_on("2026-03-10") == users_on("2026-03-31") == ["9900001", "9900002"]
        assert users_on("2026-04-01") == users_on("2026-04-09") == ["9900001"]

    def answer_on(day, who):
        return buying_answers(contract, [who.district_id], day)[0]

    during = answer_on(datetime.date(2026, 3, 5), member)
    assert (
        during.answer.because
        == "Not yet, because the district is a member of Mill Creek, but its membership is disputed."
    )
    assert during.is_member
    after = answer_on(datetime.date(2026, 5, 1), mistake)
    assert "the district’s membership in Mill Creek was removed on Apr 9, 2026" in after.answer.because
    assert not after.is_member
    assert Membership.objects.get(pk=mistake.pk).status not in IN_FORCE
