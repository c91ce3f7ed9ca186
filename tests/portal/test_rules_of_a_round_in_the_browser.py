"""An officer's pages of who may lead, what is needed to submit, assurances, and criteria."""

import pytest
from django.urls import reverse

from accounts.models import Role
from grants.actions.rounds import start_round
from grants.models import Competition
from grants.reads.rounds import rules_of
from portal.applicant.pages.rounds import round_rules
from tests.factories import StateRoleFactory
from tests.grants.rounds import AFTER, SPRING, STORM, post_section
from tests.grants.walking import CLOSES, WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db
FOUR = {"Collaboration": 40, "Access": 30, "Capacity": 20, "Budget": 10}


@pytest.fixture
def officer(client, time_machine):
    person = StateRoleFactory(role=Role.GRANTS_OFFICER).user
    time_machine.move_to(SPRING, tick=False)
    client.force_login(person)
    return person


def _criteria(weights):
    return {
        f"{name}_{number}": value
        for number, (title, weight) in enumerate(weights.items(), start=1)
        for name, value in (("title", title), ("weight", weight))
    }


def test_a_new_round_starts_with_rubrics_levels_and_assurances(client, officer):
    client.post(reverse("staff:round_new"), {"name": "Fund 2027"})

    draft = Competition.objects.get()
    page = client.get(draft.get_absolute_url()).text
    assert all(element.guidance and element.explained_if and element.partly_if for element in draft.elements.all())
    assert "The answer names every member and says what each one does and contributes" in page
    assert "Every continuing cost has a payer and a budget, and the members have agreed to it." in page
    assert "The member is bound by every statement and assurance in this application." in page


def test_who_may_lead_and_what_is_needed_are_on_the_public_page(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    post_section(client, "round_leads", draft, lead_kinds=["local", "service_agency"], needs_rural_lead="on")
    post_section(client, "round_requirements", draft, requirements=["signatures", "budget"], fewest_members=3)
    post_section(client, "round_awards", draft, decision_days=60)

    page = client.get(draft.get_absolute_url()).text
    assert "A local district or a service agency must lead. The lead must be eligible for SRSA or RLIS" in page
    assert "A current signature from every member." in page
    assert "At least 3 members, including the lead." in page
    assert "Decisions are due within 60 days after the deadline." in page


def test_a_box_that_is_cleared_lifts_the_rule(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)
    post_section(client, "round_leads", draft, lead_kinds=["local"], needs_rural_lead="on")

    post_section(client, "round_leads", draft)

    draft.refresh_from_db()
    assert (draft.lead_kinds, draft.needs_rural_lead) == ([], False)


def test_the_public_page_has_the_day_of_the_decisions():
    competition = a_round(more={"decision_days": 60})

    assert round_rules(rules_of(competition), is_current=True, now=WRITING).decision_day == (
        "Decisions are due within 60 days after the deadline, by Nov 29, 2026."
    )


def test_a_round_that_is_over_shows_only_rules_that_someone_chose(client, time_machine):
    silent, strict = a_round("Fund A"), a_round("Fund B", more={"lead_kinds": ["charter"], "fewest_members": 2})
    time_machine.move_to(CLOSES, tick=False)
    assert "Any member may lead." in client.get(silent.get_absolute_url()).text

    time_machine.move_to(AFTER, tick=False)

    page = client.get(silent.get_absolute_url()).text
    assert "Who may lead" not in page
    assert "What you need to submit" not in page
    assert "What members sign" not in page
    page = client.get(strict.get_absolute_url()).text
    assert "A charter agency must lead." in page
    assert "At least 2 members, including the lead." in page


def test_assurances_are_one_on_each_line(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    post_section(client, "round_assurances", draft, assurances="We keep records.\r\n\r\n  We report each year. \r\n")

    draft.refresh_from_db()
    assert draft.assurances == ["We keep records.", "We report each year."]
    page = client.get(reverse("staff:round_assurances", args=[draft.slug])).text
    assert "We keep records.\nWe report each year." in page
    assert "Enter at least one assurance" in post_section(client, "round_assurances", draft, assurances=" ").text


def test_criteria_are_weighed_together_and_keep_their_descriptions(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)
    first = draft.criteria.first()

    refused = post_section(client, "round_criteria", draft, **_criteria(FOUR | {"Budget": 5}))
    assert "The weights of the criteria add up to 95. They have to add up to 100." in refused.text
    post_section(client, "round_criteria", draft, **_criteria(FOUR))

    rows = list(draft.criteria.values_list("title", "weight"))
    assert rows == [("Collaboration", 40), ("Access", 30), ("Capacity", 20), ("Budget", 10)]
    assert (draft.criteria.first().description, draft.criteria.first().levels) == (first.description, first.levels)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title_1": "Access"}, "Enter the weight of Access"),
        ({"weight_1": 100}, "Enter a title for criterion 1, or clear its weight"),
        ({"title_1": "Access", "weight_1": 50, "title_2": "access", "weight_2": 50}, "Two criteria are titled access"),
    ],
)
def test_half_a_criterion_is_refused_and_kept(client, officer, sent, words):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    page = post_section(client, "round_criteria", draft, **sent).text

    assert words in page
    assert draft.criteria.count() == 5


