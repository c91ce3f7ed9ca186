"""Uptake of a contract by member. What districts pay is public."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from accounts.models import Visitor
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.files.uptake import uptake_file
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.pages.uptake import UptakePage
from portal.purchasing.views.addressed import contracts_at, day_asked
from purchasing.models import Contract
from purchasing.permissions import can_see_members_papers
from purchasing.reads.ledger import ledger_of


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_uptake(request: HttpRequest, number: str) -> HttpResponse:
    """What each member committed to, ordered, and paid by `?on=`, by default today.

    Where several consortia use the number, the contracts to choose from.
    """
    contracts, on = contracts_at(request, number), day_asked(request)
    if len(contracts) > 1:
        return _choices(request, contracts)
    user: Visitor = request.user
    sees_papers = user.is_authenticated and can_see_members_papers(user, contracts[0].consortium, user.as_of)
    page = UptakePage(ledger_of(contracts[0], on), sees_papers)
    return TemplateResponse(request, "purchasing/contract_uptake.html", {"page": page})


@allow(anyone)
@require_safe
def uptake_download(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as .csv."""
    contracts, on = contracts_at(request, number), day_asked(request)
    return _choices(request, contracts) if len(contracts) > 1 else uptake_file(ledger_of(contracts[0], on))


def _choices(request: HttpRequest, contracts: list[Contract]) -> HttpResponse:
    choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
    return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
