"""A contract as a file that programs read."""

import datetime

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.files import contract_choices, contract_document
from portal.purchasing.views.addressed import contracts_at
from purchasing.reads.ledger import ledger_of


@allow(anyone)
@require_safe
def contract_json(request: HttpRequest, number: str) -> HttpResponse:
    """The contract on `?on=`, by default today: who may use it, prices, purchases, and savings (docs/contracts.md).

    Where several consortia use the number, status 300 with the addresses to choose from (ADR 61).
    """
    on = _day(request.GET.get("on", ""))
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        return JsonResponse(contract_choices(contracts, on), status=300)
    return JsonResponse(contract_document(ledger_of(contracts[0], on)))


def _day(text: str) -> datetime.date:
    """The date in the address, or today. Raises BadRequest."""
    if not text:
        return timezone.localdate()
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise BadRequest("Write the date like 2026-07-01.")
    return found
