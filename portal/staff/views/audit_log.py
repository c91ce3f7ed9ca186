"""The auditor's page: the inspectors' log, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.access import admits, auditors
from audit.models import Entry
from portal.staff.lists import EntryFilter

ENTRIES_ON_A_PAGE = 50


@admits(auditors)
@require_http_methods(["GET", "HEAD"])
def entry_list(request: HttpRequest) -> HttpResponse:
    """The log, searched by event, person, subject and days."""
    entries = EntryFilter(request.GET, Entry.objects.visible_to(request.user).newest_first())
    page = Paginator(entries.qs, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "staff/entry_list.html", {"page": page, "filter": entries})
