"""Contracts side by side."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone
from consortia.models import Membership
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.pages.compare import MOST_COMPARED, ComparisonPage
from portal.purchasing.pages.contract import ContractPage
from portal.purchasing.pages.price_words import PriceBlock
from purchasing.models import Contract, ContractSupplier


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_compare(request: HttpRequest) -> HttpResponse:
    """The contracts in `?c=` (consortium:number, up to four) with the same facts in the same lines."""
    chosen = dict.fromkeys(text for text in request.GET.getlist("c")[:100] if ":" in text)
    pairs = [(slug, number) for slug, _, number in (text.partition(":") for text in chosen)]
    contracts = Contract.objects.visible_to(request.user).called(pairs[:MOST_COMPARED])
    on = timezone.localdate()
    members = Membership.objects.visible_to(request.user).giving_rights().in_force(on)
    buyers = members.numbers_by_consortium([contract.consortium_id for contract in contracts])
    suppliers = ContractSupplier.objects.of_contracts(contracts)
    pages = [
        ContractPage(
            contract=contract,
            on=on,
            suppliers=suppliers.get(contract.pk, []),
            documents=(),
            amendments=(),
            buyers=buyers.get(contract.consortium_id, 0),
            own=(),
            may_change=False,
            prices=PriceBlock(contract, on, ()),
        )
        for contract in contracts
    ]
    page = ComparisonPage(pages, left_out=max(len(pairs) - MOST_COMPARED, 0))
    return TemplateResponse(request, "purchasing/contract_compare.html", {"page": page})
