"""Reminders: of lines that wait and of the yearly confirmation, each once for its time."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused
from audit.models import Entry
from consortia import emails
from consortia.actions.memberships import accept
from consortia.actions.reminders import end_invitation, remind_of_answer, remind_of_confirmation
from consortia.models import Membership, MembershipStep
from consortia.rules.reminders import confirmation_to_ask_for, is_time_to_remind
from consortia.states import MemberRole, Side
from districts.models import District
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)
A_MINUTE = datetime.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership() -> Membership:
    """The consortium's claim that Otter Run belongs to it; Mo can answer. Both confirmed their facts last month."""
    lead, member = (DistrictFactory(name=name, confirmed_on=datetime.date(2026, 8, 1)) for name in ("Ridge", "Otter"))
    consortium = ConsortiumFactory(name="Mill Creek Learning Network")
    MembershipFactory(consortium=consortium, district=lead, role=MemberRole.LEAD)
    AppointmentFactory(district=lead, user__email="lee@example.org")
    AppointmentFactory(district=member, user=UserFactory(name="Mo Member", email="mo@example.org"))
    return MembershipFactory(
        consortium=consortium, district=member, status="claimed", claimed_by=Side.CONSORTIUM, claimed_at=NOON
    )


def run(days: float) -> list[str]:
    """The daily command, so many days later; whom it has written to."""
    before = set(OutgoingEmail.objects.values_list("pk", flat=True))
    with time_machine.travel(NOON + days * A_DAY, tick=False):
        call_command("send_reminders")
    return list(OutgoingEmail.objects.exclude(pk__in=before).order_by("pk").values_list("to", flat=True))


def test_a_membership_pending_for_more_than_14_days_gets_a_reminder_every_two_weeks_three_times(membership):
    assert run(14) == []
    assert run(14.1) == ["mo@example.org"]
    assert run(14.1) == []
    assert run(20) == []
    assert run(28.2) == ["mo@example.org"]
    assert run(42.3) == ["mo@example.org"]
    assert run(60) == []


def test_an_invitation_that_no_one_answers_for_60_days_ends_once_and_both_parties_are_told(membership):
    run(50)
    assert run(60) == []
    assert sorted(run(60.1)) == ["lee@example.org", "mo@example.org"]
    assert run(61) == []

    membership.refresh_from_db()
    assert membership.status == "withdrawn"
    assert [(step.step, step.side) for step in membership.steps.all()] == [("expire", "state")]
    letter = OutgoingEmail.objects.filter(to="mo@example.org").latest("pk")
    assert letter.subject == "Invitation expired: Otter in Mill Creek Learning Network"
    assert "No one answered this invitation within 60 days, so it expired:" in letter.body
    assert Entry.objects.filter(event="membership.expired").count() == 1


def test_an_invitation_that_no_one_could_answer_ends_without_asking_the_registrar_again(membership):
    membership.district.appointments.update(ends_on=datetime.date(2026, 9, 14))
    StateRoleFactory(role=Role.REGISTRAR, user__email="rae@example.org")
    run(50)

    assert run(60.1) == ["lee@example.org"]


def test_a_request_to_join_does_not_end_by_itself(membership):
    Membership.objects.filter(pk=membership.pk).update(claimed_by=Side.MEMBER)
    run(60.1)

    membership.refresh_from_db()
    assert membership.status == "claimed"


def test_the_reminder_says_what_is_pending_and_what_happens_without_an_answer(membership):
    run(15)

    letter = OutgoingEmail.objects.get()
    assert letter.subject == "Please answer: Otter in Mill Creek Learning Network"
    assert "still needs an answer from Otter:" in letter.body
    assert "Please answer by October 13, 2026" in letter.body
    assert "Nothing changes until you answer." in letter.body
    assert Entry.objects.get().event == "reminder.written"


def test_the_side_that_has_to_answer_is_reminded(membership):
    Membership.objects.filter(pk=membership.pk).update(claimed_by=Side.MEMBER)

    assert run(15) == ["lee@example.org"]


@pytest.mark.parametrize("status", ["confirmed", "declined", "withdrawn", "disputed", "agreed"])
def test_an_answered_membership_gets_no_more_reminders(status, membership):
    Membership.objects.filter(pk=membership.pk).update(status=status)

    assert run(15) == []


