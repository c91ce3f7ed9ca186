"""Two people who assign or score at the same moment: only on PostgreSQL, where two can write."""

import pytest

from accounts.refusals import Unready
from grants.actions.scoring import submit_scores
from grants.models import Score, ScorerAssignment
from grants.reads.stage_results import out_after
from grants.states import ReinstatedStage, ScoringStage
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.grants.builders import AT, an_application, an_officer
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, criteria_of, saved, voted

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_officers_do_not_fill_a_scorers_last_place_twice():
    application, other = an_application(), an_application(3, first=10, name="Another Network")
    scorer, ada, milo = a_scorer_of(application.competition, capacity=1), an_officer("Ada"), an_officer("Milo")

    second = while_it_waits(lambda: assigned(scorer, application, by=ada), lambda: assigned(scorer, other, by=milo))

    assert isinstance(second.outcome, Unready)
    assert "can score up to 1 application and has 1 already" in str(second.outcome)
    assert ScorerAssignment.objects.count() == 1


def test_of_two_tabs_that_save_a_score_at_once_the_second_learns_of_the_first():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]

    second = while_it_waits(
        lambda: saved(assignment, criterion, level=1), lambda: saved(assignment, criterion, level=4)
    )

    assert isinstance(second.outcome, Unready)
    assert Score.objects.get().level == 1


def test_of_two_last_votes_at_the_gate_the_second_knows_the_first():
    application = an_application()
    votes = [voted(an_assignment(ScoringStage.GATE, f"Scorer {n}", application), "no") for n in range(2)]
    first, last = [lambda one=one: submit_scores(assignment=one, by=one.scorer.person, at=AT) for one in votes]

    while_it_waits(first, last)

    assert out_after(application) == ReinstatedStage.GATE
