"""The audit log, for auditors."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, auditors
from audit.models import Entry
from grants.models import Application, IntentToApply
from grants.reads.drafts import drafts_since, unsent_amendments, unsent_edits
from grants.reads.intents import intents_kept_from
from portal.components.lists import page_of
from portal.staff.lists import EntryFilter
from portal.staff.pages.audit_log import Drafts, audit_rows

ENTRIES_ON_A_PAGE = 50


@allow(auditors)
@require_http_methods(["GET", "HEAD"])
def audit_log(request: SignedInRequest) -> HttpResponse:
    """Entries, newest first, filtered by event, person, subject, and date.

    Without those on applications and intents that the auditor may not read, and without the details of drafts.
    """
    kept = [f"{row._meta.label_lower}:{row.pk}" for row in Application.objects.kept_from(request.user).only("pk")]
    kept += [f"{IntentToApply._meta.label_lower}:{pk}" for pk in intents_kept_from(request.user)]
    visible = Entry.objects.visible_to(request.user).not_on(kept)
    entries = EntryFilter(request.GET, visible.newest_first())
    page = page_of(entries.qs, ENTRIES_ON_A_PAGE, request)
    context = {
        "page": page,
        "rows": audit_rows(page.object_list, _drafts(page.object_list)),
        "filter": entries,
        "is_partial": bool(kept),
        "trail": [("Audit log", None)],
    }
    return TemplateResponse(request, "staff/audit_log.html", context)


def _drafts(entries: Iterable[Entry]) -> Drafts:
    kind = f"{Application._meta.label_lower}:"
    keys = {entry.subject.removeprefix(kind) for entry in entries if entry.subject.startswith(kind)}
    return Drafts(
        since={f"{kind}{pk}": at for pk, at in drafts_since(keys).items()},
        unsent={f"{kind}{pk}": times for pk, times in unsent_edits(keys).items()},
        amendments={(f"{kind}{pk}", number) for pk, number in unsent_amendments(keys)},
    )
