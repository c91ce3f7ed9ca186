"""Ties inside a band are decided by published criteria, and last by lots whose seed no one chose or knew."""

import datetime
import hashlib

import pytest
import time_machine

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.lots import draw_seed
from grants.actions.rankings import ask_for_ranking, compute_next_ranking
from grants.actions.rounds import RulesEdit, change_rules, edit_draft, start_round
from grants.models import Competition, RoundRanking
from grants.reads.rounds import rules_as_json, rules_of
from grants.rules.tie_rule import TieFacts, problems_with_tie_criteria
from tests.grants.builders import AT, an_auditor, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.rounds import AFTER, SPRING, STORM, WEEK_LATER, published
from tests.grants.test_ranking_a_round import a_scored_round
from tests.grants.walking import CLOSES, WRITING

BEFORE_DEADLINE = CLOSES - datetime.timedelta(minutes=1)


# --- the rule


def test_the_criteria_compare_rounded_amounts():
    facts = TieFacts(requested=100_000, members=3, small_or_rural=2, students=300)
    assert facts.amounts() == {"small_or_rural": 66.7, "cost": 333.33, "students": 300, "members": 3}


def test_what_is_not_stated_is_not_known():
    facts = TieFacts(requested=100_000, members=3, small_or_rural=0, students=None)
    assert facts.amounts() == {"small_or_rural": 0.0, "cost": None, "students": None, "members": 3}


@pytest.mark.parametrize(("small", "members", "answer"), [(1, 2, True), (1, 3, False), (0, 2, False), (0, 0, False)])
def test_an_application_is_small_or_rural_if_half_of_its_members_are(small, members, answer):
    assert TieFacts(1, members, small, None).is_small_or_rural is answer


def test_each_criterion_is_chosen_once():
    assert problems_with_tie_criteria([]) == []
    assert problems_with_tie_criteria(["cost", "small_or_rural"]) == []
    assert problems_with_tie_criteria(["cost", "cost"]) == ["Choose each criterion of the tie rule once."]
    assert problems_with_tie_criteria(["height"]) == ["Choose criteria of the tie rule from the list."]


# --- the seed


@pytest.mark.django_db
def test_publishing_a_round_publishes_the_code_of_a_seed_and_not_the_seed(client):
    officer = an_officer()
    competition = published(officer, tie_criteria=["small_or_rural", "cost"])
    seed, code = competition.lots_seed, competition.lots_code

    assert code == hashlib.sha256(seed.encode()).hexdigest()
    assert len(seed) == 32
    version = competition.versions.get().rules
    assert version["lots_code"] == code
    assert seed not in str(version)
    assert seed not in str([entry.detail for entry in Entry.objects.all()])
    for moment, is_public in ((WRITING, False), (BEFORE_DEADLINE, False), (AFTER, True)):
        with time_machine.travel(moment, tick=False):
            for reader in (None, officer):
                if reader:
                    signed_in(client, reader)
                page = shown(client.get(competition.get_absolute_url()))
                assert code in page
                assert (seed in page) is is_public
    assert "The larger share of members that are small or rural" in page


@pytest.mark.django_db
def test_two_rounds_have_different_seeds_and_a_copy_has_its_own():
    officer = an_officer()
    first = published(officer, tie_criteria=["cost"])
    draft = start_round(name="Innovation Fund 2028", copy_of=first, by=officer, at=SPRING)
    assert (draft.tie_criteria, draft.lots_code, draft.lots_seed) == (["cost"], "", "")


@pytest.mark.django_db
def test_a_change_before_the_deadline_keeps_the_seed():
    officer = an_officer()
    competition = published(officer)
    edit = RulesEdit({"closes_at": WEEK_LATER})
    change_rules(
        competition=competition, edit=edit, reason=STORM, revision=competition.revision, by=officer, at=WRITING
    )
    assert Competition.objects.get(pk=competition.pk).lots_code == competition.lots_code


@pytest.mark.django_db
def test_a_round_that_opens_again_after_its_seed_was_public_gets_a_new_one():
    officer = an_officer()
    competition = published(officer)
    edit = RulesEdit({"closes_at": WEEK_LATER})
    version = change_rules(
        competition=competition, edit=edit, reason=STORM, revision=competition.revision, by=officer, at=AFTER
    )
    fresh = Competition.objects.get(pk=competition.pk)
    assert fresh.lots_code != competition.lots_code
    assert fresh.public_seed(AFTER) == ""
    assert f"Code of the seed of the lots: {fresh.lots_code}. Before: {competition.lots_code}." in version.changes


