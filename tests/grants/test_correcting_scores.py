"""An officer reopens submitted scores with a reason; the scorer corrects them, and the first ones stay as they were."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.models import District
from grants.actions.scorers import withdraw_scorer
from grants.actions.scoring import submit_scores
from grants.actions.scoring_corrections import reopen_scores
from grants.actions.scoring_stages import close_stage
from grants.models import EarlierScores, Score
from grants.states import ScoringStage
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.builders import AT, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import an_assignment, criteria_of, saved, scored

pytestmark = pytest.mark.django_db
FIRST = "This place never keeps what it promises, and it shows."
SECOND = "The budget names no money for the second year."
RUDE = "The reason is disrespectful."


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def submitted(assignment):
    return submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)


def an_insult():
    assignment = scored(an_assignment())
    saved(assignment, criteria_of(assignment)[0], level=1, reason=FIRST, revision=2)
    return submitted(assignment)


def reopened(assignment, *, reason=RUDE, by=None):
    return reopen_scores(assignment=assignment, reason=reason, by=by or an_officer(), at=AT)


def test_the_scorer_corrects_and_submits_again_and_the_first_scores_stay():
    assignment = an_insult()
    assert reopened(assignment).submitted_at is None
    saved(assignment, criteria_of(assignment)[0], level=2, reason=SECOND, revision=3)
    submitted(assignment)

    earlier = EarlierScores.objects.get()
    assert (earlier.content[0]["level"], earlier.content[0]["reason"]) == (1, FIRST)
    assert earlier.content[0]["citations"][0][:2] == ["passage", "n3-p1"]
    assert Score.objects.get(criterion=criteria_of(assignment)[0]).reason == SECOND
    events = [entry.event for entry in Entry.objects.filter(event__startswith="scoring.").order_by("pk")]
    assert events[-5:] == [
        "scoring.submitted",
        "scoring.reopened",
        "scoring.kept",
        "scoring.saved",
        "scoring.submitted",
    ]
    assert FIRST not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_change_of_the_kept_scores_is_found():
    earlier = reopened(an_insult()).earlier_scores.get()
    call_command("verify_audit", stdout=io.StringIO())
    earlier.content[0]["level"] = 4
    earlier.save()
    with pytest.raises(CommandError, match="Earlier scores"):
        call_command("verify_audit", stdout=io.StringIO())


def test_reopening_twice_keeps_one_submission_and_unsubmitted_scores_stay():
    assignment = an_insult()
    reopened(assignment)
    reopened(assignment)
    assert EarlierScores.objects.count() == 1


def test_no_reason_a_closed_stage_and_a_scorer_who_left_are_refused():
    assignment, officer = an_insult(), an_officer()
    with pytest.raises(Unready, match="Enter the reason"):
        reopened(assignment, reason=" ")
    withdraw_scorer(scorer=assignment.scorer, reason="No time.", by=assignment.scorer.person, at=AT)
    with pytest.raises(Unready, match="no longer scores this application"):
        reopened(assignment)
    other = submitted(scored(an_assignment(name="Other", application=assignment.application)))
    competition = assignment.application.competition
    close_stage(competition=competition, stage=ScoringStage.SCORING, by=officer, at=AT)
    with pytest.raises(Unready, match="Reopen the stage first"):
        reopened(other)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER, Role.BOARD_MEMBER])
def test_only_grants_officers_reopen(role):
    with pytest.raises(Refused, match="Only grants officers"):
        reopened(an_insult(), by=StateRoleFactory(role=role).user)


def test_an_officer_with_a_conflict_reopens_nothing():
    assignment, officer = an_insult(), an_officer("Milo Hart")
    AppointmentFactory(user=officer, district=District.objects.get(leaid="9900002"))
    with pytest.raises(Refused, match="represents or represented"):
        reopened(assignment, by=officer)


def test_the_pages_of_a_correction(client):
    assignment = an_insult()
    reference, slug = assignment.application.reference, assignment.application.competition.slug
    page = f"/competitions/{slug}/scoring/{reference}/"
    officer = an_officer("Ada Winters")
    signed_in(client, officer)
    assert FIRST in shown(client.get(page))
    assert "Enter the reason" in shown(client.post(f"{page}{assignment.pk}/reopen/"))

    after = shown(client.post(f"{page}{assignment.pk}/reopen/", {"reason": RUDE}, follow=True))

    assert f"Sela Brooks can now correct the scores of {reference}." in after
    assert FIRST not in after  # no one reads it while the scorer can still change it
    signed_in(client, assignment.scorer.person)
    desk = shown(client.get(f"/scoring/{reference}/"))
    assert "An officer reopened your scores" in desk
    assert RUDE in desk
    assert "Ada Winters" not in desk
    assert "Score applications for" in shown(client.get("/my/"))
    saved(assignment, criteria_of(assignment)[0], level=2, reason=SECOND, revision=3)
    client.post(f"/scoring/{reference}/submit/", {"stage": "scoring"})
    signed_in(client, officer)
    after = shown(client.get(page))
    assert "Scores before a correction" in after
    assert FIRST in after
    assert SECOND in after
