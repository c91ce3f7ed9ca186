"""Reported errors: the registrar corrects the record or gives the reason for not correcting it."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refusal, reason_against
from districts.actions.facts import accept_dispute, refuse_dispute
from districts.models import County, FactDispute
from districts.permissions import check_can_decide_dispute
from districts.rules.records import facts_of
from portal.components.disputes import county_choices, dispute_in_words
from portal.components.refusals import show_problems
from portal.registrar.forms.disputes import DisputeAnswerForm

TITLE = "Reported errors"


@allow(registrars)
@require_safe
def dispute_list(request: SignedInRequest) -> HttpResponse:
    """Open error reports, oldest first, and the latest decisions."""
    disputes = FactDispute.objects.visible_to(request.user).for_list()
    counties = County.objects.visible_to(request.user).names()
    context = {
        "open_disputes": [dispute_in_words(dispute, counties) for dispute in disputes.open()],
        "answered": [dispute_in_words(dispute, counties) for dispute in disputes.answered()[:20]],
        "trail": [(TITLE, None)],
    }
    return TemplateResponse(request, "registrar/dispute_list.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the record, or give the reason for not correcting it."""
    dispute = get_object_or_404(FactDispute.objects.visible_to(request.user).for_list(), pk=pk)
    record, fact = dispute.record, facts_of(dispute.record)[dispute.field]
    counties = county_choices(request, record)
    form = DisputeAnswerForm(
        request.POST or None, record=record, fact=fact, counties=counties, initial={"value": dispute.claimed}
    )
    if form.is_valid():
        try:
            _record_decision(dispute, form.cleaned_data, request)
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, f"Decision recorded for {fact.label} of {record}.")
            return redirect("registrar:dispute_list")
    context = {
        "form": form,
        "dispute": dispute_in_words(dispute, dict(counties)),
        "no_decision": reason_against(partial(check_can_decide_dispute, request.user, dispute, timezone.localdate())),
        "trail": [(TITLE, reverse("registrar:dispute_list")), (str(record), None)],
    }
    return TemplateResponse(request, "registrar/dispute_answer.html", context)


def _record_decision(dispute: FactDispute, entered: dict[str, str], request: SignedInRequest) -> None:
    by, at = request.user, timezone.now()
    if entered["verdict"] == "accept":
        accept_dispute(dispute=dispute, value=entered["value"], answer=entered["answer"], by=by, at=at)
    else:
        refuse_dispute(dispute=dispute, answer=entered["answer"], by=by, at=at)