@pytest.mark.django_db
def test_a_seed_is_drawn_once():
    officer = an_officer()
    competition = published(officer)
    with pytest.raises(Unready, match="No one can draw another one"):
        draw_seed(competition=competition, by=officer, at=WRITING)
    draft = start_round(name="Innovation Fund 2028", by=officer, at=SPRING)
    with pytest.raises(Unready, match="when the round is published"):
        draw_seed(competition=draft, by=officer, at=SPRING)
    with pytest.raises(Unready, match="Choose each criterion"):
        edit_draft(competition=draft, edit=RulesEdit({"tie_criteria": ["cost"] * 2}), revision=0, by=officer, at=SPRING)


# --- the order on the page of the ranking


@pytest.fixture
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def ranked(officer, application):
    ask_for_ranking(competition=application.competition, by=officer, at=AT)
    compute_next_ranking(clock=lambda: AT)
    return RoundRanking.objects.latest("pk")


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_the_page_says_why_one_comes_before_another_in_a_band(client):
    one, other = a_scored_round((3, 2), (2, 3))
    District.objects.filter(leaid__in=["9900004", "9900005"]).update(srsa="yes")
    District.objects.filter(leaid="9900006").update(rlis="yes", srsa="yes")
    Competition.objects.update(
        tie_criteria=["small_or_rural"], lots_seed="2013", lots_drawn_at=one.competition.opens_at
    )
    officer = an_officer()
    ranking = ranked(officer, one)
    assert [row["band"] for row in ranking.result["applications"]] == [1, 1]

    page = shown(signed_in(client, officer).get(f"/competitions/{one.competition.slug}/ranking/"))

    of_rule = page[page.index("Order inside each band") :]
    facts = {row["application"]: row["facts"] for row in ranking.result["applications"]}
    assert [facts[one.reference]["small_or_rural"], facts[other.reference]["small_or_rural"]] == [0, 3]
    assert f"After {other.reference} by percent of members that are small or rural: 0 versus 100." in of_rule
    rows = b"".join(client.get(f"/competitions/{one.competition.slug}/ranking.csv")).decode().splitlines()
    assert rows[0].endswith("band,place by tie rule,why")


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_what_the_criteria_do_not_separate_is_ordered_by_lots_that_anyone_can_draw(client):
    one, other = a_scored_round((3, 2), (2, 3))
    Competition.objects.update(lots_seed="2013", lots_drawn_at=one.competition.opens_at)
    officer = an_officer()
    ranked(officer, one)
    lots = {text: hashlib.sha256(f"2013:{text}".encode()).hexdigest() for text in (one.reference, other.reference)}
    first, second = sorted(lots, key=lots.get)

    page = shown(signed_in(client, officer).get(f"/competitions/{one.competition.slug}/ranking/"))

    assert f"After {first} by lot: {lots[second][:8]}… versus {lots[first][:8]}…." in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_then")
def test_an_officer_has_the_seed_drawn_for_a_round_opened_before_rounds_had_one(client):
    one, _ = a_scored_round((3, 2), (2, 3))
    Competition.objects.update(lots_seed="", lots_code="", lots_drawn_at=None)
    officer, address = an_officer(), f"/competitions/{one.competition.slug}/ranking/"
    ranked(officer, one)
    page = shown(signed_in(client, officer).get(address))
    assert "This round has no seed for lots" in page
    assert "Draw the seed" in page

    client.post(f"{address}seed/")

    page = shown(client.get(address))
    assert "The seed was drawn after the deadline" in page
    assert "Draw the seed" not in page
    assert Competition.objects.get().lots_seed in page
    assert [entry.detail["lots_code"] for entry in Entry.objects.filter(event="competition.seed_drawn")] == [
        Competition.objects.get().lots_code
    ]
    with pytest.raises(Refused):
        draw_seed(competition=one.competition, by=an_auditor(), at=AT)


@pytest.mark.django_db
def test_an_earlier_version_of_the_rules_keeps_the_criteria():
    competition = published(an_officer(), tie_criteria=["members"])
    assert rules_as_json(rules_of(competition))["tie_criteria"] == ["members"]
