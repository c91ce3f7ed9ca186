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
    """The consortium's contract of that number, with unknown facts filled in. Raises Unready where a fact differs."""
    check_can_register_consortium(by, timezone.localdate(at))
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    problems = problems_with_texts(("contract number", number, 60), is_needed=True)
    problems += problems_with_texts(("title", title, 300), ("supplier", supplier, 200))
    problems += problems_with_period(starts_on=starts_on, ends_on=ends_on)
    values = {"title": title, "supplier": supplier, "starts_on": starts_on, "ends_on": ends_on}
    contract = Contract.objects.filter(consortium=consortium, number=number).first()
    if contract is not None:
        known = {field: getattr(contract, field) for field in values}
        problems += contradictions(f"contract {number}", known, values)
    if problems:
        raise Unready(*problems)
    if contract is None:
        contract, changed = Contract(consortium=consortium, number=number, **values), ["new"]
    else:
        changed = [field for field, value in values.items() if value and not getattr(contract, field)]
        for field in changed:
            setattr(contract, field, values[field])
    if changed:
        contract.save()
        log.record("contract.registered", contract, by=by, at=at, consortium=consortium.slug, changed=changed, **values)
    return contract