def test_a_membership_that_the_state_entered_gets_no_reminders(membership):
    Membership.objects.filter(pk=membership.pk).update(claimed_by=Side.STATE, status="recorded")

    assert run(15) == []


def test_a_step_in_the_meantime_restarts_the_two_weeks(membership):
    MembershipStep.objects.create(membership=membership, step="paper", side=Side.CONSORTIUM, at=NOON + 10 * A_DAY)

    assert run(20) == []
    assert run(24.1) == ["mo@example.org"]


def test_where_no_one_can_answer_the_registrar_is_reminded(membership):
    membership.district.appointments.update(ends_on=datetime.date(2026, 9, 14))
    StateRoleFactory(role=Role.REGISTRAR, user__email="rae@example.org")

    assert run(15) == ["rae@example.org"]
    assert run(16) == []


def test_only_registrars_and_the_server_remind(membership):
    with pytest.raises(Refused, match="Only a registrar"):
        remind_of_answer(membership=membership, by=UserFactory(), at=NOON + 20 * A_DAY)


@pytest.mark.parametrize(
    ("since", "reminded", "is_time"),
    [
        (14, [], False),
        (14.01, [], True),
        (40, [20], True),
        (40, [14], False),
        (90, [70, 50, 30], False),
        (None, [], False),
    ],
)
def test_the_rule_of_fourteen_days(since, reminded, is_time):
    waits_since = NOON - since * A_DAY if since else None

    assert (
        is_time_to_remind(waits_since=waits_since, reminded_at=[NOON - days * A_DAY for days in reminded], at=NOON)
        is is_time
    )


# The yearly confirmation


@pytest.fixture
def member() -> District:
    """Confirmed on October 14, 2025; Mo can confirm again."""
    district = DistrictFactory(name="Otter Run", leaid="9970077", confirmed_on=datetime.date(2025, 10, 14))
    MembershipFactory(district=district)
    AppointmentFactory(district=district, user__email="mo@example.org")
    AppointmentFactory(district=district, kind="treasurer", can_register_membership=False)
    return district


def test_the_yearly_confirmation_is_asked_for_thirty_days_before_and_once_when_it_is_overdue(member):
    assert run(-1) == []
    assert run(0) == ["mo@example.org"]
    assert run(0) == []
    assert run(30) == []
    assert run(31) == ["mo@example.org"]
    assert run(300) == []
    due, overdue = OutgoingEmail.objects.order_by("pk")
    assert due.subject == "Due soon: yearly verification of Otter Run"
    assert "this is due by October 14, 2026" in due.body
    assert "http://localhost:8000/districts/9970077/confirm/" in due.body
    assert overdue.subject == "Overdue: yearly verification of Otter Run"
    assert "was due by October 14, 2026 and is overdue" in overdue.body


def test_the_next_year_asks_again(member):
    run(0)
    District.objects.filter(pk=member.pk).update(confirmed_on=datetime.date(2026, 9, 20))

    assert run(31) == []
    assert run(341) == ["mo@example.org"]


def test_a_member_that_confirmed_between_looking_and_writing_is_not_asked(member):
    due_on = datetime.date(2026, 10, 14)
    District.objects.filter(pk=member.pk).update(confirmed_on=datetime.date(2026, 9, 14))

    assert remind_of_confirmation(record=member, due_on=due_on, by="tests", at=NOON) == []


def test_closed_districts_and_districts_of_no_consortium_are_not_asked(member):
    District.objects.filter(pk=member.pk).update(status="closed")
    AppointmentFactory(district__confirmed_on=datetime.date(2025, 1, 1))

    assert run(60) == []


def test_a_member_school_is_asked_through_its_principal_and_its_district(member):
    District.objects.filter(pk=member.pk).update(confirmed_on=datetime.date(2026, 9, 1))
    school = SchoolFactory(district=member, ncessch="997007700001", confirmed_on=datetime.date(2025, 9, 1))
    MembershipFactory(district=None, school=school)
    AppointmentFactory(
        district=None, school=school, kind="principal", can_register_membership=False, user__email="pia@example.org"
    )

    assert sorted(run(0)) == ["mo@example.org", "pia@example.org"]
    assert OutgoingEmail.objects.first().about == "/schools/997007700001/confirm/"


