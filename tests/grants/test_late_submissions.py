"""Submitting after the deadline: an applicant asks, an administrator answers, and reviewers read who and why."""

import datetime

import pytest
import time_machine

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import reopen_application, submit_application
from grants.actions.late import answer_late_request, ask_to_submit_late
from grants.actions.officers import assign_application
from grants.actions.review import record_determination, start_review
from grants.actions.withdrawal import withdraw_application
from grants.models import LateRequest
from tests.factories import AppointmentFactory
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING, a_draft, a_draft_with_a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)
LATER = CLOSES + DAY
UNTIL = CLOSES + 3 * DAY
REASON = "Our network was down from 3:00 to 6:00 p.m."
ANSWER = "The carrier confirmed the outage."


@pytest.fixture
@kept
def world():
    """A draft with a plan that nobody submitted; the round has closed."""
    world = a_draft_with_a_plan()
    world.administrator = an_officer(Role.ADMINISTRATOR)
    return world


def ask(world, by=None, at=LATER, reason=REASON):
    return ask_to_submit_late(application=world.application, reason=reason, by=by or world.lead, at=at)


def answer(world, request, *, accepts=True, until=UNTIL, reason=ANSWER, by=None, at=LATER):
    by = by or world.administrator
    return answer_late_request(request=request, accepts=accepts, until=until, reason=reason, by=by, at=at)


def submit(world, at=UNTIL):
    return submit_application(application=world.application, by=world.lead, at=at)


def test_an_administrator_accepts_one_application_until_a_moment(world):
    answer(world, ask(world))

    version = submit(world, at=UNTIL)

    assert version.sealed_at == UNTIL
    assert version.content["late"] == {
        "until": "2026-10-03T21:00:00+00:00",
        "accepted_by": world.administrator.name,
        "accepted_at": "2026-10-01T21:00:00+00:00",
        "reason": ANSWER,
    }
    entry = Entry.objects.get(event="application.late_accepted")
    assert entry.detail["reason"] == ANSWER
    assert entry.detail["until"].startswith("2026-10-03")


def test_a_second_after_that_moment_it_is_too_late_again(world):
    answer(world, ask(world))

    with pytest.raises(Unready, match=r"The state accepted this application until Oct 3, 2026, 5:00 PM EDT"):
        submit(world, at=UNTIL + SECOND)


def test_nothing_changes_for_other_applications(world):
    other = a_draft(competition=world.competition)
    answer(world, ask(world))

    with pytest.raises(Unready, match="This round closed"):
        submit(other, at=LATER)


def test_what_is_submitted_late_is_not_reopened(world):
    answer(world, ask(world))
    submit(world, at=LATER + DAY)

    with pytest.raises(Unready, match="This round closed"):
        reopen_application(application=world.application, by=world.lead, at=LATER + DAY)


def test_only_those_who_submit_ask_and_only_with_a_reason(world):
    for person in (world.signers[1], world.treasurer, world.administrator):
        with pytest.raises(Refused):
            ask(world, by=person)
    with pytest.raises(Unready, match="Enter the reason"):
        ask(world, reason="  ")


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (CLOSES, "can still be submitted"),
        (CLOSES + SECOND, ""),
        (CLOSES + 14 * DAY, ""),
        (CLOSES + 14 * DAY + SECOND, "no longer accept late applications"),
    ],
)
def test_they_ask_from_the_deadline_until_two_weeks_later(world, at, problem):
    if not problem:
        assert ask(world, at=at).is_waiting
        return
    with pytest.raises(Unready, match=problem):
        ask(world, at=at)


def test_a_reopened_application_counts_as_last_submitted_and_is_not_late(world):
    submit(world, at=WRITING)
    reopen_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="The version that you submitted last counts"):
        ask(world)


def test_one_request_waits_at_a_time_and_the_third_answer_is_final(world):
    for _ in range(3):
        request = ask(world)
        with pytest.raises(Unready, match="You already asked"):
            ask(world)
        answer(world, request, accepts=False)

    with pytest.raises(Unready, match="You asked 3 times"):
        ask(world)


