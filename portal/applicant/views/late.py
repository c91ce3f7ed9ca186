"""Asking the state to accept a draft after the deadline."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, reason_against
from grants.actions.late import ask_to_submit_late
from grants.permissions.application import check_can_submit
from grants.reads.late import lateness_of
from grants.rules.late import problems_with_asking
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems

WHO_READS = (
    "State administrators see this reason, the number of the application, the consortium, its lead, and your name. "
    "They see nothing else of your draft."
)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_late(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks for the reason, then sends the request."""
    application, now = own_application(request, reference), timezone.now()
    form = StepReasonForm(request.POST if request.method == "POST" else None, help_text=WHO_READS)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_submit_late(
                application=application, reason=form.cleaned_data["reason"], by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "We sent your request to the state office.")
            return redirect(application)
    problems = []
    if request.method != "POST":
        refused = reason_against(partial(check_can_submit, request.user, application, timezone.localdate(now)))
        problems = [refused] if refused else problems_with_asking(lateness_of(application), now)
    context = application_context(request, application, "application_detail", "Ask to submit late")
    context |= {"form": form, "problems": problems}
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "applicant/application_late.html", context, status=status)
