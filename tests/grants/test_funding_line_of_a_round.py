"""Officers try what a budget reaches, save scenarios, and give a reason for an award out of rank order."""

import pytest
import time_machine

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.award_releases import release_awards
from grants.actions.funding import record_passing_over, remove_scenario, save_scenario
from grants.actions.rankings import ask_for_ranking, compute_next_ranking
from grants.models import Application, Competition, FundingScenario, PassedOver, RoundRanking
from grants.rules.board import MOST_NAMED, problems_with_release
from grants.rules.funding_scenarios import (
    Scenario,
    passed_over,
    problems_with_passing_over,
    problems_with_scenario_name,
    scenario_from_json,
)
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_administrator, an_auditor, an_officer
from tests.grants.deciding import LATER, a_board_member, decided
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.test_ranking_a_round import a_scored_round, asked_by
from tests.kept import kept

REASON = "The board funds one consortium in each corner of the state."


# --- rules


def test_a_stored_scenario_comes_back_as_it_was():
    scenario = Scenario(budget=0, cap=5, is_raw=True, without_scorer="Boyd")
    assert scenario.as_json() == {"budget": 0, "cap": 5, "is_raw": True, "without_scorer": "Boyd"}
    assert scenario_from_json(scenario.as_json()) == scenario
    assert Scenario().as_json() == {}
    assert scenario_from_json({"of_a_later_release": 1}) == Scenario()


def test_a_scenario_needs_a_name_that_no_other_has():
    assert problems_with_scenario_name("Ten rural", ["Other"]) == []
    assert problems_with_scenario_name("", []) == ["Enter a name for the scenario."]
    assert problems_with_scenario_name("ten rural", ["Ten rural"]) == [
        "There is already a scenario named ten rural. Enter another name."
    ]
    assert problems_with_scenario_name("N" * 81, []) == ["Shorten the name to 80 characters."]
    assert len(problems_with_scenario_name("New", [str(number) for number in range(12)])) == 1


@pytest.mark.parametrize(
    ("awarded", "skipped"),
    [([], []), (["A"], []), (["A", "B"], []), (["B"], ["A"]), (["A", "D"], ["B", "C"]), (["not ranked"], [])],
)
def test_who_comes_before_an_award_and_gets_none_is_passed_over(awarded, skipped):
    assert passed_over(["A", "B", "C", "D"], awarded) == skipped


def test_only_one_that_comes_before_can_be_passed_over():
    order = ["A", "B"]
    assert problems_with_passing_over("B", "A", order=order, reason=REASON) == []
    assert problems_with_passing_over("A", "B", order=order, reason=REASON) == [
        "A comes before B in the order, so no one is passed over."
    ]
    assert len(problems_with_passing_over("A", "A", order=order, reason=REASON)) == 1
    assert problems_with_passing_over("B", "Z", order=order, reason=REASON) == [
        "Choose two applications of the ranking."
    ]
    assert problems_with_passing_over("B", "A", order=order, reason=" ") == ["Enter the reason."]


def test_a_release_names_at_most_ten_that_are_passed_over():
    counts = {"yes": 1, "no": 0, "hold": 0, "edit": 0, "undecided": 0}
    many = [f"26-{number:04}" for number in range(MOST_NAMED + 2)]
    (problem,) = problems_with_release(counts, "", [], many)
    assert "26-0009 and 2 more. Enter the reasons" in problem
    assert problems_with_release(counts, "", [], []) == []


# --- the page


@pytest.fixture
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@kept
def a_ranked_round(*levels, budget=None):
    """Applications with a computed ranking, best first, each asking for $100,000, $200,000, and so on."""
    applications = a_scored_round(*levels)
    for number, application in enumerate(applications, start=1):
        Application.objects.filter(pk=application.pk).update(requested=number * 100_000)
    competition = applications[0].competition
    Competition.objects.update(lots_seed="2013", lots_drawn_at=competition.opens_at, board_budget=budget)
    officer = an_officer()
    asked_by(officer, applications[0])
    return officer, competition, applications


def address(competition, end="funding-line/"):
    return f"/competitions/{competition.slug}/{end}"


