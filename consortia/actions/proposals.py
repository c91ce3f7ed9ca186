"""Proposing a consortium, and the registrar’s decision on the proposal."""

import datetime
from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from consortia import emails
from consortia.actions.memberships.requests import invite_member
from consortia.actions.memberships.steps import check_days, check_words, take_step
from consortia.actions.register import free_slug
from consortia.models import Consortium, ConsortiumChange, ConsortiumPurpose, Membership
from consortia.permissions import check_is_registrar
from consortia.rules.likeness import reasons_for_likeness
from consortia.rules.registering import problems_with_texts
from consortia.states import CONSORTIUM_STEPS, ConsortiumStatus, LegalForm, MemberRole, MembershipStatus, Purpose, Side
from districts.actions.history import touch_registry
from districts.models import Appointment, District, School
from districts.permissions import Actor

Likeness = tuple[Consortium, list[str]]


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
    known = Consortium.objects.visible_to(by).in_state(state).exclude(status=ConsortiumStatus.REFUSED)
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
    appointment = Appointment.objects.in_force(on).filter(user=by).speaking_for([lead.pk]).first()
    if appointment is None:
        raise Refused(f"Only people who register memberships for {lead} propose a consortium that it leads.")
    name = " ".join(name.split())
    if same := Consortium.objects.filter(
        name=name, state=lead.state, proposed_by=by, status=ConsortiumStatus.PROPOSED
    ).first():
        return same
    reason = check_words(override_reason, what="reason", is_needed=False)
    _check_proposal(name, lead, legal_form, purposes, formed_on, about, on)
    likenesses = find_likenesses(name=name, state=lead.state, lead=lead, members=invites, by=by, on=on)
    if likenesses and not reason:
        raise Unready(*(f"{other} is already in the registry. {' '.join(why)}" for other, why in likenesses))
    consortium = _store(
        Consortium(
            slug=free_slug(name, lead.state),
            name=name,
            state=lead.state,
            legal_form=legal_form,
            formed_on=formed_on,
            about=about,
            status=ConsortiumStatus.PROPOSED,
            proposed_by=by,
            proposed_at=at,
            is_sample=lead.is_sample,
        )
    )
    ConsortiumPurpose.objects.bulk_create(
        ConsortiumPurpose(consortium=consortium, purpose=purpose) for purpose in sorted(set(purposes))
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
    for member in dict.fromkeys(invites):
        if member != lead:
            invite_member(consortium=consortium, member=member, joins_on=formed_on or on, by=by, at=at)
    log.record(
        "consortium.proposed",
        consortium,
        by=by,
        at=at,
        lead=lead.leaid,
        invited=len(set(invites) - {lead}),
        purposes=sorted(set(purposes)),
        looks_like=[other.slug for other, _ in likenesses],
        reason=reason,
    )
    return consortium


@transaction.atomic
def register_proposal(*, consortium: Consortium, words: str = "", by: Actor, at: datetime.datetime) -> Consortium:
    """The registrar registers the proposed consortium; its lead is confirmed with it."""
    check_is_registrar(by, timezone.localdate(at))
    if consortium.proposed_by == by:
        raise Refused("You proposed this consortium yourself, so another registrar decides.")
    words = check_words(words, what="reason", is_needed=False)
    consortium, is_done = _decide(consortium, "register", words, at)
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
def refuse_proposal(*, consortium: Consortium, words: str, by: Actor, at: datetime.datetime) -> Consortium:
    """The registrar does not approve the proposed consortium, with a reason."""
    check_is_registrar(by, timezone.localdate(at))
    words = check_words(words, what="reason", is_needed=True)
    consortium, is_done = _decide(consortium, "refuse", words, at)
    if not is_done:
        log.record("consortium.refused", consortium, by=by, at=at, words=words)
        emails.send_refused(consortium, reason=words, by=by, at=at)
    return consortium


def _decide(consortium: Consortium, step: str, words: str, at: datetime.datetime) -> tuple[Consortium, bool]:
    """The consortium with its decision, and whether it was decided the same way before (a second click)."""
    consortium = Consortium.objects.select_for_update(of=("self",)).get(pk=consortium.pk)
    starts, end = CONSORTIUM_STEPS[step]
    if consortium.status == end and consortium.decided_at and consortium.decision_reason == words:
        return consortium, True
    if consortium.status not in starts:
        when = f" since {day_in_words(timezone.localdate(consortium.decided_at))}" if consortium.decided_at else ""
        raise Unready(f"{consortium} is {consortium.get_status_display().lower()}{when}.")
    consortium.status, consortium.decision_reason, consortium.decided_at = end, words, at
    consortium.asked_since = timezone.localdate(at)
    consortium.save(update_fields=["status", "decision_reason", "decided_at", "asked_since"])
    touch_registry()
    return consortium, False


def _check_proposal(
    name: str,
    lead: District,
    legal_form: str,
    purposes: Collection[str],
    formed_on: datetime.date | None,
    about: str,
    on: datetime.date,
) -> None:
    problems = problems_with_texts(("name of the consortium", name, 250), is_needed=True)
    problems += problems_with_texts(("description", about, 5_000))
    if not purposes or not set(purposes) <= set(Purpose.values):
        problems.append("Choose at least one purpose.")
    if legal_form not in LegalForm.values:
        problems.append("Choose a legal form from the list.")
    if formed_on and lead.closed_on and formed_on > lead.closed_on:
        problems.append(f"{lead} closed on {day_in_words(lead.closed_on)}.")
    if formed_on and abs((formed_on - on).days) > 150 * 366:
        problems.append(f"{day_in_words(formed_on)} can’t be right. Check the year.")
    if Consortium.objects.filter(state=lead.state, name__iexact=name).exists():
        problems.append(
            f"{lead.state} already has a consortium named {name}. Use a different name, or ask the registrar."
        )
    if problems:
        raise Unready(*problems)


def _store(consortium: Consortium) -> Consortium:
    """The stored row. Raises Unready where someone else proposed the same name at the same moment."""
    try:
        with transaction.atomic():
            consortium.save(force_insert=True)
    except IntegrityError as taken:
        raise Unready(f"Someone has just proposed {consortium.name}. Review that proposal first.") from taken
    return consortium
