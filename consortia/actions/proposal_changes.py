"""The district that proposed a consortium edits the proposal, withdraws it, or corrects and resubmits it."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.steps import check_days, check_words, take_step
from consortia.actions.proposals import (
    ProposedFacts,
    check_consortium_step,
    check_facts,
    check_likenesses,
    check_number,
    check_revision,
    facts_of_proposal,
    invite_members,
    lead_of,
    lock_lead,
    store_under_name,
)
from consortia.models import Consortium, ConsortiumPurpose, Membership
from consortia.permissions import check_can_propose
from consortia.rules.invitations import problems_with_invitee
from consortia.rules.proposals import changes_in_words, problems_with_new_formation
from consortia.states import (
    CONSORTIUM_STEPS,
    CONSORTIUM_STEPS_THAT_KEEP_THE_STATUS,
    NEVER_BEGAN,
    LegalForm,
    MembershipStatus,
    Purpose,
    Side,
)
from districts.actions.history import touch_registry
from districts.models import Appointment, District, School


@transaction.atomic
def edit_proposal(
    *,
    consortium: Consortium,
    facts: ProposedFacts,
    invites: Sequence[District | School] = (),
    override_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Consortium:
    """The proposal with these facts while it awaits approval, and new invitations. Invited members are told.

    `seen` is the revision that the page showed. Raises Refused, or Unready: the registrar decided meanwhile, someone
    else changed the proposal, or an invited district is closed or already invited.
    """
    consortium, lead = _lock(consortium)
    appointment = check_can_propose(by, lead, timezone.localdate(at))
    check_consortium_step(consortium, CONSORTIUM_STEPS_THAT_KEEP_THE_STATUS["edit"])
    if _is_stored(consortium, lead, facts, invites):
        return consortium
    check_revision(consortium, seen)
    changes = _store(consortium, lead, appointment, facts, invites, override_reason, by=by, at=at)
    log.record("consortium.proposal_edited", consortium, by=by, at=at, changes=changes, invited=len(invites))
    if changes:
        _tell("proposal_edited", consortium, lead, changes=changes, but_not=invites, by=by, at=at)
    return consortium


@transaction.atomic
def resubmit_proposal(
    *,
    consortium: Consortium,
    facts: ProposedFacts,
    invites: Sequence[District | School] = (),
    override_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Consortium:
    """A proposal that was not approved or was withdrawn, corrected, and awaiting the registrar again.

    Invitations and acceptances from before count again. Raises Refused or Unready.
    """
    if proposer := lead_of(consortium):
        lock_lead(proposer)
    consortium, lead = _lock(consortium)
    appointment = check_can_propose(by, lead, timezone.localdate(at))
    starts, end = CONSORTIUM_STEPS["resubmit"]
    if consortium.status == end and _is_stored(consortium, lead, facts, invites):
        return consortium
    check_consortium_step(consortium, starts)
    check_revision(consortium, seen)
    check_number(lead)
    consortium.status, consortium.proposed_by, consortium.proposed_at = end, by, at
    consortium.save(update_fields=["status", "proposed_by", "proposed_at"])
    _invite_again(consortium, lead, appointment, by=by, at=at)
    changes = _store(consortium, lead, appointment, facts, invites, override_reason, by=by, at=at)
    log.record("consortium.resubmitted", consortium, by=by, at=at, changes=changes, invited=len(invites))
    _tell("proposal_resubmitted", consortium, lead, changes=changes, but_not=invites, by=by, at=at)
    return consortium


@transaction.atomic
def withdraw_proposal(
    *, consortium: Consortium, words: str = "", seen: int | None = None, by: User, at: datetime.datetime
) -> Consortium:
    """The proposal, withdrawn by the district that made it; those it invited are told. It can be resubmitted."""
    consortium, lead = _lock(consortium)
    check_can_propose(by, lead, timezone.localdate(at))
    words = check_words(words, what="reason", is_needed=False)
    starts, end = CONSORTIUM_STEPS["withdraw"]
    if consortium.status == end:
        return consortium
    check_consortium_step(consortium, starts)
    check_revision(consortium, seen)
    consortium.status, consortium.decision_reason, consortium.decided_at = end, "", at
    consortium.save(update_fields=["status", "decision_reason", "decided_at"])
    touch_registry()
    log.record("consortium.withdrawn", consortium, by=by, at=at, words=words)
    _tell("proposal_withdrawn", consortium, lead, reason=words, by=by, at=at)
    return consortium


def _lock(consortium: Consortium) -> tuple[Consortium, District]:
    """The proposal as stored now, locked, and the district that made it. Raises Unready if no district did."""
    consortium = Consortium.objects.select_for_update(of=("self",)).get(pk=consortium.pk)
    lead = lead_of(consortium)
    if lead is None:
        raise Unready(f"No district proposed {consortium}. Ask the registrar to change it.")
    return consortium, lead


def _is_stored(
    consortium: Consortium, lead: District, facts: ProposedFacts, invites: Sequence[District | School]
) -> bool:
    """Whether the proposal says this already (a second click)."""
    members = {membership.member for membership in invited_members(consortium, lead)}
    return facts_of_proposal(consortium) == facts and members >= set(invites)


def _store(
    consortium: Consortium,
    lead: District,
    appointment: Appointment,
    facts: ProposedFacts,
    invites: Sequence[District | School],
    override_reason: str,
    *,
    by: User,
    at: datetime.datetime,
) -> list[str]:
    """Store the facts and the invitations, and move start dates that follow the formation date; what changed, in words.

    The consortium is locked. Raises Unready.
    """
    on, before = timezone.localdate(at), facts_of_proposal(consortium)
    others = list(invited_members(consortium, lead))
    check_facts(facts, lead=lead, by=by, on=on, apart_from=consortium.pk)
    reason = check_words(override_reason, what="reason", is_needed=False)
    if facts.name != before.name or invites:
        members = [*(membership.member for membership in others), *invites]
        check_likenesses(facts.name, lead=lead, members=members, reason=reason, apart_from=consortium, by=by, on=on)
    _check_invites(others, invites)
    accepted = [str(one.member) for one in others if one.status != MembershipStatus.CLAIMED and _is_before(one, facts)]
    if problems := problems_with_new_formation(accepted, facts.formed_on):
        raise Unready(*problems)
    consortium.name, consortium.legal_form, consortium.formed_on = facts.name, facts.legal_form, facts.formed_on
    consortium.about = facts.about
    consortium.revision, consortium.revised_at = consortium.revision + 1, at
    fields = ["name", "legal_form", "formed_on", "about", "revision", "revised_at"]
    store_under_name(consortium, update_fields=fields)
    touch_registry()
    ConsortiumPurpose.objects.filter(consortium=consortium).exclude(purpose__in=facts.purposes).delete()
    ConsortiumPurpose.objects.bulk_create(
        ConsortiumPurpose(consortium=consortium, purpose=purpose)
        for purpose in facts.purposes
        if purpose not in before.purposes
    )
    if facts.formed_on and facts.formed_on != before.formed_on:
        _move_start_dates(consortium, lead, appointment, facts.formed_on, by=by, at=at)
    invite_members(consortium, invites, joins_on=facts.formed_on or on, by=by, at=at)
    return changes_in_words(
        {label: _text(label, value) for label, value in before._asdict().items()},
        {label: _text(label, value) for label, value in facts._asdict().items()},
    )


def _invite_again(
    consortium: Consortium, lead: District, appointment: Appointment, *, by: User, at: datetime.datetime
) -> None:
    """The 60 days for an answer begin anew: no one could answer while the proposal was closed."""
    for membership in invited_members(consortium, lead):
        if membership.status == MembershipStatus.CLAIMED:
            membership.claimed_at = at
            membership.save(update_fields=["claimed_at"])
            words = "The proposal was submitted again."
            take_step(membership, "claim", side=Side.CONSORTIUM, appointment=appointment, words=words, by=by, at=at)


def _move_start_dates(
    consortium: Consortium,
    lead: District,
    appointment: Appointment,
    formed_on: datetime.date,
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    """The lead's membership begins with the consortium, and no invitation begins before it."""
    for membership in consortium.memberships.exclude(status__in=NEVER_BEGAN).select_related("consortium", "district"):
        is_lead = membership.district_id == lead.pk
        if not is_lead and (membership.joins_on is None or membership.joins_on >= formed_on):
            continue
        membership.consortium = consortium
        check_days(membership, joins_on=formed_on, leaves_on=membership.leaves_on, on=timezone.localdate(at))
        membership.joins_on = formed_on
        membership.save(update_fields=["joins_on"])
        side = Side.MEMBER if is_lead else Side.CONSORTIUM
        words = "The formation date of the proposal changed."
        take_step(membership, "correct", side=side, appointment=appointment, words=words, by=by, at=at)