def test_no_application_is_let_in_after_a_determination_in_its_round(world):
    officer = an_officer()
    with_plan = a_draft(competition=world.competition)
    submit(with_plan, at=WRITING)
    request = ask(world)
    with time_machine.travel(LATER, tick=False):
        assign_application(application=with_plan.application, by=officer, at=LATER)
        review = start_review(application=with_plan.application, by=officer, at=LATER)
        words = {"reasons": "It names some of the plan.", "unmarked_reason": "The rest is blank."}
        record_determination(review=review, verdict="partly", **words, by=officer, at=LATER)

    with pytest.raises(Unready, match="no longer accept late applications"):
        answer(world, request)
    answer(world, request, accepts=False)  # but the applicant gets an answer


def test_a_determination_after_the_answer_takes_nothing_back(world):
    officer, with_plan = an_officer(), a_draft(competition=world.competition)
    submit(with_plan, at=WRITING)
    answer(world, ask(world))
    with time_machine.travel(LATER, tick=False):
        review = start_review(application=with_plan.application, by=officer, at=LATER)
        words = {"reasons": "It names some of the plan.", "unmarked_reason": "The rest is blank."}
        record_determination(review=review, verdict="partly", **words, by=officer, at=LATER)

    assert submit(world).number == 1


@pytest.mark.parametrize(
    ("until", "problem"),
    [
        (None, "Enter the last date and time"),
        (LATER, "in the future"),
        (CLOSES + 14 * DAY + SECOND, "at most 14 days after the deadline"),
    ],
)
def test_the_moment_is_in_the_future_and_within_two_weeks(world, until, problem):
    with pytest.raises(Unready, match=problem):
        answer(world, ask(world), until=until)


def test_the_last_moment_is_two_weeks_after_the_deadline(world):
    answer(world, ask(world), until=CLOSES + 14 * DAY)

    assert submit(world, at=CLOSES + 14 * DAY).number == 1


def test_an_answer_needs_a_reason_and_is_given_once(world):
    request = ask(world)
    with pytest.raises(Unready, match="Enter the reason"):
        answer(world, request, reason=" ")
    answer(world, request, accepts=False)

    with pytest.raises(Unready, match="already answered"):
        answer(world, request)
    with pytest.raises(Unready, match="This round closed"):
        submit(world, at=LATER)


def test_who_applies_in_the_round_or_acted_for_a_member_does_not_decide(world):
    request = ask(world)
    rival = a_draft(competition=world.competition)
    of_rival, of_member = an_officer(Role.ADMINISTRATOR), an_officer(Role.ADMINISTRATOR)
    AppointmentFactory(district=rival.districts[1], user=of_rival)
    AppointmentFactory(district=world.districts[2], user=of_member)

    for person in (of_rival, of_member):
        with pytest.raises(Refused, match="another administrator decides"):
            answer(world, request, by=person)
        assert not LateRequest.objects.answerable_by(person).exists()
    with pytest.raises(Refused, match="Only administrators"):
        answer(world, request, by=an_officer())
    assert LateRequest.objects.answerable_by(world.administrator).get() == request


def test_those_who_may_answer_are_told_and_then_every_members_people(world):
    conflicted = an_officer(Role.ADMINISTRATOR)
    AppointmentFactory(district=world.districts[2], user=conflicted)

    request = ask(world)
    asked = OutgoingEmail.objects.filter(kind="application: asks to submit late")
    assert {email.to for email in asked} == {world.administrator.email}
    assert REASON not in asked[0].body
    answer(world, request)

    told = OutgoingEmail.objects.filter(kind="application: late request answered")
    assert {email.to for email in told} >= {signer.email for signer in world.signers}


def test_signatures_by_then_are_not_late(world):
    answer(world, ask(world))

    assert submit(world).content["competition"]["ends_at"] == "2026-10-03T21:00:00+00:00"


# ---- pages ----


