"""The public record and the emails of decisions: after the release, and only what the round publishes."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from districts.models import District
from grants.actions.board import set_board_terms
from grants.models import RoundRanking
from portal.registry.pages.award_plan import planned_activities
from tests.factories import AppointmentFactory, CountyFactory, RegionFactory
from tests.grants.builders import an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, REASONS, decided, released
from tests.grants.pages import queries_of, shown

pytestmark = pytest.mark.django_db
AWARDS = "/awards/"


def two_decisions():
    award, refusal = an_application(), an_application(first=10, name="Stone Ridge Network")
    decided(award, amount=30_000, conditions="The lead names who pays.")
    decided(refusal, "no", reasons="Nobody says what each member gives.")
    return award, refusal


def test_nothing_is_public_before_the_release(client):
    award, refusal = two_decisions()
    assert "No awards yet." in shown(client.get(AWARDS))
    for one in (award, refusal):
        assert client.get(reverse("registry:award_detail", args=[one.reference])).status_code == 404
        assert one.reference not in b"".join(client.get("/awards.csv").streaming_content).decode()
    assert not OutgoingEmail.objects.exists()


def test_an_award_is_public_with_its_amount_conditions_reasons_and_members(client):
    award, refusal = two_decisions()
    released(award.competition)
    page = shown(client.get(reverse("registry:award_detail", args=[award.reference])))
    for words in ("$30,000", "The lead names who pays.", REASONS, "Mill Creek Local School District", "$20,500"):
        assert words in page
    assert "The application requested $61,500. The award is $30,000, so what each member receives can change." in page
    assert "Grant money in the budget as submitted" in page
    assert "organizations that aren’t members" not in page  # the budget pays members only
    for words in ("What the members will do together", "Shared calculus", "What isn’t published", "Scored by"):
        assert words in page
    for name in ("Dee Marsh", "Eve Stone", "Ben Ashcroft", "Fay North", "Person"):
        assert name not in page
    assert "1 award, $30,000 in all." in shown(client.get(AWARDS))
    assert client.get(reverse("registry:award_detail", args=[refusal.reference])).status_code == 404
    assert refusal.consortium.name not in client.get(AWARDS).text


def test_the_parts_are_those_of_the_award_once_each_member_has_agreed(client):
    application = an_application()
    decided(application, amount=61_500)  # as requested, so that the signatures cover it
    released(application.competition)
    page = shown(client.get(reverse("registry:award_detail", args=[application.reference])))
    assert "Part of the award" in page
    assert "Every member has agreed to its part." in page
    assert "in the budget as submitted" not in page


def test_the_plan_is_published_in_the_words_of_the_members():
    packet = {
        "participants": [{"key": "9900001", "name": "Mill Creek"}, {"key": "9900002", "name": "Harlan Valley"}],
        "activities": [
            {"key": "a", "title": "Shared calculus", "starts_on": "2026-09-01", "ends_on": "2027-06-10"},
            {"key": "b", "title": "Coaching circle", "starts_on": None, "ends_on": None},
        ],
        "commitments": [
            {
                "activity": "a", "participant": "9900001",
                "gives": {"text": "one teacher", "amount": 4_000},
                "gains": {"text": "calculus on site", "students": 12},
            },
            {
                "activity": "a", "participant": "9900002",
                "gives": {"text": "", "amount": None},
                "gains": {"text": "", "students": None},
            },
        ],
    }  # fmt: skip
    calculus, circle = planned_activities(packet)
    assert calculus == (
        "Shared calculus",
        "September 1, 2026 to June 10, 2027",
        [
            ("Mill Creek", "one teacher (worth $4,000)", "calculus on site (12 students)"),
            ("Harlan Valley", "Not stated", "Not stated"),
        ],
    )
    assert circle == ("Coaching circle", "", [])
    assert planned_activities({}) == []


def test_other_outcomes_are_public_where_the_round_says_so(client):
    award, refusal = two_decisions()
    set_board_terms(competition=award.competition, budget=None, policy="all", by=an_administrator(), at=LATER)
    released(award.competition)
    page = shown(client.get(reverse("registry:award_detail", args=[refusal.reference])))
    assert "Not awarded" in page
    assert "What the members will do together" not in page  # it may apply again
    lines = b"".join(client.get("/awards.csv").streaming_content).decode().splitlines()
    assert [line.split(",")[3:5] for line in lines[1:]] == [["yes", "30000"], ["no", ""]]


def test_each_members_people_get_the_decision_at_the_release(client):
    award, refusal = two_decisions()
    leader = AppointmentFactory(district=award.participants.last().district).user
    other = AppointmentFactory(district=refusal.participants.first().district).user
    released(award.competition)
    told = {email.to_user: email for email in OutgoingEmail.objects.all()}
    assert set(told) == {leader, other}
    for words in ("Awarded", "$30,000", "The lead names who pays.", REASONS):
        assert words in told[leader].body
    assert "Nobody says what each member gives." in told[other].body
    assert "Amount" not in told[other].body


def test_the_list_costs_the_same_for_one_award_and_for_three(client):
    applications = [an_application(first=10 * n, name=f"Network {n}") for n in range(3)]
    decided(applications[0])
    released(applications[0].competition, reason="The others need another meeting.")
    one = len(queries_of(client, AWARDS))
    for application in applications[1:]:
        decided(application)
    released(applications[0].competition)
    # The decisions; the rounds and regions that filters offer; how many were released with each outcome, and applied.
    assert len(queries_of(client, AWARDS)) == one == 5


def test_awards_are_found_by_region_round_consortium_and_member(client):
    award, other = an_application(), an_application(first=10, name="Stone Ridge Network")
    decided(award, amount=30_000)
    decided(other, amount=20_000)
    released(award.competition)
    region = RegionFactory(slug="mill-valley", name="Mill Valley")
    county = CountyFactory(region=region)
    District.objects.filter(pk=award.participants.last().district_id).update(county=county)

    for query in ("region=mill-valley", "q=ridge+rivers", f"q={award.reference}", "q=mill+creek"):
        page = shown(client.get(f"{AWARDS}?{query}"))
        assert award.consortium.name in page, query
        assert other.consortium.name not in page, query
        assert "1 award, $30,000 in all." in page
        lines = b"".join(client.get(f"/awards.csv?{query}").streaming_content).decode().splitlines()
        assert [line.split(",")[0] for line in lines[1:]] == [award.reference], query
    both = shown(client.get(f"{AWARDS}?round={award.competition.slug}&region="))
    assert "2 awards, $50,000 in all." in both
    nothing = shown(client.get(f"{AWARDS}?q=no+such+name"))
    assert "No awards match." in nothing
    assert "Show all awards" in nothing


def test_open_data_has_what_360giving_1_4_requires(client, tmp_path):
    award, _ = two_decisions()
    assert client.get("/awards.json").status_code == 404
    with pytest.raises(CommandError, match="No awards have been released yet"):
        call_command("export_360giving", str(tmp_path / "awards.json"))
    assert not (tmp_path / "awards.json").exists()
    released(award.competition)
    call_command("export_360giving", str(tmp_path / "awards.json"))

    package = json.loads((tmp_path / "awards.json").read_text())

    assert package == client.get("/awards.json").json()
    (grant,) = package["grants"]
    assert grant == {
        "id": f"360G-unregistered-{award.reference}",
        "title": "Ridge Rivers Learning Network: Innovation Fund 2026",
        "description": "Shared calculus; Welding credential; Coaching circle; One learning platform",
        "currency": "USD",
        "amountAppliedFor": 61_500,
        "amountAwarded": 30_000,
        "awardDate": "2026-04-21",
        "plannedDates": [{"startDate": "2026-08-01", "endDate": "2028-06-30"}],
        "fundingOrganization": [{"id": "US-STATE-OHIO", "name": "State of Ohio"}],
        "recipientOrganization": [{"id": "US-NCES-LEAID-9900001", "name": "Mill Creek Local School District"}],
        "grantProgramme": [{"code": "innovation-fund-2026", "title": "Innovation Fund 2026"}],
        "fromOpenCall": "Yes",
    }


def test_the_band_of_the_ranking_at_the_release_is_public_for_what_is_published(client):
    award, refusal = two_decisions()
    applications = [
        {"application": award.reference, "rank": 1, "band": 2},
        {"application": refusal.reference, "rank": 2, "band": 3},
    ]
    ranking = RoundRanking.objects.create(
        competition=award.competition, asked_by=an_officer(), asked_at=LATER, computed_at=LATER, inputs_digest="d" * 64,
        result={"applications": applications},
    )  # fmt: skip
    released(award.competition)
    RoundRanking.objects.filter(pk=ranking.pk).delete()  # what was released stays
    page = shown(client.get(reverse("registry:award_detail", args=[award.reference])))
    assert "Band 2 of 3: the scores of applications in one band can’t tell them apart." in page
    assert client.get(reverse("registry:award_detail", args=[refusal.reference])).status_code == 404
    rows = b"".join(client.get("/awards.csv").streaming_content).decode().splitlines()
    assert [row.rsplit(",", 2)[1:] for row in rows] == [["band", "bands"], ["2", "3"]]
    call_command("verify_audit")


def test_a_round_without_a_ranking_publishes_no_band(client):
    award, _ = two_decisions()
    released(award.competition)
    assert "Ranking" not in shown(client.get(reverse("registry:award_detail", args=[award.reference])))


def test_the_data_dictionary_explains_the_files_of_awards_and_names_them_in_other_standards(client):
    award, _ = two_decisions()
    released(award.competition)
    page = client.get("/about/data/").text
    header = b"".join(client.get("/awards.csv").streaming_content).decode().splitlines()[0].split(",")
    outcomes = client.get(reverse("registry:award_outcomes_csv", args=[award.reference]))
    header += b"".join(outcomes.streaming_content).decode().splitlines()[0].split(",")
    explained = b"".join(client.get("/about/data.csv").streaming_content).decode().splitlines()
    columns = [row.split(",")[1] for row in explained if row.split(",")[0] in ("awards", "award-outcomes")]
    assert columns == header
    for name in ("funding.awardedAmount", "keyDates.periodOfPerformance", "amountAwarded", "status.value: completed"):
        assert f"<code>{name}</code>" in page
