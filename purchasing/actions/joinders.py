"""Joinders: the lead asks members to join a contract, a district signs, and a joinder ends."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from accounts.rules import problems_with_name
from audit import log
from consortia.actions.facts import check_has_not_ended, lock_consortium
from districts.actions.history import touch_registry
from districts.models import District
from purchasing.emails.joinders import send_joinder_asked, send_joinder_ended, send_joinder_signed
from purchasing.models import Contract, Joinder, JoinderEnding, JoinderRequest, JoinderSignature
from purchasing.permissions import check_can_change_contracts, check_can_end_joinder, check_can_sign_joinder
from purchasing.reads.joinders import joinder_text
from purchasing.reads.ledger import ledger_of
from purchasing.rules.joining import (
    CHANGED,
    JoinderTerms,
    problems_with_board_date,
    problems_with_ending,
    problems_with_joinder,
)
from purchasing.states import LeadAction
from signing.rules import digest_of

NAME_AT_MOST, MESSAGE_AT_MOST = 200, 1_000


def terms_of(
    *,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    items: Sequence[str],
    lead_actions: Collection[str],
    scope: str,
) -> JoinderTerms:
    """The terms that a form sends, with the lead's actions in words. `lead_actions`: by LeadAction."""
    words = tuple(action.label for action in LeadAction if action in lead_actions)
    return JoinderTerms(starts_on, ends_on, tuple(items), words, " ".join(scope.split()))


@transaction.atomic
def sign_joinder(
    *,
    contract: Contract,
    district: District,
    terms: JoinderTerms,
    name: str,
    title: str = "",
    board_on: datetime.date | None = None,
    seen: str,
    by: User,
    at: datetime.datetime,
) -> Joinder:
    """Sign the district's joinder with these terms. `seen`: the digest of the text that the signer read.

    Raises Refused or Unready.
    """
    on = timezone.localdate(at)
    consortium = lock_consortium(contract.consortium)
    contract = Contract.objects.select_for_update(of=("self",)).select_related("consortium").get(pk=contract.pk)
    appointment = check_can_sign_joinder(by, district, on)
    check_has_not_ended(consortium)
    ledger = ledger_of(contract, on)
    memberships, others = ledger.memberships.get(district.leaid, ()), ledger.joinders.get(district.leaid, ())
    problems = problems_with_joinder(ledger.fact, memberships, others, terms, on)
    unknown = set(terms.items) - {item.name for item in ledger.items}
    problems += [f"The contract has no item “{item}”. Choose items of the contract." for item in sorted(unknown)]
    problems += problems_with_board_date(board_on, on)
    name, title = " ".join(name.split()), " ".join(title.split())
    problems += problems_with_name(name) if name else ["Enter your name."]
    if max(len(name), len(title)) > NAME_AT_MOST:
        problems.append(f"Shorten your name and title to {NAME_AT_MOST} characters each.")
    text = joinder_text(ledger, district, terms)
    if seen != digest_of(text):
        problems.append(CHANGED)
    if problems:
        raise Unready(*problems)
    joinder = Joinder.objects.create(
        contract=contract,
        district=district,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        board_on=board_on,
        items="\n".join(terms.items),
        lead_actions=" ".join(action.value for action in LeadAction if action.label in terms.lead_actions),
        scope=terms.scope,
    )
    signature = JoinderSignature.objects.create(
        joinder=joinder,
        signer=by,
        signer_name=name,
        signer_title=title,
        signed_at=at,
        board_on=board_on,
        part=text,
        part_digest=digest_of(text),
        account_name=by.name,
        account_role=f"{appointment.get_kind_display().lower()} of {district}",
    )
    touch_registry()
    log.record(
        "joinder.signed",
        joinder,
        by=by,
        at=at,
        contract=contract.number,
        consortium=consortium.slug,
        district=district.leaid,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        digest=signature.part_digest,
    )
    send_joinder_signed(joinder, by=by, at=at)
    return joinder


@transaction.atomic
def ask_to_join(
    *, contract: Contract, districts: Sequence[District], message: str = "", by: User, at: datetime.datetime
) -> list[JoinderRequest]:
    """Ask these districts to sign a joinder, by email to their signers. Raises Refused or Unready.

    Districts that have a joinder in force or a later one, or that may not join, are named in the refusal.
    """
    on = timezone.localdate(at)
    consortium = lock_consortium(contract.consortium)
    check_can_change_contracts(by, consortium, on)
    check_has_not_ended(consortium)
    ledger = ledger_of(contract, on)
    message = message.strip()
    problems = [] if districts else ["Choose at least one district."]
    if contract.ends_on and contract.ends_on < on:
        problems.append("This contract has ended, so no district can join it.")
    if len(message) > MESSAGE_AT_MOST:
        problems.append(f"Shorten the message to {MESSAGE_AT_MOST:,} characters.")
    for district in districts:
        if any(one.ends_on is None or one.ends_on >= on for one in ledger.joinders.get(district.leaid, ())):
            problems.append(f"{district} has already joined.")
        elif not ledger.is_buying_member(district.leaid, on):
            problems.append(f"{district} isn’t a member that may buy under this contract.")
    if problems:
        raise Unready(*problems)
    requests = JoinderRequest.objects.bulk_create(
        JoinderRequest(contract=contract, district=one, asked_by=by, asked_at=at, message=message) for one in districts
    )
    leaids = [one.leaid for one in districts]
    log.record("joinder.asked", contract, by=by, at=at, consortium=consortium.slug, districts=leaids)
    send_joinder_asked(contract, districts, message=message, by=by, at=at)
    return requests


@transaction.atomic
def end_joinder(
    *, joinder: Joinder, ends_on: datetime.date, reason: str, by: User, at: datetime.datetime
) -> JoinderEnding:
    """End the joinder on that date, which is its last. The row of the ending keeps the date before and the reason.

    Raises Refused or Unready.
    """
    on = timezone.localdate(at)
    joinder = Joinder.objects.select_for_update(of=("self",)).for_papers().get(pk=joinder.pk)
    check_can_end_joinder(by, joinder, on)
    reason, before = reason.strip(), joinder.ends_on
    if problems := problems_with_ending(
        starts_on=joinder.starts_on, before=before, ends_on=ends_on, reason=reason, on=on
    ):
        raise Unready(*problems)
    ending = JoinderEnding.objects.create(
        joinder=joinder, ends_on=ends_on, ended_before_on=before, reason=reason, ended_by=by, ended_at=at
    )
    joinder.ends_on = ends_on
    joinder.save(update_fields=["ends_on"])
    touch_registry()
    log.record(
        "joinder.ended",
        joinder,
        by=by,
        at=at,
        contract=joinder.contract.number,
        district=joinder.district.leaid,
        ends_on=ends_on,
        was=before,
    )
    send_joinder_ended(ending, by=by, at=at)
    return ending
