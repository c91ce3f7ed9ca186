"""The payment schedule of an award, as an official records it. The payments are made in the accounting system."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from grants.actions.awards import locked_award, record_award
from grants.models import Award, PlannedPayment
from grants.permissions.awards import check_can_oversee
from grants.rules.payments import Payment, problems_with_schedule
from grants.states import PROMISES_CAN_CHANGE

NOT_NOW = "The payment schedule can change only while the award is being prepared or active."


@transaction.atomic
def plan_payments(*, award: Award, payments: Iterable[Payment], by: User, at: datetime.datetime) -> Award:
    """Replace the whole payment schedule. The same schedule again changes nothing. Raises Refused or Unready."""
    award = locked_award(award)
    check_can_oversee(by, award, timezone.localdate(at))
    if award.status not in PROMISES_CAN_CHANGE:
        raise Unready(NOT_NOW)
    planned = sorted(payments)
    if problems := problems_with_schedule(planned, award.amount):
        raise Unready(*problems)
    if planned == [Payment(one.due_on, one.amount) for one in award.payments.all()]:
        return award
    award.payments.all().delete()
    PlannedPayment.objects.bulk_create(PlannedPayment(award=award, due_on=one.on, amount=one.amount) for one in planned)
    record_award("award.payments_planned", award, by=by, at=at, payments=[[one.on, one.amount] for one in planned])
    return award
