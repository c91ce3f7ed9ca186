"""Who may invite scorers, answer an invitation, and withdraw."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import Application, Competition, Scorer


def check_can_manage_scorers(by: User, competition: Competition, on: datetime.date) -> None:
    """Grants officers may invite and withdraw scorers, except in a round with an application of their own district."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can invite or withdraw scorers.")
    if Application.objects.taken_part_in_by(by).in_the_running().filter(competition=competition).exists():
        raise Refused(
            "Your district or school takes part in an application in this round, so another officer manages its "
            "scorers."
        )


def check_is_own_invitation(by: User, scorer: Scorer, on: datetime.date) -> None:
    """Scorers answer their own invitations."""
    if by.pk != scorer.person_id:
        raise Refused("Only the person who was invited can answer this.")
    if not by.held_role_on(on, Role.SCORER):
        raise Refused("Your role as a scorer has ended, so you can’t do this.")


def check_can_withdraw_scorer(by: User, scorer: Scorer, on: datetime.date) -> None:
    """Scorers withdraw themselves; officers who manage the round's scorers withdraw anyone."""
    if by.pk != scorer.person_id:
        check_can_manage_scorers(by, scorer.competition, on)
