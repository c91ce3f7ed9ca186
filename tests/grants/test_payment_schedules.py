"""When the state plans to pay how much of an award, and which awards officials look at first."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.refusals import Refused, Unready
from grants.actions.award_reports import answer_claim, record_payment, submit_claim
from grants.actions.payments import plan_payments
from grants.models import Award, PlannedPayment
from grants.reads.award_reports import facts_of_awards
from grants.rules.follow_up import FollowUpFacts, counted_facts, how_points_are_counted, points_of
from grants.rules.payments import Payment, next_payment, problems_with_schedule, schedule_rows
from tests.grants.awarding import an_award_by_rows, made_once, members_of, someone_at
from tests.grants.builders import an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.test_award_reports import IN_YEAR_ONE

db = pytest.mark.django_db
FALL, SPRING = datetime.date(2026, 10, 1), datetime.date(2027, 4, 1)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """An active award of $30,000 to two members, made once for all tests."""
    with made_once(django_db_blocker, an_award_by_rows) as award:
        yield award


@pytest.fixture
def award(made, db):
    return Award.objects.for_page().get(pk=made.pk)


def planned(award, *payments, by=None):
    return plan_payments(award=award, payments=payments, by=by or an_officer("Ida Moss"), at=IN_YEAR_ONE)


def test_a_schedule_plans_at_most_the_award_and_says_what_was_paid_by_each_day():
    plan = [Payment(SPRING, 18_000), Payment(FALL, 12_000)]
    assert problems_with_schedule(plan, 30_000) == []
    assert problems_with_schedule(plan, 29_999) == [
        "The payments add up to $30,000, which is more than the award of $29,999."
    ]
    assert problems_with_schedule([Payment(FALL, 1), Payment(FALL, 2)], 10) == ["Enter each date once."]
    paid = [Payment(datetime.date(2026, 9, 30), 5_000), Payment(datetime.date(2026, 10, 2), 6_000)]
    assert schedule_rows(plan, paid, datetime.date(2027, 3, 31)) == [
        (FALL, 12_000, 12_000, 5_000), (SPRING, 18_000, 30_000, None),
    ]  # fmt: skip
    assert next_payment(plan, FALL) == (FALL, 12_000)
    assert next_payment(plan, datetime.date(2027, 4, 2)) is None


def test_points_count_facts_up_to_a_limit():
    facts = FollowUpFacts(reports_overdue=2, promises_missed=7, claims_returned=1, checklists_overdue=0, first_award=1)
    assert counted_facts(facts) == [
        ("2 reports overdue", 6), ("7 promises missed", 10), ("1 claim returned", 1),
        ("First award of its members", 2),
    ]  # fmt: skip
    assert points_of(facts) == 19
    assert points_of(FollowUpFacts(0, 0, 0, 0, 0)) == 0
    assert sum(rule.most for rule in how_points_are_counted()) == 37


@db
def test_officers_plan_payments_and_the_log_proves_them(award):
    planned(award, Payment(FALL, 12_000), Payment(SPRING, 18_000))
    planned(award, Payment(FALL, 12_000), Payment(SPRING, 15_000))
    assert [one.amount for one in award.payments.all()] == [12_000, 15_000]
    with pytest.raises(Refused, match="Only grants officers"):
        planned(award, Payment(FALL, 1), by=someone_at(award))
    with pytest.raises(Unready, match="more than the award"):
        planned(award, Payment(FALL, 30_001))
    call_command("verify_audit")
    PlannedPayment.objects.update(amount=1)
    with pytest.raises(CommandError, match="The award of"):
        call_command("verify_audit")


@db
def test_members_read_the_schedule_and_the_next_payment(award, client, time_machine):
    time_machine.move_to(IN_YEAR_ONE)
    args, officer = [award.application.reference], an_officer("Ida Moss")
    page, claims = (reverse(f"awards:{name}", args=args) for name in ("payment_schedule", "claim_list"))
    browser = signed_in(client, officer)
    assert page in browser.get(claims).text
    wrong = {"on_1": "2026-10-01", "amount_2": "15,000"}
    said = shown(browser.post(page, wrong))
    assert "Enter the amount of payment 1" in said
    assert "Enter the date of payment 2" in said
    right = {"on_1": "2027-04-01", "amount_1": "$15,000", "on_3": "2026-10-01", "amount_3": "12,000"}
    assert "was saved" in shown(browser.post(page, right, follow=True))
    first = members_of(award)[0]
    claim = submit_claim(
        award=award, participant=first, category="personnel", amount=1_000, spent_from=datetime.date(2026, 9, 1),
        spent_to=FALL, what="Aide", by=someone_at(award), at=IN_YEAR_ONE,
    )  # fmt: skip
    answer_claim(claim=claim, accepts=True, reason="", by=officer, at=IN_YEAR_ONE)
    record_payment(claim=claim, paid_on=IN_YEAR_ONE.date(), payment_number="V-1", by=officer, at=IN_YEAR_ONE)
    member = signed_in(client, someone_at(award, 1))
    assert "$15,000 on April 1, 2027" in shown(member.get(reverse("awards:award_overview", args=args)))
    said = shown(member.get(claims))
    assert "Payment schedule" in said
    assert "$27,000" in said
    assert page not in said


@db
def test_an_award_to_a_member_that_had_one_is_not_its_first(award):
    later = an_award_by_rows(2, first=0, name="Second Network")
    Award.objects.filter(pk=later.pk).update(made_at=IN_YEAR_ONE)
    later.refresh_from_db()
    facts = facts_of_awards([award, later], IN_YEAR_ONE.date())
    assert [one.follow_up.first_award for one in facts] == [1, 0]