def test_the_applicant_asks_and_reads_the_answer_where_it_submits(world, client):
    page = world.application.get_absolute_url()
    with time_machine.travel(LATER, tick=False):
        lead = signed_in(client, world.lead)
        assert f"{page}late/" in lead.get(page).text
        assert lead.post(f"{page}late/", {"reason": ""}).status_code == 409
        lead.post(f"{page}late/", {"reason": REASON})
        waiting = lead.get(page)
        assert "You asked to submit late" in shown(waiting)
        assert f"{page}late/" not in waiting.text
        answer(world, LateRequest.objects.get())
        for address in (page, f"{page}submit/"):
            assert "You can submit this application until Oct 3, 2026, 5:00 PM EDT" in shown(lead.get(address))
            assert "Deadline: Oct 3, 2026, 5:00 PM EDT" in shown(lead.get(address))
        before = lead.get(f"{page}submit/")
        assert f"Submit {world.application.reference}" in before.text
    with time_machine.travel(UNTIL, tick=False):
        seen, lead = before.context["seen"], signed_in(client, world.lead)
        assert lead.post(f"{page}submit/", {"seen": seen}).status_code == 302
        receipt = shown(lead.get(page))

    assert f"Accepted late by {world.administrator.name} on Oct 1, 2026, 5:00 PM EDT" in receipt
    assert ANSWER in receipt


def test_a_declined_request_says_why_and_the_round_stays_closed(world, client):
    page = world.application.get_absolute_url()
    answer(world, ask(world), accepts=False)

    with time_machine.travel(LATER, tick=False):
        overview = shown(signed_in(client, world.lead).get(page))
        member = shown(signed_in(client, world.signers[1]).get(page))
    for read in (overview, member):
        assert "The state doesn’t accept this application late" in read
        assert ANSWER in read
        assert "This round is closed" in read
    assert "Ask to submit late" in overview
    assert "Ask to submit late" not in member


def test_administrators_see_the_request_and_nothing_else_of_the_draft(world, client):
    ask(world)
    with time_machine.travel(LATER, tick=False):
        administrator = signed_in(client, world.administrator)
        assert "1 applicant asks to submit late." in shown(administrator.get("/my/"))
        listed = shown(administrator.get("/reviews/late/"))
        address = f"/reviews/{world.application.reference}/late/"
        asked = shown(administrator.get(address))
        assert administrator.get(world.application.get_absolute_url()).status_code == 404
        assert administrator.get(f"/reviews/{world.application.reference}/").status_code == 404
        unsure = administrator.post(address, {"accepts": "yes", "until": "", "reason": ANSWER})
        assert "Enter the last date and time to submit the application." in shown(unsure)
        administrator.post(address, {"accepts": "yes", "until": "2026-10-03T17:00", "reason": ANSWER})
        after = shown(administrator.get("/reviews/late/"))

    for read in (listed, asked):
        assert REASON in read
        assert str(world.districts[0]) in read
        assert "Shared calculus" not in read
        assert "27,000" not in read
    assert f"Accepted until Oct 3, 2026, 5:00 PM EDT by {world.administrator.name}" in after
    world.application.refresh_from_db()
    assert world.application.late_until == UNTIL


def test_reviewers_read_who_accepted_it_late_on_the_desk_and_on_paper(world, client):
    answer(world, ask(world))
    submit(world)
    with time_machine.travel(UNTIL + DAY, tick=False):
        officer = signed_in(client, an_officer())
        desk = officer.get(f"/reviews/{world.application.reference}/")
        paper = officer.get(f"/reviews/{world.application.reference}/print/")

    for read in (desk, paper):
        assert f"Accepted late by {world.administrator.name}" in shown(read)
        assert ANSWER in shown(read)


def test_a_withdrawn_draft_waits_for_no_answer(world, client):
    ask(world)
    withdraw_application(application=world.application, by=world.lead, at=LATER)

    with time_machine.travel(LATER, tick=False):
        administrator = signed_in(client, world.administrator)
        assert administrator.get(f"/reviews/{world.application.reference}/late/").status_code == 404
        assert "asks to submit late" not in shown(administrator.get("/my/"))


@pytest.mark.parametrize("requests", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, requests):
    for number in range(requests):
        world = a_draft(competition=a_round(f"Round {number}"))
        ask(world)
    with time_machine.travel(LATER, tick=False):
        reader = signed_in(client, an_officer(Role.ADMINISTRATOR))
        assert len(queries_of(reader, "/reviews/late/")) == 3  # the reader's appointments, requests, leads
