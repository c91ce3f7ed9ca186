"""How costs are shared among the members of a contract."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from portal.purchasing.files.costs import costs_file
from portal.purchasing.forms import CostSharingForm
from portal.purchasing.pages.contract import ContractChoicesPage
from portal.purchasing.pages.costs import CostsPage
from portal.purchasing.pages.shared_costs import SharedCostPage
from portal.purchasing.views.addressed import contract_of, contracts_at
from purchasing.models import Contract, SharedCost
from purchasing.permissions import can_declare_costs
from purchasing.reads.costs import cost_facts_of
from purchasing.reads.ledger import ledger_of
from purchasing.states import CostFormula


@allow(anyone)
@require_safe
def contract_costs(request: HttpRequest, number: str) -> HttpResponse:
    """Costs that were declared, and a cost divided by formulas that anyone can try.

    Where several consortia use the number, the contracts to choose from.
    """
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        return _choices(request, contracts)
    contract, on = contracts[0], timezone.localdate()
    form = CostSharingForm(request.GET or None, initial={"consortium": contract.consortium.slug})
    asked = form.cleaned_data if form.is_valid() else {}
    page = CostsPage(
        cost_facts_of(contract, on),
        list(SharedCost.objects.of_contract(contract)),
        can_declare_costs(request.user, contract.consortium, on),
        asked.get("cost"),
        asked.get("formula") or CostFormula.EQUAL,
        asked.get("instead", ""),
    )
    return TemplateResponse(request, "purchasing/contract_costs.html", {"page": page, "form": form})


@allow(anyone)
@require_safe
def cost_detail(request: HttpRequest, slug: str, pk: int, cost: int) -> HttpResponse:
    """A declared cost with all its versions and every member's share."""
    contract, on = contract_of(request, slug, pk), timezone.localdate()
    found = get_object_or_404(SharedCost.objects.of_contract(contract), pk=cost)
    page = SharedCostPage(
        found,
        list(found.versions.all()),
        [district for district, _ in ledger_of(contract, on).usable_by],
        can_declare_costs(request.user, contract.consortium, on),
        on,
    )
    return TemplateResponse(request, "purchasing/cost_detail.html", {"page": page})


@allow(anyone)
@require_safe
def costs_download(request: HttpRequest, number: str) -> HttpResponseBase:
    """Every version of every declared cost with every member's share, as .csv."""
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        return _choices(request, contracts)
    return costs_file(contracts[0], SharedCost.objects.of_contract(contracts[0]), timezone.localdate())


def _choices(request: HttpRequest, contracts: list[Contract]) -> HttpResponse:
    choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
    return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
