"""The parties amend or end a contract: with a reason, from a date, and members are told in plain words."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from audit.models import Entry
from purchasing.actions.amendments import amend_contract, terminate_contract
from purchasing.actions.contracts import enter_contract
from purchasing.models import Contract, ContractAmendment
from purchasing.rules.amendments import EarlierAmendment, problems_with_amendment, problems_with_termination
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
PAPER = {
    "number": "24-01", "title": "Copy paper", "supplier": "Acme Paper", "starts_on": "2024-07-01",
    "ends_on": "2027-06-30", "admin_fee": "2 percent",
}  # fmt: skip


@pytest.fixture
def paper(db):
    """A contract with a lead, a member that may buy, and an observer, each with a superintendent."""
    with time_machine.travel(NOON, tick=False):
        mill = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
        people = []
        for leaid, role, member_class in (
            ("9900001", "lead", "component"), ("9900002", "member", "participating"), ("9900003", "member", "observer")
        ):  # fmt: skip
            district = DistrictFactory(leaid=leaid)
            MembershipFactory(consortium=mill, district=district, role=role, membership_class=member_class)
            people.append(AppointmentFactory(district=district).user)
        contract = enter_contract(consortium=mill, values=PAPER, by=people[0], at=NOON)
        contract.people = people
        OutgoingEmail.objects.all().delete()
        yield contract


def amend(contract, day, by=None, reason="Agreed by both boards.", **values):
    return amend_contract(
        contract=contract, values=values, reason=reason, effective_on=day, by=by or contract.people[0], at=NOON
    )


def page():
    return " ".join(Client().get("/contracts/24-01/").content.decode().split())


def test_an_amendment_changes_the_facts_and_members_that_may_buy_are_told(paper):
    amend(paper, TODAY, ends_on="2028-06-30", admin_fee="2 percent")
    paper.refresh_from_db()
    assert paper.ends_on == datetime.date(2028, 6, 30)
    shown = page()
    assert "End date: Jun 30, 2027 → Jun 30, 2028" in shown
    assert "Agreed by both boards." in shown
    assert "Administrative fee:" not in shown  # it stayed the same
    email = OutgoingEmail.objects.get()
    assert email.to_user == paper.people[1]
    assert email.subject == "Contract changes: 24-01 Copy paper"
    assert "Mill Creek amended contract 24-01 Copy paper, effective September 14, 2026." in email.body
    assert "- End date: Jun 30, 2027 → Jun 30, 2028" in email.body
    assert Entry.objects.get(event="contract.amended").detail["changed"] == ["ends_on"]


def test_a_later_amendment_takes_effect_on_its_date(paper):
    amend(paper, TODAY + datetime.timedelta(30), admin_fee="1 percent")
    assert "(not in effect yet)" in page()
    assert Contract.objects.get().admin_fee == "2 percent"
    with time_machine.travel(NOON + datetime.timedelta(30), tick=False):
        call_command("send_reminders")
        call_command("send_reminders")
    assert Contract.objects.get().admin_fee == "1 percent"
    assert "(not in effect yet)" not in page()


def test_two_amendments_on_one_day_keep_their_order(paper):
    amend(paper, TODAY, admin_fee="1 percent")
    amend(paper, TODAY, admin_fee="none")
    before_and_after = [(one.changes[0]["before"], one.changes[0]["after"]) for one in ContractAmendment.objects.all()]
    assert before_and_after == [("2 percent", "1 percent"), ("1 percent", "none")]
    assert Contract.objects.get().admin_fee == "none"
    shown = page()
    assert shown.index("2 percent → 1 percent") < shown.index("1 percent → none")


def test_a_termination_ends_the_right_to_buy_and_later_amendments(paper):
    amend(paper, TODAY + datetime.timedelta(60), ends_on="2030-06-30")
    terminate_contract(
        contract=paper, reason="Late deliveries.", effective_on=datetime.date(2026, 10, 31), by=paper.people[0], at=NOON
    )
    assert Contract.objects.get().ends_on == datetime.date(2026, 10, 31)
    email = OutgoingEmail.objects.latest("pk")
    assert email.subject == "Contract ends: 24-01 Copy paper"
    assert "You can buy under it through October 31, 2026." in email.body
    with time_machine.travel(NOON + datetime.timedelta(60), tick=False):
        call_command("send_reminders")
    assert Contract.objects.get().ends_on == datetime.date(2026, 10, 31)
    assert "(not in effect: the contract was terminated)" in page()
    with pytest.raises(Unready, match="This contract is terminated"):
        amend(paper, TODAY, admin_fee="none")


def test_only_the_lead_and_registrars_amend(paper):
    with pytest.raises(Refused):
        amend(paper, TODAY, by=paper.people[1], admin_fee="none")
    client = Client()
    client.force_login(paper.people[0])
    address = f"/consortia/mill-creek/contracts/{paper.pk}/"
    values = {"effective_on": "2026-09-14", "reason": "Agreed.", "title": "Copy paper", "supplier": "Acme Paper"}
    done = client.post(f"{address}amend/", values | {"ends_on": "2027-06-30", "admin_fee": "none"}, follow=True)
    assert "The amendment is recorded." in done.content.decode()
    ended = {"effective_on": "2026-12-31", "reason": "Late deliveries."}
    done = client.post(f"{address}terminate/", ended, follow=True)
    assert "The termination is recorded." in done.content.decode()


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"reason": " "}, "Enter the reason."),
        ({"effective_on": None}, "Enter the effective date."),
        ({"effective_on": datetime.date(2024, 6, 30)}, "The contract starts on Jul 1, 2024."),
        ({"effective_on": datetime.date(2046, 1, 1)}, "Jan 1, 2046 can’t be right. Check the year."),
        ({"changed": []}, "Change at least one term."),
        (
            {"effective_on": datetime.date(2026, 1, 1)},
            "An amendment effective Mar 1, 2026 already changes the end date.",
        ),
    ],
)
def test_what_is_wrong_with_an_amendment_is_said(facts, problem):
    given = {
        "reason": "Agreed.",
        "effective_on": TODAY,
        "changed": ["ends_on"],
        "starts_on": datetime.date(2024, 7, 1),
        "others": [EarlierAmendment(datetime.date(2026, 3, 1), ["ends_on"])],
        "on": TODAY,
    }
    assert problems_with_amendment(**given) == []
    assert problem in " ".join(problems_with_amendment(**given | facts))


def test_a_contract_is_not_terminated_after_its_end():
    problems = problems_with_termination(reason="Done.", effective_on=TODAY, starts_on=None, ends_on=TODAY, on=TODAY)
    assert problems == ["The contract ends on Sep 14, 2026 anyway. Enter an earlier date."]
