"""Pages of the practice: officers keep excerpts, read drift, and record talks; scorers practice and compare."""

import pytest
import time_machine

from grants.models import Anchor, AnchorScore, CalibrationSet
from grants.states import ScoringStage
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.calibrating import AGREED, GIVEN, a_calibration, gave
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned, later, scored
from tests.grants.test_calibrating_scorers import NOTE, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def practice_of(competition):
    return f"/competitions/{competition.slug}/calibration/"


def test_an_officer_writes_excerpts_and_opens_the_practice_on_pages(client):
    competition = an_application().competition
    page = practice_of(competition)
    signed_in(client, an_officer())
    assert "Practice isn’t open." in shown(client.get(page))
    assert "Add at least 3 excerpts" in shown(client.post(f"{page}open/", follow=True))
    words = {"criterion": competition.criteria.first().pk, "excerpt": "An invented text.", "reasons": AGREED}
    assert "Enter a title" in shown(client.post(f"{page}excerpts/add/", words | {"level": "4"}))
    for level in ("4", "2", "0"):
        client.post(f"{page}excerpts/add/", words | {"title": f"Of level {level}", "level": level})
    first = Anchor.objects.first()
    client.post(f"{page}excerpts/{first.pk}/", words | {"title": "Names and days", "level": "3"})
    client.post(page, {"tolerance": "2", "repeat_every": "4"})

    html = shown(client.post(f"{page}open/", follow=True))

    assert "Practice is open." in html
    assert "within 2 levels, and at least half of them exactly" in html
    assert "Another excerpt comes after every 4 submitted applications." in html
    assert "Names and days" in html
    assert "Practice is closed." in shown(client.post(f"{page}close/", follow=True))
    html = shown(client.post(f"{page}excerpts/{first.pk}/retire/", {"reason": "Too close to a real one."}, follow=True))
    assert "Too close to a real one." in html


def test_a_scorer_practices_from_my_work_and_compares_afterward(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition)
    assigned(scorer, application)
    signed_in(client, scorer.person)
    page = f"/scoring/practice/{application.competition.slug}/"
    assert "0 of 3 scored." in shown(client.get("/my/"))
    desk = shown(client.get(f"/scoring/{application.reference}/"))
    assert "score the practice excerpts of this round" in desk
    assert "Save score" not in desk
    for number, anchor in enumerate(Anchor.objects.all(), start=1):
        html = shown(client.get(page))
        assert f"Practice excerpt {number} of 3" in html
        assert AGREED not in html
        assert anchor.title not in html
        refused = client.post(page, {"excerpt": anchor.pk, "level": "", "reason": "Typed already."})
        assert (refused.status_code, "Typed already." in shown(refused)) == (422, True)
        client.post(page, {"excerpt": anchor.pk, "level": anchor.level, "reason": GIVEN})

    html = shown(client.get(page))
    assert "Your scores are close enough" in html
    assert AGREED in html
    assert "Save score" in shown(client.get(f"/scoring/{application.reference}/"))
    assert "You’ve finished practicing." in shown(client.get("/scoring/"))
    assert client.post(page, {"excerpt": anchor.pk, "level": "0", "reason": GIVEN}).status_code == 302
    assert AnchorScore.objects.count() == 3


def test_an_officer_reads_the_differences_and_records_a_talk(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition)
    gave(scorer, 1, 2, 0)
    signed_in(client, scorer.person)
    assert "Talk with a grants officer" in shown(client.get("/scoring/"))
    signed_in(client, an_officer())
    html = shown(client.get(practice_of(application.competition)))
    assert (
        "1 of 1 scorers have finished practicing: 0 within tolerance, 0 cleared after a conversation, 1 to talk with."
        in html
    )
    assert "1.0 levels lower" in html
    page = f"{practice_of(application.competition)}scorers/{scorer.pk}/"
    assert "3 levels lower" in shown(client.get(page))
    assert "<circle" in client.get(page).text

    html = shown(client.post(page, {"reason": NOTE}, follow=True))

    assert "Cleared after a conversation" in html
    assert NOTE in html
    assert "Record conversation" not in html


def test_an_excerpt_among_applications_shows_no_agreed_score_until_scoring_is_closed(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition, repeat_every=1, checks=(3,))
    gave(scorer, 4, 2, 0)
    submitted(scored(assigned(scorer, application)))
    signed_in(client, scorer.person)
    page = f"/scoring/practice/{application.competition.slug}/"
    assert "Score a short excerpt for" in shown(client.get("/my/"))
    assert AGREED not in shown(client.get(page))
    hidden = Anchor.objects.get(is_for_checks=True)
    client.post(page, {"excerpt": hidden.pk, "level": "1", "reason": GIVEN})

    assert hidden.excerpt not in shown(client.get(page))
    competition = application.competition
    competition.scoring_closes_at = AT
    competition.save()
    assert competition.is_stage_closed(ScoringStage.SCORING, later())
    assert hidden.excerpt in shown(client.get(page))


def test_an_officer_with_a_conflict_reads_no_practice(client):
    application = an_application()
    scorer = a_scorer_of(application.competition)
    a_calibration(application.competition)
    gave(scorer, 1, 2, 0)
    officer = an_officer("Interested Officer")
    AppointmentFactory(user=officer, district=application.participants.first().district)
    signed_in(client, officer)
    page = practice_of(application.competition)

    for address in (page, f"{page}scorers/{scorer.pk}/"):
        html = shown(client.get(address))
        assert "another officer manages its scorers" in html
        assert GIVEN not in html
        assert "Excerpt of level" not in html
    for address in (f"{page}excerpts/add/", f"{page}excerpts/{Anchor.objects.first().pk}/"):
        assert client.get(address).status_code == 404


def test_no_one_scores_the_practice_of_a_round_that_is_not_theirs(client):
    application = an_application()
    a_calibration(application.competition)
    other = a_scorer_of(an_application(3, first=10, name="Another Network").competition)
    CalibrationSet.objects.get()
    signed_in(client, other.person)
    page = f"/scoring/practice/{application.competition.slug}/"

    assert client.get(page).status_code == (200 if other.competition == application.competition else 404)
    assert client.post(page, {"excerpt": "99999", "level": "1", "reason": GIVEN}).status_code in (302, 404)
    assert not AnchorScore.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_scorer_and_for_three(client, number):
    application = an_application()
    scorers = [a_scorer_of(application.competition, f"Scorer {place}") for place in range(number)]
    a_calibration(application.competition)
    for scorer in scorers:
        gave(scorer, 4, 2, 0)
    signed_in(client, scorers[0].person)
    # whether the person ever had a role, the assignments, those that ended; the scorers, their excerpts, scores, talks,
    # submissions
    assert len(queries_of(client, "/scoring/")) == 8
    # the scorer, and the same
    assert len(queries_of(client, f"/scoring/practice/{application.competition.slug}/")) == 5
    signed_in(client, an_officer())
    # the round, whether the officer takes part, the calibration, excerpts, scorers with excerpts, scores, talks, counts
    assert len(queries_of(client, practice_of(application.competition))) == 9
    assert len(queries_of(client, f"{practice_of(application.competition)}scorers/{scorers[0].pk}/")) == 7
