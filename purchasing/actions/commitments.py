"""A district commits to buy a quantity of an item within a period, and takes that back."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import check_has_not_ended, lock_consortium
from districts.actions.history import touch_registry
from districts.models import District
from districts.rules.periods import Period
from purchasing.models import ContractItem, QuantityCommitment
from purchasing.permissions import check_can_sign_joinder
from purchasing.reads.ledger import ledger_of
from purchasing.rules.orders import problems_with_commitment, problems_with_reason


@transaction.atomic
def commit_quantity(
    *, item: ContractItem, district: District, quantity: int, period: Period, by: User, at: datetime.datetime
) -> QuantityCommitment:
    """Commit the district to buy that many units: they count toward the pooled price. Raises Refused or Unready."""
    on = timezone.localdate(at)
    consortium = lock_consortium(item.contract.consortium)
    check_can_sign_joinder(by, district, on)
    check_has_not_ended(consortium)
    ledger = ledger_of(item.contract, on)
    others = QuantityCommitment.objects.filter(item=item, district=district, canceled_on=None)
    problems = problems_with_commitment(
        quantity=quantity,
        period=period,
        contract_ends_on=item.contract.ends_on,
        others=[Period(one.starts_on, one.ends_on) for one in others],
        defects=ledger.missing_right(district.leaid, period.starts_on or on, item.name),
        on=on,
    )
    if problems or period.starts_on is None:
        raise Unready(*problems)
    commitment = QuantityCommitment.objects.create(
        item=item,
        district=district,
        quantity=quantity,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        recorded_by=by,
        recorded_at=at,
    )
    _tell("commitment.recorded", commitment, by, at)
    return commitment


@transaction.atomic
def cancel_commitment(
    *, commitment: QuantityCommitment, reason: str, by: User, at: datetime.datetime
) -> QuantityCommitment:
    """Cancel a commitment: from today on, it no longer counts. Raises Refused or Unready."""
    on = timezone.localdate(at)
    lock_consortium(commitment.item.contract.consortium)
    commitment = QuantityCommitment.objects.select_for_update().get(pk=commitment.pk)
    check_can_sign_joinder(by, commitment.district, on)
    reason = " ".join(reason.split())
    if commitment.canceled_on:
        raise Unready("This commitment is already canceled.")
    if commitment.ends_on and commitment.ends_on < on:
        raise Unready("This commitment has ended.")
    if problems := problems_with_reason(reason):
        raise Unready(*problems, about="reason")
    commitment.canceled_on, commitment.canceled_because = on, reason
    commitment.save(update_fields=["canceled_on", "canceled_because"])
    _tell("commitment.canceled", commitment, by, at, reason=reason)
    return commitment


def _tell(event: str, commitment: QuantityCommitment, by: User, at: datetime.datetime, **more: str) -> None:
    touch_registry()
    log.record(
        event,
        commitment,
        by=by,
        at=at,
        contract=commitment.item.contract.number,
        item=commitment.item.name,
        district=commitment.district.leaid,
        quantity=commitment.quantity,
        starts_on=commitment.starts_on,
        ends_on=commitment.ends_on,
        **more,
    )
