"""The history of the activities, the budget, and the partners, from which what was removed is restored."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal
from grants.actions.restoring import restore_removed
from grants.permissions.application import check_can_edit, keys_written_by, may, reader_of, roles_in_lead
from grants.reads.returns import may_be_written
from grants.reads.writers import members_of_writers
from grants.rules.sections import WITH_HISTORY, label_of
from portal.applicant.pages.navigation import tab_of_section
from portal.applicant.pages.plan_history import history_address, plan_history_page
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.components.lists import page_of

CHANGES_A_PAGE = 30


@allow(signed_in)
@require_safe
def plan_history(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Every change of the activities, the budget, or the partners, the newest first."""
    application = own_application(request, reference)
    if key not in WITH_HISTORY:
        raise Http404("This section has no such history.")
    on = timezone.localdate()
    roles = roles_in_lead(request.user, application, on)
    edits = may(partial(check_can_edit, request.user, application, on, roles=roles))
    changes = reader_of(request.user, application, on).of_its_time(application.plan_changes.of_section(key))
    page = page_of(changes, CHANGES_A_PAGE, request)
    people = [person for change in page for person in (change.changed_by_id, change.restored_by_id)]
    title = f"History of the {label_of(key).lower()}"
    context = application_context(request, application, tab_of_section(key), title, roles=roles)
    context |= {
        "page": page,
        "history": plan_history_page(
            reference, key, page, members_of_writers(application, people, on),
            members=set(application.participants.values_list("key", flat=True)),
            own=keys_written_by(request.user, application, edits=edits),
            is_open=may_be_written(application, key, timezone.now()),
            edits=edits,
        ),
    }  # fmt: skip
    return TemplateResponse(request, "applicant/plan_history.html", context)


@allow(signed_in)
@require_POST
def plan_restore(request: SignedInRequest, reference: str, key: str, pk: int) -> HttpResponse:
    """Put back what a change removed."""
    application = own_draft(request, reference, is_for_page=False)
    change = get_object_or_404(application.plan_changes.select_related("application"), section=key, pk=pk)
    try:
        restore_removed(change=change, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"“{change.title}” was restored.")
    return redirect(history_address(key, reference))
