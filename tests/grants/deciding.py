"""A round before the board, for tests: members who vote, officials who enter decisions, and a release."""

import datetime

from accounts.models import Role
from grants.actions.award_releases import confirm_release, release_awards
from grants.actions.board import cast_vote, countersign_decision, propose_decision
from tests.factories import StateRoleFactory, UserFactory
from tests.grants.builders import AT, an_administrator, an_officer
from tests.kept import kept

LATER = AT + datetime.timedelta(days=1)
REASONS = "Every member gives staff, and who pays after the grant is named."


@kept
def a_board_member(name="Iris Bell"):
    return StateRoleFactory(user=UserFactory(name=name), role=Role.BOARD_MEMBER).user


def voted(application, *choices):
    """One new board member for each of these votes."""
    return [cast_vote(application=application, choice=one, by=a_board_member(), at=LATER) for one in choices]


def proposed(application, by, outcome="yes", amount=30_000, conditions="", reasons=REASONS, **more):
    return propose_decision(
        application=application, outcome=outcome, amount=amount if outcome == "yes" else None, conditions=conditions,
        reasons=reasons, by=by, at=LATER, **more,
    )  # fmt: skip


def decided(application, outcome="yes", amount=30_000, **more):
    """A decision with a vote that carries it, entered by one official and countersigned by another."""
    voted(application, {"yes": "yes", "no": "no"}.get(outcome, "abstain"))
    decision = proposed(application, an_officer("Dee Marsh"), outcome, amount, **more)
    return countersign_decision(decision=decision, by=an_officer("Eve Stone"), at=LATER)


def released(competition, reason=""):
    release = release_awards(competition=competition, reason=reason, by=an_administrator("Ben Ashcroft"), at=LATER)
    return confirm_release(release=release, by=an_officer("Fay North"), at=LATER)
