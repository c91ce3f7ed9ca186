"""The lead of a consortium or a registrar declares costs that members share, changes them, and withdraws them."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from portal.components.refusals import show_problems
from portal.purchasing.forms.costs import CostDeclareForm, CostTermsForm
from portal.purchasing.forms.savings import WithdrawForm
from portal.purchasing.pages.amounts import contract_address
from portal.purchasing.pages.shared_costs import CostFormPage, cost_address, preview_table
from portal.purchasing.views.addressed import contract_to_change
from purchasing.actions.costs import CostPeriod, CostPreview, change_cost, declare_cost, preview_cost, withdraw_cost
from purchasing.models import Contract, SharedCost
from purchasing.reads.costs import cost_facts_of


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def cost_declare(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Declare a cost: what it is, its amount, and the formula. The shares are reviewed before they are declared."""
    contract, at = contract_to_change(request, slug, pk), timezone.now()
    facts = cost_facts_of(contract, request.user.as_of)
    form = CostDeclareForm(
        request.POST or None,
        years=facts.years,
        initial={"basis": "equal", "enrollment_year": facts.latest_full_year, "effective_on": request.user.as_of},
    )
    page = CostFormPage(
        contract,
        "Declare a cost to share",
        "Members share the cost by the formula you choose. The members are the districts that may use the contract on "
        "the day you declare it. Review every share before you declare; then each member gets an email with its own.",
        "Declare cost",
        contract_address(contract, "contract_costs"),
    )
    if not form.is_valid():
        return _form(request, form, page, None)
    facts_given: dict[str, Any] = {"contract": contract, "period": form.period, "terms": form.terms}
    if "declare" in request.POST:
        digest = request.POST.get("preview_digest", "")
        try:
            cost = declare_cost(**facts_given, preview_digest=digest, by=request.user, at=at)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The cost is declared. We emailed each member its share.")
            return redirect(cost_address("cost_detail", cost))
    return _form(request, form, page, preview_cost(cost=None, **facts_given, by=request.user, at=at))


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def cost_change(request: SignedInRequest, slug: str, pk: int, cost: int) -> HttpResponse:
    """Declare another amount or formula of a cost. Who pays more and who pays less is reviewed first."""
    contract, at = contract_to_change(request, slug, pk), timezone.now()
    found = _cost(contract, cost)
    facts, last = cost_facts_of(contract, request.user.as_of), found.versions.last()
    form = CostTermsForm(
        request.POST or None,
        years=facts.years,
        initial={
            "amount": last.amount,
            "basis": last.basis,
            "enrollment_year": last.enrollment_year or facts.latest_full_year,
            "effective_on": request.user.as_of,
        }
        if last
        else None,
    )
    page = CostFormPage(
        contract,
        f"Change {found.title}",
        "From the effective date, the new shares replace the earlier ones for the whole period of the cost. Review who "
        "pays more and who pays less before you declare; then each member gets an email with both of its shares.",
        "Declare change",
        cost_address("cost_detail", found),
    )
    if not form.is_valid():
        return _form(request, form, page, None)
    if "declare" in request.POST:
        digest = request.POST.get("preview_digest", "")
        try:
            change_cost(cost=found, terms=form.terms, preview_digest=digest, by=request.user, at=at)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The change is declared. We emailed each member its share.")
            return redirect(page.back_address)
    period = CostPeriod(found.title, found.starts_on, found.ends_on)
    preview = preview_cost(contract=contract, cost=found, period=period, terms=form.terms, by=request.user, at=at)
    return _form(request, form, page, preview)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def cost_withdraw(request: SignedInRequest, slug: str, pk: int, cost: int) -> HttpResponse:
    """Withdraw a cost that was declared by mistake, with a reason."""
    contract, form = contract_to_change(request, slug, pk), WithdrawForm(request.POST or None)
    found = _cost(contract, cost)
    page = CostFormPage(
        contract,
        f"Withdraw {found.title}",
        "Withdraw a cost only if it was declared by mistake. No member has a share of it anymore, and each gets an "
        "email. It stays on the page, marked as withdrawn with your reason.",
        "Withdraw cost",
        cost_address("cost_detail", found),
    )
    if form.is_valid():
        try:
            withdraw_cost(cost=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The cost is withdrawn. We emailed each member.")
            return redirect(page.back_address)
    return TemplateResponse(request, "purchasing/savings_form.html", {"page": page, "form": form})


def _cost(contract: Contract, pk: int) -> SharedCost:
    found = get_object_or_404(SharedCost, contract=contract, pk=pk)
    found.contract = contract
    return found


def _form(
    request: SignedInRequest, form: CostTermsForm, page: CostFormPage, preview: CostPreview | None
) -> HttpResponse:
    if preview:
        if preview.problems and not form.errors:
            form.add_error(None, preview.problems)
        if not preview.problems:
            page = replace(page, table=preview_table(preview, form.terms.basis), digest=preview.digest)
    return TemplateResponse(request, "purchasing/cost_form.html", {"page": page, "form": form})
