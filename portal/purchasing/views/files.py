"""A contract as a file that programs read."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.files import contract_choices, contract_document
from portal.purchasing.views.addressed import contracts_at, day_asked
from purchasing.reads.ledger import ledger_of


@allow(anyone)
@require_safe
def contract_json(request: HttpRequest, number: str) -> HttpResponse:
    """The contract on `?on=`, by default today: who may use it, prices, purchases, and savings (docs/contracts.md).

    Where several consortia use the number, status 300 with the addresses to choose from (ADR 61).
    """
    on = day_asked(request)
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        return JsonResponse(contract_choices(contracts, on), status=300)
    return JsonResponse(contract_document(ledger_of(contracts[0], on)))
