"""Withdrawing an application: by its lead, with a reason, until there is a determination; undone within a day."""

import datetime

import pytest
import time_machine

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import reopen_application, start_application, submit_application
from grants.actions.officers import assign_application
from grants.actions.review import record_determination, start_review
from grants.actions.withdrawal import restore_application, withdraw_application
from grants.models import Application
from grants.reads.amendments import amendment_facts
from grants.reads.withdrawal import problems_before_withdrawing
from grants.rules.amendments import problems_with_amending
from grants.states import Status
from tests.factories import AppointmentFactory
from tests.grants.builders import an_application
from tests.grants.deciding import LATER, decided, released
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_draft, a_draft_with_a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
AFTER_CLOSE = CLOSES + datetime.timedelta(days=1)
REASON = "Two boards voted against the match."
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(hours=24)


@pytest.fixture
@kept
def world():
    """A submitted application of three members; the round has closed, and an officer is assigned."""
    world = a_draft_with_a_plan()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    world.officer = an_officer()
    assign_application(application=world.application, by=world.officer, at=AFTER_CLOSE)
    return world


def withdraw(world, reason=REASON, by=None, at=AFTER_CLOSE):
    return withdraw_application(application=world.application, reason=reason, by=by or world.lead, at=at)


def determine(review, by):
    words = {"reasons": "It names some of the plan.", "unmarked_reason": "The rest is blank."}
    return record_determination(review=review, verdict="partly", **words, by=by, at=AFTER_CLOSE)


def status():
    return Application.objects.get().status


def test_an_application_under_review_is_withdrawn_with_a_reason(world):
    with pytest.raises(Unready, match="Enter the reason"):
        withdraw(world, reason="  ")
    withdraw(world)

    assert status() == Status.WITHDRAWN
    assert world.application.steps.last().reason == REASON
    assert Entry.objects.get(event="application.withdrawn").detail["reason"] == REASON


def test_a_draft_that_was_never_submitted_needs_no_reason():
    world = a_draft()
    withdraw(world, reason="", at=WRITING)

    assert status() == Status.WITHDRAWN


def test_a_member_and_a_treasurer_cannot_withdraw_it(world):
    for person in (world.signers[1], world.treasurer, world.officer):
        with pytest.raises(Refused, match="submit, reopen, or withdraw"):
            withdraw(world, by=person)


def test_a_lead_that_fears_the_determination_withdraws_before_it_or_never(world):
    with time_machine.travel(AFTER_CLOSE, tick=False):
        review = start_review(application=world.application, by=world.officer, at=AFTER_CLOSE)
        record_determination(
            review=review,
            verdict="not_explained",
            reasons="It names no plan at all.",
            unmarked_reason="Blank.",
            by=world.officer,
            at=AFTER_CLOSE,
        )

    with pytest.raises(Unready, match="An officer recorded a determination"):
        withdraw(world)
    assert status() == Status.UNDER_REVIEW


def test_no_determination_follows_a_withdrawal(world):
    review = start_review(application=world.application, by=world.officer, at=AFTER_CLOSE)
    withdraw(world)

    with pytest.raises(Unready, match="This application was withdrawn"):
        record_determination(
            review=review,
            verdict="explained",
            reasons="It names the whole plan.",
            unmarked_reason="Blank.",
            by=world.officer,
            at=AFTER_CLOSE,
        )


def test_marks_and_versions_are_kept_and_nothing_is_counted(world, client):
    start_review(application=world.application, by=world.officer, at=AFTER_CLOSE)
    withdraw(world)

    assert world.application.versions.count() == 1
    assert world.application.reviews.count() == 1
    assert Application.objects.submitted().count() == 0
    with time_machine.travel(AFTER_CLOSE, tick=False):
        assert signed_in(client, world.officer).get(f"/reviews/{world.application.reference}/").status_code == 404


