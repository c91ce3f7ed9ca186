"""Changing a promise after the award: proposed by its member or the lead, agreed by the member, accepted by the state.

An earlier wording is never edited: a new one replaces it from a day on.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.dates import day_in_words
from accounts.models import User
from accounts.refusals import Unready, reason_against
from audit import log
from grants.actions.awards import locked_award, record_award
from grants.emails.promises import send_promise_change_answered, send_promise_change_proposed
from grants.models import Allocation, Amendment, Award, ChecklistItem, Participant, Promise, PromiseChange
from grants.permissions.awards import check_can_accept_allocation, check_can_oversee, check_can_propose_promise_change
from grants.reads.promises import earliest_change_of, submitted_period
from grants.reads.proofs_of_awards import digest_of_promise_change
from grants.rules.allocation import budget_by_member
from grants.rules.promises import PromiseWords, cells_of, numbered, problems_with_promise_change
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import PROMISES_CAN_CHANGE, AwardStatus, PromiseChangeState

NOT_NOW = "Promises can change only while the award is being prepared or active."
OPEN = "Someone already proposed a change to this promise. Cancel it to propose another one."
REPLACED = "This promise changed after you opened this page. Read it again."
NOT_OPEN = "This change is no longer open."
NOT_AGREED = "The member hasn’t agreed to this change."
REASON = "Enter the reason."


@transaction.atomic
def propose_promise_change(
    *, promise: Promise, words: PromiseWords, from_on: datetime.date, reason: str, by: User, at: datetime.datetime
) -> PromiseChange:
    """Propose that the member promises something else from a day on.

    An authorized signer of the member agrees by proposing. What others propose waits for one. Raises Refused or
    Unready.
    """
    award, on = locked_award(promise.award), timezone.localdate(at)
    promise = Promise.objects.of(award).get(pk=promise.pk)
    promise.award = award
    check_can_propose_promise_change(by, award, promise.participant, on)
    if award.status not in PROMISES_CAN_CHANGE:
        raise Unready(NOT_NOW)
    if not Promise.objects.current().filter(pk=promise.pk).exists():
        raise Unready(REPLACED)
    if PromiseChange.objects.open().filter(promise=promise).exists():
        raise Unready(OPEN)
    reason = cleaned(reason)[:LONGEST_NOTE]
    words = words._replace(gives_text=cleaned(words.gives_text), gains_text=cleaned(words.gains_text))
    problems = problems_with_promise_change(
        PromiseWords.of(promise), words, from_on=from_on, earliest=earliest_change_of(promise, on),
        ends_on=award.ends_on, reason=reason,
    )  # fmt: skip
    if problems := problems or _problems_with_reports(promise, from_on):
        raise Unready(*problems)
    agrees = not reason_against(lambda: check_can_accept_allocation(by, award, promise.participant, on))
    change = PromiseChange.objects.create(
        promise=promise, from_on=from_on, reason=reason, proposed_by=by, proposed_at=at,
        state=PromiseChangeState.SENT if agrees else PromiseChangeState.PROPOSED,
        agreed_by=by if agrees else None, agreed_at=at if agrees else None, **words._asdict(),
    )  # fmt: skip
    _record("award.promise_change_proposed", change, by=by, at=at)
    if not agrees:
        send_promise_change_proposed(award, change, by=by, at=at)
    return change


@transaction.atomic
def agree_to_promise_change(*, change: PromiseChange, by: User, at: datetime.datetime) -> PromiseChange:
    """An authorized signer of the member agrees to what was proposed. Agreeing twice changes nothing."""
    award, change = _locked(change)
    check_can_accept_allocation(by, award, change.promise.participant, timezone.localdate(at))
    if change.waits_for_state:
        return change
    _check_open(award, change)
    change.state, change.agreed_by, change.agreed_at = PromiseChangeState.SENT, by, at
    change.save(update_fields=["state", "agreed_by", "agreed_at"])
    _record("award.promise_change_agreed", change, by=by, at=at)
    return change


@transaction.atomic
def cancel_promise_change(*, change: PromiseChange, by: User, at: datetime.datetime) -> PromiseChange:
    """Cancel a change that has no answer. The promise doesn’t change. Canceling twice changes nothing."""
    award, change = _locked(change)
    check_can_propose_promise_change(by, award, change.promise.participant, timezone.localdate(at))
    if change.state == PromiseChangeState.CANCELED:
        return change
    if not change.is_open:
        raise Unready(NOT_OPEN)
    _cancel(change, by=by, at=at)
    return change


@transaction.atomic
def answer_promise_change(
    *, change: PromiseChange, accepts: bool, reason: str, by: User, at: datetime.datetime
) -> PromiseChange:
    """Accept a change, which makes a new promise from its effective date on, or refuse it with a reason."""
    award, change = _locked(change)
    check_can_oversee(by, award, timezone.localdate(at))
    state = PromiseChangeState.ACCEPTED if accepts else PromiseChangeState.REFUSED
    if change.state == state:
        return change
    if change.waits_for_member:
        raise Unready(NOT_AGREED)
    _check_open(award, change)
    reason = cleaned(reason)[:LONGEST_NOTE]
    if not (accepts or reason):
        raise Unready(REASON)
    if accepts and (problems := _problems_with_reports(change.promise, change.from_on)):
        raise Unready(*problems)
    change.state, change.answered_by, change.answered_at, change.answer_reason = state, by, at, reason
    change.save(update_fields=["state", "answered_by", "answered_at", "answer_reason"])
    if accepts:
        _replace(change.promise, PromiseWords.of(change), from_on=change.from_on, reason=change.reason, by=by, at=at)
        record_award("award.promise_changed", award, by=by, at=at, member=change.promise.participant.key)
    _record("award.promise_change_answered", change, by=by, at=at, accepted=accepts)
    send_promise_change_answered(award, change, by=by, at=at)
    return change


def follow_amendment(amendment: Amendment, packet: Mapping[str, Any], *, by: User, at: datetime.datetime) -> None:
    """Change the promises of an award as an accepted amendment changes the plan. Without an award, do nothing.

    What an earlier change to a promise says stays where the amendment doesn't touch it. The caller has locked the
    application, and checked who and when.
    """
    award = Award.objects.select_for_update().filter(application=amendment.application_id).first()
    if award is None or award.status == AwardStatus.REVOKED:
        return
    on, reason = timezone.localdate(at), f"Amendment {amendment.number}: {amendment.reason}"[:LONGEST_NOTE]
    before, after = cells_of(amendment.base.content), cells_of(packet)
    members = {one.key: one for one in Participant.objects.filter(application=amendment.application_id)}
    gone, heir = amendment.member, amendment.replacement
    promises = list(Promise.objects.of(award).current().order_by("position"))
    keys = numbered((one.activity_key, one.participant.key) for one in promises)
    for key, promise in zip(keys, promises, strict=True):
        new = key._replace(member=heir.key) if gone and heir and key.member == gone.key else key
        if key not in before or (new == key and before[key] == after.get(key)):
            continue
        for change in PromiseChange.objects.of(award).open().filter(promise=promise):
            _cancel(change, by=by, at=at)
        if new not in after:
            promise.ends_on = on
            promise.save(update_fields=["ends_on"])
            continue
        title, words = after[new]
        _replace(
            promise, PromiseWords.of(promise).with_edits(before[key][1], words), from_on=max(on, promise.from_on),
            reason=reason, by=by, at=at, participant=members[new.member], activity=title,
        )  # fmt: skip
    if gone and heir:
        _hand_over(award, gone, heir, budget_by_member(packet).get(heir.key, 0))
    record_award("award.amended", award, by=by, at=at, amendment=amendment.number)


def _hand_over(award: Award, gone: Participant, heir: Participant, budgeted: int) -> None:
    """The member that takes the place of another one gets what that one hasn't claimed, and its own checklist."""
    old = Allocation.objects.of(award).filter(participant=gone).first()
    if old is None or Allocation.objects.of(award).filter(participant=heir).exists():
        return
    claimed = award.claims.counted().by_member().get(gone.pk, 0)
    Allocation.objects.create(award=award, participant=heir, budgeted=budgeted, amount=old.amount - claimed)
    old.amount, old.budgeted = claimed, claimed
    old.save(update_fields=["amount", "budgeted"])
    items = list(ChecklistItem.objects.of_member(gone))
    ChecklistItem.objects.bulk_create(
        ChecklistItem(award=award, participant=heir, position=item.position, item=item.item, due_on=item.due_on)
        for item in items
    )
    award.revision += 1
    award.save(update_fields=["revision"])


