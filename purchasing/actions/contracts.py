"""Entering shared contracts."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium
from consortia.permissions import check_can_register_consortium
from consortia.rules import contradictions, problems_with_texts
from districts.permissions import Actor
from districts.rules.registering import problems_with_period
from purchasing.models import Contract


@transaction.atomic
def register_contract(
    *,
    consortium: Consortium,
    number: str,
    title: str = "",
    supplier: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Contract:
    """The consortium's contract of that number; the same one is found again, Unready where it is known otherwise."""
    check_can_register_consortium(by, timezone.localdate(at))
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    problems = problems_with_texts(("The number of the contract", number, 60), is_needed=True)
    problems += problems_with_texts(("The title", title, 300), ("The supplier", supplier, 200))
    problems += problems_with_period(starts_on=starts_on, ends_on=ends_on)
    said = {"title": title, "supplier": supplier, "starts_on": starts_on, "ends_on": ends_on}
    contract = Contract.objects.filter(consortium=consortium, number=number).first()
    if contract is not None:
        known = {field: getattr(contract, field) for field in said}
        problems += contradictions(f"contract {number}", known, said)
    if problems:
        raise Unready(*problems)
    if contract is None:
        contract, changed = Contract(consortium=consortium, number=number, **said), ["new"]
    else:
        changed = [field for field, value in said.items() if value and not getattr(contract, field)]
        for field in changed:
            setattr(contract, field, said[field])
    if changed:
        contract.save()
        log.record("contract.registered", contract, by=by, at=at, consortium=consortium.slug, changed=changed, **said)
    return contract
