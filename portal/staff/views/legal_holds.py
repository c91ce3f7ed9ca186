"""A round's legal hold: administrators place and lift it, and officers see it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, administrators, allow, round_keepers
from accounts.refusals import Refusal
from grants.actions.legal_holds import LONGEST_REASON, lift_hold, place_hold
from grants.models import LegalHold
from portal.components.refusals import show_problems
from portal.staff.pages.legal_holds import hold_page
from portal.staff.views.rounds import round_trail, visible_round


class HoldForm(forms.Form):
    """Why the hold is placed or lifted, and which of both the page offered."""

    lifts = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="For example, the case or the records request. Officers and auditors can read it.",
        error_messages={"required": "Enter the reason"},
    )


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def round_hold(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whether the round is on hold, since when and why, and the button for administrators."""
    competition = visible_round(request, slug)
    page = hold_page(competition, LegalHold.objects.of_round(competition))
    form = HoldForm(request.POST if request.method == "POST" else None, initial={"lifts": page.is_on_hold})
    if form.is_valid():
        step = lift_hold if form.cleaned_data["lifts"] else place_hold
        try:
            step(competition=competition, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            is_lifted = form.cleaned_data["lifts"]
            messages.success(request, f"{competition} is {'no longer ' if is_lifted else ''}on legal hold.")
            return redirect("staff:round_hold", slug=slug)
    context = {
        "page": page,
        "form": form if administrators(request.user) and not competition.is_draft else None,
        "competition": competition,
        "trail": round_trail(competition, "Legal hold"),
    }
    return TemplateResponse(request, "staff/round_hold.html", context, status=422 if form.errors else 200)
