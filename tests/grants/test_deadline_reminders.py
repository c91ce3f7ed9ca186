"""People are reminded of a round's deadline: each once for each of the days, and only of what is still to do."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import OutgoingEmail
from districts.actions import end_appointment
from grants.actions.application import submit_application
from grants.actions.plan import ActivityWords, save_activity
from grants.actions.reminders import remind_of_deadline
from grants.actions.signatures import open_signing, sign_application
from grants.actions.withdrawal import withdraw_application
from grants.models import Competition, DeadlineReminder
from grants.reads.reminders import applications_before_deadline, reminders_of
from grants.rules.reminders import days_in_words, reminder_due
from tests.factories import StateRoleFactory, UserFactory
from tests.grants.walking import CLOSES, OHIO, WRITING, a_draft, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
DAYS = (7, 2, 1)
A_DAY = datetime.timedelta(days=1)
MORNING = datetime.datetime(2026, 9, 23, 6, 0, tzinfo=OHIO)  # seven days before the deadline


@pytest.fixture
@kept
def world():
    """A draft with an activity that no member has committed to."""
    world = a_draft()
    words = ActivityWords(title="Shared calculus", kind="shared_course", starts_on=datetime.date(2027, 8, 17))
    save_activity(application=world.application, words=words, by=world.lead, at=WRITING)
    return world


def remind(world, at: datetime.datetime = MORNING) -> dict[str, OutgoingEmail]:
    sent = remind_of_deadline(application=world.application, days=DAYS, by="manage.py send_reminders", at=at)
    return {email.to: email for email in sent}


@pytest.mark.parametrize(("left", "due"), [(8, None), (7, 7), (5, 7), (3, 7), (2, 2), (1, 1), (0, 1), (-1, None)])
def test_the_nearest_reminder_is_due_and_none_after_the_deadline(left, due):
    deadline = datetime.date(2026, 9, 30)

    assert reminder_due(DAYS, on=deadline - left * A_DAY, deadline_day=deadline) == due


def test_a_distance_is_said_in_words():
    assert [days_in_words(left) for left in (0, 1, 2)] == ["today", "tomorrow", "in 2 days"]


def test_the_lead_reads_what_is_missing_and_members_read_what_they_have_to_write(world):
    sent = remind(world)

    lead, member = sent[world.lead.email], sent[world.signers[1].email]
    assert lead.subject == f"Due in 7 days: {world.application.reference} for Innovation Fund 2027"
    assert "The deadline is September 30, 2026, 5:00 p.m. (Ohio time), in 7 days." in lead.body
    assert "The application has everything the round requires." in lead.body
    assert "No commitments written yet for" not in lead.body
    assert "Please write what each of these members contributes:\n\n  - " + world.participants[1].name in member.body
    assert "Nothing is missing" not in member.body
    assert sent[world.treasurer.email].body.count("\n\n\n") == 0


def test_what_a_round_requires_is_listed_without_amounts_or_answers(world):
    Competition.objects.filter(pk=world.competition.pk).update(requirements=["answers", "signatures"])

    body = remind(world)[world.lead.email].body

    assert "Before you can submit it:\n\n  - Answer question 1." in body
    assert "27,000" not in body


def test_signers_who_have_not_signed_are_reminded_and_those_who_have_are_not(world):
    open_signing(application=world.application, by=world.lead, at=WRITING)
    part, signer = world.participants[1], world.signers[1]
    sign_application(participant=part, name=signer.name, title="Superintendent", by=signer, at=WRITING)

    sent = remind(world)

    assert "Please sign for:\n\n  - " + world.participants[2].name in sent[world.signers[2].email].body
    assert "Waiting for your signature" not in sent[signer.email].body


def test_no_one_is_reminded_twice_of_the_same_deadline_for_the_same_day(world):
    first = remind(world)

    assert len(first) == 4
    assert remind(world) == {}
    assert remind(world, at=MORNING + A_DAY) == {}
    assert len(remind(world, at=MORNING + 5 * A_DAY)) == 4
    assert len(remind(world, at=MORNING + 6 * A_DAY)) == 4
    assert remind(world, at=CLOSES - datetime.timedelta(minutes=1)) == {}
    assert remind(world, at=CLOSES + datetime.timedelta(minutes=1)) == {}
    assert DeadlineReminder.objects.count() == 12


def test_a_new_deadline_begins_anew(world):
    remind(world)
    Competition.objects.filter(pk=world.competition.pk).update(closes_at=CLOSES + A_DAY)

    assert len(remind(world, at=MORNING + A_DAY)) == 4


def test_a_submitted_or_withdrawn_application_needs_no_reminder(world):
    submit_application(application=world.application, by=world.lead, at=WRITING)
    assert remind(world) == {}
    assert applications_before_deadline(DAYS, at=MORNING) == []

    other = a_draft(competition=world.competition)
    withdraw_application(application=other.application, reason="Not ready", by=other.lead, at=WRITING)
    assert remind(other) == {}


def test_a_person_whose_role_ended_is_not_reminded(world):
    registrar = StateRoleFactory(role="registrar").user
    signer = world.signers[1]
    end_appointment(appointment=signer.appointments.get(), ends_on=WRITING.date() + A_DAY, by=registrar, at=WRITING)

    assert signer.email not in remind(world)


def test_a_deadline_in_the_night_of_a_clock_change_is_counted_in_days_of_the_state():
    """On November 1, 2026, at 2 a.m. the clocks of Ohio go back; UTC is on the next day already at 8 p.m."""
    world = a_draft(competition=a_round(closes_at=datetime.datetime(2026, 11, 1, 23, 30, tzinfo=OHIO)))
    evening = datetime.datetime(2026, 10, 29, 23, 59, tzinfo=OHIO)

    remind(world, at=datetime.datetime(2026, 10, 25, 6, 0, tzinfo=OHIO))
    assert remind(world, at=evening) == {}
    sent = remind(world, at=evening + datetime.timedelta(minutes=1))
    assert {email.subject.split(":")[0] for email in sent.values()} == {"Due in 2 days"}
    assert "November 1, 2026, 11:30 p.m." in sent[world.lead.email].body


def test_the_command_sends_once_and_lists_without_sending(world, capsys):
    with time_machine.travel(MORNING, tick=False):
        call_command("send_reminders", "--dry-run")
        listed = capsys.readouterr().out
        assert f"{world.application.reference}: {world.lead.name} <{world.lead.email}>" in listed
        assert not DeadlineReminder.objects.exists()

        call_command("send_reminders")
        assert "Emails about deadlines: 4." in capsys.readouterr().out
        call_command("send_reminders")
        assert "Emails about deadlines: 0." in capsys.readouterr().out


@pytest.mark.parametrize("members", [1, 3])
def test_finding_out_takes_as_many_queries_for_any_number_of_members(members, django_assert_num_queries):
    world = a_draft(members=members)
    with django_assert_num_queries(16):
        list(reminders_of(world.application, DAYS, at=MORNING))


def test_strangers_are_not_reminded(world):
    stranger = UserFactory()

    assert stranger.email not in remind(world)
