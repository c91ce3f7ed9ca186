"""The payment schedule of an award."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, round_keepers
from accounts.refusals import Refusal, reason_against
from grants.actions.payments import NOT_NOW, plan_payments
from grants.permissions.awards import check_can_oversee
from grants.reads.payments import planned_payments
from portal.awards.forms.rows import PaymentScheduleForm
from portal.awards.pages.overview import award_trail
from portal.awards.views.overview import visible_award
from portal.components.refusals import show_problems


@allow(round_keepers)
@require_http_methods(["GET", "HEAD", "POST"])
def payment_schedule(request: SignedInRequest, reference: str) -> HttpResponse:
    """An official records when the state plans to pay how much."""
    award = visible_award(request, reference)
    form = PaymentScheduleForm(request.POST if request.method == "POST" else None, payments=planned_payments(award))
    if form.is_valid():
        try:
            plan_payments(award=award, payments=form.payments(), by=request.user, at=timezone.now())
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The payment schedule was saved.")
            return redirect("awards:claim_list", reference)
    refused = reason_against(lambda: check_can_oversee(request.user, award, request.user.as_of))
    context = {
        "award": award,
        "amount": f"${award.amount:,}",
        "form": form,
        "refused": refused or ("" if award.promises_can_change else NOT_NOW),
        "trail": award_trail(award, ("Payment schedule", None)),
    }
    return TemplateResponse(request, "awards/payment_schedule.html", context, status=422 if form.errors else 200)
