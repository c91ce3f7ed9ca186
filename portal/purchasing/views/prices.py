"""Prices and orders of a contract."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.pages.prices import PricesPage
from portal.purchasing.views.addressed import contracts_at, day_asked
from purchasing.reads.ledger import ledger_of


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_prices(request: HttpRequest, number: str) -> HttpResponse:
    """Prices by quantity, who could reach the next one, the orders, and what they saved in all.

    All of it is as of `?on=`, by default today. Where several consortia use the number, the contracts to choose from.
    """
    contracts, on = contracts_at(request, number), day_asked(request)
    if len(contracts) > 1:
        choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
        return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
    page = PricesPage(ledger_of(contracts[0], on))
    return TemplateResponse(request, "purchasing/contract_prices.html", {"page": page})
