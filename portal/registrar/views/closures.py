"""Recorded mergers, dissolutions, and merged duplicates, and possible duplicates in the registry."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.dates import moment_in_words
from accounts.refusals import Refusal, reason_against
from consortia.actions.guided_changes import check_can_undo_closure, undo_closure
from consortia.actions.schedules import cancel_scheduled_closure
from consortia.models import Closure, ScheduledClosure
from consortia.permissions import check_can_end_records
from consortia.reads.duplicates import possible_duplicates, states_with_districts
from portal.components.lists import page_of
from portal.registrar.pages.closures import (
    ScheduledClosurePage,
    consortium_pairs,
    district_pairs,
    recorded_closure,
    scheduled_closure_page,
    scheduled_closure_row,
)

CLOSURES_ON_A_PAGE = 50
# No one reviews more pairs than this at once; pairs with the most reasons come first.
PAIRS_SHOWN = 100
TITLE = "Mergers and dissolutions"


@allow(registrars)
@require_safe
def closure_list(request: HttpRequest) -> HttpResponse:
    """Mergers, dissolutions, and merged duplicates, most recent first."""
    closures = Closure.objects.visible_to(request.user).for_list()
    page = page_of(closures, CLOSURES_ON_A_PAGE, request)
    rows = [recorded_closure(closure) for closure in page]
    today = timezone.localdate()
    undecided = ScheduledClosure.objects.visible_to(request.user).undecided()
    context = {
        "rows": rows,
        "page": page,
        "scheduled": [scheduled_closure_row(closure, today) for closure in undecided],
        "trail": [(TITLE, None)],
    }
    return TemplateResponse(request, "registrar/closure_list.html", context)


@allow(registrars)
@require_safe
def closure_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a closure changed, record by record, and the button that undoes it."""
    closure = get_object_or_404(Closure.objects.visible_to(request.user).for_list(), pk=pk)
    may_be_undone, today = closure.can_still_be_undone(timezone.now()), timezone.localdate()
    undoes = partial(check_can_undo_closure, request.user, closure, today)
    context = {
        "closure": closure,
        "recorded": recorded_closure(closure),
        "undo_until": moment_in_words(closure.until) if may_be_undone else "",
        "no_decision": reason_against(undoes) if may_be_undone else "",
        "trail": [(TITLE, reverse("registrar:closure_list")), (str(closure.ended), None)],
    }
    return TemplateResponse(request, "registrar/closure_detail.html", context)


@allow(registrars)
@require_POST
def closure_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Restore everything the closure changed."""
    closure = get_object_or_404(Closure.objects.visible_to(request.user), pk=pk)
    try:
        undo_closure(closure=closure, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"Undone. {closure.ended} has been restored.")
    return redirect(closure)


@allow(registrars)
@require_safe
def scheduled_closure(request: SignedInRequest, pk: int) -> HttpResponse:
    """A scheduled merger or dissolution: what it would change, what became of it, and how to cancel it."""
    scheduled = get_object_or_404(ScheduledClosure.objects.visible_to(request.user).with_records().defer(None), pk=pk)
    context = {
        "scheduled": scheduled,
        "page": _scheduled_page(request, scheduled),
        "trail": [(TITLE, reverse("registrar:closure_list")), (str(scheduled.ends), None)],
    }
    return TemplateResponse(request, "registrar/scheduled_closure.html", context)


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def scheduled_closure_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a scheduled merger or dissolution, after a question."""
    scheduled = get_object_or_404(ScheduledClosure.objects.visible_to(request.user).with_records(), pk=pk)
    if request.method == "POST":
        try:
            cancel_scheduled_closure(scheduled=scheduled, by=request.user, at=timezone.now())
        except Refusal as no:
            messages.error(request, str(no))
        else:
            messages.success(request, f"Canceled. {scheduled.ends} will not change on that date.")
        return redirect(scheduled)
    page = _scheduled_page(request, scheduled)
    context = {
        "scheduled": scheduled,
        "page": page,
        "trail": [
            (TITLE, reverse("registrar:closure_list")),
            (str(scheduled.ends), scheduled.get_absolute_url()),
            ("Cancel", None),
        ],
    }
    return TemplateResponse(request, "registrar/scheduled_closure_cancel.html", context)


def _scheduled_page(request: SignedInRequest, scheduled: ScheduledClosure) -> ScheduledClosurePage:
    today = timezone.localdate()
    no_decision = reason_against(lambda: check_can_end_records(request.user, [scheduled.ends, scheduled.into], today))
    return scheduled_closure_page(scheduled, today, no_decision=no_decision)


@allow(registrars)
@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Pairs of districts and of consortia in one state that may be duplicates, with the reasons."""
    states = states_with_districts()
    state = request.GET.get("state", "").replace("\x00", "").upper()[:2] or (states[0] if states else "")
    districts, consortia = possible_duplicates(request.user, state, on=timezone.localdate())
    context = {
        "states": [(one, one == state) for one in states],
        "districts": district_pairs(districts[:PAIRS_SHOWN]),
        "district_pairs_left_out": len(districts) > PAIRS_SHOWN,
        "district_pair_count": len(districts),
        "consortia": consortium_pairs(consortia[:PAIRS_SHOWN]),
        "trail": [("Possible duplicates", None)],
    }
    return TemplateResponse(request, "registrar/duplicate_list.html", context)
