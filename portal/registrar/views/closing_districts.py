"""The registrar merges, splits, or dissolves a district, or merges a duplicate record."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import reason_against
from changes.actions.change_set import ChangeSet
from consortia.actions.guided_changes import (
    merge_district,
    preview_duplicate_district,
    preview_merger_of_district,
    set_district_aside,
)
from consortia.actions.schedules import schedule_closure
from consortia.permissions import check_can_end_records
from consortia.reads.duplicates import districts_called, last_successor, schools_to_place
from districts.actions.mergers import DAY
from districts.models import District
from portal.components.scheduled_closures import scheduled_in_words
from portal.registrar.forms.closures import DuplicateForm, EndOfDistrictForm
from portal.registrar.forms.named_records import suggestion_for
from portal.registrar.pages.closures import ClosureFormPage, closure_in_words
from portal.registrar.views.previews import preview_context, recorded_or_previewed
from purchasing.reads.compared_records import side_by_side

MOST_SUGGESTIONS = 10
SCHEDULE = "Schedule change"


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def district_merge(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Merge, split, or dissolve a district: preview the changes, then record them together."""
    district = _district(request, leaid)
    schools = schools_to_place(request.user, district)
    find = _finder(request, district)
    return preview_or_record(
        request,
        EndOfDistrictForm(request.POST or None, find=find, schools=schools, initial=_effective_date(district)),
        ClosureFormPage(f"Merge or dissolve {district}", "Merge or dissolve", "Record change", district),
        preview=preview_merger_of_district,
        record=merge_district,
        district=district,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def district_duplicate(request: SignedInRequest, leaid: str) -> HttpResponse:
    """Compare two records of one district side by side and merge them."""
    district = _district(request, leaid)
    form = DuplicateForm(
        request.POST or None,
        find=_finder(request, district),
        help_text=f"Enter its name or LEAID. The record {district.leaid} will be set aside, and everything linked to "
        "it will move to the one you keep.",
        initial={"kept": request.GET.get("kept", "")},
    )
    return preview_or_record(
        request,
        form,
        ClosureFormPage(
            f"Merge a duplicate of {district}", "Merge duplicate", "Merge records", district, is_duplicate=True
        ),
        preview=preview_duplicate_district,
        record=set_district_aside,
        district=district,
    )


def preview_or_record(
    request: SignedInRequest,
    form: Any,  # one of the closure forms, which share `for_action`, `candidates` and `into`
    page: ClosureFormPage,
    *,
    preview: Callable[..., ChangeSet],
    record: Callable[..., Any],
    **ended: Any,
) -> HttpResponse:
    """The form; once it is complete, a preview of the changes; and, once they were previewed, the recorded closure."""
    today = timezone.localdate()
    is_scheduled = form.is_valid() and form.cleaned_data.get("on", today) > today
    if is_scheduled:
        preview, record = partial(preview, is_scheduled=True), schedule_closure
    closure, change_set = recorded_or_previewed(request, form, preview=preview, record=record, **ended)
    if closure and is_scheduled:
        messages.success(request, f"Scheduled. {scheduled_in_words(closure, today)}")
        return redirect(closure)
    if closure:
        messages.success(request, f"Recorded. {closure_in_words(closure)}")
        return redirect(closure)
    context = preview_context(change_set) | {
        "page": page,
        "no_decision": reason_against(partial(check_can_end_records, request.user, ended.values(), today)),
        "button": SCHEDULE if is_scheduled else page.button,
        "is_scheduled": is_scheduled,
        "form": form,
        "compared": side_by_side(page.ended, _kept(form)) if page.is_duplicate else [],
        "suggestions": [suggestion_for(form, row) for row in form.candidates],
        "replacements": [(row.instead_of, row) for row in form.into if getattr(row, "instead_of", None)],
        "trail": page.trail,
    }
    return TemplateResponse(request, "registrar/closure_form.html", context)


def _district(request: HttpRequest, leaid: str) -> District:
    return get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)


def _kept(form: DuplicateForm) -> list[Any]:
    """The record to keep: the one entered, or the one in the address of the page."""
    text = "" if form.is_bound else form.initial["kept"]
    return form.into or (form.find(text)[:1] if text else [])


def _finder(request: HttpRequest, district: District) -> Callable[[str], list[District]]:
    """Finds districts by LEAID or name, in the state first."""
    called = partial(districts_called, request.user, state=district.state, most=MOST_SUGGESTIONS)
    return lambda text: at_ends_of_chains(called(text), text, district)


def at_ends_of_chains(rows: list[Any], text: str, ended: Any) -> list[Any]:
    """Those named exactly so, or all; instead of a merged record, the last in its chain of successors."""
    found = {}
    for row in [row for row in rows if row.name.casefold() == text.casefold()] or rows:
        end = last_successor(row)
        is_itself = end is None or end in (row, ended)
        one: Any = row if is_itself else end
        one.instead_of = None if is_itself else row  # read by the page
        found[one.pk] = one
    return list(found.values())


def _effective_date(district: District) -> dict[str, Any]:
    """The day after a recorded closing, as the initial effective date."""
    return {"on": district.closed_on + DAY} if district.closed_on else {}
