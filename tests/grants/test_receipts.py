"""The receipt that every member gets by email: the worker writes it after the submission, once."""

import datetime
from collections import Counter

import pytest
from django.db import OperationalError
from django.db.migrations.loader import MigrationLoader

from accounts.models import OutgoingEmail
from grants.actions import rechecks
from grants.actions.application import reopen_application, submit_application
from grants.actions.members import remove_member
from grants.actions.plan import BudgetWords, save_budget_lines
from grants.actions.rechecks import ask_to_compare, do_due_rechecks, write_receipts
from grants.actions.withdrawal import withdraw_application
from grants.models import Application, Recheck, Version
from tests.factories import AppointmentFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft, a_draft_with_a_plan

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _with_a_worker(settings):
    settings.WORKER = True


def work(at=WRITING):
    do_due_rechecks(clock=lambda: at)


def receipts():
    return OutgoingEmail.objects.filter(kind="receipt")


def once_each(world):
    """The people of its members, who may all sign or register memberships."""
    return {person.email: 1 for person in (*world.signers, world.treasurer)}


def recipients(number):
    """How many emails each person got with the receipt of the version with this number."""
    return Counter(email.to for email in receipts() if email.values["receipt"].endswith(f"-{number}"))


def test_every_member_gets_the_number_time_digest_and_total():
    world = a_draft()
    members = [member for member in world.application.participants.all() if not member.is_lead]
    others = [
        AppointmentFactory(district=member.district, can_sign_applications=True, starts_on="2020-01-01").user
        for member in members
    ]

    version = submit_application(application=world.application, by=world.lead, at=WRITING)
    assert not receipts().exists()
    work(WRITING + MINUTE)

    assert {email.to for email in receipts()} >= {world.lead.email, *(person.email for person in others)}
    reference = version.application.reference
    for email in receipts():
        assert email.subject.startswith(f"Receipt {reference}-1: ")
        for said in (
            f"Receipt number:  {reference}-1", version.digest, f"${version.application.requested:,}",
            "Sep 14, 2026, 12:00:00 PM EDT", f"/applications/{reference}/",
        ):  # fmt: skip
            assert said in email.body, said


def test_people_who_only_read_and_those_whose_role_ended_get_none():
    world = a_draft()
    member = next(member for member in world.application.participants.all() if not member.is_lead)
    of_member = {"district": member.district, "starts_on": "2020-01-01"}
    AppointmentFactory(**of_member, can_sign_applications=False, can_register_membership=False, user__email="r@x.org")
    AppointmentFactory(**of_member, can_sign_applications=True, ends_on="2025-01-01", user__email="e@x.org")

    submit_application(application=world.application, by=world.lead, at=WRITING)
    work()

    assert not receipts().filter(to__in=["r@x.org", "e@x.org"]).exists()


def test_two_clicks_send_one_receipt():
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    work()
    work()

    assert receipts().filter(to=world.lead.email).count() == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_receipts_cost_the_same_for_any_number_of_people(people, django_assert_num_queries):
    world = a_draft()
    member = next(member for member in world.application.participants.all() if not member.is_lead)
    for _ in range(people):
        AppointmentFactory(district=member.district, can_sign_applications=True, starts_on="2020-01-01")
    with django_assert_num_queries(32):
        version = submit_application(application=world.application, by=world.lead, at=WRITING)

    # Savepoint 2, the row; the version; the text, the districts, who may sign, and the emails. One more with schools.
    with django_assert_num_queries(8):
        assert write_receipts(submission=version, at=WRITING) == 4 + people


def test_a_worker_that_is_killed_while_it_writes_leaves_no_receipt_and_another_writes_each_once(monkeypatch):
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    written = rechecks.send_receipt

    def killed(version, *, at):
        written(version, at=at)
        raise OperationalError("the connection was closed")

    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "send_receipt", killed)
        with pytest.raises(OperationalError):
            work()
    assert not receipts().exists()

    work(WRITING + MINUTE)  # the killed worker still has the row
    assert not receipts().exists()
    work(WRITING + 2 * MINUTE)
    assert recipients(1) == once_each(world)


def test_a_worker_that_is_killed_after_the_receipts_has_them_written_by_no_other(monkeypatch):
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    def killed(*_args, **_when):
        raise OperationalError("the connection was closed")

    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "compare_round", killed)
        with pytest.raises(OperationalError):
            work()
    work(WRITING + 2 * MINUTE)

    assert recipients(1) == once_each(world)
    assert not Recheck.objects.exists()


