"""The lead of a consortium or a registrar enters savings claims and earlier prices, and withdraws wrong ones."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from portal.components.refusals import show_problems
from portal.purchasing.forms.savings import BaselineForm, SavingsClaimForm, WithdrawForm
from portal.purchasing.pages.savings import SavingsFormPage, withdraw_page
from portal.purchasing.views.addressed import contract_to_change
from purchasing.actions.savings import enter_baseline, enter_claim, withdraw_baseline, withdraw_claim
from purchasing.models import Baseline, SavingsClaim
from purchasing.reads.ledger import ledger_of


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Enter a savings claim with its source."""
    contract, form = contract_to_change(request, slug, pk), SavingsClaimForm(request.POST or None)
    page = SavingsFormPage(
        contract,
        "Add a savings claim",
        "Enter what a source says that this contract saved, exactly as it says it. The page shows it beside what can "
        "be recomputed for the same period.",
        "Add claim",
    )

    def add() -> object:
        return enter_claim(contract=contract, words=form.words, by=request.user, at=timezone.now())

    return _answer(request, form, page, add, "The claim is added. Anyone can see it.")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def baseline_add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Enter an earlier price with its source."""
    contract = contract_to_change(request, slug, pk)
    ledger = ledger_of(contract, request.user.as_of)
    members = sorted(ledger.districts.values(), key=lambda one: (one.name, one.leaid))
    form = BaselineForm(request.POST or None, items=ledger.items, districts=members)
    page = SavingsFormPage(
        contract,
        "Add an earlier price",
        "Savings are the difference between an earlier price and the price paid, times the quantity. Several earlier "
        "prices give a range.",
        "Add price",
    )

    def add() -> object:
        data = form.cleaned_data
        return enter_baseline(
            item=next(one for one in ledger.items if one.pk == data["item"]),
            district=ledger.districts.get(data["leaid"]),
            **{name: data[name] for name in ("unit_price", "priced_on", "source", "method")},
            by=request.user,
            at=timezone.now(),
        )

    return _answer(request, form, page, add, "The price is added, and savings are measured against it.")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def claim_withdraw(request: SignedInRequest, slug: str, pk: int, claim: int) -> HttpResponse:
    """Withdraw a claim with a reason."""
    contract, form = contract_to_change(request, slug, pk), WithdrawForm(request.POST or None)
    entry = get_object_or_404(SavingsClaim, contract=contract, pk=claim)

    def withdraw() -> object:
        reason = form.cleaned_data["reason"]
        return withdraw_claim(claim=entry, reason=reason, by=request.user, at=timezone.now())

    return _answer(request, form, withdraw_page(entry, contract), withdraw, "The claim is withdrawn.")


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def baseline_withdraw(request: SignedInRequest, slug: str, pk: int, baseline: int) -> HttpResponse:
    """Withdraw an earlier price with a reason."""
    contract, form = contract_to_change(request, slug, pk), WithdrawForm(request.POST or None)
    entry = get_object_or_404(Baseline, item__contract=contract, pk=baseline)

    def withdraw() -> object:
        reason = form.cleaned_data["reason"]
        return withdraw_baseline(baseline=entry, reason=reason, by=request.user, at=timezone.now())

    return _answer(request, form, withdraw_page(entry, contract), withdraw, "The price is withdrawn.")


def _answer(
    request: SignedInRequest, form: Form, page: SavingsFormPage, act: Callable[[], object], done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, done)
            return redirect(page.back_address)
    return TemplateResponse(request, "purchasing/savings_form.html", {"page": page, "form": form})
