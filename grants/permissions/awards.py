"""Who may work on an award after its release: its lead, its members, and the state's officials."""

import datetime
from typing import NamedTuple

from accounts.models import Role, User
from accounts.refusals import Refused
from districts.models import Appointment
from grants.models import ROUND_KEEPERS, Award, Competition, Participant
from grants.models.application import OFFICIALS
from grants.permissions.application import check_can_edit, check_can_sign, check_can_submit, may


def check_can_oversee(user: User, award: Award, on: datetime.date) -> None:
    """Grants officers and administrators, except for an award of a district or school they represent(ed)."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can do this.")
    if names := award.application.represented_by(user, on=on):
        raise Refused(f"{user} represents or represented {', '.join(names)}, so another official must do this.")


def check_can_reopen(user: User, award: Award, on: datetime.date) -> None:
    """Administrators reopen a closed award, except one of a district or school they represent(ed)."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can reopen an award.")
    check_can_oversee(user, award, on)


def check_can_set_checklist(user: User, competition: Competition, on: datetime.date) -> None:
    """Grants officers and administrators list what members do before an award starts."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can change the checklist of a round.")


def check_can_allocate(user: User, award: Award, on: datetime.date) -> None:
    """People with a role in the lead divide the award among the members."""
    check_can_edit(user, award.application, on)


def check_can_accept_allocation(user: User, award: Award, participant: Participant, on: datetime.date) -> None:
    """Authorized signers of the member accept its amount; the lead's, for one that isn't in the registry."""
    if participant.district_id or participant.school_id:
        check_can_sign(user, participant, on)
    else:
        check_can_submit(user, award.application, on)


def check_can_act_for_member(user: User, award: Award, participant: Participant, on: datetime.date) -> None:
    """People with a role in the member write for it; the lead's people do for one that isn't in the registry."""
    if not (participant.district_id or participant.school_id):
        check_can_edit(user, award.application, on)
        return
    own = Participant.objects.filter(pk=participant.pk)
    if not own.held_through(Appointment.objects.in_force(on).filter(user=user)).exists():
        raise Refused(f"Only people with a role in {participant} can do this.")


def check_can_propose_promise_change(user: User, award: Award, participant: Participant, on: datetime.date) -> None:
    """People with a role in the member or in the lead propose to change what the member promised."""
    if not may(lambda: check_can_allocate(user, award, on)):
        check_can_act_for_member(user, award, participant, on)


def check_can_read_report(user: User, award: Award, participant: Participant, on: datetime.date) -> None:
    """The member's own people, the lead's, and officials: counts of students can be small."""
    if user.has_role(*OFFICIALS) and not award.application.represented_by(user, on=on):
        return
    if not may(lambda: check_can_edit(user, award.application, on)):
        check_can_act_for_member(user, award, participant, on)


def members_acted_for(user: User, award: Award, on: datetime.date) -> set[int]:
    """The members (row ids) for which the person may write today, by the same rule as the actions ask."""
    members = Participant.present.filter(application=award.application)
    own = set(members.represented_by(user).order_by().values_list("pk", flat=True))
    if may(lambda: check_can_edit(user, award.application, on)):
        own |= set(members.filter(district=None, school=None).order_by().values_list("pk", flat=True))
    return own


class RightsInAward(NamedTuple):
    """What a person may do in an award today, by the same rules as the actions ask."""

    oversees: bool
    leads: bool
    reopens: bool  # if it is closed
    accepts: set[int]  # the members (row ids) whose amount the person may accept


def rights_in_award(user: User, award: Award, on: datetime.date) -> RightsInAward:
    """For the buttons of a page, in as many queries for any number of members."""
    members = Participant.present.filter(application=award.application)
    accepts = set(members.to_be_signed_by(user).order_by().values_list("pk", flat=True))
    leads = may(lambda: check_can_allocate(user, award, on))
    if leads and may(lambda: check_can_submit(user, award.application, on)):
        accepts |= set(members.filter(district=None, school=None).order_by().values_list("pk", flat=True))
    oversees = may(lambda: check_can_oversee(user, award, on))
    return RightsInAward(oversees, leads, oversees and user.held_role_on(on, Role.ADMINISTRATOR), accepts)
