"""What registrars recorded step by step, the result of each, and what looks as if it were in the register twice."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refused, Unready
from consortia.models import Closure
from consortia.reads.duplicates import consortia_to_compare, districts_to_compare, states_with_districts
from consortia.rules.duplicates import Known, likely_pairs
from districts.rules.duplicates import Row, likely_duplicate_districts
from grants.actions.closures import in_words, undo_closure

PAGE = 50
# More pairs than this nobody looks through at once; those with the most reasons come first.
PAIRS_SHOWN = 100


@allow(registrars)
@require_safe
def closure_list(request: HttpRequest) -> HttpResponse:
    """Mergers, dissolutions and entries made one, the latest first."""
    page = Paginator(Closure.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    rows = [(one, in_words(one)) for one in page]
    context = {"rows": rows, "page": page, "trail": [("Mergers and dissolutions", None)]}
    return TemplateResponse(request, "registrar/closure_list.html", context)


@allow(registrars)
@require_safe
def closure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What one step did, row by row, and the way to take it back."""
    closure = get_object_or_404(Closure.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "closure": closure,
        "sentence": in_words(closure),
        "may_be_taken_back": closure.can_still_be_undone(timezone.now()),
        "trail": [("Mergers and dissolutions", reverse("registrar:closure_list")), (str(closure.ended), None)],
    }
    return TemplateResponse(request, "registrar/closure_detail.html", context)


@allow(registrars)
@require_POST
def closure_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything as it was before the step."""
    closure = get_object_or_404(Closure.objects.visible_to(request.user), pk=pk)
    try:
        undo_closure(closure=closure, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"Taken back: {closure.ended} is as it was before.")
    return redirect(closure)


@allow(registrars)
@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Districts and consortia of one state that look like one, with the reasons."""
    states = states_with_districts()
    state = request.GET.get("state", "").replace("\x00", "").upper()[:2] or (states[0] if states else "")
    districts = (Row(*row) for row in districts_to_compare(state))
    consortia = (Known(*row) for row in consortia_to_compare(request.user, state, on=timezone.localdate()))
    twins = likely_duplicate_districts(districts)
    context = {
        "state": state,
        "states": states,
        "twins": twins[:PAIRS_SHOWN],
        "twin_count": len(twins),
        "pairs": likely_pairs(consortia)[:PAIRS_SHOWN],
        "trail": [("Entered twice?", None)],
    }
    return TemplateResponse(request, "registrar/duplicate_list.html", context)
