"""The desk shows what would change if each member left: the round's rules, activities, elements, money, students."""

import datetime
import time

import pytest
import time_machine

from consortia.models import Membership
from grants.actions.review import record_mark, start_review
from grants.imports.case import load_case
from grants.models import Competition
from grants.rules.departures import departure_of
from grants.rules.eligibility import Lead, LeadRule
from grants.rules.member_loss import CitedPlace, LargestShare, LossFacts, losses_of
from grants.rules.reading import reading_of
from reviews.rules import PASSAGE, Cited
from tests.grants.builders import AT, a_case, an_application, an_officer
from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    a_plan,
    budget_line,
    commitment,
    participant,
)
from tests.grants.pages import queries_of, shown, signed_in

COMPONENTS = frozenset({ALDER, BIRCH, COPPER, DRYLICK})
TITLES = {1: "What each member does and contributes", 2: "How students benefit", 3: "Who decides", 4: "Money"}


def losses(plan=None, facts=None, cited=()):
    """Every loss by key, of a plan of five members with $130,000 of the grant, $8,000 match, and 56 students."""
    packet, known = plan or a_plan()
    packet["elements"] = [{"number": number, "title": title} for number, title in TITLES.items()]
    table = losses_of(packet, reading_of(packet, known).as_json(), facts or LossFacts(), cited)
    return table, {loss.key: loss for loss in table.losses}


def test_money_students_and_the_largest_share_that_are_left():
    table, by_key = losses()

    assert (table.grant, table.match, table.students) == (130_000, 8_000, 56)
    assert (by_key[COPPER].grant, by_key[COPPER].match, by_key[COPPER].students) == (40_000, 0, 20)
    assert (by_key[ALDER].grant, by_key[ALDER].match, by_key[ALDER].students) == (0, 8_000, 9)
    assert by_key[COPPER].largest == LargestShare("Dry Lick Exempted Village Schools", 0.5)
    assert table.largest == LargestShare("Copper Fork City School District", 0.4)


def test_a_share_above_the_rounds_is_named_only_where_the_loss_brings_it_about():
    plan = a_plan()
    budget_line(plan, "b2")["amount"] = (
        50_000  # without the shop, 40,000 of 70,000; without the teacher, 50,000 of 80,000
    )
    _, by_key = losses(plan)

    assert [key for key, loss in by_key.items() if loss.crosses_largest_share] == [COPPER]


def test_a_line_paid_to_another_of_which_it_alone_benefits_falls_too():
    plan = a_plan()
    budget_line(plan, "b4")["benefits"] = [BIRCH]
    _, by_key = losses(plan)

    assert (by_key[BIRCH].grant, by_key[BIRCH].grant_for_it, by_key[BIRCH].money) == (0, 20_000, 20_000)


def test_activities_that_lose_their_last_member_all_but_one_or_the_member_in_charge():
    _, by_key = losses()

    assert by_key[ELKBEND].activities_without_members == ("Coaching rounds",)
    assert by_key[BIRCH].activities_with_one_member == ("Shared physics",)
    assert by_key[ALDER].activities_without_owner == ("Shared physics", "Shop week", "Coaching rounds")
    assert by_key[DRYLICK].activities_without_members == ()


def test_an_element_is_lost_where_its_answer_names_no_other_member():
    _, by_key = losses()

    assert [(e.number, e.reason) for e in by_key[ELKBEND].elements] == [
        (3, "its answer names no other member"),
        (4, "its answer names no other member"),
    ]
    assert by_key[ALDER].elements == ()
    assert by_key[ELKBEND].paragraphs == 2


def test_elements_1_and_2_are_lost_where_no_other_member_contributes_or_benefits():
    plan = a_plan()
    for row in plan[0]["commitments"]:
        row["gives"]["text"], row["gains"]["text"], row["gains"]["students"] = "", "", None
    commitment(plan, BIRCH)["gives"]["text"] = "a bus"
    commitment(plan, COPPER)["gains"]["students"] = 12
    _, by_key = losses(plan)

    assert [e.number for e in by_key[BIRCH].elements] == [1]
    assert [e.number for e in by_key[COPPER].elements] == [2]


