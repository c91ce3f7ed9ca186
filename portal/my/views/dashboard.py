"""The dashboard: what a person has to do, and what is waiting on others."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.access import (
    SignedInRequest,
    administrators,
    allow,
    auditors,
    board_members,
    registrars,
    round_keepers,
    scorers,
    signed_in,
)
from accounts.models import EmailState, OutgoingEmail, Role, User
from accounts.refusals import reason_against
from consortia.actions.proposals import leads_of
from consortia.models import Consortium, Membership, ScheduledClosure
from consortia.permissions import check_can_decide_proposal, check_can_end_records, memberships_left_to_others
from consortia.permissions.who_may_act import Representatives
from consortia.rules.who_confirms import answering_side, next_actor_of
from districts.models import Appointment, FactDispute
from districts.permissions import check_can_decide_dispute
from exchange.models import Introduction
from grants.models import (
    Allocation,
    Amendment,
    Appeal,
    Application,
    ApplicationReturn,
    ApplicationSection,
    AwardReport,
    Claim,
    Competition,
    LateRequest,
    PromiseChange,
    ReviewRequest,
    Scorer,
)
from grants.models.award import members_with_open_items
from grants.reads.amendments import amendments_waiting_for, departures_to_decide
from grants.reads.award_reports import reports_to_write
from grants.reads.board import rounds_being_decided, rounds_to_vote_in, with_released_outcome
from grants.reads.calibration import own_calibrations
from grants.reads.conclusion import answers_to_consent
from grants.reads.conflicts import roles_given_since_submission
from grants.reads.countersigning import second_signatures_of, slates_to_vote_on
from grants.reads.intents import applicants_of, own_intents
from grants.reads.log_checks import last_check
from grants.reads.log_entries import log_activity
from grants.reads.meetings import meetings_to_attend
from grants.reads.members_to_write import members_without_commitments, members_without_files
from grants.reads.proposals import applications_with_declined, members_with_proposals
from grants.reads.scoring import assignments_of
from grants.reads.scoring_offers import rounds_with_offers
from grants.reads.screen import rounds_to_screen
from grants.reads.wanted_signatures import signatures_wanted_from
from policies.models import BarrierReport
from policies.reads.waiting import barriers_to_do
from portal.components.dates import start_of_day
from portal.my import pages
from purchasing.models import Contract
from purchasing.reads.joinders import joinders_ending_soon, joinders_wanted_from

# The oldest memberships that a registrar's page checks; the others follow as these are done.
LOOKED_AT = 100
Decision = TypeVar("Decision")


@allow(signed_in)
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """What this person has to do, what is waiting on others, and where the person belongs."""
    page = _page_of(request.user)
    return TemplateResponse(request, "my/dashboard.html", {"page": page, "trail": [("My work", None)]})


@allow(signed_in)
@require_safe
def next_task(request: SignedInRequest) -> HttpResponse:
    """The page of this person's first task; the list, where there is none."""
    tasks = _page_of(request.user).tasks
    return redirect(tasks[0].url if tasks else "my:dashboard")


def ways_on(request: HttpRequest) -> dict[str, object]:
    """For every template: whether a message leads back to My work, and whether there is a next task there.

    The tasks are read only where a template asks: under a message.
    """
    user = getattr(request, "user", None)  # an error page can come before the user is known
    if not isinstance(user, User) or request.path == reverse("my:dashboard"):
        return {"LEADS_BACK": False, "OFFERS_NEXT_TASK": False}
    return {"LEADS_BACK": True, "OFFERS_NEXT_TASK": SimpleLazyObject(lambda: _has_task(user))}


class _TaskFound(Exception):
    """There is a task: the rest of the list need not be read."""


class _FirstTask(list[pages.Task]):
    """Tasks of someone of whom only one thing is asked: is there any?"""

    def __iadd__(self, tasks: Iterable[pages.Task]) -> "_FirstTask":  # type: ignore[override, misc]
        if list(tasks):
            raise _TaskFound
        return self