def test_the_people_of_its_lead_are_asked_to_verify_a_consortium_and_those_of_other_members_are_not():
    consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek", confirmed_on=datetime.date(2025, 10, 14))
    lead = DistrictFactory(leaid="9970078", confirmed_on=NOON.date())
    MembershipFactory(consortium=consortium, district=lead, role="lead", confirmed_on=NOON.date())
    AppointmentFactory(district=lead, user__email="lea@example.org")
    MembershipFactory(consortium=consortium, district=DistrictFactory(confirmed_on=NOON.date()))
    AppointmentFactory(district=consortium.memberships.get(role="member").district, user__email="mo@example.org")

    assert run(-1) == []
    assert run(0) == ["lea@example.org"]
    assert run(1) == []
    assert run(31) == ["lea@example.org"]
    first = OutgoingEmail.objects.order_by("pk").first()
    assert first.subject == "Due soon: yearly verification of Mill Creek"
    assert "http://localhost:8000/consortia/mill-creek/confirm/" in first.body


def test_a_consortium_that_is_not_registered_is_not_asked_for():
    for status, ended_on in (("proposed", None), ("dissolved", NOON.date())):
        consortium = ConsortiumFactory(status=status, ended_on=ended_on, confirmed_on=datetime.date(2020, 1, 1))
        lead = DistrictFactory(confirmed_on=NOON.date())
        MembershipFactory(consortium=consortium, district=lead, role="lead", confirmed_on=NOON.date())
        AppointmentFactory(district=lead)

    assert run(0) == []


@pytest.mark.parametrize(
    ("days", "asks"), [(31, None), (30, "soon"), (0, "soon"), (-1, "overdue")], ids=["31", "30", "the day", "after"]
)
def test_the_day_itself_is_in_time(days, asks):
    assert confirmation_to_ask_for(NOON.date() + days * A_DAY, on=NOON.date()) == asks


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_reminder_once(membership):
    at = NOON + 15 * A_DAY

    second = while_it_waits(
        lambda: remind_of_answer(membership=membership, by="tests", at=at),
        lambda: remind_of_answer(membership=membership, by="tests", at=at + A_MINUTE),
    )

    assert second.outcome == []
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_ask_for_a_confirmation_once(member):
    due_on = datetime.date(2026, 10, 14)

    second = while_it_waits(
        lambda: remind_of_confirmation(record=member, due_on=due_on, by="tests", at=NOON),
        lambda: remind_of_confirmation(record=member, due_on=due_on, by="tests", at=NOON + A_MINUTE),
    )

    assert second.outcome == []
    assert OutgoingEmail.objects.count() == 1


def test_a_reminder_that_fails_to_be_stored_is_not_sent(membership, mailoutbox):
    with transaction.atomic():
        remind_of_answer(membership=membership, by="tests", at=NOON + 15 * A_DAY)
        transaction.set_rollback(True)

    assert mailoutbox == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_during_the_daily_run_counts_or_the_invitation_has_ended(membership):
    at = NOON + 61 * A_DAY
    mo = membership.district.appointments.get().user

    second = while_it_waits(
        lambda: accept(membership=membership, by=mo, at=at),
        lambda: end_invitation(membership=membership, by="tests", at=at),
    )

    assert second.outcome.status == "confirmed"
    assert not Entry.objects.filter(event="membership.expired").exists()


def test_one_failure_does_not_stop_other_reminders_and_the_command_reports_it(membership, monkeypatch, caplog):
    other = MembershipFactory(
        consortium=membership.consortium, status="claimed", claimed_by=Side.CONSORTIUM, claimed_at=NOON
    )
    AppointmentFactory(district=other.district, user__email="ola@example.org")
    send = emails.send_reminder

    def fail_for_the_first(line, **more):
        if line == membership:
            raise KeyError("a bug")
        return send(line, **more)

    monkeypatch.setattr(emails, "send_reminder", fail_for_the_first)
    with pytest.raises(CommandError, match="Not done because of errors \\(see the log\\): 1"):
        run(15)

    assert OutgoingEmail.objects.of_kind(emails.REMINDER).values_list("to", flat=True).get() == "ola@example.org"
    assert "remind_of_answer" in caplog.text
