"""Whether a consortium can apply, before anyone writes: each rule now and as of the deadline, with the fact."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Unready
from consortia.models import Membership, ScheduledClosure
from districts.models import Appointment, District
from grants.actions.application import start_application, submit_application
from grants.models import Participant
from grants.reads.eligibility import eligibility_of_consortia, eligibility_of_draft
from grants.reads.packets import facts_for_applicant, packet_of
from grants.rules.awards import maximum_award
from grants.rules.eligibility import Lead, LeadRule
from grants.rules.eligibility_checks import ConsortiumOnDay, MemberOnDay, RoundConditions, eligibility_rules
from grants.rules.reading import reading_of
from grants.rules.requirements import SubmissionRule
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
)
from tests.grants.walking import WRITING, a_draft, a_network, a_plan, a_round

TODAY = datetime.date(2026, 9, 14)
BEFORE_THE_DEADLINE = datetime.date(2026, 9, 20)
CEDAR, STONE = (
    MemberOnDay("3900001", "3900001", "Cedar Gap", "lead", "local", is_in_force=True),
    MemberOnDay("3900002", "3900002", "Stone Ridge", "member", "local", is_in_force=True),
)
MILL_CREEK = {
    "consortium": "Mill Creek",
    "has_ended": False,
    "successor": None,
    "members": (CEDAR, STONE),
    "lead": Lead("Cedar Gap", "local", "yes", "no"),
    "signers": 1,
}


def conditions(*, kinds=(), rural=False, fewest=None, requirements=(), most=400_000):
    return RoundConditions(
        LeadRule(kinds, rural),
        SubmissionRule(requirements, fewest),
        {"single": None, "consortium": most},
        datetime.date(2029, 6, 30),
    )


def answers(facts, **more):
    rules = eligibility_rules(conditions(**more), ConsortiumOnDay(**(MILL_CREEK | facts)))
    return {rule.key: (rule.answer.result.value, *rule.answer.facts) for rule in rules}


def test_a_consortium_without_faults_passes_every_rule_but_those_no_one_can_know_yet():
    assert answers({}, kinds=("local",), rural=True, fewest=2) == {
        "consortium": ("pass", "Mill Creek is on record."),
        "lead": ("pass", "Cedar Gap is a local district."),
        "rural": ("pass", "Cedar Gap is eligible for SRSA."),
        "signer": ("pass", "1 person may sign for Cedar Gap."),
        "number": ("pass", "2 members with a membership in force."),
        "in_force": ("pass", "In force for 2 members."),
        "last": ("pass", "No membership ends before the project does."),
        "open": ("pass", "No member closes before the project ends."),
        "once": (
            "unknown",
            "No two of your applications share a member. Other applications are confidential, so we can’t check them.",
        ),
        "maximum": ("unknown", "You can request up to $400,000. There’s no budget yet."),
    }


@pytest.mark.parametrize(
    ("facts", "rule", "answer"),
    [
        (
            {"has_ended": True, "successor": "Big Creek"},
            "consortium",
            (
                "fail",
                "Mill Creek is no longer a registered consortium, so this application can’t be submitted. It was "
                "merged into Big Creek, which may start its own application.",
            ),
        ),
        ({"lead": None}, "lead", ("fail", "The registry has no lead for Mill Creek.")),
        ({"lead": Lead("Cedar ESC", "service_agency")}, "lead", ("fail", "Cedar ESC is a service agency.")),
        (
            {"lead": Lead("Cedar Gap")},
            "lead",
            ("unknown", "The registry doesn’t say what kind of agency Cedar Gap is."),
        ),
        ({"lead": Lead("Cedar Gap", "local", "no", "no")}, "rural", ("fail", "Cedar Gap isn’t eligible for either.")),
        ({"signers": 0}, "signer", ("fail", "No one on record may sign applications for Cedar Gap.")),
        ({"members": (CEDAR,)}, "number", ("fail", "Mill Creek has 1 member with a membership in force.")),
        (
            {"also_in": (("Stone Ridge", "26-0003"), ("Cedar Gap", "26-0003"))},
            "once",
            ("fail", "Also in your application 26-0003: Stone Ridge and Cedar Gap."),
        ),
        ({"requested": 400_000}, "maximum", ("pass", "You request $400,000. The maximum award is $400,000.")),
        (
            {"requested": 400_001},
            "maximum",
            ("fail", "The grant lines total $400,001. The maximum award is $400,000."),
        ),
    ],
)
def test_each_rule_says_the_fact_that_decides_it(facts, rule, answer):
    assert answers(facts, kinds=("local",), rural=True, fewest=2)[rule] == answer


def on_day(member, **changes):
    return MemberOnDay(**(vars(member) | changes))


@pytest.mark.parametrize(
    ("member", "rule", "fact"),
    [
        (
            on_day(STONE, leaves_on=datetime.date(2027, 6, 30)),
            "last",
            "The membership of Stone Ridge ends on June 30, 2027, before the project ends on June 30, 2029.",
        ),
        (
            on_day(STONE, ends_on=datetime.date(2027, 7, 1)),
            "open",
            "The closing date of Stone Ridge, July 1, 2027, is before the project ends on June 30, 2029.",
        ),
        (
            on_day(STONE, is_in_force=False, leaves_on=datetime.date(2026, 6, 30)),
            "in_force",
            "The membership of Stone Ridge ends on June 30, 2026.",
        ),
        (
            on_day(STONE, is_in_force=False, ends_on=datetime.date(2026, 9, 20)),
            "in_force",
            "Stone Ridge is scheduled to merge or close on September 20, 2026.",
        ),
    ],
)
def test_a_member_that_does_not_last_is_named_with_the_date(member, rule, fact):
    assert answers({"members": (CEDAR, member)})[rule] == ("fail", fact)


def test_rules_that_the_round_does_not_have_are_not_listed():
    assert not {"rural", "number", "agency"} & answers({}).keys()


def test_only_what_a_submission_is_refused_for_is_called_required():
    rules = eligibility_rules(conditions(requirements=["maximum"], fewest=2), ConsortiumOnDay(**MILL_CREEK))

    required = {rule.key for rule in rules if rule.is_required}

    assert required == {"consortium", "lead", "signer", "number", "maximum"}


# With the registry


def results(rules):
    return {rule.key: rule.answer.result.value for rule in rules}


def of_consortium(world, reader=None, competition=None):
    (found,) = eligibility_of_consortia(
        competition or world.competition, [world.consortium], reader=reader or world.lead, at=WRITING
    )
    return found


def of_draft(world, reader=None):
    application = world.application
    return eligibility_of_draft(application, packet_of(application), reader=reader or world.lead, at=WRITING)


@pytest.fixture
def world(db):
    with time_machine.travel(WRITING, tick=False):
        network = a_network()
        network.competition = a_round(more={"fewest_members": 3})
        yield network


def test_a_membership_that_ends_before_the_deadline_passes_today_and_fails_then(world):
    Membership.objects.filter(district=world.districts[2]).update(leaves_on=BEFORE_THE_DEADLINE)

    found = of_consortium(world)

    assert (results(found.now)["number"], results(found.by_deadline)["number"]) == ("pass", "fail")
    assert (results(found.now)["in_force"], results(found.by_deadline)["in_force"]) == ("pass", "fail")
    assert found.deadline == datetime.date(2026, 9, 30)


def test_a_membership_that_begins_before_the_deadline_counts_then(world):
    Membership.objects.filter(district=world.districts[2]).update(joins_on=BEFORE_THE_DEADLINE)

    found = of_consortium(world)

    assert (results(found.now)["number"], results(found.by_deadline)["number"]) == ("fail", "pass")


def test_an_invited_district_is_no_member(world):
    MembershipFactory(consortium=world.consortium, status="claimed")
    Membership.objects.filter(district=world.districts[2]).update(status="claimed")

    assert results(of_consortium(world).now)["number"] == "fail"


@pytest.mark.parametrize("what", ["district", "consortium"])
def test_a_scheduled_merger_or_closing_counts_as_of_the_deadline(world, what):
    record = {"district": world.districts[2]} if what == "district" else {"consortium": world.consortium}
    ScheduledClosure.objects.create(
        **record, kind="dissolution", on=BEFORE_THE_DEADLINE, reason="The board decided.",
        scheduled_by=StateRoleFactory().user, scheduled_at=timezone.now(),
    )  # fmt: skip
    rule = "in_force" if what == "district" else "consortium"

    found = of_consortium(world)

    assert (results(found.now)[rule], results(found.by_deadline)[rule]) == ("pass", "fail")


def test_a_signer_whose_role_ends_before_the_deadline_is_missed_then(world):
    Appointment.objects.filter(user=world.lead).update(ends_on=BEFORE_THE_DEADLINE)

    found = of_consortium(world)

    assert (results(found.now)["signer"], results(found.by_deadline)["signer"]) == ("pass", "fail")


def test_an_agency_that_leads_needs_a_component_district(world):
    District.objects.filter(pk=world.districts[0].pk).update(kind="service_agency")
    assert results(of_consortium(world).now)["agency"] == "fail"

    ServiceAgencyMembershipFactory(agency=world.districts[0], district=world.districts[1], ends_on=BEFORE_THE_DEADLINE)

    found = of_consortium(world)
    assert (results(found.now)["agency"], results(found.by_deadline)["agency"]) == ("pass", "fail")


def test_a_rivals_draft_is_never_told_and_an_own_one_is(world):
    application = start_application(
        competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING
    )
    rival = ConsortiumFactory()
    shared, rival_lead = world.districts[1], DistrictFactory()
    MembershipFactory(consortium=rival, district=rival_lead, role="lead")
    MembershipFactory(consortium=rival, district=shared)
    other_lead = AppointmentFactory(district=rival_lead).user
    start_application(competition=world.competition, consortium=rival, by=other_lead, at=WRITING)
    world.application = application

    assert results(of_draft(world).now)["once"] == "unknown"
    assert results(of_draft(world, reader=world.signers[1]).now)["once"] == "fail"  # takes part in both


def test_the_draft_adds_its_budget_and_keeps_members_that_left(world):
    world.application = start_application(
        competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING
    )
    world.participants = list(world.application.participants.all())
    assert results(of_draft(world).now)["maximum"] == "unknown"
    a_plan(world)
    Membership.objects.filter(district=world.districts[2]).update(leaves_on=TODAY - datetime.timedelta(days=1))

    now = results(of_draft(world).now)

    assert (now["maximum"], now["in_force"], now["number"]) == ("pass", "fail", "fail")
    assert Participant.objects.filter(application=world.application).count() == 3


def test_a_member_whose_membership_ended_does_not_count_when_it_is_submitted(world):
    world.application = start_application(
        competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING
    )
    membership = Membership.objects.get(district=world.districts[2])
    membership.leaves_on = TODAY - datetime.timedelta(days=1)
    membership.save()

    with pytest.raises(Unready, match=r"This round requires at least 3 members\. You have 2"):
        submit_application(application=world.application, by=world.lead, at=WRITING)


# The pages


def test_the_page_of_the_round_shows_each_consortium_of_the_reader_and_strangers_only_the_rules(client, world):
    address = world.competition.get_absolute_url()
    assert "Can your consortium apply?" not in client.get(address).text
    client.force_login(world.lead)

    page = client.get(address).text

    assert "Can your consortium apply?" in page
    assert "As of the deadline, Sep 30, 2026" in page
    assert "In force for 3 members." in page
    client.force_login(AppointmentFactory().user)
    assert "Can your consortium apply?" not in client.get(address).text


def test_the_overview_of_a_draft_has_the_list_with_links_to_what_fails(client, world):
    Membership.objects.filter(district=world.districts[2]).update(leaves_on=BEFORE_THE_DEADLINE)
    application = start_application(
        competition=world.competition, consortium=world.consortium, by=world.lead, at=WRITING
    )
    client.force_login(world.lead)

    table = client.get(application.get_absolute_url()).context["eligibility"]

    row = next(row for row in table.rows if row.title.startswith("At least 3 members"))
    assert (row.now.label, row.by_deadline.label, row.link) == ("Pass", "Fail", "Review members")
    assert row.address == reverse("applicant:application_members", args=[application.reference])
    assert table.summary.endswith("1 required rule fails; reviewers will see 2 that fail.")


@pytest.mark.parametrize("consortia", [1, 3])
def test_the_page_of_a_round_takes_the_same_queries_however_many_consortia_the_reader_has(
    client, world, consortia, django_assert_num_queries
):
    for _ in range(consortia - 1):
        MembershipFactory(consortium=ConsortiumFactory(), district=world.districts[0], role="lead")
    client.force_login(world.lead)

    # session, user, roles; round, questions, criteria; own memberships; places; all memberships, scheduled closings,
    # component districts, signers, own applications; appointments, intents to apply, applications
    with django_assert_num_queries(16):
        page = client.get(world.competition.get_absolute_url())

    assert len(page.context["eligibility"]) == consortia


@pytest.mark.django_db
@pytest.mark.parametrize("members", [1, 3])
def test_a_draft_is_checked_in_the_same_queries_whatever_its_size(members, django_assert_num_queries):
    with time_machine.travel(WRITING, tick=False):
        world = a_draft(members)
        packet = packet_of(world.application)

        # memberships, participants, scheduled closings, component districts, signers, places, own applications
        with django_assert_num_queries(7):
            eligibility_of_draft(world.application, packet, reader=world.lead, at=WRITING)


def test_the_finding_about_closed_members_knows_a_closing_that_is_scheduled_before_the_project_ends(world):
    application = a_draft(competition=world.competition).application
    member = application.participants.last()
    ScheduledClosure.objects.create(
        district=member.district, kind="dissolution", on=datetime.date(2028, 1, 1), reason="The board decided.",
        scheduled_by=StateRoleFactory().user, scheduled_at=timezone.now(),
    )  # fmt: skip

    packet = packet_of(application)
    found = reading_of(packet, facts_for_applicant(application, packet, at=WRITING)).findings

    (closed,) = [one for one in found if one.rule == "member-closed"]
    assert closed.sentence == (
        f"The closing date of {member.name}, January 1, 2028, is before the project ends on June 30, 2029."
    )
    ScheduledClosure.objects.update(status="canceled", ended_at=timezone.now())
    found = reading_of(packet, facts_for_applicant(application, packet, at=WRITING)).findings
    assert "member-closed" not in {one.rule for one in found}


def test_the_maximum_award_is_compared_by_one_rule():
    most = maximum_award(2, single=100, consortium=200)
    assert (most.is_exceeded_by(200), most.is_exceeded_by(201)) == (False, True)
    assert not maximum_award(2, single=100, consortium=None).is_exceeded_by(10**9)
