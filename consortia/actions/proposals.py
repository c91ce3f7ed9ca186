"""Proposing a consortium, and the registrar’s decision on the proposal."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.requests import invite_member
from consortia.actions.memberships.steps import check_days, check_words, take_step
from consortia.actions.register import slug_of_proposal
from consortia.models import Consortium, ConsortiumChange, ConsortiumPurpose, Membership
from consortia.permissions import check_can_decide_proposal, check_can_propose
from consortia.rules.likeness import reasons_for_likeness
from consortia.rules.registering import problems_with_texts
from consortia.states import (
    CLOSED_PROPOSALS,
    CONSORTIUM_STEPS,
    ConsortiumStatus,
    LegalForm,
    MemberRole,
    MembershipStatus,
    Purpose,
    Side,
)
from districts.actions.history import touch_registry
from districts.models import District, School
from districts.permissions import Actor

# Of one district at one time; each invites other districts by email.
MOST_PROPOSALS = 3
Likeness = tuple[Consortium, list[str]]


class ProposedFacts(NamedTuple):
    """What a proposal says about the consortium; the purposes are sorted."""

    name: str
    legal_form: str
    purposes: tuple[str, ...]
    formed_on: datetime.date | None
    about: str


def facts_of_proposal(consortium: Consortium) -> ProposedFacts:
    """What the stored proposal says."""
    purposes = tuple(sorted(consortium.purposes.values_list("purpose", flat=True)))
    return ProposedFacts(consortium.name, consortium.legal_form, purposes, consortium.formed_on, consortium.about)


def find_likenesses(
    *,
    name: str,
    state: str,
    lead: District | None,
    members: Sequence[District | School],
    by: User,
    on: datetime.date,
) -> list[Likeness]:
    """Consortia that the person may see and that resemble the one that would be new, each with the reasons."""
    wanted = {one.pk for one in (lead, *members) if isinstance(one, District)}
    memberships = Membership.objects.visible_to(by).in_force(on).filter(consortium__state=state, district__in=wanted)
    shared: dict[int, set[int]] = {}
    led: dict[int, int | None] = {}
    for consortium, district, role in memberships.order_by().values_list("consortium", "district", "role"):
        shared.setdefault(consortium, set()).add(district)
        if role == MemberRole.LEAD:
            led[consortium] = district
    likenesses = []
    former: dict[int, list[str]] = {}
    for consortium, old in (
        ConsortiumChange.objects.names_before().filter(consortium__state=state).values_list("consortium", "old")
    ):
        former.setdefault(consortium, []).append(old)
    known = Consortium.objects.visible_to(by).in_state(state).exclude(status__in=CLOSED_PROPOSALS)
    for other in known.only("pk", "name", "slug", "status", "state"):
        reasons = reasons_for_likeness(
            name=name,
            members=wanted,
            lead=lead.pk if lead else None,
            other_name=other.name,
            other_names=former.get(other.pk, ()),
            other_members=shared.get(other.pk, set()),
            other_lead=led.get(other.pk),
        )
        if reasons:
            likenesses.append((other, reasons))
    return likenesses


@transaction.atomic
def propose_consortium(
    *,
    name: str,
    lead: District,
    legal_form: str = LegalForm.UNKNOWN,
    purposes: Collection[str] = (),
    formed_on: datetime.date | None = None,
    about: str = "",
    invites: Sequence[District | School] = (),
    override_reason: str = "",
    by: User,
    at: datetime.datetime,
) -> Consortium:
    """A proposed consortium led by the person's district, with an invitation to each of the others.

    Raises Refused, or Unready where it resembles an existing consortium and no reason is given why it is different.
    The same proposal is not stored twice.
    """
    on = timezone.localdate(at)
    appointment = check_can_propose(by, lead, on)
    name = " ".join(name.split())
    facts = ProposedFacts(name, legal_form, tuple(sorted(set(purposes))), formed_on, about)
    invites = [member for member in dict.fromkeys(invites) if member != lead]
    same = Consortium.objects.filter(name=name, state=lead.state, proposed_by=by, status=ConsortiumStatus.PROPOSED)
    if stored := same.first():
        return _same_proposal(stored, facts, invites)
    reason = check_words(override_reason, what="reason", is_needed=False)
    check_facts(facts, lead=lead, by=by, on=on)
    likenesses = check_likenesses(facts.name, lead=lead, members=invites, reason=reason, by=by, on=on)
    check_number(lead)
    consortium = store_under_name(
        Consortium(
            slug=slug_of_proposal(name),
            name=name,
            state=lead.state,
            legal_form=legal_form,
            formed_on=formed_on,
            about=about,
            status=ConsortiumStatus.PROPOSED,
            proposed_by=by,
            proposed_at=at,
            is_sample=lead.is_sample,
        ),
        force_insert=True,
    )
    ConsortiumPurpose.objects.bulk_create(
        ConsortiumPurpose(consortium=consortium, purpose=purpose) for purpose in facts.purposes
    )
    membership = Membership(
        consortium=consortium,
        district=lead,
        role=MemberRole.LEAD,
        joins_on=formed_on or on,
        status=MembershipStatus.AGREED,
        claimed_by=Side.MEMBER,
        claimed_at=at,
    )
    check_days(membership, joins_on=membership.joins_on, leaves_on=None, on=on)
    membership.save()
    another = f"Different from {', '.join(str(other) for other, _ in likenesses)}: {reason}" if likenesses else ""
    take_step(membership, "claim", side=Side.MEMBER, appointment=appointment, words=another, by=by, at=at)
    invite_members(consortium, invites, joins_on=formed_on or on, by=by, at=at)
    log.record(
        "consortium.proposed",
        consortium,
        by=by,
        at=at,
        lead=lead.leaid,
        invited=len(invites),
        purposes=list(facts.purposes),
        looks_like=[other.slug for other, _ in likenesses],
        reason=reason,
    )
    return consortium


@transaction.atomic
def register_proposal(
    *, consortium: Consortium, words: str = "", seen: int | None = None, by: Actor, at: datetime.datetime
) -> Consortium:
    """The registrar registers the proposed consortium; its lead is confirmed with it.

    `seen`: the revision of the proposal that the registrar read, where a page says so.
    """
    consortium = Consortium.objects.select_for_update(of=("self",)).get(pk=consortium.pk)  # its name as it is now
    check_can_decide_proposal(by, consortium, lead_of(consortium), timezone.localdate(at))
    words = check_words(words, what="reason", is_needed=False)
    if consortium.status != ConsortiumStatus.REGISTERED:
        check_name_is_held_by_no_other(consortium)
    consortium, is_done = _decide(consortium, "register", words, seen, at)
    if is_done:
        return consortium
    lead = consortium.memberships.filter(role=MemberRole.LEAD, status=MembershipStatus.AGREED)
    for membership in lead.select_for_update(of=("self",)):
        membership.status = MembershipStatus.CONFIRMED
        membership.save(update_fields=["status"])
        take_step(membership, "confirm", side=Side.STATE, words=words, by=by, at=at)
    log.record("consortium.registered", consortium, by=by, at=at, proposed_by=str(consortium.proposed_by), words=words)
    emails.send_registered(consortium, reason=words, by=by, at=at)
    return consortium


@transaction.atomic
def refuse_proposal(
    *, consortium: Consortium, words: str, seen: int | None = None, by: Actor, at: datetime.datetime
) -> Consortium:
    """The registrar does not approve the proposed consortium, with a reason; its district can correct it."""
    check_can_decide_proposal(by, consortium, lead_of(consortium), timezone.localdate(at))
    words = check_words(words, what="reason", is_needed=True)
    consortium, is_done = _decide(consortium, "refuse", words, seen, at)
    if not is_done:
        log.record("consortium.refused", consortium, by=by, at=at, words=words)
        emails.send_refused(consortium, reason=words, by=by, at=at)
    return consortium


def lead_of(consortium: Consortium) -> District | None:
    """The district that proposed the consortium and would lead it."""
    return leads_of([consortium]).get(consortium.pk)


def leads_of(consortia: Iterable[Consortium]) -> dict[int, District | None]:
    """By the row id of the consortium: the district that proposed it and would lead it."""
    leads = Membership.objects.filter(consortium__in=list(consortia), role=MemberRole.LEAD, claimed_by=Side.MEMBER)
    latest_first = leads.select_related("district").order_by("-pk")
    return {membership.consortium_id: membership.district for membership in latest_first}  # the first one stays


def check_name_is_held_by_no_other(consortium: Consortium) -> None:
    """Refuse to register a proposal under a name that was registered meanwhile. Raises Unready."""
    others = Consortium.objects.that_hold_names().in_state(consortium.state).exclude(pk=consortium.pk)
    if others.filter(name__iexact=consortium.name).exists():
        raise Unready(
            f"{consortium.state} already has a consortium named {consortium.name}. Decline this proposal; the district "
            "can resubmit it under a different name."
        )


def check_revision(consortium: Consortium, seen: int | None) -> None:
    """Refuse if the proposal was changed since the page was opened. Raises Unready."""
    if seen is not None and seen != consortium.revision:
        when = f" on {moment_in_words(consortium.revised_at)}" if consortium.revised_at else ""
        raise Unready(f"Someone changed this proposal{when}, after you opened this page. Review it, then try again.")


def check_consortium_step(consortium: Consortium, starts: Collection[ConsortiumStatus]) -> None:
    """Refuse a step that the status of the proposal does not allow. Raises Unready with the status and its date."""
    if consortium.status not in starts:
        when = f" since {day_in_words(timezone.localdate(consortium.decided_at))}" if consortium.decided_at else ""
        raise Unready(f"{consortium} is {consortium.get_status_display().lower()}{when}.")


def check_facts(
    facts: ProposedFacts, *, lead: District, by: User, on: datetime.date, apart_from: int | None = None
) -> None:
    """Refuse a proposal without a name or purpose, or with a name that is taken. Raises Unready with all problems.

    A proposal of others that the person may not see takes no name: a refusal would tell that there is one.
    `apart_from`: the primary key of the proposal itself, where it is changed.
    """
    problems = problems_with_texts(("name of the consortium", facts.name, 250), is_needed=True)
    problems += problems_with_texts(("description", facts.about, 5_000))
    if not facts.purposes or not set(facts.purposes) <= set(Purpose.values):
        problems.append("Choose at least one purpose.")
    if facts.legal_form not in LegalForm.values:
        problems.append("Choose a legal form from the list.")
    if facts.formed_on and lead.closed_on and facts.formed_on > lead.closed_on:
        problems.append(f"{lead} closed on {day_in_words(lead.closed_on)}.")
    if facts.formed_on and abs((facts.formed_on - on).days) > 150 * 366:
        problems.append(f"{day_in_words(facts.formed_on)} can’t be right. Check the year.")
    named = Consortium.objects.visible_to(by).in_state(lead.state).filter(name__iexact=facts.name)
    named |= Consortium.objects.that_hold_names().in_state(lead.state).filter(name__iexact=facts.name)
    if named.exclude(pk__in=[apart_from] if apart_from else []).exists():
        problems.append(
            f"{lead.state} already has a consortium named {facts.name}. Use a different name, or ask the registrar."
        )
    if problems:
        raise Unready(*problems)


def store_under_name(consortium: Consortium, **how: Any) -> Consortium:
    """The stored row. Raises Unready where another proposal took its address at the same moment.

    `how` are the arguments of `save`.
    """
    try:
        with transaction.atomic():
            consortium.save(**how)
    except IntegrityError as taken:
        raise Unready("Your proposal couldn’t be saved. Submit it again.") from taken
    return consortium


def check_number(lead: District) -> None:
    """Refuse one more proposal of a district that has three with the registrar (ADR 14). Raises Unready.

    The district is locked: of two who propose at the same moment, the second counts the proposal of the first.
    """
    lock_lead(lead)
    leads = Membership.objects.filter(district=lead, role=MemberRole.LEAD, consortium__status=ConsortiumStatus.PROPOSED)
    if leads.count() >= MOST_PROPOSALS:
        raise Unready(
            f"{lead} already has {MOST_PROPOSALS} proposals waiting for the registrar. Withdraw one of them, or wait "
            "until the registrar decides on one."
        )


def lock_lead(lead: District) -> None:
    """Lock the district, before any of its proposals: mergers lock districts first, too."""
    District.objects.select_for_update(of=("self",), no_key=True).get(pk=lead.pk)


def check_likenesses(
    name: str,
    *,
    lead: District,
    members: Sequence[District | School],
    reason: str,
    apart_from: Consortium | None = None,
    by: User,
    on: datetime.date,
) -> list[Likeness]:
    """Consortia that resemble this one. Raises Unready with them unless a reason says why it is different."""
    likenesses = find_likenesses(name=name, state=lead.state, lead=lead, members=members, by=by, on=on)
    likenesses = [(other, why) for other, why in likenesses if other != apart_from]
    if likenesses and not reason:
        raise Unready(*(f"{other} is already in the registry. {' '.join(why)}" for other, why in likenesses))
    return likenesses


def invite_members(
    consortium: Consortium,
    members: Sequence[District | School],
    *,
    joins_on: datetime.date,
    by: User,
    at: datetime.datetime,
) -> None:
    """Invite each of them. Raises Unready with the problems of all of them."""
    problems: list[str] = []
    for member in members:
        try:
            invite_member(consortium=consortium, member=member, joins_on=joins_on, by=by, at=at)
        except Unready as no:
            problems += [problem for problem in no.problems if problem not in problems]
    if problems:
        raise Unready(*problems)


def _decide(
    consortium: Consortium, step: str, words: str, seen: int | None, at: datetime.datetime
) -> tuple[Consortium, bool]:
    """The consortium with its decision, and whether it was decided the same way before (a second click)."""
    consortium = Consortium.objects.select_for_update(of=("self",)).get(pk=consortium.pk)
    starts, end = CONSORTIUM_STEPS[step]
    if consortium.status == end and consortium.decided_at and consortium.decision_reason == words:
        return consortium, True
    check_consortium_step(consortium, starts)
    check_revision(consortium, seen)
    consortium.status, consortium.decision_reason, consortium.decided_at = end, words, at
    consortium.asked_since = timezone.localdate(at)
    consortium.save(update_fields=["status", "decision_reason", "decided_at", "asked_since"])
    touch_registry()
    return consortium, False


def _same_proposal(stored: Consortium, facts: ProposedFacts, invites: Sequence[District | School]) -> Consortium:
    """The stored proposal if this one asks for the same (a second click). Raises Unready if it differs."""
    invited = {membership.member for membership in stored.memberships.select_related("district", "school__district")}
    if facts_of_proposal(stored) == facts and invited >= set(invites):
        return stored
    raise Unready(f"You already proposed {stored}. Open that proposal to change it.")
