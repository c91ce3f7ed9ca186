"""Scores stay independent and clear, whoever sends what."""

import pytest
import time_machine

from accounts.models import Role
from accounts.refusals import Unready
from grants.actions.scoring import cite_for_score
from reviews.rules import NOTHING_FOUND, Cited
from tests.factories import StateRoleFactory
from tests.grants.builders import AT, an_application
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, cited, criteria_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


def test_an_officer_who_may_read_the_others_scores_does_not_score():
    application = an_application()
    scorer = a_scorer_of(application.competition)
    StateRoleFactory(user=scorer.person, role=Role.GRANTS_OFFICER)

    with pytest.raises(Unready, match="Sela Brooks is a grants officer, who reads others’ scores"):
        assigned(scorer, application)


def test_nothing_found_is_not_cited_beside_a_passage():
    assignment = an_assignment()
    criterion = criteria_of(assignment)[0]
    cited(assignment, criterion)

    with pytest.raises(Unready, match="This criterion has citations"):
        cite_for_score(
            assignment=assignment, criterion=criterion, cited=Cited(NOTHING_FOUND), by=assignment.scorer.person, at=AT
        )