def test_the_people_of_all_members_and_the_officer_are_told_once_and_not_who_did_it(world):
    AppointmentFactory(district=world.districts[1], user=world.signers[2])  # acts for two members
    withdraw(world)

    told = OutgoingEmail.objects.filter(kind="application: withdrawn")
    assert {email.to_user for email in told} == {world.treasurer, world.signers[1], world.signers[2], world.officer}
    assert told.count() == 4
    assert REASON in told.first().body


@pytest.mark.parametrize("before", ["submitted", "reopened", "draft"])
def test_undoing_leads_back_to_where_it_was(before):
    world = a_draft_with_a_plan()
    if before != "draft":
        submit_application(application=world.application, by=world.lead, at=WRITING)
    if before == "reopened":
        reopen_application(application=world.application, by=world.lead, at=WRITING)
    withdraw(world, at=WRITING)
    restore_application(application=world.application, by=world.lead, at=WRITING + DAY)

    assert status() == before


def test_undoing_keeps_the_officer_and_the_review(world):
    start_review(application=world.application, by=world.officer, at=AFTER_CLOSE)
    withdraw(world)
    application = restore_application(application=world.application, by=world.lead, at=AFTER_CLOSE + HOUR)

    assert (application.status, application.assigned_to) == (Status.UNDER_REVIEW, world.officer)
    assert OutgoingEmail.objects.filter(kind="application: restored", to_user=world.signers[1]).count() == 1


def test_after_a_day_only_an_administrator_undoes_it_and_says_why(world):
    withdraw(world)
    administrator, late = an_officer(Role.ADMINISTRATOR), AFTER_CLOSE + DAY + datetime.timedelta(seconds=1)

    with pytest.raises(Unready, match="24 hours"):
        restore_application(application=world.application, by=world.lead, at=late)
    with pytest.raises(Refused):
        restore_application(application=world.application, reason="I like it", by=world.officer, at=late)
    with pytest.raises(Unready, match="Enter the reason"):
        restore_application(application=world.application, by=administrator, at=late)
    restore_application(application=world.application, reason="Withdrawn by mistake", by=administrator, at=late)

    assert status() == Status.UNDER_REVIEW


def test_an_administrator_does_not_restore_an_application_of_an_own_district(world):
    administrator = an_officer(Role.ADMINISTRATOR)
    AppointmentFactory(district=world.districts[2], user=administrator)
    Application.objects.update(first_submitted_at=AFTER_CLOSE + DAY)
    withdraw(world)

    with pytest.raises(Refused, match="another administrator decides"):
        restore_application(application=world.application, reason="Ours", by=administrator, at=AFTER_CLOSE)


def test_a_lead_that_is_restored_against_its_will_withdraws_again(world):
    withdraw(world)
    by_office = {"by": an_officer(Role.ADMINISTRATOR), "at": AFTER_CLOSE + HOUR}
    restore_application(application=world.application, reason="Please stay", **by_office)
    withdraw(world, at=AFTER_CLOSE + 2 * HOUR)

    assert status() == Status.WITHDRAWN


def test_a_withdrawal_is_not_undone_beside_a_newer_application_of_the_round():
    world = a_draft(competition=(competition := a_round()))
    withdraw(world, at=WRITING)
    newer = start_application(competition=competition, consortium=world.consortium, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match=f"started another application in this round: {newer.reference}"):
        restore_application(application=world.application, by=world.lead, at=WRITING)


def test_what_is_not_withdrawn_is_not_restored(world):
    with pytest.raises(Unready, match="isn’t withdrawn"):
        restore_application(application=world.application, by=world.lead, at=AFTER_CLOSE)


# ---- pages ----


