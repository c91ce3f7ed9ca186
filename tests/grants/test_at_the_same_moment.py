"""Two people at the same moment: only on PostgreSQL, where two can write."""

import datetime

import pytest
from django.db import transaction

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Unready
from grants.actions.application import start_application, submit_application
from grants.actions.plan import ActivityWords, save_activity
from grants.actions.rechecks import write_receipts
from grants.actions.review import record_determination, start_review
from grants.actions.rounds import RulesEdit, change_rules, close_round_now
from grants.actions.withdrawal import restore_application, withdraw_application
from grants.actions.writing import save_answer
from grants.models import Application, Competition, Determination, StoredFinding, Version
from grants.states import Status
from tests.accounts.test_at_the_same_moment import Person, while_it_waits
from tests.factories import StateRoleFactory
from tests.grants.walking import CLOSES, WRITING, a_draft, a_network, a_round

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_start_at_once_get_different_references():
    competition, first, second = a_round(), a_network(), a_network()

    def start(world):
        return lambda: start_application(
            competition=competition, consortium=world.consortium, by=world.lead, at=WRITING
        )

    other = while_it_waits(start(first), start(second))

    assert other.outcome.reference == "26-0002"
    assert sorted(Application.objects.values_list("reference", flat=True)) == ["26-0001", "26-0002"]


def test_two_who_start_the_same_application_at_once_start_one():
    competition, world = a_round(), a_network()

    def start():
        return start_application(competition=competition, consortium=world.consortium, by=world.lead, at=WRITING)

    other = while_it_waits(start, start)

    assert isinstance(other.outcome, Unready)
    assert Application.objects.get().reference == "26-0001"


def test_two_clicks_at_once_submit_once_and_give_the_same_receipt():
    world = a_draft()

    def submit():
        return submit_application(application=world.application, by=world.lead, at=WRITING)

    other = while_it_waits(submit, submit)

    assert other.outcome == Version.objects.get()


def test_two_workers_with_the_same_submission_write_its_receipts_once(settings):
    settings.WORKER = True
    world = a_draft()
    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    def write():
        return write_receipts(submission=version, at=WRITING)

    other = while_it_waits(write, write)

    assert other.outcome == 0
    assert OutgoingEmail.objects.of_kind("receipt").count() == len([*world.signers, world.treasurer])


def test_a_click_after_the_receipt_waits_for_no_one():
    world = a_draft()
    version = submit_application(application=world.application, by=world.lead, at=WRITING)
    seen = Application.objects.get(pk=world.application.pk)
    other = Person(lambda: submit_application(application=seen, by=world.lead, at=WRITING))

    with transaction.atomic():
        Competition.objects.locked(seen.competition_id)
        Application.objects.select_for_update().get(pk=seen.pk)
        other.start()
        other.join(10)

    assert other.outcome == version


def test_an_answer_saved_during_the_submission_comes_too_late_and_says_so():
    world = a_draft()
    answer = world.application.answers.get(element=1)

    other = while_it_waits(
        lambda: submit_application(application=world.application, by=world.lead, at=WRITING),
        lambda: save_answer(answer=answer, text="Late", revision=0, by=world.treasurer, at=WRITING),
    )

    assert str(other.outcome) == "This application has been submitted. Reopen it to make changes."
    assert Version.objects.get().content["narrative"][0]["text"] == ""


def test_the_second_of_two_who_save_one_answer_at_once_sees_why_it_is_not_saved():
    world = a_draft()
    answer = world.application.answers.get(element=1)

    def save(text, by):
        return lambda: save_answer(answer=answer, text=text, revision=0, by=by, at=WRITING)

    other = while_it_waits(save("First", world.lead), save("Second", world.treasurer))

    assert "saved another answer here" in str(other.outcome)
    answer.refresh_from_db()
    assert answer.text == "First"


def test_the_second_of_two_activities_saved_at_once_from_one_page_is_refused():
    world = a_draft()

    def save(title):
        return lambda: save_activity(
            application=world.application, words=ActivityWords(title=title), revision=0, by=world.lead, at=WRITING
        )

    other = while_it_waits(save("First"), save("Second"))

    assert "Nothing was overwritten" in str(other.outcome)
    assert world.application.activities.get().title == "First"


def test_a_submission_that_arrives_while_the_deadline_is_moved_is_judged_by_the_new_one():
    world, officer = a_draft(), StateRoleFactory().user
    competition = world.application.competition
    later = CLOSES + datetime.timedelta(days=7)
    words = {"reason": "A storm closed schools for a week.", "revision": 0, "by": officer}

    other = while_it_waits(
        lambda: change_rules(competition=competition, edit=RulesEdit({"closes_at": later}), **words, at=CLOSES),
        lambda: submit_application(
            application=world.application, by=world.lead, at=CLOSES + datetime.timedelta(minutes=1)
        ),
    )

    assert other.outcome == Version.objects.get()


