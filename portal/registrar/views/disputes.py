"""Disputed facts: the registrar corrects the record or explains why it stays."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Unready
from districts.actions import facts as actions
from districts.models import County, FactDispute
from districts.rules.records import facts_of
from portal.components.disputes import county_choices, dispute_in_words
from portal.registrar.forms.disputes import AnswerForm


@allow(registrars)
@require_safe
def dispute_list(request: SignedInRequest) -> HttpResponse:
    """Disputes that wait for the registrar, the oldest first, and the latest answers."""
    disputes = FactDispute.objects.visible_to(request.user).for_list()
    counties = County.objects.visible_to(request.user).names()
    context = {
        "open_disputes": [dispute_in_words(one, counties) for one in disputes.open()],
        "answered": [dispute_in_words(one, counties) for one in disputes.answered()[:20]],
        "trail": [("Disputed facts", None)],
    }
    return TemplateResponse(request, "registrar/dispute_list.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the record, or say why it stays."""
    dispute = get_object_or_404(FactDispute.objects.visible_to(request.user).for_list(), pk=pk)
    record, fact = dispute.record, facts_of(dispute.record)[dispute.field]
    counties = county_choices(request, record)
    form = AnswerForm(
        request.POST or None, record=record, fact=fact, counties=counties, initial={"value": dispute.claimed}
    )
    if form.is_valid():
        try:
            _answer(dispute, form.cleaned_data, request)
        except Unready as no:
            form.add_error(None, list(no.problems))
        else:
            messages.success(request, f"{fact.label} of {record} is answered.")
            return redirect("registrar:dispute_list")
    context = {
        "form": form,
        "dispute": dispute_in_words(dispute, dict(counties)),
        "trail": [("Disputed facts", reverse("registrar:dispute_list")), (str(record), None)],
    }
    return TemplateResponse(request, "registrar/dispute_answer.html", context)


def _answer(dispute: FactDispute, said: dict[str, Any], request: SignedInRequest) -> None:
    by, at = request.user, timezone.now()
    if said["verdict"] == "accept":
        actions.accept_dispute(dispute=dispute, value=said["value"], answer=said["answer"], by=by, at=at)
    else:
        actions.refuse_dispute(dispute=dispute, answer=said["answer"], by=by, at=at)
