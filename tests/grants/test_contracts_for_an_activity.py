"""An activity that buys something shows the contracts it can use, who may not buy yet, and what is missing."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from districts.rules.periods import Period
from grants.rules.purchases import (
    Readiness,
    day_of_need,
    ends_early,
    is_in_effect_during,
    needs_purchase,
    readiness,
)
from purchasing.models import Joinder
from purchasing.rules.joining import joinder_step
from tests.factories import ContractFactory
from tests.grants.walking import WRITING, a_draft_with_a_plan

TODAY = datetime.date(2026, 9, 14)


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def test_an_activity_buys_by_its_type_its_contract_or_its_budget():
    assert needs_purchase("procurement", names_contract=False, categories=())
    assert needs_purchase("", names_contract=True, categories=())
    assert needs_purchase("platform", names_contract=False, categories={"personnel", "equipment"})
    assert not needs_purchase("platform", names_contract=False, categories={"personnel", "subaward", ""})


@pytest.mark.parametrize(
    ("contract", "activity", "expected"),
    [
        (("2026-07-01", "2028-06-30"), ("2027-08-17", "2029-06-30"), True),  # ends during the activity
        (("2026-07-01", "2027-08-17"), ("2027-08-17", "2029-06-30"), True),  # the last day is the first
        (("2026-07-01", "2027-08-16"), ("2027-08-17", "2029-06-30"), False),
        (("2029-07-01", None), ("2027-08-17", "2029-06-30"), False),
        (("2029-06-30", None), ("2027-08-17", "2029-06-30"), True),
        ((None, "2026-09-13"), (None, None), False),  # over before today
        ((None, None), (None, None), True),
    ],
)
def test_a_contract_is_shown_if_it_is_in_effect_on_a_day_of_the_activity(contract, activity, expected):
    assert is_in_effect_during(Period(*map(day, contract)), Period(*map(day, activity)), TODAY) is expected


def test_a_contract_is_needed_from_the_first_day_that_both_have():
    starts = day("2027-08-17")
    assert day_of_need(Period(None, None), starts, TODAY) == starts
    assert day_of_need(Period(day("2028-01-01"), None), starts, TODAY) == day("2028-01-01")
    assert day_of_need(Period(None, day("2027-06-30")), starts, TODAY) == day("2027-06-30")
    assert day_of_need(Period(None, day("2025-06-30")), starts, TODAY) == TODAY
    assert day_of_need(Period(None, None), None, TODAY) == TODAY


def test_a_contract_ends_early_only_by_known_dates():
    assert ends_early(day("2028-06-29"), day("2028-06-30"))
    assert not ends_early(day("2028-06-30"), day("2028-06-30"))
    assert not ends_early(None, day("2028-06-30"))
    assert not ends_early(day("2028-06-30"), None)


def test_a_district_is_ready_if_it_may_buy_today_and_when_the_contract_is_needed():
    assert readiness(now=True, then=True) == Readiness.READY
    assert readiness(now=False, then=True) == Readiness.IN_TIME
    assert readiness(now=True, then=False) == Readiness.ENDS_FIRST
    assert readiness(now=False, then=False) == Readiness.NOT_YET


def test_a_joinder_is_signed_or_renewed_while_the_contract_lasts():
    ending = Period(day("2025-07-01"), day("2026-10-31"))
    assert joinder_step(None, [], TODAY) == "Sign joinder"
    assert joinder_step(None, [ending], TODAY) == "Renew joinder"
    assert joinder_step(day("2026-10-31"), [ending], TODAY) == ""  # as long as the contract
    assert joinder_step(day("2026-09-13"), [], TODAY) == ""


def _text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db
@pytest.mark.parametrize("members", [1, 3])
def test_an_activity_shows_who_may_buy_under_its_contracts(client, members, django_assert_num_queries):
    world = a_draft_with_a_plan(members)
    client.force_login(world.lead)
    page = reverse("applicant:activity_edit", kwargs={"reference": world.application.reference, "position": 1})
    activity = world.application.activities.get()
    with time_machine.travel(WRITING, tick=False):
        assert "Contracts for this purchase" not in _text(client.get(page))

        world.application.budget_lines.update(activity=activity, category="equipment")
        assert "has no contract on record that is in effect during this activity." in _text(client.get(page))

        contract = ContractFactory(
            consortium=world.consortium, number="26-01", starts_on=day("2026-07-01"), ends_on=day("2028-06-30"),
            requires_joinder=True,
        )  # fmt: skip
        ContractFactory(consortium=world.consortium, number="26-02")
        ContractFactory(consortium=world.consortium, number="25-09", ends_on=day("2026-12-31"))  # over by then
        ContractFactory(number="30-30")  # of another consortium
        for district in world.districts[1:2]:
            Joinder.objects.create(contract=contract, district=district, starts_on=day("2026-07-01"))
        for district in world.districts[2:]:
            Joinder.objects.create(
                contract=contract, district=district, starts_on=day("2026-07-01"), ends_on=day("2027-06-30")
            )
        activity.ends_on = day("2029-06-30")
        activity.contract = contract
        activity.save()
        client.get(page)
        with django_assert_num_queries(21):
            answer = client.get(page)
    text, lead = _text(answer), world.districts[0]
    assert "26-01 Learning platform (chosen for this activity)" in text
    assert "It ends before the activity does, on Jun 30, 2029." in text
    assert "All districts that take part may buy under it today and when the activity needs it." in text
    assert "25-09" not in text.split("Contracts for this purchase")[1]
    assert "30-30" not in text
    assert f"{lead} No Not yet, because this contract requires a joinder, and the district has none." in text
    assert "Documents missing for an audit: Solicitation, Public notice," in text
    sign = f"/consortia/{world.consortium.slug}/contracts/{contract.pk}/join/{lead.leaid}/"
    rows = {row.name: row for row in answer.context["purchase"].cards[0].rows}
    assert client.get(answer.context["purchase"].cards[0].papers_url).status_code == 200
    assert (rows[str(lead)].step, rows[str(lead)].step_url) == ("Sign joinder", sign)
    assert client.get(sign).status_code == 200
    if members == 3:
        assert rows[str(world.districts[1])].status == "Yes"
        ending = rows[str(world.districts[2])]
        assert (ending.status, ending.why) == (
            "Today, but not on Aug 17, 2027", "Its joinder ends before the activity needs the contract."
        )  # fmt: skip