def test_of_two_workers_with_the_same_submission_one_writes_the_receipts():
    world = a_draft()
    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    assert write_receipts(submission=version, at=WRITING) == 4
    assert write_receipts(submission=version, at=WRITING) == 0
    assert receipts().count() == 4


def test_receipts_that_fail_are_tried_again_later_and_prevent_no_others(monkeypatch, caplog):
    broken = a_draft()
    works = a_draft(competition=broken.competition)
    for world in (broken, works):
        submit_application(application=world.application, by=world.lead, at=WRITING)
    written = rechecks.send_receipt

    def fails(version, *, at):
        if version.application_id == broken.application.pk:
            raise ValueError("a text that no one expects")
        return written(version, at=at)

    with monkeypatch.context() as patch:
        patch.setattr(rechecks, "send_receipt", fails)
        work()
    assert "Receipts could not be written" in caplog.text
    assert recipients(1) == once_each(works)

    work(WRITING + MINUTE)
    assert recipients(1) == once_each(works) | once_each(broken)


def test_each_version_has_its_own_receipt_however_late_the_worker_comes():
    world = a_draft_with_a_plan()
    first = submit_application(application=world.application, by=world.lead, at=WRITING)
    reopen_application(application=world.application, by=world.lead, at=WRITING)
    left = world.participants[2]
    remove_member(participant=left, by=world.lead, at=WRITING)
    world.application.refresh_from_db()
    line = BudgetWords(line="Screens", amount=3_000, source="grant", payee=world.participants[0])
    save_budget_lines(application=world.application, lines=[line], by=world.lead, at=WRITING)
    again = WRITING + MINUTE
    second = submit_application(application=Application.objects.get(), by=world.lead, at=again)
    withdraw_application(application=Application.objects.get(), reason="Another round", by=world.lead, at=again)

    work(CLOSES)

    everyone = once_each(world)
    assert recipients(1) == everyone
    assert recipients(2) == {email: 1 for email in everyone if email != world.signers[2].email}
    said = {email.values["receipt"][-1]: email.body for email in receipts()}
    assert all(words in said["1"] for words in (first.digest, "$27,000", "12:00:00 PM EDT"))
    assert all(words in said["2"] for words in (second.digest, "$30,000", "12:01:00 PM EDT"))


def test_who_signed_for_a_member_on_the_day_of_the_submission_gets_the_receipt_that_is_written_later():
    world = a_draft()
    of_day = AppointmentFactory(
        district=world.districts[1], can_sign_applications=True, starts_on="2020-01-01", ends_on=WRITING.date()
    )
    submit_application(application=world.application, by=world.lead, at=WRITING)

    work(WRITING + datetime.timedelta(days=2))

    assert receipts().filter(to=of_day.user.email).count() == 1


def test_an_application_from_a_file_has_no_receipt_by_email():
    world = a_draft()
    submit_application(application=world.application, is_from_file=True, by=world.lead, at=WRITING)
    work()

    assert not receipts().exists()


def test_what_waits_from_the_release_before_sends_no_second_receipt_and_its_worker_takes_no_submission():
    """That release wrote the receipts in the request, and its worker would remove the row without writing any."""
    world = a_draft()
    version = submit_application(application=world.application, by=world.lead, at=WRITING)
    before = MigrationLoader(None).project_state([("grants", "0037_last_removed_lines")]).apps
    assert list(before.get_model("grants", "Recheck").objects.select_related("application")) == []

    Recheck.objects.all().delete()
    ask_to_compare(Version.objects.get(pk=version.pk).application, at=WRITING)
    work()

    assert not receipts().exists()


def test_the_receipt_is_the_first_thing_on_the_page_of_a_submitted_application(client):
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    page = shown(signed_in(client, world.lead).get(f"/applications/{world.application.reference}/"))

    assert page.index("Receipt number") < page.index("Sections")


def test_after_submission_the_sections_no_longer_say_how_far_they_are(client):
    world = a_draft()
    page = world.application.get_absolute_url()
    assert "Not started" in shown(signed_in(client, world.lead).get(page))

    submit_application(application=world.application, by=world.lead, at=WRITING)

    after = shown(signed_in(client, world.lead).get(page))
    assert "Not started" not in after
    assert "Written by" in after
