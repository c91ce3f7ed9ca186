"""How a cost is shared among the members of a contract."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.forms import CostSharingForm
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.pages.costs import CostsPage
from portal.purchasing.views.addressed import contracts_at
from purchasing.reads.ledger import ledger_of
from purchasing.reads.places import students_of
from purchasing.rules.allocation import EQUAL


@allow(anyone)
@require_safe
def contract_costs(request: HttpRequest, number: str) -> HttpResponse:
    """A cost divided by a formula, what another formula would change, and E-rate discounts beside the average.

    Where several consortia use the number, the contracts to choose from.
    """
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
        return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
    ledger = ledger_of(contracts[0], timezone.localdate())
    form = CostSharingForm(request.GET or None, initial={"consortium": ledger.contract.consortium.slug})
    asked = form.cleaned_data if form.is_valid() else {}
    page = CostsPage(
        ledger,
        students_of(one for one, _ in ledger.usable_by),
        asked.get("cost"),
        asked.get("formula") or EQUAL,
        asked.get("instead", ""),
        asked.get("rates") or {},
    )
    return TemplateResponse(request, "purchasing/contract_costs.html", {"page": page, "form": form})
