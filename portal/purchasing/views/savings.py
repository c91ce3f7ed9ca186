"""Savings of a contract: claims beside what can be recomputed, with downloads to recompute everything."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from accounts.models import Visitor
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.files import claims_file, savings_file
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.pages.savings import SavingsPage
from portal.purchasing.views.addressed import contracts_at, day_asked
from purchasing.models import Contract
from purchasing.permissions import can_change_contracts
from purchasing.reads.savings import savings_record_of


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_savings(request: HttpRequest, number: str) -> HttpResponse:
    """What was claimed, what can be recomputed for the same period, why the two differ, and savings by member.

    All of it is as of `?on=`, by default today. Where several consortia use the number, the contracts to choose from.
    """
    contracts, on = contracts_at(request, number), day_asked(request)
    if len(contracts) > 1:
        return _choices(request, contracts)
    user: Visitor = request.user
    may_change = user.is_authenticated and can_change_contracts(user, contracts[0].consortium, user.as_of)
    page = SavingsPage(savings_record_of(contracts[0], on), may_change)
    return TemplateResponse(request, "purchasing/contract_savings.html", {"page": page})


@allow(anyone)
@require_safe
def savings_download(request: HttpRequest, number: str) -> HttpResponseBase:
    """Every order with each price it is measured against, as .csv."""
    contracts, on = contracts_at(request, number), day_asked(request)
    if len(contracts) > 1:
        return _choices(request, contracts)
    return savings_file(savings_record_of(contracts[0], on))


@allow(anyone)
@require_safe
def claims_download(request: HttpRequest, number: str) -> HttpResponseBase:
    """Every claim with the recomputed amounts for its period, as .csv."""
    contracts, on = contracts_at(request, number), day_asked(request)
    if len(contracts) > 1:
        return _choices(request, contracts)
    return claims_file(savings_record_of(contracts[0], on))


def _choices(request: HttpRequest, contracts: list[Contract]) -> HttpResponse:
    choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
    return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
