"""The sustainability gate: what its votes decide, and what officers learn of it."""

import pytest
import time_machine

from accounts.refusals import Unready
from grants.actions.scoring import submit_scores
from grants.reads.scoring import gate_votes_of
from grants.states import ScoringStage
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import REASON, a_scorer_of, an_assignment, assigned, cited, saved, voted
from tests.kept import kept

pytestmark = pytest.mark.django_db
GATE = ScoringStage.GATE


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@kept
def at_the_gate(*votes, application=None):
    """An application with these votes at the gate; None for a scorer who hasn't voted."""
    application = application or an_application()
    for place, vote in enumerate(votes):
        assignment = an_assignment(GATE, f"Scorer {place} of {application.reference}", application)
        if vote == "abstain":
            saved(assignment, None, level=None, has_abstained=True, confidence="")
        elif vote:
            voted(assignment, vote)
        if vote:
            submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)
    return application


def progress(client, application, query=""):
    return client.get(f"/competitions/{application.competition.slug}/scoring/{query}")


def test_officers_read_count_and_filter_the_results(client):
    passed = at_the_gate("yes", "yes", "no")
    failed = at_the_gate("no", "no", "yes", application=an_application(3, first=10, name="Another Network"))
    waiting = at_the_gate("no", "no", None, application=an_application(3, first=20, name="Third Network"))
    signed_in(client, an_officer())

    page = shown(progress(client, passed))

    assert "Sustainability gate: 1 passed, 1 failed, 1 undecided." in page
    assert "Passed 2 yes, 1 no" in page
    assert "Failed 1 yes, 2 no" in page
    page = shown(progress(client, passed, "?gate=failed"))
    assert failed.reference in page
    assert passed.reference not in page
    assert waiting.reference not in page
    assert waiting.reference in shown(progress(client, passed, "?gate=undecided"))
    assert waiting.reference in shown(progress(client, passed, "?gate=nonsense"))


def test_the_file_has_the_rows_of_the_page(client):
    passed = at_the_gate("yes", "yes", "no")
    at_the_gate("no", "no", None, application=an_application(3, first=10, name="Another Network"))
    signed_in(client, an_officer())
    address = f"/competitions/{passed.competition.slug}/scoring.csv"

    rows = b"".join(client.get(f"{address}?gate=passed").streaming_content).decode().splitlines()

    assert rows[0] == "reference,consortium,sustainability gate,gate result,votes,scoring by criteria"
    assert rows[1:] == [f'{passed.reference},{passed.consortium.name},3 of 3 submitted,Passed,"2 yes, 1 no",No scorers']


def test_no_vote_shows_before_everyone_who_is_assigned_voted(client):
    application = at_the_gate("no", "no", None)
    signed_in(client, an_officer())

    page = shown(progress(client, application))

    assert gate_votes_of(application, an_officer(), AT) is None
    assert "0 passed, 0 failed, 1 undecided" in page
    assert "2 no" not in page
    # not even by what can be assigned
    assigned(a_scorer_of(application.competition, "For the criteria"), application)


def test_a_filter_without_rows_says_so(client):
    application = at_the_gate("yes", "yes", "yes")
    assert "No applications have this result." in shown(
        progress(signed_in(client, an_officer()), application, "?gate=failed")
    )


def test_a_round_without_a_gate_shows_no_result(client):
    application = an_assignment().application
    page = shown(progress(signed_in(client, an_officer()), application))
    assert "Gate result" not in page
    assert "undecided" not in page


def test_what_failed_the_gate_gets_no_scorers_for_the_criteria():
    application = at_the_gate("no", "no", "yes")
    with pytest.raises(Unready, match="didn’t pass the sustainability gate"):
        assigned(a_scorer_of(application.competition, "For the criteria"), application)


def test_what_passed_or_is_undecided_gets_them():
    passed = at_the_gate("yes", "yes", "no")
    open_ = at_the_gate("yes", "no", application=an_application(3, first=10, name="Another Network"))
    scorer = a_scorer_of(passed.competition, "For the criteria")
    assigned(scorer, passed)
    assigned(scorer, open_)


def test_another_scorer_is_asked_for_one_who_abstained():
    application = at_the_gate("yes", "no", "abstain")
    fourth = assigned(a_scorer_of(application.competition, "Fourth"), application, GATE)
    assert gate_votes_of(application, an_officer(), AT) is None
    saved(fourth, None, level=None, vote="yes", reason=REASON)
    cited(fourth, None)
    submit_scores(assignment=fourth, by=fourth.scorer.person, at=AT)
    assert gate_votes_of(application, an_officer(), AT) == (2, 1, 1)
    with pytest.raises(Unready, match="already has 3 scorers at the gate"):
        assigned(a_scorer_of(application.competition, "Fifth"), application, GATE)