def outcomes(client, competition, query=""):
    rows = b"".join(client.get(address(competition, f"funding-line.csv{query}"))).decode().splitlines()
    cells = [row.split(",") for row in rows[1:]]
    return {row[1]: row[7] for row in cells}


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_an_officer_moves_the_budget_and_sees_who_flips(client):
    officer, competition, (first, second, third) = a_ranked_round((4, 4), (3, 3), (0, 0), budget=300_000)
    page = shown(signed_in(client, officer).get(address(competition)))
    assert "2 applications are funded with $300,000, of 3 in the order. $0 is left." in page
    assert f"{third.reference} is the first that doesn’t fit: it would get $300,000." in page
    assert "Save this scenario" not in page, "the baseline needs no name"
    assert "Compared with the baseline" not in page, "the baseline isn't compared with itself"

    page = shown(client.get(address(competition, "funding-line/?budget=150,000")))

    assert "1 application is funded with $100,000, of 3 in the order. $50,000 is left." in page
    assert "Funded only in the baseline: 1" in page
    assert "Funded only in this scenario: 0" in page
    assert outcomes(client, competition, "?budget=700000&cap=100000") == {
        first.reference: "Funded",
        second.reference: "Funded",
        third.reference: "Funded",
    }
    assert outcomes(client, competition, "?region_limit=1")[first.reference] == "Funded"
    assert client.get(address(competition, "funding-line/?budget=much")).status_code == 422
    assert client.get(address(competition, "funding-line.csv?budget=much")).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_the_floor_counts_consortia_with_at_least_half_of_small_or_rural_members(client):
    officer, competition, (first, second) = a_ranked_round((4, 4), (0, 0), budget=200_000)
    District.objects.filter(leaid__in=second.participants.values("district__leaid")).update(srsa="yes")
    RoundRanking.objects.all().delete()
    asked_by(officer, first)
    signed_in(client, officer)
    assert outcomes(client, competition)[second.reference] == "More than the remaining balance"
    assert outcomes(client, competition, "?floor=1") == {
        first.reference: "Displaced to meet the minimum",
        second.reference: "Funded to meet the minimum",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_the_order_is_that_of_the_ranking_without_a_scorer_once_it_is_computed(client):
    officer, competition, (first, second) = a_ranked_round((4, 0), (1, 4), budget=200_000)
    signed_in(client, officer)
    page = shown(client.get(address(competition, "funding-line/?without=Boyd")))
    assert "The ranking without Boyd isn’t computed yet." in page

    client.post(address(competition, "funding-line/rank/?without=Boyd"))
    assert compute_next_ranking(clock=lambda: AT)

    page = shown(client.get(address(competition, "funding-line/?without=Boyd")))
    assert "isn’t computed yet" not in page
    ranking = RoundRanking.objects.get(without="Boyd")
    assert [row["raw"] for row in ranking.result["applications"]] == [100.0, 25.0]
    assert client.get(address(competition, "funding-line/?without=Zed")).status_code == 422
    with pytest.raises(Unready, match="choose one of them"):
        ask_for_ranking(competition=competition, without="Zed", by=officer, at=AT)
    page = shown(client.get(address(competition, "ranking/")))
    assert "Boyd" in page, "the ranking itself keeps all scorers"
    assert outcomes(client, competition, "?scores=raw&without=Boyd")[first.reference] == "Funded"
    assert second.reference in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_an_application_that_breaks_a_rule_without_a_member_drops_out(client):
    officer, competition, (first, _) = a_ranked_round((4, 4), (0, 0), budget=300_000)
    Competition.objects.update(fewest_members=3)
    lead, member = first.participants.all()[:2]
    signed_in(client, officer)
    query = f"?application={first.reference}&member={member.key}"
    page = shown(client.get(address(competition, f"funding-line/{query}")))
    assert f"Without {member.name}" in page
    assert "The round requires at least 3 members. This leaves 2 members." in page
    assert outcomes(client, competition, query)[first.reference] == "Left out"
    assert lead.name != member.name
    assert client.get(address(competition, f"funding-line/?application={first.reference}&member=x")).status_code == 422
    assert client.get(address(competition, "funding-line/?application=26-9999&member=x")).status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_scenarios_are_saved_compared_and_removed(client):
    officer, competition, (first, second, third) = a_ranked_round((4, 4), (3, 3), (0, 0), budget=300_000)
    signed_in(client, officer)
    client.post(address(competition, "funding-line/save/?budget=100000"), {"name": "Small"})
    client.post(address(competition, "funding-line/save/?budget=100000"), {"name": "Small"})
    client.post(address(competition, "funding-line/save/?budget=600000"), {"name": "All"})
    assert [row.terms for row in FundingScenario.objects.all()] == [{"budget": 100_000}, {"budget": 600_000}]
    assert client.post(address(competition, "funding-line/save/?budget=1"), {"name": "all"}).status_code == 422

    page = shown(client.get(address(competition)))

    assert "1. Small" in page
    assert "2. All" in page
    assert "Budget $100,000" in page
    safe = page[page.index("Funded in all 3 scenarios") : page.index("Scenarios side by side")]
    assert first.reference in safe
    assert second.reference not in safe
    client.post(address(competition, f"funding-line/{FundingScenario.objects.first().pk}/remove/"))
    assert "Budget $100,000" not in shown(client.get(address(competition)))
    assert third.reference in page
    events = Entry.objects.filter(event__startswith="funding.").values_list("event", flat=True)
    assert sorted(events) == ["funding.removed", "funding.saved", "funding.saved"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_what_is_kept_from_a_reader_is_in_no_line_scenario_or_reason(client):
    officer, competition, (first, kept, last) = a_ranked_round((4, 4), (3, 3), (0, 0), budget=600_000)
    member = kept.participants.all()[1]
    terms = Scenario(application=kept.reference, leaves=member.key)
    save_scenario(competition=competition, name="It leaves", scenario=terms, by=officer, at=AT)
    pair = {"chosen": last.reference, "instead_of": kept.reference}
    record_passing_over(competition=competition, **pair, reason=REASON, by=officer, at=AT)
    conflicted = an_officer("Milo Hart")
    AppointmentFactory(user=conflicted, district=member.district, ends_on=AT.date().replace(year=2025))
    asked_by(conflicted, first)
    signed_in(client, conflicted)

    page = shown(client.get(address(competition)))

    assert "1 application is left out" in page
    assert "2 applications are funded" in page
    assert first.reference in page
    assert kept.reference not in page
    assert "It leaves" not in page
    assert REASON not in page
    assert kept.reference not in outcomes(client, competition)
    probe = client.get(address(competition, f"funding-line/?application={kept.reference}&member={member.key}"))
    nothing = client.get(address(competition, f"funding-line/?application=26-9999&member={member.key}"))
    assert (probe.status_code, nothing.status_code) == (422, 422)
    assert member.name not in shown(probe)
    with pytest.raises(Unready, match="Choose two applications of the ranking"):
        record_passing_over(competition=competition, **pair, reason="Other.", by=conflicted, at=AT)


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_while_scorers_are_waited_for_the_line_shows_nothing(client):
    officer, competition, (first, _) = a_ranked_round((4, 4), (0, 0))
    RoundRanking.objects.all().delete()
    page = shown(signed_in(client, officer).get(address(competition)))
    assert "Compute the ranking first." in page
    assert first.reference not in page
    assert client.get(address(competition, "funding-line.csv")).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_auditors_read_the_line_and_change_nothing(client):
    officer, competition, (first, second) = a_ranked_round((4, 4), (0, 0), budget=300_000)
    save_scenario(competition=competition, name="Half", scenario=Scenario(budget=100_000), by=officer, at=AT)
    auditor = an_auditor()
    page = shown(signed_in(client, auditor).get(address(competition, "funding-line/?budget=1")))
    assert "Half" in page
    assert "Save scenario" not in page
    assert "Remove" not in page
    assert "Save reason" not in page
    words = {"competition": competition, "by": auditor, "at": AT}
    with pytest.raises(Refused):
        save_scenario(name="Mine", scenario=Scenario(budget=1), **words)
    with pytest.raises(Refused):
        remove_scenario(pk=FundingScenario.objects.get().pk, **words)
    with pytest.raises(Refused):
        record_passing_over(chosen=second.reference, instead_of=first.reference, reason=REASON, **words)


# Round; places of the reader; applications, assignments, votes, what the screen and the gate put out, weights, changes
# of meetings; the latest ranking; scenarios; requested amounts; reasons for passing over; for the release:
# what is out, applications, awards, and reasons; for the stages: their counts and the last release.
QUERIES = 18


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
@pytest.mark.parametrize("number", [1, 3])
def test_the_line_takes_as_many_queries_for_one_application_as_for_three(client, number):
    officer, competition, _ = a_ranked_round(*[(4, 4)] * number, budget=300_000)
    asked = queries_of(signed_in(client, officer), address(competition, "funding-line/?budget=100000"))
    assert len(asked) == QUERIES, "\n".join(asked)


# --- awards out of rank order


@pytest.mark.django_db
def test_awards_are_not_released_while_someone_is_passed_over_without_a_reason(client):
    with time_machine.travel(AT, tick=False):
        officer, competition, (first, second) = a_ranked_round((4, 4), (0, 0), budget=300_000)
    with time_machine.travel(LATER, tick=False):
        decided(first, "no")
        decided(second, "yes")
        assert f"Funding line: {competition}" in shown(signed_in(client, officer).get("/my/"))
        admin = an_administrator()
        with pytest.raises(Unready, match=f"rank above an awarded one .* {first.reference}. Enter the reasons"):
            release_awards(competition=competition, by=admin, at=LATER)
        page = shown(signed_in(client, officer).get(address(competition)))
        assert "Save the reasons before awards are released" in page
        pair = {"chosen": second.reference, "instead_of": first.reference}

        response = client.post(address(competition, "funding-line/pass-over/"), pair | {"reason": REASON})

        assert response.status_code == 302
        page = shown(client.get(address(competition)))
        assert REASON in page
        assert "Awards can’t be released" not in page
        board = signed_in(client, a_board_member())
        assert REASON in shown(board.get(f"/competitions/{competition.slug}/board/"))
        release_awards(competition=competition, by=admin, at=LATER)
    assert PassedOver.objects.get().reason == REASON
    entry = Entry.objects.get(event="funding.passed_over")
    assert REASON not in str(entry.detail)
    words = {"competition": competition, **pair, "by": officer, "at": LATER}
    assert record_passing_over(reason=REASON, **words) == PassedOver.objects.get()
    with pytest.raises(Unready, match="There is already a reason"):
        record_passing_over(reason="Another reason.", **words)
