"""An officer closes an award at its end, an administrator can reopen it, and both are on record."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from grants.actions.award_closing import close_award, reopen_award
from grants.actions.award_reports import answer_claim, answer_report, record_payment, save_report, submit_claim
from grants.actions.awards import allocate_award
from grants.actions.payments import plan_payments
from grants.models import Allocation, Award
from grants.reads.award_closing import closing_facts, final_state
from grants.reads.award_reports import earlier_results, periods_of_award
from grants.rules.award_closing import ClosingFacts, final_counts, problems_with_closing, what_is_open
from grants.rules.payments import Payment
from tests.grants.awarding import an_active_award, made_once, members_of, someone_at
from tests.grants.builders import an_administrator, an_application, an_officer
from tests.grants.deciding import released
from tests.grants.pages import shown, signed_in
from tests.grants.test_award_reports import a_later_round, lines_of
from tests.grants.test_awards import decided_again

db = pytest.mark.django_db
END = datetime.date(2028, 6, 30)
AFTER_END = datetime.datetime(2028, 9, 1, 15, 0, tzinfo=datetime.UTC)
CLEAR = ClosingFacts(END, 0, 0, 0, 0, ())


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """An active award of $61,500 to three members, made once for all tests."""
    with made_once(django_db_blocker, lambda: an_active_award(amount=61_500)) as award:
        yield award


@pytest.fixture
def award(made, db):
    return Award.objects.for_page().get(pk=made.pk)


def reported_at_the_end(award, place, *results):
    report = save_report(
        award=award, participant=members_of(award)[place], period=periods_of_award(award)[1],
        lines=lines_of(award, place, *results), revision=0, submits=True, by=someone_at(award, place), at=AFTER_END,
    )  # fmt: skip
    return answer_report(report=report, accepts=True, reason="", by=an_officer("Gil Hart"), at=AFTER_END)


def closed(award, reason="The project is complete.", without_reports=False, by=None, at=AFTER_END):
    by = by or an_officer("Ida Moss")
    return close_award(award=award, reason=reason, without_reports=without_reports, by=by, at=at)


def test_an_award_is_closed_after_its_project_when_money_and_reports_are_settled():
    after, yes = END + datetime.timedelta(days=1), {"reason": "Complete.", "without_reports": False}
    assert problems_with_closing(CLEAR, after, **yes) == []
    assert problems_with_closing(CLEAR, END, **yes) == ["The project runs until June 30, 2028."]
    assert problems_with_closing(CLEAR, after, **yes | {"reason": ""}) == ["Enter the reason for closing the award."]
    open_ = CLEAR._replace(claims_to_answer=1, claims_to_pay=2, reports_to_answer=1, changes_to_answer=2)
    assert what_is_open(open_, after) == [
        "1 claim needs an answer.",
        "2 accepted claims have no payment.",
        "1 report needs an answer.",
        "2 changes to promises are open.",
    ]
    missing = CLEAR._replace(without_last_report=["Otter Run"])
    assert len(problems_with_closing(missing, after, **yes)) == 1
    assert problems_with_closing(missing, after, reason="It closed.", without_reports=True) == []


def test_what_promises_came_to_is_said_in_counts():
    counts = final_counts(["kept", "kept", "missed", ""])
    assert (counts, counts.in_words()) == ((2, 0, 1, 1), "2 kept, 1 missed, 1 not reported")
    assert final_counts([]).in_words() == "none"


@db
def test_a_closed_award_says_what_was_not_claimed_and_takes_no_claims_or_reports(award):
    officer, first = an_officer("Ida Moss"), members_of(award)[0]
    what = {"category": "personnel", "spent_from": datetime.date(2026, 9, 1), "what": "Aide"}
    claim = submit_claim(
        award=award, participant=first, amount=12_000, spent_to=END, **what, by=someone_at(award), at=AFTER_END
    )
    answer_claim(claim=claim, accepts=True, reason="", by=officer, at=AFTER_END)
    reported_at_the_end(award, 0, "kept", "missed")
    with pytest.raises(Unready, match="1 accepted claim has no payment"):
        closed(award, without_reports=True)
    record_payment(claim=claim, paid_on=AFTER_END.date(), payment_number="V-1", by=officer, at=AFTER_END)
    assert len(closing_facts(award, AFTER_END.date()).without_last_report) == 2
    with pytest.raises(Unready, match="Reports on the last period are missing"):
        closed(award)
    with pytest.raises(Refused, match="Only grants officers"):
        closed(award, by=someone_at(award))
    plan_payments(award=award, payments=[Payment(END, 20_001)], by=officer, at=AFTER_END)
    award = closed(award, "Two members left the state’s schools.", without_reports=True)
    assert closed(award) == award  # twice changes nothing
    final = final_state(award)
    assert (final.accepted, final.unclaimed) == (12_000, 49_500)
    assert final.counts == (1, 0, 1, 4)
    assert OutgoingEmail.objects.filter(kind="awards: closed").count() >= 3
    with pytest.raises(Unready, match="isn’t active"):
        submit_claim(award=award, participant=first, amount=1, spent_to=END, **what, by=someone_at(award), at=AFTER_END)
    amounts = {row.pk: row.amount for row in Allocation.objects.of(award)}
    with pytest.raises(Unready, match="closed, so members’ amounts can’t change"):
        allocate_award(award=award, amounts=amounts, revision=award.revision, by=someone_at(award), at=AFTER_END)
    with pytest.raises(Unready, match=r"Members have \$12,000 in claims on this award"):
        decided_again(award, "yes", 11_999)
    decided_again(award, "yes", 20_000)
    released(award.application.competition)
    award.refresh_from_db()
    assert (award.get_status_display(), award.closed_at) == ("Being prepared", None)
    assert not award.payments.exists()  # it planned more than the award is now
    # By the budget, the first of the three would get $6,504, which is less than it was paid.
    assert [row.amount for row in Allocation.objects.of(award)] == [12_000, 3_952, 4_048]
    later = an_application(2, first=0, name="Second Network", competition=a_later_round())
    assert [(row.kept, row.missed) for row in earlier_results(later)] == [(1, 1)]
    call_command("verify_audit")


@db
def test_an_administrator_reopens_a_closed_award_with_a_reason(award):
    closed(award, without_reports=True)
    with pytest.raises(Refused, match="Only administrators can reopen"):
        reopen_award(award=award, reason="A claim came late.", by=an_officer("Ida Moss"), at=AFTER_END)
    with pytest.raises(Unready, match="Enter the reason"):
        reopen_award(award=award, reason=" ", by=an_administrator(), at=AFTER_END)
    award = reopen_award(award=award, reason="A claim came late.", by=an_administrator(), at=AFTER_END)
    assert (award.is_active, award.closing_reason, award.closed_at) == (True, "", None)
    with pytest.raises(Unready, match="Only a closed award"):
        reopen_award(award=award, reason="Again.", by=an_administrator(), at=AFTER_END)


@db
def test_an_officer_closes_on_a_page_and_members_and_the_public_read_what_it_came_to(award, client, time_machine):
    time_machine.move_to(AFTER_END)
    args = [award.application.reference]
    page, overview = reverse("awards:award_close", args=args), reverse("awards:award_overview", args=args)
    reported_at_the_end(award, 1, "kept", "kept")
    officer = signed_in(client, an_officer("Ida Moss"))
    assert page in officer.get(overview).text
    said = shown(officer.get(page))
    assert "Mill Creek Local School District" in said
    assert "2 kept, 4 not reported" in said
    assert "Reports on the last period are missing" in shown(officer.post(page, {"reason": "Complete."}))
    words = {"reason": "The project is complete.", "without_reports": "on"}
    assert "is closed. We told its members." in shown(officer.post(page, words, follow=True))
    member = shown(signed_in(client, someone_at(award, 1)).get(overview))
    for line in ("$0 of $61,500", "Reason for closing", "September 1, 2028", "what it last reported", "Kept"):
        assert line in member
    claims = shown(signed_in(client, someone_at(award, 1)).get(reverse("awards:claim_list", args=args)))
    assert "members can’t claim more money" in claims
    client.logout()
    public = shown(client.get(reverse("registry:award_detail", args=args)))
    for line in ("Not used", "$61,500", "2 kept, 4 not reported", "Every member has agreed to its part."):
        assert line in public
    assert "The project is complete." not in public
    reopen = reverse("awards:award_reopen", args=args)
    administrator = signed_in(client, an_administrator())
    assert reopen in administrator.get(overview).text
    assert "is active again" in shown(administrator.post(reopen, {"reason": "A late claim."}, follow=True))
