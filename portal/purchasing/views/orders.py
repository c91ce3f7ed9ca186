"""A district's orders under a contract: read and print them, record one, correct it, or cancel it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from districts.models import District
from districts.rules.periods import Period
from portal.components.refusals import show_problems
from portal.purchasing.files import diligence_response
from portal.purchasing.forms.orders import CancelForm, OrderForm, QuantityForm, as_recorded
from portal.purchasing.pages.orders import (
    DistrictOrdersPage,
    EntryPage,
    OrderCheck,
    QuantityPage,
    cancel_commitment_page,
    cancel_order_page,
    recorded_in_words,
)
from portal.purchasing.views.addressed import contract_of
from purchasing.actions.commitments import cancel_commitment, commit_quantity
from purchasing.actions.orders import cancel_order, correct_order, record_order
from purchasing.models import Contract, Purchase, QuantityCommitment
from purchasing.permissions import (
    can_change_contracts,
    can_correct_order,
    can_record_orders,
    can_see_district_papers,
    can_sign_joinder,
)
from purchasing.reads.ledger import Ledger, ledger_of
from purchasing.reads.orders import orders_of


@allow(signed_in)
@require_safe
def district_orders(request: SignedInRequest, slug: str, pk: int, leaid: str) -> HttpResponse:
    """What a treasurer keeps and an auditor reads: facts, joinders, orders with what is wrong, missing documents."""
    contract, district = _readable(request, slug, pk, leaid)
    user, on = request.user, request.user.as_of
    page = DistrictOrdersPage(
        record=orders_of(contract, district, on),
        may_record=can_record_orders(user, contract, district, on),
        may_correct_files=can_change_contracts(user, contract.consortium, on),
        may_commit=can_sign_joinder(user, district, on),
    )
    return TemplateResponse(request, "purchasing/district_orders.html", {"page": page})


@allow(signed_in)
@require_safe
def district_orders_file(request: SignedInRequest, slug: str, pk: int, leaid: str) -> HttpResponseBase:
    """The file for the auditor: checklist, facts, prices, orders, and documents in one zip."""
    contract, district = _readable(request, slug, pk, leaid)
    record = orders_of(contract, district, request.user.as_of)
    return diligence_response(record.diligence, record)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def order_record(request: SignedInRequest, slug: str, pk: int, leaid: str) -> HttpResponse:
    """Record an order; before that, check what the contract says about it."""
    contract, district = contract_of(request, slug, pk), _district(leaid)
    _permit(can_record_orders(request.user, contract, district, request.user.as_of))
    ledger = ledger_of(contract, request.user.as_of)
    page = EntryPage(contract, district, ledger.answer_for(leaid), "Record an order", "Record order")

    def form_of(*, explains: bool = False) -> OrderForm:
        initial: dict[str, object] = {"ordered_on": ledger.on}
        return OrderForm(request.POST or None, prices=ledger.prices, initial=initial, explains=explains)

    def record(form: OrderForm) -> Purchase:
        return record_order(item=form.chosen, district=district, entry=form.entry, by=request.user, at=timezone.now())

    return _answer_with_order(request, page, form_of, record, ledger)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def order_correct(request: SignedInRequest, slug: str, pk: int, leaid: str, order: int) -> HttpResponse:
    """Replace an order that was recorded wrong."""
    contract, one = _order(request, slug, pk, leaid, order)
    ledger = ledger_of(contract, request.user.as_of)
    page = EntryPage(contract, one.district, ledger.answer_for(leaid), "Correct an order", "Save correction", one)

    def form_of(*, explains: bool = False) -> OrderForm:
        initial = as_recorded(one)
        return OrderForm(request.POST or None, prices=ledger.prices, initial=initial, explains=explains, corrects=True)

    def correct(form: OrderForm) -> Purchase:
        reason = form.cleaned_data["reason"]
        return correct_order(
            order=one, item=form.chosen, entry=form.entry, reason=reason, by=request.user, at=timezone.now()
        )

    return _answer_with_order(request, page, form_of, correct, ledger)


def _answer_with_order(
    request: SignedInRequest,
    page: EntryPage,
    form_of: Callable[..., OrderForm],
    act: Callable[[OrderForm], Purchase],
    ledger: Ledger,
) -> HttpResponse:
    form, check = form_of(), None
    if "check" in request.POST and "reason" in form.fields:
        form.fields["reason"].required = False
    if form.is_valid() and "check" in request.POST:
        check = OrderCheck.of(ledger, page.district, form.chosen, form.entry, page.corrects)
    elif form.is_valid():
        try:
            order = act(form)
        except Refusal as no:
            form = form_of(explains=no.about == "because")
            form.is_valid()
            show_problems(form, no)
        else:
            messages.success(request, recorded_in_words(ledger_of(page.contract, request.user.as_of), order))
            return redirect(page.back_address)
    context = {"page": page, "form": form, "check": check}
    return TemplateResponse(request, "purchasing/order_form.html", context)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def order_cancel(request: SignedInRequest, slug: str, pk: int, leaid: str, order: int) -> HttpResponse:
    """Cancel an order."""
    contract, one = _order(request, slug, pk, leaid, order)

    def cancel(reason: str) -> object:
        return cancel_order(order=one, reason=reason, by=request.user, at=timezone.now())

    return _answer_with_reason(request, cancel_order_page(contract, one), cancel, "The order is canceled.")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_record(request: SignedInRequest, slug: str, pk: int, leaid: str) -> HttpResponse:
    """Commit the district to buy a quantity within a period."""
    contract, district = contract_of(request, slug, pk), _district(leaid)
    _permit(can_sign_joinder(request.user, district, request.user.as_of))
    ledger = ledger_of(contract, request.user.as_of)
    page = QuantityPage(contract, district, ledger.answer_for(leaid))
    initial: dict[str, object] = {"starts_on": ledger.on, "ends_on": contract.ends_on}
    form = QuantityForm(request.POST or None, prices=ledger.prices, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        try:
            commit_quantity(
                item=form.items[values["item"]],
                district=district,
                quantity=values["quantity"],
                period=Period(values["starts_on"], values["ends_on"]),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The commitment is recorded.")
            return redirect(page.back_address)
    return TemplateResponse(request, "purchasing/commitment_form.html", {"page": page, "form": form})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_cancel(request: SignedInRequest, slug: str, pk: int, leaid: str, commitment: int) -> HttpResponse:
    """Cancel a commitment."""
    contract, district = contract_of(request, slug, pk), _district(leaid)
    _permit(can_sign_joinder(request.user, district, request.user.as_of))
    rows = QuantityCommitment.objects.select_related("item", "district")
    one = get_object_or_404(rows, item__contract=contract, district=district, pk=commitment)

    def cancel(reason: str) -> object:
        return cancel_commitment(commitment=one, reason=reason, by=request.user, at=timezone.now())

    return _answer_with_reason(request, cancel_commitment_page(contract, one), cancel, "The commitment is canceled.")


def _answer_with_reason(
    request: SignedInRequest, page: EntryPage, act: Callable[[str], object], done: str
) -> HttpResponse:
    form: forms.Form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, done)
            return redirect(page.back_address)
    return TemplateResponse(request, "purchasing/order_cancel.html", {"page": page, "form": form})


def _readable(request: SignedInRequest, slug: str, pk: int, leaid: str) -> tuple[Contract, District]:
    contract, district = contract_of(request, slug, pk), _district(leaid)
    _permit(can_see_district_papers(request.user, contract.consortium, district, request.user.as_of))
    return contract, district


def _order(request: SignedInRequest, slug: str, pk: int, leaid: str, order: int) -> tuple[Contract, Purchase]:
    """The order, for people who may correct it. Raises Http404 or PermissionDenied."""
    contract = contract_of(request, slug, pk)
    rows = Purchase.objects.ever_of_contract(contract).select_related("item__contract__consortium", "district")
    one = get_object_or_404(rows, district__leaid=leaid, pk=order)
    _permit(can_correct_order(request.user, one, request.user.as_of))
    return contract, one


def _district(leaid: str) -> District:
    return get_object_or_404(District, leaid=leaid)


def _permit(is_permitted: bool) -> None:  # the answer of a permission
    if not is_permitted:
        raise PermissionDenied
