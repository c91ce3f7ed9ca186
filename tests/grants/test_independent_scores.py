"""Scores stay independent and clear, whoever sends what."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import Role
from accounts.refusals import Unready
from grants.actions.scorer_assignments import end_assignment
from grants.actions.scorers import withdraw_scorer
from grants.actions.scoring import cite_for_score, submit_scores
from grants.models import ScorerAssignment
from reviews.rules import NOTHING_FOUND, Cited
from tests.factories import StateRoleFactory
from tests.grants.builders import AT, an_application
from tests.grants.scoring import a_scorer_of, an_assignment, assigned, cited, criteria_of, scored

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


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


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": AT, "ended_by": 1, "end_reason": "x"},
        {"submitted_at": None},
        {"submitted_at": AT - DAY},
        {"is_by_hand": False},
    ],
)
def test_verify_audit_finds_an_assignment_that_was_changed_behind_the_portals_back(change):
    assignment = scored(an_assignment())
    submit_scores(assignment=assignment, by=assignment.scorer.person, at=AT)
    call_command("verify_audit", "--new")
    if "ended_by" in change:
        change = change | {"ended_by": assignment.assigned_by}
    ScorerAssignment.objects.update(**change)

    with pytest.raises(CommandError, match=r"Assignment \d+ of 26-0001 was changed: it does not match the log"):
        call_command("verify_audit", "--new")


def test_the_log_proves_an_assignment_at_every_step():
    assignment = scored(an_assignment())
    call_command("verify_audit", "--new")
    end_assignment(assignment=assignment, reason="She moved.", by=assignment.assigned_by, at=AT)
    call_command("verify_audit", "--new")
    assigned(assignment.scorer, assignment.application)
    withdraw_scorer(scorer=assignment.scorer, reason="Enough.", by=assignment.scorer.person, at=AT)
    call_command("verify_audit", "--new")
