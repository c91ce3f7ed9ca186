"""Who may vote on applications, decide about them for the board, and release awards."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import ROUND_KEEPERS, Application, AwardRelease, BoardDecision, BoardSlate, Competition
from grants.models.letter import drafts_open_to


def check_can_vote(user: User, application: Application, on: datetime.date) -> None:
    """Board members vote, except on applications of a district or school they represent or once represented."""
    if not user.held_role_on(on, Role.BOARD_MEMBER):
        raise Refused("Only board members can vote.")
    _check_is_free(user, application, on)


def check_can_decide(user: User, application: Application, on: datetime.date) -> None:
    """Officers and administrators enter the board's decisions, with the same exception."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can enter decisions of the board.")
    _check_is_free(user, application, on)


def check_can_countersign(user: User, decision: BoardDecision, on: datetime.date) -> None:
    """Another official than the one who entered a decision countersigns it."""
    check_can_decide(user, decision.application, on)
    if user.pk == decision.proposed_by_id:
        raise Refused("You entered this decision, so another official has to countersign it.")


def check_can_cancel_decision(user: User, decision: BoardDecision, on: datetime.date) -> None:
    """Officials who may decide cancel what waits: who entered it, and who would countersign it."""
    check_can_decide(user, decision.application, on)


def check_can_edit_letter(user: User, decision: BoardDecision, on: datetime.date) -> None:
    """Officials who may decide and who read the marks that the letter quotes change it before it is sent."""
    check_can_decide(user, decision.application, on)
    if not drafts_open_to(user).filter(pk=decision.pk).exists():
        raise Refused("You’ll see this decision letter after you record your own determination on nine marks.")


def check_can_set_board_terms(user: User, on: datetime.date) -> None:
    """Administrators set the budget for awards and what is made public."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can set the budget for awards and what is made public.")


def check_can_release(user: User, competition: Competition, on: datetime.date) -> None:
    """Administrators prepare a release, except in a round with an application of a place they represent(ed)."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can release awards.")
    check_is_free_in_round(user, competition)


def check_can_open_replies(user: User, competition: Competition, on: datetime.date) -> None:
    """Officers and administrators let applicants correct facts, with the same exception."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can ask applicants to check facts.")
    check_is_free_in_round(user, competition)


def check_can_confirm_release(user: User, release: AwardRelease, on: datetime.date) -> None:
    """Another official confirms it, with the same exception."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can confirm a release.")
    check_is_free_in_round(user, release.competition)
    if user.pk == release.prepared_by_id:
        raise Refused("You prepared this release, so someone else has to confirm it.")


def check_can_cancel_release(user: User, release: AwardRelease, on: datetime.date) -> None:
    """Administrators and whoever could confirm it cancel a release that waits."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can cancel a release.")
    check_is_free_in_round(user, release.competition)


def _check_is_free(user: User, application: Application, on: datetime.date) -> None:
    if names := application.represented_by(user, on=on):
        raise Refused(f"{user} represents or represented {', '.join(names)}, so others decide about this application.")


def check_is_free_in_round(user: User, competition: Competition) -> None:
    """Who knows what a release contains represents no district or school in the round, and never did."""
    if Application.objects.submitted().filter(competition=competition).kept_from(user).exists():
        raise Refused(
            "You represent or represented a district or school in this round, so other officials release its awards."
        )


def check_can_keep_slates(user: User, competition: Competition, on: datetime.date) -> None:
    """Officials who may decide about every application of the round prepare, enter, countersign, and cancel slates."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can prepare and enter slates.")
    if Application.objects.submitted().filter(competition=competition).kept_from(user).exists():
        raise Refused(
            "You represent or represented a district or school in this round, so other officials prepare and enter its "
            "slates."
        )


def check_can_countersign_slate(user: User, slate: BoardSlate, on: datetime.date) -> None:
    """Another official than the one who entered its decisions countersigns them."""
    check_can_keep_slates(user, slate.competition, on)
    if user.pk == slate.entered_by_id:
        raise Refused("You entered these decisions, so another official has to countersign them.")


def check_can_vote_on_slate(user: User, on: datetime.date) -> None:
    """Board members vote on slates; the vote covers no application of a place they represent or represented."""
    if not user.held_role_on(on, Role.BOARD_MEMBER):
        raise Refused("Only board members can vote.")


def check_can_take_off_slate(user: User, application: Application, on: datetime.date) -> None:
    """Each board member takes an application off, and so do officials who may decide about it."""
    if user.held_role_on(on, Role.BOARD_MEMBER):
        check_can_vote(user, application, on)
    else:
        check_can_decide(user, application, on)
