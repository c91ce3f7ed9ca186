"""The public record of a contract."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import allow, anyone, auditors
from accounts.models import Visitor
from consortia.models import Membership
from consortia.states import BUYING_CLASSES
from districts.models import Appointment
from portal.components.page_cache import cached_for_visitors
from portal.purchasing.pages.contract import ContractChoicesPage, ContractPage
from portal.purchasing.pages.own import own_districts
from portal.purchasing.pages.price_words import PriceBlock
from portal.purchasing.views.addressed import contracts_at
from purchasing.models import ContractAmendment, ContractDocument, ContractSupplier
from purchasing.permissions import can_change_contracts, districts_to_order_for, districts_to_sign_for
from purchasing.reads.ledger import prices_of
from purchasing.reads.orders import order_totals
from purchasing.reads.rights import buying_answers
from purchasing.rules.terms import day_of_term


@allow(anyone)
@require_safe
@cached_for_visitors
def contract_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What can be bought, by which members, until when, from whom, and who can help.

    Where several consortia use the number, the contracts to choose from (ADR 61).
    """
    contracts = contracts_at(request, number)
    if len(contracts) > 1:
        choices = ContractChoicesPage(number=contracts[0].number, choices=contracts)
        return TemplateResponse(request, "purchasing/contract_choices.html", {"page": choices}, status=300)
    user: Visitor = request.user
    contract, on = contracts[0], timezone.localdate()
    members = Membership.objects.visible_to(user).of_consortium(contract.consortium.slug).in_force(on)
    by_type = members.numbers_by_type()
    own = Appointment.objects.places_of(user).districts if user.is_authenticated else frozenset()
    signs_for = districts_to_sign_for(user, on) if user.is_authenticated and own else frozenset()
    orders_for = districts_to_order_for(user, on) if user.is_authenticated and own else frozenset()
    may_change = user.is_authenticated and can_change_contracts(user, contract.consortium, on)
    prices = PriceBlock(contract, on, prices_of(contract, day_of_term(contract.starts_on, contract.ends_on, on=on)))
    page = ContractPage(
        contract=contract,
        on=on,
        suppliers=list(ContractSupplier.objects.of_contract(contract)),
        documents=list(ContractDocument.objects.of_contract(contract)),
        amendments=list(ContractAmendment.objects.of_contract(contract)),
        buyers=sum(by_type.get(one, 0) for one in BUYING_CLASSES),
        members_by_type=by_type,
        own=own_districts(
            prices,
            buying_answers(contract, own, on),
            signs_for=signs_for,
            orders_for=orders_for,
            ordered=order_totals(contract, own, on),
        ),
        may_change=may_change,
        prices=prices,
        sees_members_papers=may_change or auditors(user),
    )
    return TemplateResponse(request, "purchasing/contract_detail.html", {"page": page, "contract": contract})
