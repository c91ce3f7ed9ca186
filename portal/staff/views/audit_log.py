"""The audit log, for auditors."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, auditors
from audit.models import Entry
from grants.models import Application
from grants.reads.drafts import drafts_since, unsent_amendments, unsent_edits
from grants.reads.log_checks import last_check
from grants.reads.log_entries import entries_read_by
from grants.reads.log_subjects import pages_of_subjects
from portal.components.downloads import ROWS_A_CHUNK
from portal.components.lists import page_of
from portal.components.log_checks import last_check_in_words
from portal.staff.files import entries_csv
from portal.staff.lists import EntryFilter
from portal.staff.pages.audit_log import AuditRow, Drafts, audit_rows

ENTRIES_ON_A_PAGE = 50


@allow(auditors)
@require_http_methods(["GET", "HEAD"])
def audit_log(request: SignedInRequest) -> HttpResponse:
    """Entries in words, newest first, filtered by kind, event, person, subject, and date.

    Without those on applications and intents that the auditor may not read, and without the details of drafts.
    """
    entries, is_partial = _entries(request)
    page = page_of(entries.qs, ENTRIES_ON_A_PAGE, request)
    addresses = pages_of_subjects((entry.subject for entry in page.object_list), request.user)
    context = {
        "page": page,
        "rows": audit_rows(page.object_list, _drafts(page.object_list), addresses),
        "filter": entries,
        "is_partial": is_partial,
        "check": last_check_in_words(last_check()),
        "query": request.GET.urlencode(),
        "trail": [("Audit log", None)],
    }
    return TemplateResponse(request, "staff/audit_log.html", context)


@allow(auditors)
@require_http_methods(["GET", "HEAD"])
def audit_log_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """The entries of the list with these filters as a file, read and sent some at a time."""
    entries, _ = _entries(request)
    return entries_csv(chain.from_iterable(_in_words(entries.qs.in_chunks(ROWS_A_CHUNK))))


def _in_words(chunks: Iterable[Sequence[Entry]]) -> Iterator[list[AuditRow]]:
    return (audit_rows(chunk, _drafts(chunk), {}) for chunk in chunks)


def _entries(request: SignedInRequest) -> tuple[EntryFilter, bool]:
    """The entries that this auditor may read, filtered, and whether some are kept from the auditor."""
    entries, is_partial = entries_read_by(request.user)
    return EntryFilter(request.GET, entries.newest_first()), is_partial


def _drafts(entries: Iterable[Entry]) -> Drafts:
    kind = f"{Application._meta.label_lower}:"
    keys = {entry.subject.removeprefix(kind) for entry in entries if entry.subject.startswith(kind)}
    return Drafts(
        since={f"{kind}{pk}": at for pk, at in drafts_since(keys).items()},
        unsent={f"{kind}{pk}": times for pk, times in unsent_edits(keys).items()},
        amendments={(f"{kind}{pk}", number) for pk, number in unsent_amendments(keys)},
    )
