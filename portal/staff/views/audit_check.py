"""Checking the audit log by a button, for auditors."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, auditors
from grants.actions.log_checks import ask_for_log_check
from grants.reads.log_checks import check_under_way, recent_checks
from portal.staff.pages.audit_check import check_page

# Seconds until the page of a check under way looks again.
LOOKS_AGAIN = 3


@allow(auditors)
@require_http_methods(["GET", "HEAD", "POST"])
def audit_check(request: SignedInRequest) -> HttpResponse:
    """The last checks of the log and how far one is; the button requests another."""
    if request.method == "POST":
        ask_for_log_check(by=request.user, at=timezone.now())
        messages.success(request, "The check of the log was requested. This page shows how far it is.")
        return redirect("staff:audit_check")
    page = check_page(check_under_way(), recent_checks())
    trail = [("Audit log", reverse("staff:audit_log")), ("Check the log", None)]
    answer = TemplateResponse(request, "staff/audit_check.html", {"page": page, "trail": trail})
    if page.progress:
        answer["Refresh"] = f"{LOOKS_AGAIN}; url={request.path}"
    return answer
