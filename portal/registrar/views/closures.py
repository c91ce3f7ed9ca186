"""What registrars recorded step by step, the result of each, and what looks as if it were in the register twice."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, admits, registrars
from accounts.refusals import Refused, Unready
from consortia.models import Ending
from consortia.reads.duplicates import consortia_to_compare, districts_to_compare, states_with_districts
from consortia.rules.duplicates import Known, likely_pairs
from districts.rules.duplicates import Row, likely_twins
from grants.actions.closures import in_words, take_back_ending

PAGE = 50
# More pairs than this nobody looks through at once; those with the most reasons come first.
PAIRS_SHOWN = 100


@admits(registrars)
@require_safe
def ending_list(request: HttpRequest) -> HttpResponse:
    """Mergers, dissolutions and entries made one, the latest first."""
    page = Paginator(Ending.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    rows = [(one, in_words(one)) for one in page]
    context = {"rows": rows, "page": page, "trail": [("Mergers and dissolutions", None)]}
    return TemplateResponse(request, "registrar/ending_list.html", context)


@admits(registrars)
@require_safe
def ending_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What one step did, row by row, and the way to take it back."""
    ending = get_object_or_404(Ending.objects.visible_to(request.user).for_list(), pk=pk)
    context = {
        "ending": ending,
        "sentence": in_words(ending),
        "may_be_taken_back": ending.may_still_be_taken_back(timezone.now()),
        "trail": [("Mergers and dissolutions", "/endings/"), (str(ending.ended), None)],
    }
    return TemplateResponse(request, "registrar/ending_detail.html", context)


@admits(registrars)
@require_POST
def ending_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything as it was before the step."""
    ending = get_object_or_404(Ending.objects.visible_to(request.user), pk=pk)
    try:
        take_back_ending(ending=ending, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"Taken back: {ending.ended} is as it was before.")
    return redirect(ending)


@admits(registrars)
@require_safe
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Districts and consortia of one state that look like one, with the reasons."""
    states = states_with_districts()
    state = request.GET.get("state", "").replace("\x00", "").upper()[:2] or (states[0] if states else "")
    districts = (Row(*row) for row in districts_to_compare(state))
    consortia = (Known(*row) for row in consortia_to_compare(request.user, state, on=timezone.localdate()))
    twins = likely_twins(districts)
    context = {
        "state": state,
        "states": states,
        "twins": twins[:PAIRS_SHOWN],
        "twin_count": len(twins),
        "pairs": likely_pairs(consortia)[:PAIRS_SHOWN],
        "trail": [("Entered twice?", None)],
    }
    return TemplateResponse(request, "registrar/duplicate_list.html", context)
