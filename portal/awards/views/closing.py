"""Closing an award at its end, and opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, administrators, allow, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.award_closing import NOT_ACTIVE, NOT_CLOSED, close_award, reopen_award
from grants.permissions.awards import check_can_oversee, check_can_reopen
from grants.reads.award_closing import closing_facts, final_state
from portal.awards.forms.closing import AwardClosingForm, ReopeningForm
from portal.awards.pages.closing import closing_page
from portal.awards.pages.overview import award_trail
from portal.awards.views.overview import visible_award
from portal.components.refusals import show_problems


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def award_close(request: SignedInRequest, reference: str) -> HttpResponse:
    """An officer closes an award, and reads before what it came to and what is open."""
    award, on = visible_award(request, reference), request.user.as_of
    facts = closing_facts(award, on)
    form = AwardClosingForm(request.POST if request.method == "POST" else None, missing=facts.without_last_report)
    if form.is_valid():
        try:
            close_award(award=award, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Award {reference} is closed. We told its members.")
            return redirect("awards:award_overview", reference)
    refused = reason_against(lambda: check_can_oversee(request.user, award, on))
    context = {
        "page": closing_page(award, facts, final_state(award), on),
        "form": form,
        "refused": refused or ("" if award.is_active else NOT_ACTIVE),
        "trail": award_trail(award, ("Close the award", None)),
    }
    return TemplateResponse(request, "awards/award_close.html", context, status=422 if form.errors else 200)


@allow(administrators)
@require_http_methods(["GET", "HEAD", "POST"])
def award_reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """An administrator opens a closed award again."""
    award, on = visible_award(request, reference), request.user.as_of
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reopen_award(award=award, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Award {reference} is active again. We told its members.")
            return redirect("awards:award_overview", reference)
    refused = reason_against(lambda: check_can_reopen(request.user, award, on))
    context = {
        "award": award,
        "form": form,
        "refused": refused or ("" if award.is_closed else NOT_CLOSED),
        "trail": award_trail(award, ("Reopen the award", None)),
    }
    return TemplateResponse(request, "awards/award_reopen.html", context, status=422 if form.errors else 200)