def invited_members(consortium: Consortium, lead: District) -> list[Membership]:
    """The invitations of the proposal and those accepted, with their members."""
    memberships = consortium.memberships.exclude(status__in=NEVER_BEGAN).for_step()
    return [membership for membership in memberships if membership.district_id != lead.pk]


def _check_invites(others: Collection[Membership], invites: Sequence[District | School]) -> None:
    wanted, problems = set(invites), []
    for membership in others:
        if membership.member in wanted:
            sent_on = timezone.localdate(membership.claimed_at) if membership.claimed_at else None
            problems += problems_with_invitee(str(membership.member), status=membership.status, sent_on=sent_on)
    if problems:
        raise Unready(*problems)


def _tell(
    kind: str,
    consortium: Consortium,
    lead: District,
    *,
    reason: str = "",
    changes: Sequence[str] = (),
    but_not: Sequence[District | School] = (),
    by: User,
    at: datetime.datetime,
) -> None:
    """An email to each invited member, except those that just got their invitation."""
    for membership in invited_members(consortium, lead):
        if membership.member not in but_not:
            emails.send_proposal_news(kind, membership, reason=reason, changes=changes, by=by, at=at)


def _is_before(membership: Membership, facts: ProposedFacts) -> bool:
    return bool(facts.formed_on and membership.joins_on and membership.joins_on < facts.formed_on)


def _text(fact: str, value: object) -> str:
    """The value of a fact as people read it."""
    if isinstance(value, tuple):
        return ", ".join(str(Purpose(purpose).label) for purpose in value)
    if isinstance(value, datetime.date):
        return day_in_words(value)
    return str(LegalForm(str(value)).label) if fact == "legal_form" else str(value or "")
