"""Who may invite and assign scorers, answer an invitation, withdraw, and score."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused, reason_against
from grants.models import Application, Competition, MeetingItem, Scorer, ScorerAssignment


def check_can_manage_scorers(by: User, competition: Competition, on: datetime.date) -> None:
    """Grants officers may invite and withdraw scorers, except in a round with an application of their own district."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can invite or remove scorers.")
    _check_takes_no_part(by, competition)


def check_can_calibrate(by: User, competition: Competition, on: datetime.date) -> None:
    """The same officers keep the excerpts on which scorers practice, read the scores, and record talks about them."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can calibrate scorers.")
    _check_takes_no_part(by, competition)


def _check_takes_no_part(by: User, competition: Competition) -> None:
    if Application.objects.taken_part_in_by(by).in_the_running().filter(competition=competition).exists():
        raise Refused(
            "Your district or school takes part in an application in this round, so another officer manages its "
            "scorers."
        )


def check_is_own_invitation(by: User, scorer: Scorer, on: datetime.date) -> None:
    """Scorers answer their own invitations."""
    if by.pk != scorer.person_id:
        raise Refused("Only the person who was invited can do this.")
    if not by.held_role_on(on, Role.SCORER):
        raise Refused("Your role as a scorer has ended, so you can’t do this.")


def check_can_withdraw_scorer(by: User, scorer: Scorer, on: datetime.date) -> None:
    """Scorers withdraw themselves; officers who manage the round's scorers withdraw anyone."""
    if by.pk != scorer.person_id:
        check_can_manage_scorers(by, scorer.competition, on)


def check_can_assign_scorers(by: User, application: Application, on: datetime.date) -> None:
    """Grants officers assign scorers, except for applications of a district or school they represent or represented."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can assign scorers.")
    if names := application.represented_by(by, on=on):
        raise Refused(
            f"{by} represents or represented {', '.join(names)}, so another officer has to assign scorers to this "
            "application."
        )


def check_can_score(by: User, assignment: ScorerAssignment, on: datetime.date) -> None:
    """Scorers write their own scores, except for applications of a place they represent or once represented."""
    check_is_own_invitation(by, assignment.scorer, on)
    if names := assignment.application.represented_by(by, on=on):
        raise Refused(f"You represent or represented {', '.join(names)}, so you can’t score this application.")


def check_can_compute_ranking(by: User, on: datetime.date) -> None:
    """Grants officers and administrators rank the applications that they may read. Nothing about it is their choice."""
    if not can_compute_ranking(by, on):
        raise Refused("Only grants officers and administrators can compute a ranking.")


def can_compute_ranking(user: User, on: datetime.date) -> bool:
    """Whether the person may compute a ranking."""
    return user.held_role_on(on, Role.GRANTS_OFFICER, Role.ADMINISTRATOR)


def check_can_run_meeting(by: User, competition: Competition, on: datetime.date) -> None:
    """Grants officers open and close consensus meetings of rounds in which no application is kept from them."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can run a consensus meeting.")
    if Application.objects.kept_from(by).submitted().filter(competition=competition).exists():
        raise Refused(
            "You represent or represented a district or school that takes part in this round, so another officer "
            "opens and closes its consensus meetings."
        )


def check_can_write_in_meeting(by: User, item: MeetingItem, scorer: Scorer, on: datetime.date) -> None:
    """Scorers in the room enter their own changes and dissent; officers enter them for a scorer in the room."""
    if by.pk == scorer.person_id:
        check_is_own_invitation(by, scorer, on)
        names = item.application.represented_by(by, on=on)
        if names or not MeetingItem.objects.visible_to(by).filter(pk=item.pk).exists():
            raise Refused("You aren’t in the room for this application, so you can’t enter anything.")
        return
    check_can_conclude(by, item, on)


def check_can_conclude(by: User, item: MeetingItem, on: datetime.date) -> None:
    """Grants officers write the minutes of an application, except of a place they represent or represented."""
    if not by.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can do this.")
    if names := item.application.represented_by(by, on=on):
        raise Refused(f"{by} represents or represented {', '.join(names)}, so another officer has to do this.")


def can_conclude(user: User, item: MeetingItem, on: datetime.date) -> bool:
    """Whether the person may close the application in the meeting."""
    return not reason_against(lambda: check_can_conclude(user, item, on))


def can_run_meeting(user: User, competition: Competition, on: datetime.date) -> bool:
    """Whether the person may open and close consensus meetings of the round."""
    return not reason_against(lambda: check_can_run_meeting(user, competition, on))
