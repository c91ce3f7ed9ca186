"""The audit log, for auditors."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.access import allow, auditors
from audit.models import Entry
from portal.components.lists import page_of
from portal.staff.lists import EntryFilter
from portal.staff.pages.audit_log import audit_rows

ENTRIES_ON_A_PAGE = 50


@allow(auditors)
@require_http_methods(["GET", "HEAD"])
def audit_log(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, filtered by event, person, subject, and date."""
    entries = EntryFilter(request.GET, Entry.objects.visible_to(request.user).newest_first())
    page = page_of(entries.qs, ENTRIES_ON_A_PAGE, request)
    context = {
        "page": page,
        "rows": audit_rows(page.object_list),
        "filter": entries,
        "trail": [("Audit log", None)],
    }
    return TemplateResponse(request, "staff/audit_log.html", context)
