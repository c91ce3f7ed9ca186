"""How many proposals and invitations there may be, how long they wait, and when they may be repeated (ADR 14)."""

import datetime

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Unready
from consortia.actions import memberships
from consortia.actions.proposal_changes import resubmit_proposal, withdraw_proposal
from consortia.actions.reminders import invitations_to_end
from consortia.rules.invitations import EarlierInvitation, next_invitation_on
from consortia.states import MembershipStatus
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.consortia.members import NOON, ONE_DAY, TODAY, confirmed, two_sides
from tests.consortia.test_changing_proposals import LATER, OCTOBER, a_proposal, edited, facts
from tests.factories import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def test_a_district_has_at_most_three_proposals_at_a_time():
    sides = two_sides()
    for name in ("Ash", "Birch", "Cedar"):
        a_proposal(sides, name=f"{name} Creek Buying")

    with pytest.raises(Unready, match="already has 3 proposals waiting for the registrar"):
        a_proposal(sides, name="Hazel Ridge Art Teachers", override_reason="Another.")


def test_resubmitting_is_no_way_around_the_limit_of_three():
    sides = two_sides()
    first = a_proposal(sides, name="Ash Creek Buying")
    withdrawn = withdraw_proposal(consortium=first, by=sides.superintendent, at=NOON)
    for name in ("Birch", "Cedar", "Dogwood"):
        a_proposal(sides, name=f"{name} Creek Buying", override_reason="Another.")

    with pytest.raises(Unready, match="already has 3 proposals waiting for the registrar"):
        resubmit_proposal(consortium=withdrawn, facts=facts(withdrawn), by=sides.superintendent, at=LATER)


def test_a_consortium_has_a_hundred_unanswered_invitations_at_most(monkeypatch):
    monkeypatch.setattr("consortia.rules.invitations.MOST_UNANSWERED", 1)
    sides = two_sides()
    consortium = a_proposal(sides)

    with pytest.raises(Unready, match="Three Forks Buying Group already has 1 invitations without an answer"):
        edited(sides, consortium, invites=[DistrictFactory(state="OH")])


def news_of_the_proposal(sides) -> list[tuple[str, datetime.datetime]]:
    emails = OutgoingEmail.objects.of_kind("membership: proposal edited").filter(to_user=sides.lead)
    return list(emails.order_by("pk").values_list("subject", "next_try_at"))


def test_an_invited_member_gets_one_email_a_day_about_changes(settings):
    settings.SENDS_EMAIL = settings.WORKER = True
    sides, hour = two_sides(), datetime.timedelta(hours=1)
    consortium = a_proposal(sides)
    for number in range(1, 6):
        consortium = edited(sides, consortium, about=f"Version {number}.", at=NOON + number * hour)

    assert news_of_the_proposal(sides) == [
        ("Changed: the proposal for Three Forks Buying Group", NOON + hour),
        ("Changed again: the proposal for Three Forks Buying Group", NOON + 25 * hour),
    ]
    edited(sides, consortium, about="Two days later.", at=NOON + 49 * hour)
    assert news_of_the_proposal(sides)[2:] == [("Changed: the proposal for Three Forks Buying Group", NOON + 49 * hour)]


def test_news_that_waited_is_true_of_a_proposal_that_was_withdrawn_meanwhile(settings):
    settings.SENDS_EMAIL = settings.WORKER = True
    sides, hour = two_sides(), datetime.timedelta(hours=1)
    consortium = a_proposal(sides)
    for number in (1, 2):
        consortium = edited(sides, consortium, about=f"Version {number}.", at=NOON + number * hour)

    waits = OutgoingEmail.objects.get(subject__startswith="Changed again", to_user=sides.lead)
    assert "is invited" not in waits.body
    assert "or whether it was withdrawn" in waits.body


def test_a_proposal_that_is_withdrawn_and_resubmitted_again_and_again_writes_once_a_day(settings):
    settings.SENDS_EMAIL = settings.WORKER = True
    sides = two_sides()
    consortium = a_proposal(sides)
    for _ in range(4):
        consortium = withdraw_proposal(consortium=consortium, by=sides.superintendent, at=NOON)
        consortium = resubmit_proposal(consortium=consortium, facts=facts(consortium), by=sides.superintendent, at=NOON)

    emails = OutgoingEmail.objects.filter(to_user=sides.lead, kind__startswith="membership: proposal")
    assert emails.count() == 4
    assert emails.filter(next_try_at__lte=NOON).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_propose_at_once_do_not_pass_the_limit():
    sides = two_sides()
    for name in ("Ash", "Birch"):
        a_proposal(sides, name=f"{name} Creek Buying", invites=[])

    second = while_it_waits(
        lambda: a_proposal(sides, name="Cedar Creek Buying", invites=[], override_reason="Another."),
        lambda: a_proposal(sides, name="Hazel Ridge Art Teachers", invites=[], override_reason="Another."),
    )

    assert "already has 3 proposals" in str(second.outcome)


@pytest.mark.parametrize(
    ("status", "days", "until"),
    [
        ("declined", 0, TODAY + 180 * ONE_DAY),
        ("withdrawn", 14, None),
        ("withdrawn", 15, TODAY + 195 * ONE_DAY),
    ],
)
def test_an_invitation_is_not_repeated_for_180_days_unless_it_was_a_mistake(status, days, until):
    assert next_invitation_on([EarlierInvitation(status, TODAY, TODAY + days * ONE_DAY)]) == until


def test_a_member_that_left_may_be_invited_again():
    sides = two_sides()
    membership = confirmed(sides)
    memberships.leave_from(membership=membership, last_day=TODAY, words="Moved.", by=sides.superintendent, at=NOON)

    again = memberships.invite_member(
        consortium=sides.consortium, member=sides.district, joins_on=OCTOBER, by=sides.lead, at=NOON
    )

    assert again.status == MembershipStatus.CLAIMED


def test_the_60_days_for_an_answer_begin_anew_when_a_proposal_is_resubmitted():
    sides = two_sides()
    consortium = a_proposal(sides)
    withdraw_proposal(consortium=consortium, by=sides.superintendent, at=NOON)
    later = NOON + 70 * ONE_DAY
    assert invitations_to_end(at=later) == []

    resubmit_proposal(consortium=consortium, facts=facts(consortium, about="Buses."), by=sides.superintendent, at=later)

    assert invitations_to_end(at=later) == []
    assert [one.member for one in invitations_to_end(at=later + 61 * ONE_DAY)] == [sides.lead_district]
