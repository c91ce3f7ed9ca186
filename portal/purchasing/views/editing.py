"""The lead of a consortium or a registrar enters and edits its shared contracts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from consortia.models import Consortium, Membership
from portal.components.refusals import show_problems
from portal.purchasing.forms import ContractForm
from portal.purchasing.pages.editing import ContractFormPage
from portal.purchasing.views.addressed import consortium_to_change, contract_of
from purchasing.actions.contract_texts import text_of
from purchasing.actions.contracts import change_contract, enter_contract
from purchasing.models import Contract


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter a shared contract of the consortium."""
    consortium = consortium_to_change(request, slug)
    form = ContractForm(request.POST or None, known=text_of(Contract()))
    if form.is_valid():
        try:
            contract = enter_contract(consortium=consortium, values=form.values, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Contract {contract} is added. Anyone can see it.")
            return redirect(contract)
    return _form_page(request, form, "Add a contract", "Add contract", consortium)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Edit a shared contract."""
    consortium = consortium_to_change(request, slug)
    contract = contract_of(request, slug, pk)
    form = ContractForm(request.POST or None, known=text_of(contract))
    if form.is_valid():
        try:
            changed = change_contract(
                contract=contract, values=form.values, seen=form.seen, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
            form.show_newest(text_of(contract_of(request, slug, pk)))
        else:
            messages.success(
                request, "Saved. Your changes are public now." if changed else "There were no changes to save."
            )
            return redirect(contract)
    return _form_page(request, form, f"Edit contract {contract.number}", "Save contract", consortium)


def _form_page(
    request: SignedInRequest, form: ContractForm, title: str, button: str, consortium: Consortium
) -> HttpResponse:
    rights = Membership.objects.visible_to(request.user).of_consortium(consortium.slug).giving_rights()
    page = ContractFormPage(title, button, consortium, rights.in_force(timezone.localdate()).count())
    return TemplateResponse(request, "purchasing/contract_form.html", {"page": page, "form": form})
