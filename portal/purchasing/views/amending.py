"""The lead of a consortium or a registrar records an amendment or the termination of a contract."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from portal.components.refusals import show_problems
from portal.purchasing.forms import ContractAmendmentForm, TerminationForm
from portal.purchasing.pages.editing import ContractChangePage
from portal.purchasing.views.addressed import contract_to_change
from purchasing.actions.amendments import amend_contract, terminate_contract
from purchasing.actions.contract_texts import text_of


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_amend(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Record an amendment; members that may buy get an email."""
    contract = contract_to_change(request, slug, pk)
    form = ContractAmendmentForm(request.POST or None, known=text_of(contract))
    if form.is_valid():
        try:
            amend_contract(
                contract=contract,
                values=form.facts,
                reason=form.cleaned_data["reason"],
                effective_on=form.cleaned_data["effective_on"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The amendment is recorded. We told the members that may buy.")
            return redirect(contract)
    page = ContractChangePage(contract, "Amend contract", "Record amendment")
    return TemplateResponse(request, "purchasing/contract_amend.html", {"page": page, "form": form})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_terminate(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Record that the contract ends before its time; members that may buy get an email."""
    contract = contract_to_change(request, slug, pk)
    form = TerminationForm(request.POST or None)
    if form.is_valid():
        try:
            terminate_contract(contract=contract, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The termination is recorded. We told the members that may buy.")
            return redirect(contract)
    page = ContractChangePage(contract, "Terminate contract", "Record termination")
    return TemplateResponse(request, "purchasing/contract_terminate.html", {"page": page, "form": form})