def _has_task(user: User) -> bool:
    """Whether My work has a task. After each click hundreds of people may ask it, so it stops at the first one."""
    try:
        return bool(_page_of(user, _FirstTask()).tasks)
    except _TaskFound:
        return True


def _page_of(user: User, tasks: list[pages.Task] | None = None) -> pages.DashboardPage:
    appointments = list(Appointment.objects.visible_to(user).held_by(user).for_my_page())
    roles = sorted(Role(role).label for role in user.roles)
    page = pages.DashboardPage(
        summary=pages.summary_of(user.name, roles, appointments), tasks=[] if tasks is None else tasks
    )
    if due_on := user.second_step_due_on:
        has_second_step = user.has_second_step()
        page.tasks += pages.second_step_tasks(due_on, has_second_step=has_second_step, today=user.as_of)
    if user.has_role(Role.GRANTS_OFFICER):
        _add_for_officer(page, user, timezone.now())
    if scorers(user):
        page.tasks += pages.scorer_invitation_tasks(Scorer.objects.of(user).waiting().for_answer())
        page.tasks += pages.practice_tasks(own_calibrations(user))
        page.tasks += pages.scoring_tasks(assignments_of(user), timezone.now())
        page.tasks += pages.meeting_tasks(meetings_to_attend(user))
    if board_members(user):
        page.tasks += pages.vote_tasks(rounds_to_vote_in(user, timezone.now()))
        page.tasks += pages.slate_tasks(slates_to_vote_on(user))
    if round_keepers(user):
        page.tasks += pages.appeal_tasks(Appeal.objects.waiting_for(user), user.as_of)
        page.tasks += pages.second_signature_tasks(second_signatures_of(user))
        page.round_links = pages.round_links(rounds_being_decided(user))
    if auditors(user):
        _add_for_auditor(page, user)
    if administrators(user):
        page.tasks += pages.conflict_tasks(roles_given_since_submission(user))
        page.tasks += pages.late_request_tasks(LateRequest.objects.answerable_by(user).waiting().count())
    if not user.roles:  # people with a state-wide role can't accept any
        page.tasks += pages.offer_tasks(Appointment.objects.visible_to(user).offered_to(user).with_people())
    if registrars(user):
        _add_for_registrar(page, user)
    if appointments:
        _add_for_leader(page, user, appointments, timezone.now())
    page.tasks = pages.in_order(page.tasks)
    return page


def _add_for_officer(page: pages.DashboardPage, user: User, at: datetime.datetime) -> None:
    applications = Application.objects.on_desk_of(user)
    page.waiting += pages.review_rows(applications.assigned_to_others_than(user).count())
    unassigned = applications.in_review(at).unassigned().count()
    page.tasks += pages.reading_tasks(applications.waiting_for_officer(user), at)
    page.tasks += pages.requested_tasks(ReviewRequest.objects.waiting_for(user))
    page.tasks += pages.agreement_tasks(answers_to_consent(user))
    page.tasks += pages.taking_tasks(unassigned)
    page.tasks += pages.screening_tasks(rounds_to_screen(user, at))
    page.tasks += pages.offers_to_score_tasks(rounds_with_offers(user))
    page.tasks += pages.amendment_tasks(Amendment.objects.answerable_by(user))
    page.tasks += pages.claim_answer_tasks(Claim.objects.answerable_by(user))
    page.tasks += pages.report_answer_tasks(AwardReport.objects.answerable_by(user))
    page.tasks += pages.promise_answer_tasks(PromiseChange.objects.answerable_by(user))


def _add_for_auditor(page: pages.DashboardPage, user: User) -> None:
    """When the log was checked, how many entries are new, and what is unusual."""
    check, on = last_check(), user.as_of
    page.tasks += pages.log_check_tasks(check)
    today, since = start_of_day(on), start_of_day(on - datetime.timedelta(days=pages.DAYS))
    page.log = pages.log_rows(check, log_activity(user, today=today, since=since), on)


