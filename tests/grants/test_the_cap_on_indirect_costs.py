"""The cap that a round can put on indirect costs, in percent of the modified total direct cost of the whole budget."""

import datetime

import pytest
from django.urls import reverse

from accounts.refusals import Unready
from grants.actions.application import submit_application
from grants.actions.plan import BudgetWords, save_budget_lines
from grants.actions.rounds import start_round
from grants.models import BudgetLine
from grants.reads.eligibility import eligibility_of_draft
from grants.reads.packets import packet_of
from grants.reads.readiness import problems_before_submitting
from grants.reads.rounds import rules_from_json, rules_of
from grants.states import CheckResult
from portal.applicant.pages.budget_totals import budget_totals
from portal.applicant.pages.rounds import round_rules
from tests.grants.rounds import STORM, an_officer, changed, post_section, published
from tests.grants.walking import CLOSES, WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db


def a_budget(cap, *amounts):
    """A draft whose grant lines are these: the category and the amount of each."""
    world = a_draft(competition=a_round(more={"indirect_cap": cap}))
    lines = [BudgetWords(line=key, category=key, amount=amount, source="grant") for key, amount in amounts]
    save_budget_lines(application=world.application, lines=lines, by=world.lead, at=WRITING)
    return world


@pytest.mark.parametrize(("indirect", "is_within"), [(8_003, True), (8_004, False)])
def test_indirect_costs_above_the_cap_cannot_be_submitted_to_the_dollar(indirect, is_within):
    world = a_budget(8, ("personnel", 100_049), ("equipment", 900_000), ("indirect", indirect))

    if is_within:
        assert submit_application(application=world.application, by=world.lead, at=WRITING).number == 1
        return
    with pytest.raises(Unready) as no:
        submit_application(application=world.application, by=world.lead, at=WRITING)
    assert no.value.problems == (
        "Indirect costs are $8,004. The cap of this round is 8% of the modified total direct cost: $8,003 for your "
        "budget. Reduce the indirect costs, or check the category of each grant line.",
    )


@pytest.mark.parametrize(
    ("cap", "amounts", "missing"),
    [
        (0, [("personnel", 100_000), ("indirect", 1)], 1),
        (0, [("personnel", 100_000)], 0),
        (None, [("indirect", 90_000)], 0),
        (100, [("indirect", 500), ("", 90_000)], 1),
    ],
)
def test_a_cap_of_zero_no_cap_and_a_budget_without_categories(cap, amounts, missing):
    world = a_budget(cap, *amounts)
    found = problems_before_submitting(world.application, packet_of(world.application), on=WRITING.date())
    assert len(found) == missing


def test_what_is_missing_links_to_the_budget(client, time_machine):
    world = a_budget(8, ("personnel", 100_000), ("indirect", 9_000))
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)
    page = client.get(reverse("applicant:application_submit", args=[world.application.reference])).text
    assert "Indirect costs are $9,000. The cap of this round is 8%" in page
    assert reverse("applicant:application_budget", args=[world.application.reference]) in page


def test_the_totals_say_how_the_indirect_costs_compare_with_the_cap_while_typing(client, time_machine):
    world = a_budget(8, ("personnel", 100_000), ("indirect", 9_000))
    assert budget_totals(packet_of(world.application)).sentences[-1] == (
        "Indirect costs are $1,000 above this round’s cap, 8% of the modified total direct cost: $8,000 for your "
        "budget. You can’t submit until they are within it."
    )
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)
    line = BudgetLine.objects.get(category="indirect")
    typed = {"rows": "1", "r1-pk": line.pk, "r1-revision": line.revision, "r1-shown": "", "r1-line": "indirect"}
    typed |= {"r1-amount": "8000", "r1-source": "grant", "r1-category": "indirect"}
    answer = client.post(reverse("applicant:budget_table_totals", args=[world.application.reference, "lead"]), typed)
    assert (
        "This round’s cap on indirect costs is 8% of the modified total direct cost: $8,000 for your budget."
        in answer.text
    )


def test_applicants_read_the_cap_with_the_rules_of_the_round_before_they_write():
    world = a_budget(8, ("personnel", 100_000), ("indirect", 9_000))
    found = eligibility_of_draft(world.application, packet_of(world.application), reader=world.lead, at=WRITING)
    rule = found.now[-1]
    assert (rule.title, rule.is_required) == (
        "Indirect costs of no more than 8% of the modified total direct cost.",
        True,
    )
    assert rule.answer.result == CheckResult.FAIL
    BudgetLine.objects.all().delete()
    empty = eligibility_of_draft(world.application, packet_of(world.application), reader=world.lead, at=WRITING)
    assert empty.now[-1].answer.result == CheckResult.UNKNOWN


WHOLE = "8% of the modified total direct cost of the whole budget"


@pytest.mark.parametrize(("cap", "words"), [(8, [WHOLE]), (None, [])])
def test_the_public_page_has_the_cap_where_the_round_has_one(cap, words):
    rules = round_rules(rules_of(a_round(more={"indirect_cap": cap})), is_current=True, now=WRITING)

    assert [fact.value for fact in rules.facts if fact.label == "Cap on indirect costs"] == words
    needed = "Indirect costs of no more than 8% of the modified total direct cost."
    assert (needed in rules.needed) == (cap is not None)


def test_the_cap_is_part_of_the_published_rules_of_a_copy_and_of_what_is_submitted():
    officer = an_officer()
    competition = published(officer)
    version = changed(competition, officer, indirect_cap=8)
    assert version.changes == ["Cap on indirect costs: 8%. Before: not stated."]
    first, second = competition.versions.order_by("number")
    assert (first.rules["indirect_cap"], second.rules["indirect_cap"]) == (None, 8)
    older = {field: value for field, value in first.rules.items() if field != "indirect_cap"}
    assert rules_from_json(older).competition.indirect_cap is None
    assert start_round(name="A copy", copy_of=version.competition, by=officer, at=WRITING).indirect_cap == 8
    with pytest.raises(Unready, match="Enter a cap on indirect costs between 0% and 100%, or leave it blank"):
        changed(competition, officer, indirect_cap=101)


def test_officers_set_and_remove_the_cap(client, time_machine):
    officer = an_officer()
    competition = published(officer)
    time_machine.move_to(WRITING, tick=False)
    client.force_login(officer)
    values = {"ceiling_consortium": competition.ceiling_consortium, "reason": STORM}

    page = post_section(client, "round_awards", competition, indirect_cap=8, **values)
    assert "Drafts stay as they are. We check them against the new rules when applicants submit." in page.text
    post_section(client, "round_awards", competition, indirect_cap=8, confirm="1", **values)
    competition.refresh_from_db()
    assert competition.indirect_cap == 8
    detail = client.get(reverse("staff:round_detail", args=[competition.slug])).text
    assert "Indirect costs of at most 8%." in detail
    post_section(client, "round_awards", competition, confirm="1", **values)
    competition.refresh_from_db()
    assert competition.indirect_cap is None


def test_the_desk_shows_the_indirect_costs_beside_the_cap_that_was_submitted(client, time_machine):
    world = a_budget(8, ("personnel", 100_000), ("indirect", 7_000))
    submit_application(application=world.application, by=world.lead, at=WRITING)
    time_machine.move_to(CLOSES + datetime.timedelta(days=1), tick=False)
    client.force_login(an_officer())
    page = client.get(reverse("review:review_desk", args=[world.application.reference])).text
    assert "$7,000 of at most $8,000 (cap: 8%)" in page
