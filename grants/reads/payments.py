"""The payment schedule of an award, and what was paid."""

from grants.models import Award, Claim
from grants.rules.payments import Payment


def planned_payments(award: Award) -> list[Payment]:
    """What the state plans to pay, by date. One query."""
    return [Payment(one.due_on, one.amount) for one in award.payments.all()]


def payments_made(award: Award) -> list[Payment]:
    """What an official recorded as paid. One query."""
    rows = Claim.objects.of(award).filter(paid_on__isnull=False).order_by("paid_on", "pk")
    return [Payment(on, amount) for on, amount in rows.values_list("paid_on", "amount") if on]
