"""Officials read the order of a round once all scorers have submitted; no one learns a place that is kept from them."""

import datetime

import pytest
import time_machine

from accounts.refusals import Refused, Unready
from districts.models import District
from grants.actions import rankings
from grants.actions.rankings import ask_for_ranking, compute_next_ranking
from grants.actions.recusals import exclude_scores
from grants.actions.scoring import submit_scores
from grants.models import RoundRanking
from grants.states import ScoringStage
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned, later, scored, voted
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def submitted(assignment, level=3):
    scored(assignment, level)
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)


@kept
def a_scored_round(*levels, scorers=("Ames", "Boyd")):
    """Applications whose scorers gave these levels: [(4, 3), (1, 1)] is two applications with two scores each."""
    applications = [an_application(3, first=3 * n, name=f"Network {n}") for n in range(len(levels))]
    people = [a_scorer_of(applications[0].competition, name) for name in scorers]
    for application, of_application in zip(applications, levels, strict=True):
        for scorer, level in zip(people, of_application, strict=True):
            submitted(assigned(scorer, application), level)
    return applications


def address(application, end="ranking/"):
    return f"/competitions/{application.competition.slug}/{end}"


def asked_by(officer, application):
    """A ranking that is requested and computed."""
    ranking = ask_for_ranking(competition=application.competition, by=officer, at=AT)
    compute_next_ranking(clock=lambda: AT)
    ranking.refresh_from_db()
    return ranking


def test_an_officer_computes_the_ranking_and_reads_the_order(client):
    best, middle, last = a_scored_round((4, 4), (3, 2), (1, 0))
    signed_in(client, an_officer())
    page = shown(client.get(address(best)))
    assert "3 of 3 applications are scored." in page
    assert "All scores are in." in page
    assert "Compute the ranking" in page

    client.post(address(best, "ranking/compute/"))
    assert "The ranking is being computed." in shown(client.get(address(best)))
    assert compute_next_ranking(clock=lambda: AT)
    assert not compute_next_ranking(clock=lambda: AT)
    page = shown(client.get(address(best)))

    order = page[page.index("Order by adjusted score") :]
    assert order.index(best.reference) < order.index(middle.reference) < order.index(last.reference)
    assert "Compute again" not in page
    assert "points stricter" in page
    assert "The seed of the simulation is 2013." in page
    ranking = RoundRanking.objects.get()
    assert [row["raw"] for row in ranking.result["applications"]] == [100.0, 62.5, 12.5]
    assert (ranking.seed, ranking.method, ranking.scope) == (2013, 2, "")


def test_while_a_scorer_is_waited_for_the_page_shows_a_count_and_no_order(client):
    first, second = a_scored_round((4, 4), (3, 2))
    officer = an_officer()
    asked_by(officer, first)
    assigned(a_scorer_of(first.competition, "Cole"), second)
    signed_in(client, officer)

    page = shown(client.get(address(first)))

    assert "1 of 2 applications are scored." in page
    assert "A scorer of 1 application hasn’t submitted yet." in page
    assert first.reference not in page
    assert "Boyd" not in page
    assert client.get(address(first, "ranking.csv")).status_code == 404
    with pytest.raises(Unready, match="A scorer of 1 application hasn’t"):
        ask_for_ranking(competition=first.competition, by=officer, at=AT)


def test_a_change_of_what_counts_makes_the_ranking_out_of_date(client):
    first, second = a_scored_round((4, 4), (3, 2))
    officer = an_officer()
    ranking = asked_by(officer, first)
    assert ask_for_ranking(competition=first.competition, by=officer, at=AT) == ranking
    assignment = second.scorer_assignments.first()
    exclude_scores(assignment=assignment, reason="A conflict was found.", by=officer, at=AT)
    signed_in(client, officer)
    page = shown(client.get(address(first)))
    assert "Scores or applications changed since this ranking was computed." in page
    assert "Compute again" in page

    client.post(address(first, "ranking/compute/"))
    compute_next_ranking(clock=lambda: AT)
    page = shown(client.get(address(first)))

    assert "Scores that were excluded or changed" in page
    assert "2 scores, raw 62.5" in page
    assert "1 score, raw 50.0" in page
    assert RoundRanking.objects.count() == 2


