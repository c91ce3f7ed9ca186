"""Findings and questions: who sees which, how officers respond, and checks that ask questions in a round instead."""

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.checks import set_rule_strength
from grants.actions.findings import explain_finding
from grants.actions.rechecks import do_due_rechecks
from grants.actions.review import answer_finding, start_review
from grants.reads.checks import CheckCounts, counts_of_checks
from tests.grants.builders import a_case, an_administrator, an_application, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.ridge_rivers import NOW
from tests.grants.walking import WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db
RULE = "unsigned"


def an_application_that_lacks_signatures():
    """Three members of whom none signed: three findings."""
    return an_application(3, signatures=[])


def ask_only(competition, *, by=None, only_asks=True, reason="Wrong in four of ten.", rule=RULE, at=NOW):
    by = by or an_administrator()
    return set_rule_strength(competition=competition, rule=rule, only_asks=only_asks, reason=reason, by=by, at=at)


def counts_of(application):
    application.refresh_from_db()
    standing = application.findings.standing()
    rules = set(standing.counted().values_list("rule", flat=True))
    assert set(application.finding_rules.split()) == rules
    return standing.counted().count(), standing.filter(is_possible=True).count(), application.findings_count


@pytest.fixture(autouse=True)
def _with_a_worker(settings):
    settings.WORKER = True


def checked_again(at=NOW):
    return do_due_rechecks(clock=lambda: at)


# ---- a check that only asks


def test_findings_of_a_check_that_asks_questions_become_questions_when_they_are_checked_again():
    application = an_application_that_lacks_signatures()
    ask_only(application.competition)
    assert counts_of(application) == (3, 0, 3)

    checked_again()

    assert counts_of(application) == (0, 3, 0)


def test_it_reports_findings_again_with_their_responses_and_none_is_new():
    application = an_application_that_lacks_signatures()
    review = start_review(application=application, by=an_officer(), at=NOW)
    answer(review, application.findings.first(), "By letter.")
    ask_only(application.competition)
    checked_again()

    ask_only(application.competition, by=an_administrator("Una Reed"), only_asks=False, reason="Corrected.")
    checked_again()

    assert counts_of(application) == (3, 0, 3)
    assert application.findings.standing().get(answers__text="By letter.")
    assert application.new_findings_count == 0


def test_a_draft_has_questions_right_away():
    world = a_draft()
    world.application.participants.exclude(role="lead").update(name="Quarry Bend Local")
    ask_only(world.competition, rule="member-not-in-plan", at=WRITING)

    submit_application(application=world.application, by=world.lead, at=WRITING)

    found = world.application.findings.standing().filter(rule="member-not-in-plan")
    assert {finding.is_possible for finding in found} == {True}


def test_other_rounds_and_other_checks_stay_as_they_are():
    application = an_application_that_lacks_signatures()
    ask_only(a_round())
    ask_only(application.competition, by=an_administrator("Una Reed"), rule="above-ceiling")

    checked_again()

    assert counts_of(application) == (3, 0, 3)


def test_only_administrators_decide_it_with_a_reason_and_not_twice():
    competition = a_draft().competition

    with pytest.raises(Refused, match="Only administrators"):
        ask_only(competition, by=an_officer())
    with pytest.raises(Unready, match="Enter the reason"):
        ask_only(competition, reason="  ")
    with pytest.raises(Unready, match="There is no such check"):
        ask_only(competition, by=an_administrator("Una Reed"), rule="no-such-check")
    ask_only(competition, by=an_administrator("Ivo Lane"))
    with pytest.raises(Unready, match="already asks questions in this round"):
        ask_only(competition, by=an_administrator("Oda Pike"))


def test_the_change_is_logged_and_kept_with_its_reason():
    competition = a_draft().competition

    change = ask_only(competition)

    entry = Entry.objects.get(event="competition.check_set")
    assert (entry.detail["rule"], entry.detail["reason"]) == (RULE, "Wrong in four of ten.")
    assert (change.reason, change.only_asks) == ("Wrong in four of ten.", True)
    assert competition.rule_strength_changes.count() == 1


