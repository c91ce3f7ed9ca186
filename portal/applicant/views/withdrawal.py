"""Withdrawing an application, and undoing that for a day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.withdrawal import restore_application, withdraw_application
from grants.models import Application
from grants.reads.withdrawal import problems_before_restoring, problems_before_withdrawing
from portal.applicant.pages.withdrawal import WithdrawalQuestion, restoring_question, withdrawing_question
from portal.applicant.views.applications import application_context, own_application
from portal.components.arrival import arrived_at
from portal.components.reasons import StepReasonForm
from portal.components.refusals import show_problems

WHO_READS = "Members of the application and state officials see it in the history. It isn’t public."


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks for the reason, then withdraws the application."""
    application = own_application(request, reference)
    form = StepReasonForm(
        request.POST if request.method == "POST" else None, is_required=application.is_submitted, help_text=WHO_READS
    )
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(
                application=application, reason=form.cleaned_data["reason"], by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The application was withdrawn. You can undo this within 24 hours.")
            return redirect(application)
    problems = problems_before_withdrawing(application) if request.method != "POST" else []
    return _asked(request, application, form, withdrawing_question(application), problems)


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def application_restore(request: SignedInRequest, reference: str) -> HttpResponse:
    """Asks for confirmation, then undoes the withdrawal."""
    application = own_application(request, reference)
    form = _form(request, is_required=False)
    if request.method == "POST" and form.is_valid():
        try:
            restore_application(
                application=application, reason=form.cleaned_data["reason"], by=request.user, at=arrived_at(request)
            )
        except Refusal as no:
            show_problems(form, no)
        else:
            messages.success(request, "The withdrawal was undone.")
            return redirect(application)
    problems = []
    if request.method != "POST":
        problems = problems_before_restoring(application, timezone.now(), is_administrator=False)
    return _asked(request, application, form, restoring_question(application), problems)


def _form(request: SignedInRequest, *, is_required: bool) -> StepReasonForm:
    data = request.POST if request.method == "POST" else None
    return StepReasonForm(data, is_required=is_required, help_text=WHO_READS)


def _asked(
    request: SignedInRequest,
    application: Application,
    form: StepReasonForm,
    question: WithdrawalQuestion,
    problems: list[str],
) -> HttpResponse:
    context = application_context(request, application, "application_detail", question.title)
    context |= {"form": form, "question": question, "problems": problems}
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "applicant/application_withdraw.html", context, status=status)
