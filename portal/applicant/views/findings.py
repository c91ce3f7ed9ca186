"""The members table and the findings of the draft, which reviewers will see, with the applicant's explanations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.findings import explain_finding
from grants.permissions.application import reads_draft
from grants.reads.checks import reading_as_submitted
from portal.applicant.pages.findings import coverage_rows, finding_groups
from portal.applicant.views.applications import application_context, live_reading, own_application
from portal.components.findings import NOTHING_FOUND, questions_in_words


@allow(signed_in)
@require_safe
def application_findings(request: SignedInRequest, reference: str) -> HttpResponse:
    """The members table and the findings of the current draft.

    Of the version submitted last while no one can change it, and for a reader who doesn’t read the draft.
    """
    application, at = own_application(request, reference), timezone.now()
    is_submitted = application.is_sealed(at) or not reads_draft(request.user, application, timezone.localdate(at))
    packet, reading = reading_as_submitted(application, at) if is_submitted else live_reading(application)
    explanations = {(row["rule"], row["subject"]): row["text"] for row in packet["explanations"]}
    groups = finding_groups(reading.findings, explanations, reference)
    context = application_context(request, application, "application_findings") | {
        "is_submitted": is_submitted,
        "coverage": coverage_rows(reading),
        "nothing_found": NOTHING_FOUND,
        "count": sum(len(group.rows) for group in groups),
        "questions_words": questions_in_words(sum(len(group.questions) for group in groups)),
        "groups": groups,
    }
    return TemplateResponse(request, "applicant/application_findings.html", context)


@allow(signed_in)
@require_POST
def finding_explain(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record the applicant's explanation of one finding."""
    application = own_application(request, reference)
    sent = {name: request.POST.get(name, "") for name in ("rule", "subject_key", "text")}
    try:
        explain_finding(application=application, **sent, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, "Your explanation was saved. It will be submitted with the application.")
    return redirect(reverse("applicant:application_findings", args=[reference]))
