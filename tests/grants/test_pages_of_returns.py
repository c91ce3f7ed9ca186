"""The pages on which an officer asks, an applicant answers, and both read what changed."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from grants.actions.returns import withdraw_return
from grants.actions.review import start_review
from grants.models import ApplicationReturn
from grants.rules.returns import AskedQuestion
from portal.staff.pages.audit_log import UNSENT
from tests.factories import StateRoleFactory, UserFactory
from tests.grants.pages import file_of, queries_of, shown, signed_in
from tests.grants.returning import (
    ASKED,
    DAY,
    DUE,
    MONEY,
    SECOND,
    WORDS,
    a_submitted_application,
    change_answer,
    change_budget,
    give_back,
    send,
    write_answers,
)
from tests.grants.rounds import an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client):
    """A submitted application that its officer can return; the clock is one day after the round closed."""
    with time_machine.travel(ASKED, tick=False):
        world = a_submitted_application()
        world.client = client
        yield world


def as_user(world, person):
    return signed_in(world.client, person)


def officer_page(world):
    return reverse("review:review_return", args=[world.application.reference])


def applicant_page(world):
    return reverse("applicant:application_return", args=[world.application.reference])


def asked(**more):
    return {
        "count": "3", "due_at": "2026-10-08T17:00", "q1-section": "budget", "q1-text": MONEY.text, "q1-unlocks": "on",
        "q2-section": "question-3", "q2-text": WORDS.text, **more,
    }  # fmt: skip


def test_the_assigned_officer_asks_on_the_page_of_questions(world):
    browser = as_user(world, world.officer)
    assert "Don’t ask for anything that is missing" in shown(browser.get(officer_page(world)))

    answer = browser.post(officer_page(world), asked(), follow=True)

    assert "was returned" in shown(answer)
    assert "Answer due Oct 8, 2026, 5:00 PM EDT" in shown(answer)
    returned = ApplicationReturn.objects.get()
    assert [(one.section, one.unlocks) for one in returned.questions.all()] == [("budget", True), ("question-3", False)]


def test_another_question_is_added_without_losing_what_was_typed(world):
    answer = as_user(world, world.officer).post(officer_page(world), asked(add="1"))

    assert 'name="q4-text"' in answer.content.decode()
    assert MONEY.text in answer.content.decode()
    assert 'value="2026-10-08T17:00"' in answer.content.decode()
    assert not ApplicationReturn.objects.exists()


def test_what_is_wrong_is_said_above_the_form(world):
    answer = as_user(world, world.officer).post(officer_page(world), asked(due_at="2026-10-02T17:00"))

    assert "Choose a time at least 3 days from now." in shown(answer)
    assert MONEY.text in answer.content.decode()


def test_another_officer_reads_but_does_not_ask(world):
    give_back(world)
    other = an_officer()

    page = shown(as_user(world, other).get(officer_page(world)))

    assert MONEY.text in page
    assert "Only the officer who is assigned" in page
    assert "Return application" not in page
    assert "Withdraw questions" not in page


def test_the_lead_answers_changes_the_budget_and_sends(world):
    give_back(world)
    browser = as_user(world, world.lead)
    overview = shown(browser.get(world.application.get_absolute_url()))
    assert "The state has questions about this application. Answer by Oct 8, 2026, 5:00 PM EDT." in overview
    page = browser.get(applicant_page(world))
    assert reverse("applicant:application_budget", args=[world.application.reference]) in page.content.decode()
    change_budget(world)

    answer = browser.post(
        applicant_page(world), {"revision": "0", "answer-2": "The teacher visits.", "review": "1"}, follow=True
    )
    assert "The teacher visits." in shown(answer)
    assert "$27,000" in shown(answer)
    assert "$30,000" in shown(answer)
    done = browser.post(
        reverse("applicant:application_return_send", args=[world.application.reference]),
        {"seen": answer.context["seen"]},
        follow=True,
    )

    assert "Your answer was sent to the state as version 2." in shown(done)
    page = shown(as_user(world, world.officer).get(officer_page(world)))
    assert "The teacher visits." in page
    assert "with version 2" in page
    assert "$30,000" in page


def test_officials_do_not_see_answers_before_they_are_sent(world):
    give_back(world)
    write_answers(world, {2: "The teacher visits."}, at=ASKED)

    assert "The teacher visits." not in shown(as_user(world, world.officer).get(officer_page(world)))
    assert "The teacher visits." in shown(as_user(world, world.signers[1]).get(applicant_page(world)))


def test_an_answer_that_lacks_something_says_what(world):
    give_back(world)

    page = shown(
        as_user(world, world.lead).get(reverse("applicant:application_return_send", args=[world.application.reference]))
    )

    assert "Answer question 1, or change the section “Budget.”" in page
    assert "Send answer to the state" not in page


def test_the_second_of_two_writers_keeps_both_texts(world):
    give_back(world, WORDS)
    browser = as_user(world, world.lead)
    write_answers(world, {1: "All of it."}, at=ASKED)

    answer = browser.post(applicant_page(world), {"revision": "0", "answer-1": "Half of it."})

    assert answer.status_code == 409
    assert "Nothing was overwritten" in shown(answer)
    assert "Half of it." in answer.content.decode()


def test_only_the_unlocked_sections_have_buttons(world):
    give_back(world, MONEY)
    browser, reference = as_user(world, world.lead), world.application.reference

    budget = shown(browser.get(reverse("applicant:application_budget", args=[reference])))
    assert "Add budget line" in budget
    assert "Changes count only after an authorized signer for the lead district sends the answer." in budget
    assert "Add partner" not in shown(browser.get(reverse("applicant:section_partners", args=[reference])))
    page = browser.get(reverse("applicant:section_detail", args=[reference, "question-1"]))
    assert "Save and mark as ready" not in shown(page)


def test_an_unlocked_question_can_be_written(world):
    give_back(world, AskedQuestion("question-1", "Who?", unlocks=True))
    browser, reference = as_user(world, world.lead), world.application.reference

    assert "Save and mark as ready" in shown(
        browser.get(reverse("applicant:section_detail", args=[reference, "question-1"]))
    )


def test_time_that_is_over_is_said_on_both_sides(world):
    give_back(world)
    with time_machine.travel(DUE + SECOND, tick=False):
        assert "Not answered by Oct 8" in shown(as_user(world, world.officer).get(officer_page(world)))
        assert "Not answered by Oct 8" in shown(as_user(world, world.lead).get(applicant_page(world)))
        budget = reverse("applicant:application_budget", args=[world.application.reference])
        assert "without changes you didn’t send." in shown(as_user(world, world.lead).get(budget))
        desk = as_user(world, world.officer).get(reverse("review:review_desk", args=[world.application.reference]))
        assert "The applicant didn’t answer by Oct 8" in shown(desk)


def test_the_queue_says_who_waits_and_filters_by_it(world):
    browser, queue = as_user(world, world.officer), reverse("review:review_list")
    assert "No applications match" in shown(browser.get(queue, {"status": "returned"}))
    give_back(world)

    assert "waiting for the applicant until Oct 8, 2026" in shown(browser.get(queue, {"status": "returned"}))
    [row] = file_of(browser)
    assert (row["waiting for the applicant"], row["answers due"][:10]) == ("yes", "2026-10-08")
    with time_machine.travel(DUE + SECOND, tick=False):
        browser = as_user(world, world.officer)
        assert "not answered by Oct 8, 2026" in shown(browser.get(queue))
        assert [row["waiting for the applicant"] for row in file_of(browser)] == ["no"]


def test_my_work_of_both_names_the_questions(world):
    give_back(world)

    assert "Answer the state’s questions about application" in shown(as_user(world, world.lead).get("/my/"))
    assert "Waiting for the applicant’s answer until Oct 8" in shown(as_user(world, world.officer).get("/my/"))


def test_my_work_of_a_member_that_does_not_lead_says_that_the_state_has_questions(world):
    give_back(world)
    page = shown(as_user(world, world.signers[1]).get(reverse("my:dashboard")))

    assert "The lead district answers them by Oct 8, 2026, 5:00 PM EDT." in page
    assert "you’ll see it here" not in page


def details_in_the_log(world, event):
    auditor = StateRoleFactory(role=Role.AUDITOR).user
    rows = as_user(world, auditor).get(reverse("staff:audit_log"), {"event": event}).context_data["rows"]
    return dict(rows[0].details)


def test_auditors_read_what_was_changed_once_the_answer_is_sent(world):
    give_back(world)
    change_budget(world, amount=31_000)
    write_answers(world, {1: "The lead pays.", 2: "Used by all."})

    with time_machine.travel(DUE + SECOND, tick=False):
        assert details_in_the_log(world, "budget") == {"details": UNSENT}
        assert details_in_the_log(world, "application.returned")["number"] == 1
    send(world)
    with time_machine.travel(DUE + SECOND, tick=False):
        assert "31000" in str(details_in_the_log(world, "budget"))


def test_the_officer_gives_more_time_and_withdraws_on_pages(world):
    give_back(world)
    browser, reference = as_user(world, world.officer), world.application.reference

    answer = browser.post(
        reverse("review:review_return_extend", args=[reference]), {"due_at": "2026-10-10T17:00"}, follow=True
    )
    assert "Answer due Oct 10" in shown(answer)
    answer = browser.post(
        reverse("review:review_return_withdraw", args=[reference]), {"reason": "The plan answers it."}, follow=True
    )
    assert "Reason: The plan answers it." in shown(answer)
    assert browser.get(reverse("review:review_return_extend", args=[reference])).status_code == 404


def test_the_new_version_has_the_questions_on_its_paper(world):
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."}, at=ASKED)
    send(world, at=ASKED)

    printed = as_user(world, world.officer).get(
        reverse("review:review_print", args=[world.application.reference]), {"version": "2"}
    )

    assert "All of it." in shown(printed)


def test_the_desk_offers_to_continue_with_the_answer(world):
    start_review(application=world.application, by=world.officer, at=ASKED)
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."}, at=ASKED)
    send(world, at=ASKED)
    browser, reference = as_user(world, world.officer), world.application.reference
    assert "Continue with version 2" in shown(browser.get(reverse("review:review_desk", args=[reference])))

    answer = browser.post(reverse("review:review_continue", args=[reference]), follow=True)

    assert "All your marks were kept." in shown(answer)
    assert "Continue with version 2" not in shown(answer)


def test_other_applicants_learn_nothing(world):
    give_back(world)
    outsider = UserFactory()

    for address in (applicant_page(world), officer_page(world)):
        assert as_user(world, outsider).get(address).status_code in (403, 404)


@pytest.mark.parametrize("address", [officer_page, applicant_page])
def test_pages_read_the_same_for_one_return_and_for_three(world, address):
    reader = as_user(world, world.officer if address is officer_page else world.lead)

    def one_more():
        give_back(world, WORDS, due_at=ASKED + 9 * DAY)
        write_answers(world, {1: "All of it."}, at=ASKED)
        send(world, at=ASKED)

    one_more()
    first = queries_of(reader, address(world))
    one_more()
    give_back(world, MONEY, WORDS, AskedQuestion("", "And?"))
    withdraw_return(returned=world.returned, reason="Enough", by=world.officer, at=ASKED)

    assert len(queries_of(reader, address(world))) == len(first)


def test_after_questions_were_withdrawn_the_pages_say_what_became_of_the_changes(world):
    give_back(world)
    change_budget(world, 31_415, at=ASKED)
    browser = as_user(world, world.lead)
    assert "didn’t send" not in shown(browser.get(applicant_page(world)))
    withdraw_return(returned=world.returned, reason="The plan answers it.", by=world.officer, at=ASKED)
    overview, budget = (
        reverse(f"applicant:{name}", args=[world.application.reference])
        for name in ("application_detail", "application_budget")
    )

    for address in (overview, budget):
        words = shown(browser.get(address))
        assert "The state withdrew its questions" in words
        assert "The state reviews the version you submitted, without changes you didn’t send." in words
        assert applicant_page(world) in browser.get(address).text
    page = browser.get(applicant_page(world))
    assert "Changes you didn’t send to the state" in shown(page)
    (difference,) = page.context["unsent"]
    assert difference.title == "Budget"
    assert "31,415" in shown(page)
    desk = as_user(world, world.officer).get(officer_page(world))
    assert "31,415" not in shown(desk)


def test_changes_of_an_earlier_return_can_be_sent_once_the_section_is_unlocked_again(world):
    give_back(world)
    change_budget(world, 31_415, at=ASKED)
    withdraw_return(returned=world.returned, reason="A typo.", by=world.officer, at=ASKED)
    give_back(world, MONEY)

    page = as_user(world, world.lead).get(applicant_page(world))

    assert page.context["unsent"] == []
    assert "withdrew" not in shown(
        as_user(world, world.lead).get(reverse("applicant:application_budget", args=[world.application.reference]))
    )


def test_after_an_answer_nothing_is_left_that_was_not_sent(world):
    give_back(world, MONEY)
    change_budget(world, 31_415, at=ASKED)
    send(world, at=ASKED)

    assert as_user(world, world.lead).get(applicant_page(world)).context["unsent"] == []


def test_before_sending_the_lead_reads_the_findings_that_the_answer_adds_and_how_to_explain_them(world):
    give_back(world, AskedQuestion("question-1", "Who shares the room?", unlocks=True))
    findings = reverse("applicant:application_findings", args=[world.application.reference])
    sending = reverse("applicant:application_return_send", args=[world.application.reference])
    browser = as_user(world, world.lead)
    before = browser.get(sending).context["new_findings"]
    change_answer(world, 1, "All 27 districts share a room.", at=ASKED)

    page = browser.get(sending)

    added = [one for one in page.context["new_findings"] if one not in before]
    assert len(added) == 1
    assert "27" in added[0]
    words = shown(page)
    assert added[0] in words
    assert "To explain a finding, include the explanation in your answer to a question." in words
    assert (
        "Explanations are locked while the state is waiting for your answer. The ones you submitted count. "
        "If your answer adds a finding, explain it in your answer to a question."
    ) in shown(browser.get(findings))
    assert added[0] not in [one.sentence for one in world.application.findings.standing()]
    write_answers(world, {1: "Ohio counts 27; we are fewer."}, at=ASKED)
    send(world, at=ASKED)
    assert added[0] in [one.sentence for one in world.application.findings.standing()]
    assert "Explanations are locked" not in shown(browser.get(findings))