def _add_for_registrar(page: pages.DashboardPage, user: User) -> None:
    """Proposals, accepted memberships, disputes, and memberships that no one can answer."""
    memberships = Membership.objects.answerable_by(user)
    pending = list(memberships.requested_by_people()[:LOOKED_AT])
    representatives = Representatives(pending, user.as_of)
    unanswerable = [
        (membership, pages.page_of_appointments(membership))
        for membership in pending
        if representatives.is_unanswerable(membership, answering_side(membership.claimed_by))
    ]
    _add_decisions(page, user, memberships.awaiting_state()[:LOOKED_AT], unanswerable)
    page.tasks += pages.email_tasks(OutgoingEmail.objects.visible_to(user).in_state(EmailState.PROBLEM).count())
    page.registry_links = pages.registry_links()


def _add_decisions(
    page: pages.DashboardPage,
    user: User,
    awaiting: Iterable[Membership],
    unanswerable: Sequence[tuple[Membership, str]],
) -> None:
    """A registrar's decisions; those that the rules leave to another registrar are said to be waiting on others."""
    on, awaiting = user.as_of, list(awaiting)
    proposals = list(Consortium.objects.visible_to(user).proposed())
    leads = leads_of(proposals)
    own_proposals, proposals = _split(
        proposals, lambda one: check_can_decide_proposal(user, one, leads.get(one.pk), on)
    )
    closures = list(ScheduledClosure.objects.visible_to(user).blocked())
    own_closures, closures = _split(closures, lambda one: check_can_end_records(user, [one.ends, one.into], on))
    disputes = list(FactDispute.objects.visible_to(user).open().with_records())
    own_disputes, disputes = _split(disputes, lambda one: check_can_decide_dispute(user, one, on))
    left = memberships_left_to_others(user, awaiting, on)
    own_memberships = [one for one in awaiting if one.pk in left]
    page.tasks += pages.registrar_tasks(proposals, [one for one in awaiting if one.pk not in left], unanswerable)
    page.tasks += pages.blocked_closure_tasks(closures)
    page.tasks += pages.dispute_tasks(len(disputes))
    page.tasks += pages.barrier_tasks(barriers_to_do(on))
    rows = pages.rows_left_to_others(own_proposals, own_memberships, own_closures, len(own_disputes))
    if rows and not User.objects.who_can_decide_besides(user).exists():
        rows.append(pages.call_row(office=settings.CONTACT_OFFICE, phone=settings.CONTACT_PHONE))
    page.waiting += rows


def _split(decisions: Iterable[Decision], check: Callable[[Decision], object]) -> tuple[list[Decision], list[Decision]]:
    """What the check of the action leaves to others, and the rest."""
    left: list[Decision] = []
    mine: list[Decision] = []
    for decision in decisions:
        (left if reason_against(partial(check, decision)) else mine).append(decision)
    return left, mine


