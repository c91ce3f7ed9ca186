"""The calculator of a contract."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.forms import CalculatorForm
from portal.purchasing.pages.calculator import CalculatorPage
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.views.addressed import contracts_at
from purchasing.reads.ledger import ledger_of
from purchasing.reads.places import places_in


@allow(anyone)
@require_safe
def contract_calculator(request: HttpRequest, number: str) -> HttpResponse:
    """What each district pays in a year today, if it joins, if two neighbors join, and if the largest member leaves.

    Where several consortia use the number, the contracts to choose from.
    """
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
        return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
    ledger = ledger_of(contracts[0], timezone.localdate())
    places = places_in({district.state for district in ledger.districts.values()} | {ledger.contract.consortium.state})
    consortium = ledger.contract.consortium.slug
    form = CalculatorForm(request.GET or None, items=ledger.prices, places=places, consortium=consortium)
    page = CalculatorPage(ledger, form.chosen, places, form.asked) if ledger.prices else None
    context = {"page": page, "form": form, "contract": ledger.contract}
    return TemplateResponse(request, "purchasing/contract_calculator.html", context)
