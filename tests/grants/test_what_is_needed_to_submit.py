"""What a round requires before an application can be submitted, beyond what no round can waive."""

import datetime

import pytest
from django.urls import reverse

from accounts.refusals import Unready
from grants.actions.application import submit_application
from grants.actions.members import add_member
from grants.actions.plan import ActivityWords, BudgetWords, save_activity, save_budget_lines
from grants.actions.signatures import open_signing, sign_application
from grants.actions.writing import save_answer
from grants.reads.packets import facts_about, packet_of
from grants.rules.reading import reading_of
from tests.factories import MembershipFactory
from tests.grants.rounds import an_officer, changed, published
from tests.grants.walking import WRITING, a_draft, a_plan, a_round

pytestmark = pytest.mark.django_db


def _refused(world):
    with pytest.raises(Unready) as no:
        submit_application(application=world.application, by=world.lead, at=WRITING)
    return no.value.problems


def _submitted(world):
    return submit_application(application=world.application, by=world.lead, at=WRITING)


def test_without_requirements_an_empty_application_is_submitted():
    assert _submitted(a_draft()).number == 1


def test_a_round_can_require_every_answer():
    world = a_draft(competition=a_round(more={"requirements": ["answers"]}))
    for number in range(1, 9):
        answer = world.application.answers.get(element=number)
        save_answer(answer=answer, text="We meet.", revision=0, by=world.lead, at=WRITING)

    assert _refused(world) == ("Answer question 9.",)


def test_a_round_can_require_a_plan_and_a_budget():
    world = a_draft(competition=a_round(more={"requirements": ["plan", "budget"]}))
    assert _refused(world) == (
        "Add at least one activity to your plan.",
        "Add at least one budget line with an amount.",
    )

    a_plan(world)

    assert _submitted(world).number == 1


@pytest.mark.parametrize(("maximum", "is_enough"), [(27_000, True), (26_999, False)])
def test_a_round_can_require_a_request_within_the_maximum_award(maximum, is_enough):
    world = a_draft(competition=a_round(ceiling_consortium=maximum, more={"requirements": ["maximum"]}))
    a_plan(world)

    if is_enough:
        assert _submitted(world).number == 1
    else:
        assert _refused(world) == (
            "The grant lines total $27,000. The maximum award for a consortium is $26,999. Reduce the grant lines.",
        )


def test_a_single_applicant_has_another_maximum():
    competition = a_round(ceiling_single=1_000, ceiling_consortium=1_000_000, more={"requirements": ["maximum"]})
    world = a_draft(members=1, competition=competition)
    a_plan(world)

    assert _refused(world) == (
        "The grant lines total $27,000. The maximum award for a single applicant is $1,000. Reduce the grant lines.",
    )


def test_a_round_can_require_the_signature_of_every_member_on_what_is_submitted():
    world = a_draft(competition=a_round(more={"requirements": ["signatures"]}))
    open_signing(application=world.application, by=world.lead, at=WRITING)
    for member, signer in zip(world.participants[:2], world.signers, strict=False):
        sign_application(participant=member, name="A. Signer", by=signer, at=WRITING)
    missing = world.participants[2]
    assert _refused(world) == (f"This round requires a current signature from every member. Missing: {missing.name}.",)

    sign_application(participant=missing, name="A. Signer", by=world.signers[2], at=WRITING)
    a_plan(world)  # every part changed after it was signed
    assert "Missing: " in _refused(world)[0]

    for member, signer in zip(world.participants, world.signers, strict=True):
        sign_application(participant=member, name="A. Signer", by=signer, at=WRITING)
    assert _submitted(world).number == 1


@pytest.mark.parametrize(("fewest", "is_enough"), [(3, True), (4, False)])
def test_a_round_can_require_a_number_of_members(fewest, is_enough):
    world = a_draft(members=3, competition=a_round(more={"fewest_members": fewest}))

    if is_enough:
        assert _submitted(world).number == 1
    else:
        assert _refused(world) == ("This round requires at least 4 members. You have 3.",)


def test_a_requirement_that_is_added_later_is_a_change_in_words():
    world, officer = a_draft(), an_officer()

    version = changed(world.competition, officer, requirements=["signatures"], fewest_members=2)

    assert version.changes == [
        "Minimum number of members: 2. Before: not stated.",
        "A current signature from every member: required to submit. Before: not required to submit.",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"requirements": ["a tie"]}, "Choose what is needed to submit from the list"),
        ({"fewest_members": 0}, "Enter a minimum number of members between 1 and 500"),
        ({"lead_kinds": ["a bank"]}, "Choose who may lead from the list"),
        ({"decision_days": 731}, "Enter a number of days between 1 and 730"),
        ({"assurances": []}, "Enter at least one assurance"),
        ({"assurances": ["We will."] * 2}, "Enter each assurance only once"),
        ({"assurances": ["x" * 501]}, "Shorten assurance 1 to 500 characters. It has 501"),
    ],
)
def test_rules_that_mean_nothing_are_refused(values, words):
    with pytest.raises(Unready, match=words):
        changed(a_round(), an_officer(), **values)


def test_a_round_can_require_a_commitment():
    world = a_draft(competition=a_round(more={"requirements": ["plan", "commitments"]}))
    save_activity(
        application=world.application, words=ActivityWords(title="Shared calculus"), by=world.lead, at=WRITING
    )
    assert _refused(world) == ("Write what a member contributes to at least one activity.",)

    a_plan(world)

    assert _submitted(world).number == 1


def test_a_round_can_require_that_each_grant_line_says_who_is_paid_and_who_benefits():
    world = a_draft(competition=a_round(more={"requirements": ["payees"]}))
    line = BudgetWords(line="Video room", amount=27_000, source="grant")
    save_budget_lines(application=world.application, lines=[line], by=world.lead, at=WRITING)

    assert _refused(world) == ("“Video room” ($27,000) doesn’t say who is paid or who benefits.",)


def test_an_empty_application_is_not_submitted_in_a_round_that_an_officer_started(client, time_machine):
    world = a_draft(competition=published(an_officer()))
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    page = client.get(reverse("applicant:application_submit", args=[world.application.reference]))

    reference = world.application.reference
    assert [(row.text, row.link, row.address) for row in page.context["to_change"]] == [
        *(
            (f"Answer question {n}.", f"Go to Question {n}", f"/applications/{reference}/sections/question-{n}/")
            for n in range(1, 10)
        ),
        ("Add at least one activity to your plan.", "Go to Activities", f"/applications/{reference}/activities/"),
        ("Add at least one budget line with an amount.", "Go to Budget", f"/applications/{reference}/budget/"),
    ]
    assert f"Submit {reference}</button>" not in page.text
    assert len(_refused(world)) == 11


def test_a_member_added_after_others_signed_is_a_finding_until_they_sign_again():
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    sign_application(participant=world.participants[1], name="A. Signer", by=world.signers[1], at=WRITING)
    later = WRITING + datetime.timedelta(days=1)
    joined = MembershipFactory(consortium=world.consortium, district__name="Oak Fork")
    add_member(application=world.application, key=joined.district.leaid, by=world.lead, at=later)

    def sentences():
        world.application.refresh_from_db()
        packet = packet_of(world.application)
        reading = reading_of(packet, facts_about(world.application, packet))
        return [one.sentence for one in reading.findings if one.rule == "added-after-signing"]

    assert sentences() == ["Oak Fork was added on September 15, 2026, after 1 other member had signed."]

    sign_application(
        participant=world.participants[1], name="A. Signer", by=world.signers[1], at=later + datetime.timedelta(hours=1)
    )
    assert sentences() == []
