"""The lead of a consortium or a registrar enters and edits its shared contracts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, Refused
from consortia.models import Consortium, Membership
from portal.components.refusals import show_problems
from portal.purchasing.forms import ContractForm
from portal.purchasing.pages.editing import ContractFormPage
from purchasing.actions.contracts import change_contract, enter_contract, text_of
from purchasing.models import Contract
from purchasing.permissions import check_can_change_contracts


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enter a shared contract of the consortium."""
    consortium = _for_its_people(request, slug)
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
    consortium = _for_its_people(request, slug)
    contract = _contract(request, slug, pk)
    form = ContractForm(request.POST or None, known=text_of(contract))
    if form.is_valid():
        try:
            changed = change_contract(
                contract=contract, values=form.values, seen=form.seen, by=request.user, at=timezone.now()
            )
        except Refusal as no:
            show_problems(form, no)
            form.show_newest(text_of(_contract(request, slug, pk)))
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


def _for_its_people(request: SignedInRequest, slug: str) -> Consortium:
    """The consortium, for people who may change its contracts. Raises PermissionDenied for others."""
    consortium = get_object_or_404(Consortium.objects.visible_to(request.user), slug=slug)
    try:
        check_can_change_contracts(request.user, consortium, request.user.as_of)
    except Refused as no:
        raise PermissionDenied from no
    return consortium


def _contract(request: SignedInRequest, slug: str, pk: int) -> Contract:
    return get_object_or_404(Contract.objects.visible_to(request.user).of_consortium(slug), pk=pk)