def _add_for_leader(
    page: pages.DashboardPage, user: User, appointments: list[Appointment], at: datetime.datetime
) -> None:
    """For people who act for a district or a school: memberships, applications, records, introductions, delegates."""
    applications = Application.objects.visible_to(user)
    memberships = list(Membership.objects.visible_to(user).in_force(user.as_of).of_districts_of(user))
    contracts = Contract.objects.visible_to(user).in_force(user.as_of).with_latest_amendment()
    shared = list(contracts.of_consortia({row.consortium_id for row in memberships}))
    page.contracts = pages.contract_rows(shared, user.as_of)
    invites = pages.memberships_that_invite(memberships, appointments)
    led = {row.consortium_id for row in memberships if row.pk in invites}
    page.tasks += pages.notice_tasks(shared, led, user.as_of)
    page.tasks += pages.writing_tasks(applications.written_by(user).being_written(), at)
    to_answer = list(ApplicationReturn.objects.to_answer_by(user, at))
    page.tasks += pages.return_tasks(to_answer)
    page.tasks += pages.proposal_tasks(members_with_proposals(user), at)
    page.tasks += pages.contribution_tasks(members_without_commitments(user), at)
    page.tasks += pages.file_tasks(members_without_files(user), at)
    page.tasks += pages.declined_tasks(applications_with_declined(user), at)
    page.tasks += pages.section_tasks(ApplicationSection.objects.assigned_to_members_of(user), at)
    page.tasks += pages.signing_tasks(signatures_wanted_from(user), at)
    page.tasks += pages.departure_tasks(departures_to_decide(user, user.as_of))
    to_sign, to_send = amendments_waiting_for(user)
    page.tasks += pages.amendment_signing_tasks(to_sign)
    page.tasks += pages.amendment_sending_tasks(to_send)
    page.tasks += pages.allocation_tasks(Allocation.objects.to_accept_by(user))
    page.tasks += pages.promise_agreement_tasks(PromiseChange.objects.to_agree_by(user))
    page.tasks += pages.checklist_tasks(members_with_open_items(user), user.as_of)
    page.tasks += pages.report_tasks(reports_to_write(user, user.as_of), user.as_of)
    _add_for_member(page, user)
    page.waiting += pages.introductions_to_others(Introduction.objects.asked_by(user))
    page.waiting += pages.reported_rows(FactDispute.objects.visible_to(user).open().reported_by(user))
    page.waiting += pages.barrier_rows(BarrierReport.objects.own_of(user).unanswered())
    submitted = list(with_released_outcome(applications.taken_part_in_by(user)).latest_submitted())
    page.decisions = pages.decision_rows(submitted)
    page.waiting += pages.submitted_rows(submitted, at, own={one.application_id for one in to_answer})
    page.tasks += pages.confirmation_tasks(appointments, memberships, user.as_of)
    applicants = applicants_of(memberships, appointments)
    rounds = list(Competition.objects.visible_to(user).open_or_coming(at)) if invites or applicants else []
    if invites:
        page.round_links += pages.open_round_links(round_ for round_ in rounds if round_.is_open(at))
    intents = own_intents(rounds, applicants)
    for round_ in rounds:
        page.round_links += pages.intent_links(round_, intents.get(round_.pk, []))
    run_by_user = [membership.consortium for membership in memberships if membership.pk in invites]
    page.tasks += pages.consortium_confirmation_tasks(run_by_user, user.as_of)
    signs_for = {one.district_id for one in appointments if one.can_sign_joinders and one.district_id}
    page.tasks += pages.joinder_request_tasks(joinders_wanted_from(signs_for, user.as_of))
    ending = joinders_ending_soon(signs_for, {one.pk for one in run_by_user}, user.as_of)
    page.tasks += pages.joinder_ending_tasks(ending, signs_for)
    page.tasks += pages.introduction_tasks(Introduction.objects.asked_of(user))
    page.tasks += pages.delegation_tasks(Appointment.objects.visible_to(user).left_to(user).with_people())
    page.roles = pages.role_rows(appointments)
    page.may_propose = pages.may_propose(appointments)
    page.links = pages.leader_links(may_propose=page.may_propose)
    page.partners = pages.partners_link(appointments)
    page.consortia = pages.consortium_rows(memberships, invites)


def _add_for_member(page: pages.DashboardPage, user: User) -> None:
    """Memberships that need this person's answer, and those that someone else has to answer."""
    memberships = list(Membership.objects.open_for(user))
    representatives = Representatives(memberships, user.as_of)
    sides = {membership.pk: representatives.sides_of(user, membership) for membership in memberships}
    next_actors = {membership.pk: next_actor_of(membership, representatives) for membership in memberships}
    page.tasks += pages.membership_tasks(memberships, sides, user.as_of)
    page.waiting += pages.waiting_on_others(memberships, sides, next_actors, user.as_of)
