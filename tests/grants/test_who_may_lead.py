"""Who may lead an application: checked when it is started and when it is submitted, with the fact and the fix."""

import pytest
from django.urls import reverse

from accounts.refusals import Unready
from districts.models import District
from grants.actions.application import start_application, submit_application
from grants.rules.eligibility import Lead, LeadRule, lead_in_words, problems_with_lead
from tests.grants.rounds import an_officer, changed
from tests.grants.walking import OPENS, WRITING, a_draft, a_network, a_plan, a_round

RURAL = LeadRule(must_be_rural=True)


def test_a_lead_of_another_kind_reads_the_fact_the_rule_and_the_fix():
    rule = LeadRule(("local", "charter"))

    assert problems_with_lead(rule, Lead("Cedar ESC", "service_agency")) == [
        "In this round, a local district or a charter agency must lead. Cedar ESC is a service agency. Ask the "
        "registrar to correct its record, or let another member lead the consortium."
    ]
    assert problems_with_lead(rule, Lead("Cedar Charter", "charter")) == []


def test_a_lead_whose_kind_is_not_known_is_not_guessed():
    (problem,) = problems_with_lead(LeadRule(("local",)), Lead("Cedar Gap"))

    assert problem.endswith("The registry doesn’t say what kind of agency Cedar Gap is. Ask the registrar to add it.")


@pytest.mark.parametrize(("srsa", "rlis"), [("yes", "no"), ("no", "yes"), ("unknown", "yes")])
def test_a_lead_eligible_for_either_federal_program_is_small_and_rural(srsa, rlis):
    assert problems_with_lead(RURAL, Lead("Cedar Gap", "local", srsa, rlis)) == []


def test_a_lead_that_is_not_eligible_and_one_of_which_it_is_not_known_read_different_sentences():
    (no,) = problems_with_lead(RURAL, Lead("Cedar Gap", "local", "no", "no"))
    (unknown,) = problems_with_lead(RURAL, Lead("Cedar Gap", "local", "no", "unknown"))

    assert no.endswith("Cedar Gap isn’t eligible for either. Another member of the consortium must lead.")
    assert unknown.endswith(
        "The registry doesn’t show whether Cedar Gap is eligible for RLIS. Ask the registrar to complete its record."
    )


def test_the_rule_in_words():
    assert lead_in_words(LeadRule()) == "Any member may lead."
    assert lead_in_words(LeadRule(("service_agency", "local", "charter"))) == (
        "A local district, a charter agency, or a service agency must lead."
    )
    assert lead_in_words(RURAL).startswith("The lead must be eligible for SRSA or RLIS")


@pytest.mark.django_db
def test_an_application_is_not_started_by_a_lead_that_may_not_lead():
    competition, world = a_round(more={"lead_kinds": ["service_agency"]}), a_network()

    with pytest.raises(Unready, match="In this round, a service agency must lead"):
        start_application(competition=competition, consortium=world.consortium, by=world.lead, at=WRITING)

    District.objects.filter(pk=world.districts[0].pk).update(kind="service_agency")
    start_application(competition=competition, consortium=world.consortium, by=world.lead, at=WRITING)


@pytest.mark.django_db
def test_the_page_that_starts_an_application_says_which_consortium_can_not_apply_and_why(client, time_machine):
    competition, world = a_round(more={"lead_kinds": ["service_agency"]}), a_network()
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    page = client.get(reverse("applicant:application_start", args=[competition.slug])).text

    assert "A service agency must lead." in page
    assert f"{world.consortium} can’t apply in this round" in page
    assert f"{world.districts[0].name} is a local district." in page
    assert "Start application" not in page
    District.objects.filter(pk=world.districts[0].pk).update(kind="service_agency")
    again = client.get(reverse("applicant:application_start", args=[competition.slug])).text
    assert "can’t apply in this round" not in again
    assert "Start application" in again


@pytest.mark.django_db
def test_a_lead_that_may_no_longer_lead_is_the_first_thing_to_do(client, time_machine):
    world = a_draft()
    changed(world.competition, an_officer(), at=OPENS, lead_kinds=["service_agency"])
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    first = client.get(world.application.get_absolute_url()).context["to_do"][0]

    assert first.text.startswith("In this round, a service agency must lead.")
    assert (first.link, first.address) == ("See who may lead", world.competition.get_absolute_url())


@pytest.mark.django_db
def test_the_page_that_submits_says_what_is_missing_before_anyone_tries(client, time_machine):
    world = a_draft(competition=a_round(more={"requirements": ["plan"]}))
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    page = client.get(reverse("applicant:application_submit", args=[world.application.reference])).text

    assert "Before you can submit" in page
    assert "Add at least one activity to your plan." in page
    assert f"Submit {world.application.reference}</button>" not in page
    a_plan(world)
    again = client.get(reverse("applicant:application_submit", args=[world.application.reference])).text
    assert f"Submit {world.application.reference}</button>" in again


@pytest.mark.django_db
def test_who_may_lead_is_checked_again_when_it_is_submitted_with_the_registry_of_that_day():
    world = a_draft()
    District.objects.filter(pk=world.districts[0].pk).update(srsa="no", rlis="no")
    changed(world.competition, an_officer(), at=OPENS, needs_rural_lead=True)

    with pytest.raises(Unready, match="isn’t eligible for either"):
        submit_application(application=world.application, by=world.lead, at=WRITING)

    District.objects.filter(pk=world.districts[0].pk).update(srsa="yes")
    assert submit_application(application=world.application, by=world.lead, at=WRITING).number == 1