# ---- what officers say


def answer(review, finding, text, kind="considered", revision=0):
    return answer_finding(
        review=review, finding=finding, kind=kind, text=text, revision=revision, by=review.officer, at=NOW
    )


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("not_so", " ", "Explain what the check got wrong"),
        ("considered", "", "Enter your response"),
        ("wrong", "No.", "Choose considered, resolved, or incorrect"),
    ],
)
def test_only_a_resolved_finding_needs_no_explanation(kind, text, problem):
    application = an_application_that_lacks_signatures()
    review = start_review(application=application, by=an_officer(), at=NOW)

    with pytest.raises(Unready, match=problem):
        answer(review, application.findings.first(), text, kind)
    assert answer(review, application.findings.first(), "", "resolved").kind == "resolved"


def test_a_response_can_change_its_kind():
    application = an_application_that_lacks_signatures()
    review = start_review(application=application, by=an_officer(), at=NOW)
    first = answer(review, application.findings.first(), "It signed by letter.", "not_so")

    second = answer(review, application.findings.first(), "It signed by letter.", "considered", revision=1)

    assert (second.pk, second.kind, second.revision) == (first.pk, "considered", 2)


def test_counts_of_a_check_have_findings_questions_and_responses():
    application = an_application_that_lacks_signatures()
    ada = start_review(application=application, by=an_officer(), at=NOW)
    bea = start_review(application=application, by=an_officer("Bea Holm"), at=NOW)
    first, second, _third = application.findings.order_by("pk")
    answer(ada, first, "By letter.", "not_so")
    answer(bea, first, "By letter.", "not_so")
    answer(ada, second, "", "resolved")

    counts = counts_of_checks()[RULE, application.competition_id]

    assert counts == CheckCounts(findings=3, questions=0, responses=3, not_so=2)
    assert counts.share_not_so == pytest.approx(2 / 3)
    assert CheckCounts().share_not_so is None


# ---- pages


def test_the_desk_folds_questions_and_counts_them_apart(client):
    application = an_application_that_lacks_signatures()
    ask_only(application.competition)
    checked_again()

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/")

    words = shown(page)
    assert "The checks found nothing to point out. They can’t catch every contradiction." in words
    assert "3 questions to check. When a check isn’t sure, it asks a question." in words
    assert "Findings (0)" in words
    assert "With findings only (0)" in words
    assert '<details class="finding-questions">' in page.content.decode()
    assert "not signed" not in [word for row in page.context["rows"] for word, _anchor in row.notes]
    assert "0 findings" not in shown(client.get("/reviews/"))


def test_paper_lists_questions_apart_from_findings(client):
    application = an_application_that_lacks_signatures()
    ask_only(application.competition)
    checked_again()

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/print/"))

    assert "Findings (0)" in words
    assert "3 questions to check. A question isn’t a finding and isn’t counted as one." in words
    assert words.count("Question: ") == 3


def test_another_officers_response_shows_after_ones_own_determination(client):
    application = an_application_that_lacks_signatures()
    ada = start_review(application=application, by=an_officer(), at=NOW)
    answer(ada, application.findings.first(), "It signed by letter.", "not_so")
    desk = f"/reviews/{application.reference}/"

    assert "It signed by letter." not in shown(signed_in(client, an_officer("Bea Holm")).get(desk))
    assert "Your response: Incorrect. It signed by letter." in shown(signed_in(client, ada.officer).get(desk))
    words = shown(signed_in(client, an_administrator()).get(desk))
    assert "Response by Ada Winters: Incorrect. It signed by letter." in words


