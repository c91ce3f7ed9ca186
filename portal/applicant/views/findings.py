"""What a reviewer will see first: the members' table and the findings, live, each with the applicant's word on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refused, Unready
from grants.actions import findings as actions
from grants.rules.collaboration.findings import rule_named
from portal.applicant.views.applications import live_reading, own_application, page, problems_of


@allow(signed_in)
@require_safe
def application_findings(request: SignedInRequest, reference: str) -> HttpResponse:
    """The table and the findings of the draft as it stands."""
    application = own_application(request, reference)
    packet, reading = live_reading(application)
    words = {(row["rule"], row["subject"]): row["text"] for row in packet["explanations"]}
    groups: dict[str, list[tuple[object, str]]] = {}
    for finding in reading.findings:
        explained = words.get((finding.rule, finding.subject_key), "")
        groups.setdefault(finding.rule, []).append((finding, explained))
    context = page(request, application, "application_findings") | {
        "reading": reading,
        "groups": [(rule_named(rule), rows) for rule, rows in groups.items()],
    }
    return TemplateResponse(request, "applicant/application_findings.html", context)


@allow(signed_in)
@require_POST
def finding_explain(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record the applicant's word on one finding."""
    application = own_application(request, reference)
    said = {name: request.POST.get(name, "") for name in ("rule", "subject_key", "text")}
    try:
        actions.explain_finding(application=application, **said, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, " ".join(problems_of(no)))
    else:
        messages.success(request, "Your explanation is saved and goes with the application.")
    return redirect(reverse("applicant:application_findings", args=[reference]))
