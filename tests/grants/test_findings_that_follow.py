"""Findings of other applications: they follow a submission or a withdrawal, in the worker, in a few queries."""

import datetime

import pytest
from django.db import OperationalError
from django.test.utils import CaptureQueriesContext

from accounts.models import OutgoingEmail
from audit.models import Entry
from grants.actions import rechecks
from grants.actions.application import reopen_application, submit_application
from grants.actions.findings import recheck_application
from grants.actions.members import remove_member
from grants.actions.plan import BudgetWords, save_budget_lines
from grants.actions.rechecks import do_due_rechecks
from grants.actions.withdrawal import withdraw_application
from grants.models import Recheck, StoredFinding, Version
from tests.grants.walking import WRITING, a_draft, a_plan, a_round

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _with_a_worker(settings):
    settings.WORKER = True


def submit(world, at=WRITING):
    return submit_application(application=world.application, by=world.lead, at=at)


def work(at=WRITING):
    """The worker looks once; how many applications have other findings now."""
    return do_due_rechecks(clock=lambda: at)


def sharing(first, count=1):
    """Drafts in the same round that have the second district of the first one among their members."""
    worlds = [a_draft(competition=first.competition) for _ in range(count)]
    for world in worlds:
        participant = world.participants[1]
        participant.district, participant.key = first.districts[1], first.districts[1].leaid
        participant.save()
    return worlds


def in_two():
    """References of the applications of which a finding says that a member is also in another."""
    twice = StoredFinding.objects.standing().filter(rule="in-two-applications")
    return set(twice.values_list("application__reference", flat=True))


def test_what_a_submission_changes_for_others_follows_in_the_worker():
    first = a_draft()
    (second,) = sharing(first)
    submit(first)
    work()

    submit(second)

    assert in_two() == {second.application.reference}
    assert work() == 1
    assert in_two() == {first.application.reference, second.application.reference}
    first.application.refresh_from_db()
    assert (first.application.new_findings_count, Recheck.objects.count()) == (1, 0)
    assert (Entry.objects.latest("number").event, work()) == ("application.rechecked", 0)


@pytest.mark.parametrize("neighbors", [1, 3])
def test_a_submission_costs_the_same_whoever_else_shares_a_district(neighbors, django_assert_num_queries):
    first = a_draft()
    for other in sharing(first, neighbors):
        submit(other)

    # Savepoint 2; the round, the application, its lead, who may submit; the members and their signatures, packet 9,
    # facts 5 (names are cached); the version and its findings 3; the status, its step, the row for the
    # worker; the log entry 3. None per neighbor, and none for emails.
    with django_assert_num_queries(31):
        submit(first)


@pytest.mark.parametrize("neighbors", [1, 3])
def test_the_worker_compares_in_a_few_queries_however_many_share_a_district(neighbors, django_assert_num_queries):
    first = a_draft()
    for other in sharing(first, neighbors):
        submit(other)
    work()
    submit(first)
    work()
    Recheck.objects.create(application=first.application, only_compares=True, asked_at=WRITING, next_try_at=WRITING)

    # Taking the row 5; who shares something 4; savepoint 2, locks, versions 2, members, others 2, findings; removing
    # the row, and the look for more.
    with django_assert_num_queries(19):
        assert work() == 0


def test_a_worker_that_goes_on_looking_compares_what_was_submitted_in_a_quarter_of_a_minute_together():
    first = a_draft()
    (second,) = sharing(first)
    at = datetime.datetime.fromtimestamp(WRITING.timestamp() // 15 * 15, datetime.UTC)

    def look(seconds):
        return do_due_rechecks(clock=lambda: at + datetime.timedelta(seconds=seconds), gathers=True)

    submit(first, at + datetime.timedelta(seconds=1))
    emails = OutgoingEmail.objects.count()
    assert (look(2), Recheck.objects.get().submission) == (0, None)
    assert OutgoingEmail.objects.count() > emails, "receipts don't wait"
    submit(second, at + datetime.timedelta(seconds=5))
    look(6)
    look(14)
    assert Recheck.objects.count() == 2
    assert first.application.reference not in in_two()

    assert (look(16), Recheck.objects.count()) == (1, 0)
    assert in_two() == {first.application.reference, second.application.reference}


def test_comparing_finds_what_a_complete_check_finds():
    first = a_draft()
    a_plan(first)
    (second,) = sharing(first)
    a_plan(second)
    for world in (first, second):
        line = BudgetWords(line="Match for the lab", amount=4_000, source="match", payer=world.participants[1])
        save_budget_lines(application=world.application, lines=[line], by=world.lead, at=WRITING)
        submit(world)

    work()

    found = StoredFinding.objects.standing().filter(rule__in=["in-two-applications", "match-twice"])
    assert found.count() == 4
    assert not recheck_application(application=first.application, at=WRITING)
    assert not recheck_application(application=second.application, at=WRITING)


def test_a_withdrawal_ends_the_findings_that_named_it():
    first = a_draft()
    (second,) = sharing(first)
    submit(first)
    submit(second)
    work()

    withdraw_application(application=second.application, reason="Another round", by=second.lead, at=WRITING)
    work()

    assert first.application.reference not in in_two()


def test_a_member_that_left_before_the_resubmission_is_no_longer_in_two_applications():
    first = a_draft()
    (second,) = sharing(first)
    submit(first)
    submit(second)
    work()
    reopen_application(application=second.application, by=second.lead, at=WRITING)
    second.application.refresh_from_db()
    remove_member(participant=second.participants[1], by=second.lead, at=WRITING)

    submit(second)
    work()

    assert in_two() == set()


def test_what_a_killed_worker_took_is_done_by_another_after_two_minutes(monkeypatch):
    first = a_draft()
    (second,) = sharing(first)
    submit(first)
    submit(second)

    def killed(*_args, **_when):
        raise OperationalError("the connection was closed")

    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "compare_round", killed)
        with pytest.raises(OperationalError):
            work()

    assert work(WRITING + MINUTE) == 0
    assert work(WRITING + 2 * MINUTE) == 1


def test_what_fails_is_tried_again_later_and_prevents_nothing_else(monkeypatch, caplog):
    broken, works = a_draft(), a_draft(competition=a_round("Innovation Fund 2028"))
    for world in (broken, works):
        (other,) = sharing(world)
        submit(other)
        submit(world)

    def compare(competition, applications, *, at):
        if competition == broken.competition.pk:
            raise ValueError("a text that no rule expects")
        return compared(competition, applications, at=at)

    compared = rechecks.compare_round
    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "compare_round", compare)
        assert work() == 1

    assert "Findings could not be checked again" in caplog.text
    assert set(Recheck.objects.values_list("next_try_at", flat=True)) == {WRITING + MINUTE}
    assert work(WRITING + MINUTE) == 1


def test_the_second_click_gets_the_same_receipt_and_writes_nothing():
    world = a_draft()
    receipt = submit(world)
    entries = Entry.objects.count()

    with CaptureQueriesContext(rechecks.transaction.get_connection()) as queries:
        again = submit(world, WRITING + MINUTE)

    assert again == receipt
    assert (Version.objects.count(), Entry.objects.count(), Recheck.objects.count()) == (1, entries, 1)
    assert [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE"))] == []
    assert len(queries) == 7
