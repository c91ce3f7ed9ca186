"""The dashboard: what a person has to do, and what is waiting on others."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, registrars, signed_in
from accounts.models import EmailState, OutgoingEmail, Role, User
from consortia.models import Consortium, Membership
from consortia.permissions.who_may_act import Representatives
from consortia.rules.who_confirms import answering_side, awaited_of
from districts.models import Appointment, FactDispute
from exchange.models import Introduction
from grants.models import Application, Participant
from portal.my import pages as rules
from purchasing.models import Contract

# A registrar's page looks at so many lines, the oldest first; the others come up as these are done.
LOOKED_AT = 100


@allow(signed_in)
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, and what does not."""
    user = request.user
    appointments = list(Appointment.objects.visible_to(user).held_by(user).for_my_page())
    context: dict[str, Any] = {
        "appointments": appointments,
        "memberships": [],
        "submitted": [],
        "others_read": 0,
        "elsewhere": [],
    }
    tasks = []
    if user.has_role(Role.GRANTS_OFFICER):
        tasks += _tasks_of_officer(user, context)
    if registrars(user):
        tasks += _tasks_of_registrar(user)
        tasks += rules.dispute_tasks(FactDispute.objects.visible_to(user).open().count())
        tasks += rules.email_tasks(OutgoingEmail.objects.visible_to(user).in_state(EmailState.PROBLEM).count())
    if appointments:
        tasks += _tasks_of_leader(user, context, timezone.now())
        context["invites"] = rules.lines_that_invite(context["memberships"], appointments)
        context["may_propose"] = rules.may_propose(appointments)
        tasks += rules.confirmation_tasks(appointments, context["memberships"], user.as_of)
        tasks += rules.introduction_tasks(Introduction.objects.asked_of(user))
        tasks += rules.delegation_tasks(Appointment.objects.visible_to(user).left_to(user).with_people())
    context |= {"tasks": rules.in_order(tasks), "trail": [("My page", None)]}
    return TemplateResponse(request, "my/dashboard.html", context)


def _tasks_of_officer(user: User, context: dict[str, Any]) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["others_read"] = applications.assigned_to_others_than(user).count()
    unassigned = applications.submitted().unassigned().count()
    return rules.reading_tasks(applications.waiting_for_officer(user)) + rules.taking_tasks(unassigned)


def _tasks_of_leader(user: User, context: dict[str, Any], at: datetime.datetime) -> list[rules.Task]:
    applications = Application.objects.visible_to(user)
    context["memberships"] = list(Membership.objects.visible_to(user).on(user.as_of).of_districts_of(user))
    consortia = {line.consortium_id for line in context["memberships"]}
    context["contracts"] = Contract.objects.visible_to(user).in_force(user.as_of).of_consortia(consortia)
    context["submitted"] = applications.taken_part_in_by(user).latest_submitted()
    drafts = applications.written_by(user).being_written()
    unsigned = Participant.objects.visible_to(user).waiting_for_signature_of(user)
    tasks = rules.writing_tasks(drafts, at) + rules.signing_tasks(unsigned, at)
    return tasks + _tasks_of_member(user, context)


def _tasks_of_member(user: User, context: dict[str, Any]) -> list[rules.Task]:
    """What the two sides of memberships ask of this person, and what others are doing with them."""
    lines = list(Membership.objects.open_for(user))
    representatives = Representatives(lines, user.as_of)
    sides = {line.pk: representatives.sides_of(user, line) for line in lines}
    awaited = {line.pk: awaited_of(line, representatives) for line in lines}
    context["elsewhere"] = rules.waiting_elsewhere(lines, sides, awaited)
    return rules.membership_tasks(lines, sides)


def _tasks_of_registrar(user: User) -> list[rules.Task]:
    """Proposals, lines that both sides agreed on, disputes, and sides for which nobody may answer."""
    memberships = Membership.objects.visible_to(user)
    claimed = list(memberships.claimed_by_people()[:LOOKED_AT])
    representatives = Representatives(claimed, user.as_of)
    silent = [
        (line, rules.page_of_appointments(line))
        for line in claimed
        if representatives.are_silent(line, answering_side(line.claimed_by))
    ]
    proposals = Consortium.objects.visible_to(user).proposed()
    return rules.registrar_tasks(proposals, memberships.waiting_for_state()[:LOOKED_AT], silent)
