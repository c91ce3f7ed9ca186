"""Joinders on pages: a district signs, the lead sees who joined and asks the others, and a joinder ends."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from districts.models import District
from portal.components.refusals import show_problems
from portal.purchasing.forms.joinders import AskForm, EndForm, SignForm, TermsForm
from portal.purchasing.pages.joinders import (
    JoinderEndPage,
    JoinderListPage,
    JoinderPage,
    JoinderSignPage,
    SignedText,
    address,
)
from purchasing.actions.joinders import ask_to_join, end_joinder, sign_joinder, terms_of
from purchasing.models import Contract, Joinder
from purchasing.permissions import (
    can_change_contracts,
    can_end_joinder,
    can_see_district_papers,
    can_see_members_papers,
    can_sign_joinder,
)
from purchasing.reads.joinders import JoinderRoster, joinder_text
from purchasing.reads.ledger import Ledger, ledger_of
from signing.rules import digest_of

A_DAY = datetime.timedelta(days=1)


@allow(signed_in)
@require_safe
def joinder_list(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Which members joined the contract, which haven't, and what an auditor may question."""
    contract = contract_of(request, slug, pk)
    _permit(can_see_members_papers(request.user, contract.consortium, request.user.as_of))
    return _list_page(request, contract, AskForm)


@allow(signed_in)
@require_http_methods(["POST"])
def joinder_ask(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask members to sign a joinder."""
    contract = contract_of(request, slug, pk)
    _permit(can_change_contracts(request.user, contract.consortium, request.user.as_of))
    roster = JoinderRoster(contract, request.user.as_of)
    page = JoinderListPage(roster, may_ask=True)
    form = AskForm(request.POST, districts=page.to_ask)
    if form.is_valid():
        chosen = [one for one in page.to_ask if one.leaid in form.cleaned_data["districts"]]
        try:
            ask_to_join(
                contract=contract,
                districts=chosen,
                message=form.cleaned_data["message"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            number = "1 member" if len(chosen) == 1 else f"{len(chosen)} members"
            messages.success(request, f"We asked {number} to sign. Their signers see it on My work.")
            return redirect(address("joinder_list", contract))
    return TemplateResponse(request, "purchasing/joinder_list.html", {"page": page, "form": form})


def _list_page(request: SignedInRequest, contract: Contract, form: type[AskForm]) -> HttpResponse:
    on = request.user.as_of
    page = JoinderListPage(JoinderRoster(contract, on), can_change_contracts(request.user, contract.consortium, on))
    return TemplateResponse(
        request, "purchasing/joinder_list.html", {"page": page, "form": form(districts=page.to_ask)}
    )


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def joinder_sign(request: SignedInRequest, slug: str, pk: int, leaid: str) -> HttpResponse:
    """Choose the terms, read the joinder as it will be signed, and sign it."""
    contract, on = contract_of(request, slug, pk), request.user.as_of
    district = get_object_or_404(District, leaid=leaid)
    _permit(can_sign_joinder(request.user, district, on))
    ledger = ledger_of(contract, on)
    form = TermsForm(request.POST or None, items=ledger.items, initial=_usual_terms(ledger, district))
    page = JoinderSignPage(contract, district)
    if "change" in request.POST or not form.is_valid():
        return TemplateResponse(request, "purchasing/joinder_sign.html", {"page": page, "form": form})
    terms = terms_of(**form.values)  # type: ignore[arg-type]  # the fields of the form
    text = joinder_text(ledger, district, terms)
    signature = SignForm(request.POST if "sign" in request.POST else None, initial={"name": request.user.name})
    if signature.is_valid():
        try:
            joinder = sign_joinder(
                contract=contract,
                district=district,
                terms=terms,
                **signature.cleaned_data,
                seen=request.POST.get("seen", ""),
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as no:
            show_problems(signature, no)
        else:
            messages.success(request, f"{district} has joined contract {contract.number}.")
            return redirect(address("joinder_detail", contract, joinder.pk))
    page = JoinderSignPage(contract, district, SignedText.of(text))
    context = {"page": page, "form": form, "signature": signature, "digest": digest_of(text)}
    return TemplateResponse(request, "purchasing/joinder_read.html", context)


def _usual_terms(ledger: Ledger, district: District) -> dict[str, object]:
    """From today, or from the day after the district's last joinder, to the contract's end."""
    last = max((one.ends_on for one in ledger.joinders.get(district.leaid, ()) if one.ends_on), default=None)
    starts_on = max(filter(None, (ledger.on, ledger.contract.starts_on, last + A_DAY if last else None)))
    return {"starts_on": starts_on, "ends_on": ledger.contract.ends_on}


@allow(signed_in)
@require_safe
def joinder_detail(request: SignedInRequest, slug: str, pk: int, joinder: int) -> HttpResponse:
    """The joinder as it was signed, to read and print."""
    contract, user, on = contract_of(request, slug, pk), request.user, request.user.as_of
    one = _joinder(contract, joinder)
    _permit(can_see_district_papers(user, contract.consortium, one.district, on))
    roster = JoinderRoster(contract, on)
    judged = next(row for row in roster.of(one.district).joinders if row.joinder.pk == one.pk)
    sees_list = can_see_members_papers(user, contract.consortium, on)
    page = JoinderPage(
        joinder=one,
        judged=judged,
        endings=list(one.endings.select_related("ended_by")),
        on=on,
        may_end=can_end_joinder(user, one, on),
        may_renew=can_sign_joinder(user, one.district, on),
        list_address=address("joinder_list", contract) if sees_list else "",
    )
    return TemplateResponse(request, "purchasing/joinder_detail.html", {"page": page})


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def joinder_end(request: SignedInRequest, slug: str, pk: int, joinder: int) -> HttpResponse:
    """End a joinder earlier than it says."""
    contract = contract_of(request, slug, pk)
    one = _joinder(contract, joinder)
    _permit(can_end_joinder(request.user, one, request.user.as_of))
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            end_joinder(joinder=one, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The end is recorded. We told the other party.")
            return redirect(address("joinder_detail", contract, one.pk))
    page = JoinderEndPage(one)
    return TemplateResponse(request, "purchasing/joinder_end.html", {"page": page, "form": form})


def contract_of(request: SignedInRequest, slug: str, pk: int) -> Contract:
    """The consortium's contract. Raises Http404."""
    visible = Contract.objects.visible_to(request.user).of_consortium(slug).for_list()
    return get_object_or_404(visible, pk=pk)


def _joinder(contract: Contract, pk: int) -> Joinder:
    return get_object_or_404(Joinder.objects.for_papers(), contract=contract, pk=pk)


def _permit(is_permitted: bool) -> None:  # the answer of a permission
    if not is_permitted:
        raise PermissionDenied