def test_a_submission_that_arrives_while_the_round_is_closed_is_judged_by_the_closing():
    world, officer = a_draft(), StateRoleFactory().user
    words = {"reason": "The fund was cut by the legislature.", "revision": 0, "by": officer}

    other = while_it_waits(
        lambda: close_round_now(competition=world.application.competition, **words, at=WRITING),
        lambda: submit_application(
            application=world.application, by=world.lead, at=WRITING + datetime.timedelta(seconds=1)
        ),
    )

    assert "This round closed" in str(other.outcome)


def test_a_deadline_that_is_moved_during_a_submission_waits_for_it_and_finds_it_whole():
    world, officer = a_draft(), StateRoleFactory().user
    competition = world.application.competition
    words = {"reason": "The fund was cut by the legislature.", "revision": 0, "by": officer}

    other = while_it_waits(
        lambda: submit_application(application=world.application, by=world.lead, at=WRITING),
        lambda: close_round_now(competition=competition, **words, at=WRITING + datetime.timedelta(seconds=1)),
    )

    assert other.outcome.changes[0].startswith("Deadline: ")
    world.application.refresh_from_db()
    version = Version.objects.get()
    assert (world.application.status, world.application.submitted_at) == (Status.SUBMITTED, WRITING)
    assert datetime.datetime.fromisoformat(version.content["competition"]["closes_at"]) == CLOSES
    assert [step.step for step in world.application.steps.all()] == ["submit"]
    assert StoredFinding.objects.filter(version=version).count() == world.application.findings_count


def test_a_submission_refused_by_a_deadline_that_was_moved_meanwhile_leaves_the_draft_as_it_was():
    world, officer = a_draft(), StateRoleFactory().user
    words = {"reason": "The fund was cut by the legislature.", "revision": 0, "by": officer}

    other = while_it_waits(
        lambda: close_round_now(competition=world.application.competition, **words, at=WRITING),
        lambda: submit_application(
            application=world.application, by=world.lead, at=WRITING + datetime.timedelta(seconds=1)
        ),
    )

    assert isinstance(other.outcome, Unready)
    world.application.refresh_from_db()
    assert (world.application.status, world.application.submitted_at) == (Status.DRAFT, None)
    assert (Version.objects.count(), world.application.steps.count(), StoredFinding.objects.count()) == (0, 0, 0)


def test_a_submission_that_waits_for_new_rules_is_checked_against_them_and_seals_them():
    world, officer = a_draft(), StateRoleFactory().user
    competition = world.application.competition
    words = {"reason": "A rubric was missing from the rules.", "revision": 0, "by": officer}
    rubric = RulesEdit({"fewest_members": 3}, questions={1: {"explained_if": "Every member is named."}})

    other = while_it_waits(
        lambda: change_rules(competition=competition, edit=rubric, **words, at=WRITING),
        lambda: submit_application(application=world.application, by=world.lead, at=WRITING),
    )

    assert other.outcome.content["elements"][0]["explained_if"] == "Every member is named."


def test_a_requirement_that_is_added_during_a_submission_counts_once_it_is_in_force():
    world, officer = a_draft(members=3), StateRoleFactory().user
    competition = world.application.competition
    words = {"reason": "The law asks for four members.", "revision": 0, "by": officer}

    other = while_it_waits(
        lambda: change_rules(competition=competition, edit=RulesEdit({"fewest_members": 4}), **words, at=WRITING),
        lambda: submit_application(application=world.application, by=world.lead, at=WRITING),
    )

    assert str(other.outcome) == "This round requires at least 4 members. You have 3."


def test_two_applicants_who_submit_in_the_last_minute_do_not_wait_for_each_other():
    competition = a_round()
    first, second = a_draft(competition=competition), a_draft(competition=competition)
    with transaction.atomic():
        Competition.objects.held(competition.pk)
        other = Person(lambda: submit_application(application=second.application, by=second.lead, at=WRITING))
        other.start()
        other.join(10)
        assert not other.is_alive()

    assert other.outcome == Version.objects.get()
    assert first.application.versions.count() == 0


def test_a_withdrawal_and_a_determination_at_once_are_never_both_recorded():
    world, officer = a_draft(), StateRoleFactory(role=Role.GRANTS_OFFICER).user
    submit_application(application=world.application, by=world.lead, at=WRITING)
    later = CLOSES + datetime.timedelta(days=1)
    review = start_review(application=world.application, by=officer, at=later)
    words = {"reasons": "It names some of the plan.", "unmarked_reason": "The rest is blank."}

    def withdraw():
        return withdraw_application(application=world.application, reason="No match", by=world.lead, at=later)

    def determine():
        return record_determination(review=review, verdict="partly", **words, by=officer, at=later)

    other = while_it_waits(withdraw, determine)

    assert isinstance(other.outcome, Unready)
    assert Application.objects.get().status == Status.WITHDRAWN
    assert not Determination.objects.exists()
    restore_application(application=world.application, by=world.lead, at=later)

    other = while_it_waits(determine, withdraw)

    assert isinstance(other.outcome, Unready)
    assert Application.objects.get().status == Status.UNDER_REVIEW
    assert Determination.objects.count() == 1
