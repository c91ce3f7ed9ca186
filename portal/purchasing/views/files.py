"""A contract as a file that programs read."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.files import contract_choices, contract_document, ocds_response
from portal.purchasing.views.addressed import contracts_at, day_asked
from purchasing.models import Contract
from purchasing.reads.ledger import ledger_of


@allow(anyone)
@require_safe
def contracts_ocds(request: HttpRequest) -> StreamingHttpResponse:
    """Contracts as releases of the Open Contracting Data Standard 1.1; with `?contract=`, those with that number."""
    contracts = Contract.objects.visible_to(AnonymousUser())
    if number := request.GET.get("contract", ""):
        contracts = contracts.numbered(number)
    if slug := request.GET.get("consortium", ""):
        contracts = contracts.of_consortium(slug)
    return ocds_response(list(contracts.for_export()), at=timezone.now())


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