def test_an_element_is_lost_where_everything_cited_for_it_is_about_the_member():
    only_it = [CitedPlace(2, f"cell:{BIRCH}:gains"), CitedPlace(2, f"cell:{BIRCH}:activity:physics")]
    two = [CitedPlace(1, f"cell:{BIRCH}:gives"), CitedPlace(1, "n1-p1")]  # the paragraph names four members
    _, by_key = losses(cited=[*only_it, *two])

    assert [(e.number, e.reason) for e in by_key[BIRCH].elements] == [
        (2, "everything you cited for it is about this member")
    ]


def test_the_fewest_members_of_the_round():
    _, by_key = losses(facts=LossFacts(fewest_members=5))

    assert by_key[BIRCH].broken_rules == ("The round requires at least 5 members. This leaves 4 members.",)
    assert losses(facts=LossFacts(fewest_members=4))[1][BIRCH].broken_rules == ()


def test_a_rule_that_is_broken_with_all_members_is_said_once():
    table, by_key = losses(facts=LossFacts(fewest_members=6))

    assert table.broken_already == ("The round requires at least 6 members. This leaves 5 members.",)
    assert by_key[BIRCH].broken_rules == ()


@pytest.mark.parametrize(
    ("may_lead", "words"),
    [
        ([ALDER, BIRCH, COPPER, DRYLICK, ELKBEND], "Under the round’s rules, any other member may lead instead."),
        ([ALDER, BIRCH, COPPER], "Under the round’s rules, 2 of the other 4 members may lead instead."),
        ([ALDER], "It leads the application, and no other member may lead under the round’s rules."),
    ],
)
def test_without_the_lead_another_member_has_to_lead(may_lead, words):
    leads = {key: Lead(key, "local", "yes" if key in may_lead else "no", "no") for key in (*COMPONENTS, ELKBEND)}
    _, by_key = losses(facts=LossFacts(lead_rule=LeadRule(must_be_rural=True), leads=leads))

    assert len(by_key[ALDER].broken_rules) == 1
    assert by_key[ALDER].broken_rules[0].endswith(words)
    assert by_key[BIRCH].broken_rules == ()


def test_a_service_agency_that_leads_needs_a_component_district():
    plan = a_plan()
    participant(plan, ALDER)["role"], participant(plan, ELKBEND)["role"] = "member", "lead"
    _, by_key = losses(plan, facts=LossFacts(component_members=frozenset({BIRCH})))

    assert by_key[BIRCH].broken_rules == (
        "Elk Bend Educational Service Center leads, and no other member is its component district.",
    )
    assert by_key[COPPER].broken_rules == ()


def test_of_two_members_one_remains_under_the_maximum_for_a_single_applicant():
    plan = a_plan()
    plan[0]["participants"] = plan[0]["participants"][:2]
    table, by_key = losses(plan)

    assert table.broken_already == ()
    assert by_key[BIRCH].broken_rules == (
        "Only Alder Run Local School District remains, so it isn’t a consortium.",
        "The maximum award for a single applicant is $50,000. $130,000 is requested.",
    )


def test_the_worst_loss_comes_first_and_equal_ones_in_the_order_of_the_application():
    table, _ = losses()

    # The lead; the agency with an activity and two elements of its own; then by activities, money, and students.
    assert [loss.key for loss in table.losses] == [ALDER, ELKBEND, COPPER, DRYLICK, BIRCH]


def test_a_single_applicant_has_no_losses():
    plan = a_plan()
    plan[0]["participants"] = plan[0]["participants"][:1]

    assert losses(plan)[0].losses == ()


def test_thirty_members_are_computed_in_a_fraction_of_a_second():
    plan = a_plan()
    packet, facts = plan
    first = packet["participants"][1]
    packet["participants"] += [first | {"key": f"98{n:05}", "name": f"Mill {n} Local"} for n in range(25)]
    packet["commitments"] += [commitment(plan, BIRCH) | {"participant": f"98{n:05}"} for n in range(25)]
    packet["elements"] = []
    reading = reading_of(packet, facts).as_json()
    began = time.perf_counter()

    assert len(losses_of(packet, reading, LossFacts()).losses) == 30
    assert time.perf_counter() - began < 0.2  # about 1 ms on a quiet machine


# ---- the page ----