def _replace(
    promise: Promise, words: PromiseWords, *, from_on: datetime.date, reason: str, by: User, at: datetime.datetime,
    participant: Participant | None = None, activity: str = "",
) -> Promise:  # fmt: skip
    return Promise.objects.create(
        award=promise.award, participant=participant or promise.participant, activity_key=promise.activity_key,
        activity=activity or promise.activity, position=promise.position, from_on=from_on, replaces=promise,
        reason=reason, changed_by=by, changed_at=at, **words._asdict(),
    )  # fmt: skip


def _problems_with_reports(promise: Promise, from_on: datetime.date) -> list[str]:
    period = submitted_period(promise, from_on)
    if period is None:
        return []
    ended = day_in_words(period.ends_on)
    return [
        f"{promise.participant} already submitted its report on the period until {ended}. A change can take effect "
        "only after that period, unless the state returns the report."
    ]


def _check_open(award: Award, change: PromiseChange) -> None:
    if not change.is_open:
        raise Unready(NOT_OPEN)
    if award.status not in PROMISES_CAN_CHANGE:
        raise Unready(NOT_NOW)


def _cancel(change: PromiseChange, *, by: User, at: datetime.datetime) -> None:
    change.state = PromiseChangeState.CANCELED
    change.save(update_fields=["state"])
    _record("award.promise_change_canceled", change, by=by, at=at)


def _locked(change: PromiseChange) -> tuple[Award, PromiseChange]:
    award = locked_award(change.promise.award)
    fresh = PromiseChange.objects.of(award).get(pk=change.pk)
    fresh.promise.award = award
    return award, fresh


def _record(event: str, change: PromiseChange, *, by: User, at: datetime.datetime, **detail: object) -> None:
    member, digest = change.promise.participant.key, digest_of_promise_change(change)
    log.record(event, change.promise.award, by=by, at=at, change=change.pk, member=member, digest=digest, **detail)