def test_an_application_that_failed_the_gate_is_shown_apart(client):
    passed, failed = an_application(), an_application(3, first=3, name="Another Network")
    people = [a_scorer_of(passed.competition, name) for name in ("Ames", "Boyd", "Cole")]
    for application, votes in ((passed, ("yes", "yes", "no")), (failed, ("yes", "no", "no"))):
        for scorer, vote in zip(people, votes, strict=True):
            ballot = voted(assigned(scorer, application, ScoringStage.GATE), vote)
            submit_scores(assignment=ballot, by=scorer.person, at=AT)
    submitted(assigned(people[0], passed))
    submitted(assigned(people[1], passed))
    officer = an_officer()
    ranking = asked_by(officer, passed)

    page = shown(signed_in(client, officer).get(address(passed)))

    assert [row["application"] for row in ranking.result["applications"]] == [passed.reference]
    assert "1 of 3 votes were yes" in page[page.index("Didn’t pass the gate") :]
    assert "1 of 1 application is scored. Not scored: 1 did not pass the gate." in page


def test_no_gap_shows_the_place_of_an_application_that_is_kept_from_the_reader(client):
    first, kept, last = a_scored_round((4, 4), (3, 2), (1, 0))
    officer, conflicted = an_officer(), an_officer("Milo Hart")
    asked_by(officer, first)
    AppointmentFactory(
        user=conflicted, district=District.objects.get(leaid="9900005"), ends_on=AT.date().replace(year=2025)
    )
    signed_in(client, conflicted)
    page = shown(client.get(address(first)))
    assert "1 application is left out" in page
    assert first.reference not in page, "the ranking of the whole round isn't theirs"
    assert client.get(address(first, "ranking.csv")).status_code == 404

    ranking = asked_by(conflicted, first)
    page = shown(client.get(address(first)))

    assert [(row["application"], row["rank"]) for row in ranking.result["applications"]] == [
        (first.reference, 1),
        (last.reference, 2),
    ]
    assert kept.reference not in page
    assert kept.reference not in b"".join(client.get(address(first, "ranking.csv"))).decode()
    assert kept.reference in shown(signed_in(client, officer).get(address(first)))


def test_the_file_has_the_rows_of_the_page(client):
    first, _ = a_scored_round((4, 4), (1, 2))
    officer = an_officer()
    asked_by(officer, first)
    lines = b"".join(signed_in(client, officer).get(address(first, "ranking.csv"))).decode().splitlines()
    assert (
        lines[0]
        == "application,consortium,scores,raw,adjusted,low,high,rank,rank low,rank high,band,place by tie rule,why"
    )
    assert lines[1].startswith(f"{first.reference},Network 0,2,100.0,")
    assert len(lines) == 3


def test_auditors_read_and_compute_nothing(client):
    first, _ = a_scored_round((4, 4), (1, 2))
    auditor = an_auditor()
    page = shown(signed_in(client, auditor).get(address(first)))
    assert "An officer hasn’t computed the ranking yet." in page
    assert "Compute the ranking" not in page
    with pytest.raises(Refused):
        ask_for_ranking(competition=first.competition, by=auditor, at=AT)
    asked_by(an_administrator(), first)
    assert first.reference in shown(client.get(address(first)))


def test_a_ranking_that_fails_is_tried_again_and_then_given_up(client, monkeypatch):
    first, _ = a_scored_round((4, 4), (1, 2))
    officer = an_officer()
    ask_for_ranking(competition=first.competition, by=officer, at=AT)

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(rankings, "result_of", fail)
    for hours in range(4):
        assert compute_next_ranking(clock=lambda hours=hours: AT + datetime.timedelta(hours=hours))
    assert not compute_next_ranking(clock=later)
    page = shown(signed_in(client, officer).get(address(first)))
    assert "The last ranking couldn’t be computed." in page
    assert "Compute the ranking" in page


def test_two_requests_are_one(client):
    first, _ = a_scored_round((4, 4), (1, 2))
    one = ask_for_ranking(competition=first.competition, by=an_officer(), at=AT)
    assert ask_for_ranking(competition=first.competition, by=an_administrator(), at=AT) == one


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_many_queries_for_one_row_as_for_three(client, count):
    applications = a_scored_round(*[(4 - n, 3 - n) for n in range(count)])
    officer = an_officer()
    asked_by(officer, applications[0])
    # the round, its applications, those kept from the reader, assignments, votes, what the screen and
    # the gate put out, weights, changes of consensus meetings, the last request, which has the last result, the counts
    # of the stages, and the last release
    assert len(queries_of(signed_in(client, officer), address(applications[0]))) == 11
