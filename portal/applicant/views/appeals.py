"""Appealing the process behind a released decision, and reading the state's answer."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.appeals import file_appeal
from grants.models import Appeal
from grants.permissions.appeals import check_can_appeal
from grants.permissions.application import may
from grants.reads.appeals import decision_to_appeal, problems_before_appealing
from grants.rules.appeals import NO_BASIS
from portal.applicant.forms.appeals import AppealForm
from portal.applicant.pages.decisions import appeal_panels, appeal_until
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.refusals import show_problems


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """How to appeal and until when; the appeal and its answer. 404 before a decision was released."""
    application, on = own_application(request, reference), timezone.localdate()
    decision = decision_to_appeal(application)
    if decision is None:
        raise Http404("There is no released decision on this application.")
    problems = problems_before_appealing(application, decision, on)
    form = None
    if not problems and may(partial(check_can_appeal, request.user, application, on)):
        form = AppealForm(request.POST if request.method == "POST" else None)
    if form is not None and form.is_valid():
        try:
            file_appeal(application=application, **form.cleaned_data, by=request.user, at=arrived_at(request))
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(
                request, "We received your appeal. An official who took no part in the decision will answer it."
            )
            return redirect("applicant:application_appeal", reference)
    appeals = list(Appeal.objects.of(application))
    context = application_context(request, application, "application_detail", "Appeal")
    context |= {
        "until": appeal_until(application, decision, on),
        "no_basis": NO_BASIS,
        "problems": [] if appeals else problems,
        "appeals": appeal_panels(appeals),
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return TemplateResponse(request, "applicant/application_appeal.html", context, status=status)
