"""Recording that a person looked at the overview of an application."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow, signed_in
from grants.actions.visits import record_visit
from portal.applicant.views.applications import own_application


@allow(signed_in)
@require_POST
def visit_record(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record that the reader is on the overview; its button says that everything was read."""
    application = own_application(request, reference, is_for_page=False)
    has_read_all = request.POST.get("read") == "1"
    record_visit(application=application, has_read_all=has_read_all, by=request.user, at=timezone.now())
    if not has_read_all:
        return HttpResponse(status=204)
    messages.success(request, "Everything is marked as read.")
    return redirect("applicant:application_detail", reference=reference)