def test_the_scores_of_a_criterion_are_described_together(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)
    levels = {f"level_{score}": f"Level {score}" for score in range(5)}

    refused = post_section(client, "round_criterion", draft, 2, description="Who benefits.", **levels | {"level_3": ""})
    assert "Student access: describe all five scores, or none." in refused.text
    post_section(client, "round_criterion", draft, 2, description="Who benefits.", **levels)

    second = draft.criteria.all()[1]
    assert (second.description, second.weight) == ("Who benefits.", 25)
    assert second.levels == ["Level 0", "Level 1", "Level 2", "Level 3", "Level 4"]


def test_a_change_after_opening_needs_a_reason_is_checked_and_tells_every_draft(client, officer, time_machine):
    world = a_draft()
    time_machine.move_to(WRITING, tick=False)
    client.force_login(officer)
    sent = {"requirements": ["signatures"], "fewest_members": 2}

    assert "Enter the reason" in post_section(client, "round_requirements", world.competition, **sent).text
    check = post_section(client, "round_requirements", world.competition, reason=STORM, **sent).text
    assert "A current signature from every member: required to submit. Before: not required to submit." in check
    assert "We check them against the new rules when applicants submit." in check
    assert "We email 2 people who edit an application." in check
    post_section(client, "round_requirements", world.competition, reason=STORM, confirm="1", **sent)

    world.competition.refresh_from_db()
    assert (world.competition.requirements, world.competition.fewest_members) == (["signatures"], 2)
    client.logout()
    assert STORM in client.get(world.competition.get_absolute_url()).text


def test_changed_criteria_are_named_in_words(client, officer, time_machine):
    competition = a_round()
    time_machine.move_to(WRITING, tick=False)
    client.force_login(officer)

    check = post_section(client, "round_criteria", competition, reason=STORM, **_criteria(FOUR)).text

    assert "Criterion “Access”, weight: 30%. Before: not stated." in check
    assert "Criterion “Student access”, weight: not stated. Before: 25%." in check
    post_section(client, "round_criteria", competition, reason=STORM, confirm="1", **_criteria(FOUR))
    assert competition.criteria.count() == 4


def test_changed_assurances_are_signed_again(client, officer, time_machine):
    competition = a_round()
    time_machine.move_to(WRITING, tick=False)
    client.force_login(officer)

    check = post_section(client, "round_assurances", competition, reason=STORM, assurances="We keep records.").text

    assert "Signatures become outdated. Members who already signed must sign again." in check
    post_section(client, "round_assurances", competition, reason=STORM, confirm="1", assurances="We keep records.")
    competition.refresh_from_db()
    assert competition.assurances == ["We keep records."]


def test_the_page_before_publishing_shows_what_is_missing_and_what_applicants_will_see(client, officer):
    draft = start_round(name="Fund 2027", by=officer, at=SPRING)

    page = client.get(reverse("staff:round_publish", args=[draft.slug])).text

    assert "Check Fund 2027 before you publish" in page
    assert "Enter the deadline." in page
    assert "What applicants will see" in page
    assert "40%, each score is described." in page
    assert "The round has no criteria for ties, so they are decided only by lot. You can still publish." in page
    assert "no complete rubric" not in page


def test_a_copy_has_every_rule_of_last_years_round(client, officer):
    last = start_round(name="Fund 2026", by=officer, at=SPRING)
    post_section(client, "round_leads", last, lead_kinds=["charter"], needs_rural_lead="on")
    post_section(client, "round_requirements", last, requirements=["plan"], fewest_members=4)
    post_section(client, "round_assurances", last, assurances="We keep records.")
    post_section(client, "round_criteria", last, **_criteria(FOUR))
    post_section(client, "round_awards", last, decision_days=75, decision_clock="By letter.", tie_rule="By lot.")

    client.post(reverse("staff:round_new"), {"name": "Fund 2027", "copy_of": last.pk})

    copy = Competition.objects.get(name="Fund 2027")
    assert (copy.lead_kinds, copy.needs_rural_lead) == (["charter"], True)
    assert (copy.requirements, copy.fewest_members, copy.assurances) == (["plan"], 4, ["We keep records."])
    assert (copy.decision_days, copy.decision_clock, copy.tie_rule) == (75, "By letter.", "By lot.")
    assert [row.levels for row in copy.criteria.all()] == [row.levels for row in last.criteria.all()]
    assert copy.criteria.count() == 4