def test_the_applicant_sees_questions_folded_and_may_explain_them(client):
    world = a_draft()
    ask_only(world.competition, rule="member-not-in-narrative", at=WRITING)
    findings = f"/applications/{world.application.reference}/findings/"

    page = signed_in(client, world.lead).get(findings)
    explain_finding(
        application=world.application,
        rule="member-not-in-narrative",
        subject_key=world.participants[1].key,
        text="It is called the valley school.",
        by=world.lead,
        at=WRITING,
    )

    words = shown(page)
    assert "3 questions to check. When a check isn’t sure, it asks a question." in words
    assert "you don’t have to explain it" in words
    assert "3 questions to check." in shown(client.get(f"/applications/{world.application.reference}/plan/"))
    assert "It is called the valley school." in shown(client.get(findings))


def test_every_finding_links_to_what_the_help_says_about_its_check(client):
    application = an_application_that_lacks_signatures()

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert page.count('href="/help/checks/#unsigned"') == 3
    help_page = client.get("/help/checks/")
    assert 'id="unsigned"' in help_page.content.decode()
    assert "Not measured yet." in shown(help_page)


def test_the_page_of_accuracy_has_the_percentage_marked_incorrect_and_the_reasons(client):
    application = an_application_that_lacks_signatures()
    review = start_review(application=application, by=an_officer(), at=NOW)
    answer(review, application.findings.first(), "It signed by letter.", "not_so")
    signed_in(client, an_administrator())

    checks = shown(client.get("/staff/checks/"))
    check = shown(client.get(f"/staff/checks/{RULE}/"))

    assert "3 0 1 1 100%" in checks
    assert "It signed by letter." in check
    assert "Reports findings." in check


def test_an_administrator_has_a_check_ask_questions_and_changes_it_back(client):
    application = an_application_that_lacks_signatures()
    address = f"/staff/checks/{RULE}/{application.competition.slug}/"
    signed_in(client, an_administrator())

    assert "There is a problem" in shown(client.post(address, {"reason": ""}))
    words = shown(client.post(address, {"reason": "Often wrong.", "only_asks": "True"}, follow=True))
    assert "now asks questions in" in words
    assert "Often wrong." in words
    words = shown(client.post(address, {"reason": "Corrected.", "only_asks": "False"}, follow=True))
    assert "reports findings again in" in words


def test_a_second_click_or_an_older_page_does_not_set_a_check_back(client):
    application = an_application_that_lacks_signatures()
    address = f"/staff/checks/{RULE}/{application.competition.slug}/"
    signed_in(client, an_administrator())
    page = client.get(address).text
    assert '<input type="hidden" name="only_asks" value="True"' in page

    for _ in range(2):
        answer = client.post(address, {"reason": "Often wrong.", "only_asks": "True"})

    assert "already asks questions in this round" in shown(answer)
    application.competition.refresh_from_db()
    assert application.competition.possible_rules == [RULE]
    assert Entry.objects.filter(event="competition.check_set").count() == 1


@pytest.mark.parametrize(("address", "queries"), [("/staff/checks/", 2), (f"/staff/checks/{RULE}/", 5)])
def test_the_pages_of_accuracy_need_as_many_queries_for_three_rounds_as_for_one(client, address, queries):
    signed_in(client, an_administrator())
    a_round()
    assert len(queries_of(client, address)) == queries  # rounds, counts; of one check also places, responses, changes

    a_round("Innovation Fund 2028")
    a_round("Innovation Fund 2029")

    assert len(queries_of(client, address)) == queries


def test_elements_without_an_answer_are_counted_and_found_also_where_their_check_only_asks(client):
    narrative = a_case(3)["narrative"]
    narrative[2]["text"] = ""
    application = an_application(3, narrative=narrative)
    ask_only(application.competition, rule="element-unanswered")
    checked_again()

    application.refresh_from_db()
    assert application.unanswered_count == 1
    page = shown(signed_in(client, an_officer()).get("/reviews/?mark=unanswered&competition=all"))
    assert application.reference in page