def test_the_lead_withdraws_and_undoes_it_on_the_pages(world, client):
    page = world.application.get_absolute_url()
    with time_machine.travel(AFTER_CLOSE, tick=False):
        lead = signed_in(client, world.lead)
        assert "Withdraw application" in lead.get(page).text
        assert lead.post(f"{page}withdraw/", {"reason": ""}).status_code == 409
        lead.post(f"{page}withdraw/", {"reason": REASON})
        after = lead.get(page)

        assert f"Withdrawn by {world.lead.name}. Reason: {REASON}" in shown(after)
        assert "Undo withdrawal" in after.text
        lead.post(f"{page}restore/")
        assert status() == Status.UNDER_REVIEW
        assert "Undo withdrawal" not in lead.get(page).text


def test_buttons_ask_the_rules(world, client):
    page = world.application.get_absolute_url()
    with time_machine.travel(AFTER_CLOSE, tick=False):
        assert f"{page}withdraw/" not in signed_in(client, world.signers[1]).get(page).text
        determined_by = start_review(application=world.application, by=world.officer, at=AFTER_CLOSE)
        record_determination(
            review=determined_by,
            verdict="partly",
            reasons="It names some of the plan.",
            unmarked_reason="Time.",
            by=world.officer,
            at=AFTER_CLOSE,
        )
        lead = signed_in(client, world.lead)
        assert f"{page}withdraw/" not in lead.get(page).text
        assert "An officer recorded a determination" in shown(lead.get(f"{page}withdraw/"))
    withdrawn = a_draft(competition=a_round("Another fund"))
    withdraw(withdrawn, at=WRITING)
    page = withdrawn.application.get_absolute_url()
    with time_machine.travel(WRITING + DAY + HOUR, tick=False):
        assert f"{page}restore/" not in signed_in(client, withdrawn.lead).get(page).text


def test_officials_read_the_list_and_administrators_restore(world, client):
    withdraw(world)
    reference = world.application.reference
    with time_machine.travel(AFTER_CLOSE, tick=False):
        officer = signed_in(client, world.officer).get("/reviews/withdrawn/")
        assert REASON in shown(officer)
        assert f"/reviews/{reference}/restore/" not in officer.text
        administrator = signed_in(client, an_officer(Role.ADMINISTRATOR))
        assert f"/reviews/{reference}/restore/" in administrator.get("/reviews/withdrawn/").text
        administrator.post(f"/reviews/{reference}/restore/", {"reason": "Withdrawn by mistake"})

    assert status() == Status.UNDER_REVIEW


def test_officials_of_a_member_do_not_see_that_it_was_withdrawn(world, client):
    conflicted = an_officer()
    AppointmentFactory(district=world.districts[1], user=conflicted)
    Application.objects.update(first_submitted_at=AFTER_CLOSE + DAY)
    withdraw(world)

    with time_machine.travel(AFTER_CLOSE, tick=False):
        page = signed_in(client, conflicted).get("/reviews/withdrawn/")
    assert world.application.reference not in page.text


@pytest.mark.parametrize("applications", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, applications):
    for number in range(applications):
        world = a_draft(competition=a_round(f"Round {number}"))
        submit_application(application=world.application, by=world.lead, at=WRITING)
        withdraw(world, at=WRITING)
    with time_machine.travel(AFTER_CLOSE, tick=False):
        reader = signed_in(client, an_officer())
        assert len(queries_of(reader, "/reviews/withdrawn/")) == 3  # the reader's appointments, applications, steps


@pytest.mark.parametrize(("outcome", "is_over"), [("no", True), ("yes", True), ("hold", False), ("edit", False)])
def test_an_application_is_not_withdrawn_or_amended_after_a_decision_that_settles_it(outcome, is_over):
    application = an_application()
    at = LATER + datetime.timedelta(days=1)
    assert problems_before_withdrawing(application) == []
    decided(application, outcome, conditions="Name who pays." if outcome == "edit" else "")
    assert problems_before_withdrawing(application) == []  # nobody learns it from a button before the release
    released(application.competition)

    assert (problems_before_withdrawing(application) != []) is is_over
    is_refused = problems_with_amending(amendment_facts(application), at) != []
    assert is_refused is (outcome == "no")
