"""The stages of a round on its pages, and the screening that an officer has to do on My work."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from grants.models import Competition
from portal.applicant.pages.rounds import public_stages
from portal.review.pages.stage_line import stage_line
from tests.factories import StateRoleFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.screening import screened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "linked"),
    [
        (Role.BOARD_MEMBER, ["Applications", "Board decisions"]),
        (Role.AUDITOR, ["Applications", "Ranking", "Funding line", "Board decisions"]),
        (Role.ADMINISTRATOR, ["Applications", "Ranking", "Funding line", "Board decisions", "Release of awards"]),
    ],
)
def test_the_stages_link_only_to_pages_that_the_reader_can_open(role, linked):
    line = stage_line(an_application().competition, AT, "board", reader=StateRoleFactory(role=role).user)
    assert [stage.label for stage in line if stage.address] == linked
    assert [stage.label for stage in line if stage.is_current] == ["Board decisions"]


@pytest.mark.parametrize("page", ["review:round_ranking", "review:board_list", "review:screening_list"])
def test_the_stages_are_on_the_pages_of_the_round(client, page):
    with time_machine.travel(AT, tick=False):
        competition = an_application().competition
        address = reverse(page, args=[competition.slug])
        assert "Stages of this round" in signed_in(client, an_officer("Bo Lane")).get(address).content.decode()


def test_the_stages_after_scoring_say_since_when_they_are_open():
    competition, officer = an_application().competition, an_officer("Bo Lane")
    labels = {"Consensus meeting", "Ranking", "Funding line"}
    for closes_at, words in [(None, "after scoring"), (AT, "open since")]:
        competition.scoring_closes_at = closes_at
        dates = {stage.label: stage.date for stage in stage_line(competition, AT, reader=officer)}
        assert {dates[label].split(" May ")[0].split(" Apr ")[0] for label in labels} == {words}


def test_the_last_stage_says_when_awards_were_released():
    competition, officer = an_application().competition, an_officer("Bo Lane")
    lines = (stage_line(competition, AT, reader=officer, released_at=at) for at in (None, AT))
    before, after = (line[-1].date for line in lines)
    assert before == "after the board decides"
    assert after.startswith("released Apr ")
    stages = {stage.label: stage.date for stage in stage_line(competition, AT, reader=officer, released_at=AT)}
    assert stages["Consensus meeting"].startswith("ended Apr ")


def test_the_public_sees_the_stages_without_the_dates_of_the_review(client):
    competition = an_application().competition
    day = datetime.datetime(2026, 6, 2, 16, tzinfo=datetime.UTC)
    Competition.objects.filter(pk=competition.pk).update(
        scoring_closes_at=day, gate_closes_at=day, screened_by=day.date()
    )
    page = client.get(competition.get_absolute_url()).content.decode()
    assert "Consensus meeting" in page
    assert "Jun 2, 2026" not in page
    assert public_stages(competition, []) == []


def test_my_work_says_how_far_the_eligibility_screen_is_and_what_is_left_for_the_officer(client):
    with time_machine.travel(AT, tick=False):
        one, _ = (an_application(first=10 * n, name=f"Network {n}") for n in range(2))
        mine, other = an_officer("Ada Winters"), an_officer("Bo Lane")
        signed_in(client, mine)
        assert "0 of 2 screened" not in shown(client.get("/my/"))
        Competition.objects.update(screened_by=datetime.date(2026, 12, 1))
        assert "0 of 2 screened" in shown(client.get("/my/"))
        screened(one, mine)
        screened(one, other)
        page = shown(client.get("/my/"))
    assert "1 of 2 screened" in page
    assert "1 needs your conclusion" in page