@pytest.mark.django_db
def test_the_desk_links_to_a_page_that_says_what_it_is(client):
    application = an_application(3)
    reader = signed_in(client, an_officer())
    address = f"/reviews/{application.reference}/without-a-member/"

    assert f'href="{address}"' in reader.get(f"/reviews/{application.reference}/").text
    words = shown(reader.get(address))
    assert "These are facts for reviewers, not findings" in words
    assert "It leads the application. Under the round’s rules, any other member may lead instead." in words
    assert "$20,000 of $61,500" in words
    assert "6 of 21, so 15 are left" in words
    assert application.findings.count() == application.findings_count


@pytest.mark.django_db
def test_the_page_follows_what_its_reader_cites_and_no_one_elses_citations(client):
    application, officer = an_application(3), an_officer()
    review = start_review(application=application, by=officer, at=AT)
    cited = [Cited(PASSAGE, "n1-p2")]
    record_mark(review=review, element=5, verdict="partly", citations=cited, note="One", revision=0, by=officer, at=AT)
    address = f"/reviews/{application.reference}/without-a-member/"
    words = "Element 5, How members share practice: everything you cited for it is about this member."

    assert words in shown(signed_in(client, officer).get(address))
    assert words not in shown(signed_in(client, an_officer("Ina Poole")).get(address))


@pytest.mark.django_db
def test_the_rules_of_the_round_count_as_they_are_today(client):
    application = an_application(3)
    Competition.objects.update(fewest_members=3)

    words = shown(signed_in(client, an_officer()).get(f"/reviews/{application.reference}/without-a-member/"))

    assert words.count("The round requires at least 3 members. This leaves 2 members.") == 3


@pytest.mark.django_db
@pytest.mark.parametrize("members", [2, 30])
def test_the_page_takes_the_same_queries_for_any_number_of_members(client, members):
    application = an_application(members)
    reader = signed_in(client, an_officer())

    # The reader's appointments, the application, the reader's review, versions, participants, and the component
    # districts of the lead.
    assert len(queries_of(reader, f"/reviews/{application.reference}/without-a-member/")) == 6


@pytest.mark.parametrize(
    ("leaves_on", "closed_on", "words"),
    [
        ("2026-04-19", None, "Cedar left the consortium. Its membership ended April 19, 2026."),
        ("2026-04-20", None, None),  # a member on its last day
        (None, "2026-04-20", "Cedar closed on April 20, 2026."),
        (None, "2026-04-21", None),
        ("2026-04-01", "2026-04-10", "Cedar closed on April 10, 2026."),
        (None, None, None),
    ],
)
def test_a_member_has_left_after_its_last_day_or_closed(leaves_on, closed_on, words):
    leaves, closed = (datetime.date.fromisoformat(day) if day else None for day in (leaves_on, closed_on))
    departure = departure_of("1", "Cedar", leaves_on=leaves, closed_on=closed, on=datetime.date(2026, 4, 20))

    assert (departure.sentence if departure else None) == words


@pytest.mark.django_db
def test_the_desk_says_that_a_member_left_and_the_page_shows_it_first(client):
    application = an_application(3)
    Membership.objects.filter(district__leaid="9900003").update(leaves_on=AT.date())
    words = "Stone Ridge Local School District left the consortium. Its membership ended April 20, 2026."
    desk = f"/reviews/{application.reference}/"
    with time_machine.travel(AT, tick=False):
        reader = signed_in(client, an_officer())
        assert words not in shown(reader.get(desk))
    with time_machine.travel(AT + datetime.timedelta(days=1), tick=False):
        reader = signed_in(client, an_officer("Ina Poole"))
        assert words in shown(reader.get(desk))
        page = reader.get(f"{desk}without-a-member/")

    assert words in shown(page)
    assert [(row.name.split()[0], row.has_left) for row in page.context["page"].rows] == [
        ("Stone", True), ("Mill", False), ("Harlan", False)
    ]  # fmt: skip
    assert application.versions.get().content["participants"][2]["name"] == "Stone Ridge Local School District"


@pytest.mark.django_db
def test_hostile_names_are_text(client):
    case = a_case(2)
    case["members"][1]["name"] = "<script>alert(1)</script>"
    case["districts"][1]["name"] = "<script>alert(1)</script>"
    application = load_case(case, by="tests", at=AT)

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/without-a-member/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
