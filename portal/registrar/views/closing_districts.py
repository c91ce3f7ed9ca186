"""The registrar's guided steps with a district: it ends, or it was entered twice."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refused, Unready
from consortia.reads.duplicates import districts_called, schools_to_place
from districts.actions.change_set import ChangeSet
from districts.actions.mergers import DAY
from districts.models import District
from grants.actions import closures, duplicates, mergers
from portal.registrar.forms.closures import DuplicateForm, EndOfDistrictForm

OFFERED = 10


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def district_merge(request: SignedInRequest, leaid: str) -> HttpResponse:
    """A district ends: what will happen in words, then all of it at once."""
    district = get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)
    schools = schools_to_place(request.user, district)
    form = EndOfDistrictForm(
        request.POST or None, find=finder_of_districts(request, district), schools=schools, initial=_first_day(district)
    )
    page = {
        "title": f"Merger or dissolution of {district}",
        "button": "Record it",
        "trail": _trail(district, "Merger or dissolution"),
        "is_duplicate": False,
        "ended": district,
    }
    return guided(
        request,
        form,
        page,
        preview=mergers.preview_merger_of_district,
        record=mergers.merge_district,
        district=district,
    )


@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def district_duplicate(request: SignedInRequest, leaid: str) -> HttpResponse:
    """A district that is in the register twice: both entries side by side, then one of them."""
    district = get_object_or_404(District.objects.visible_to(request.user).for_record(), leaid=leaid)
    form = DuplicateForm(
        request.POST or None,
        find=finder_of_districts(request, district),
        help_text=f"Name or LEAID. The entry {district.leaid} is set aside; all that points to it points to that one.",
        initial={"kept": request.GET.get("kept", "")},
    )
    page = {
        "title": f"{district} was entered twice",
        "button": "Make them one",
        "trail": _trail(district, "Entered twice"),
        "is_duplicate": True,
        "ended": district,
    }
    return guided(
        request,
        form,
        page,
        preview=duplicates.preview_duplicate_district,
        record=duplicates.set_district_aside,
        district=district,
    )


def guided(
    request: SignedInRequest,
    form: Any,
    page: dict[str, Any],
    *,
    preview: Callable[..., ChangeSet],
    record: Callable[..., Any],
    **what: Any,
) -> HttpResponse:
    """One guided step: the form; with it, what would happen; and when that was looked at, the recording."""
    acting = {"by": request.user, "at": timezone.now()}
    is_whole = form.is_valid()
    if is_whole and "record" in request.POST:
        try:
            closure = record(**what, **form.asked(), preview_digest=request.POST.get("preview_digest", ""), **acting)
        except (Refused, Unready) as no:
            form.add_error(None, list(getattr(no, "problems", [str(no)])))
        else:
            messages.success(request, f"Recorded. {closures.in_words(closure)}")
            return redirect(closure)
    change_set = preview(**what, **form.asked(), **acting) if is_whole else None
    if change_set and change_set.problems and not form.errors:
        form.add_error(None, change_set.problems)
    context = page | {
        "form": form,
        "change_set": change_set,
        "lines": closures.in_order(change_set.lines) if change_set else [],
        "preview_digest": closures.shown(change_set) if change_set else "",
        "compared": duplicates.side_by_side(page["ended"], _kept(form)) if page["is_duplicate"] else [],
        "offered": [_offer(form, row) for row in form.candidates],
        "followed": [(row.instead_of, row) for row in form.into if getattr(row, "instead_of", None)],
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "registrar/closure_form.html", context)


def _kept(form: DuplicateForm) -> list[Any]:
    """The entry that would be kept: as it was asked for, or as the address of the page names it."""
    named = "" if form.is_bound else form.initial["kept"]
    return form.into or (form.find(named)[:1] if named else [])


def _offer(form: Any, row: Any) -> tuple[str, str, str, str]:
    """A row that may be meant: the field, what it would then hold, the row's name, and what tells it from others."""
    field, words = form.unclear
    key = row.leaid if isinstance(row, District) else row.slug
    lines = form.data.get(field, "").splitlines()
    value = "\n".join(key if " ".join(line.split()) == words else line for line in lines)
    place = (
        f"LEAID {key}, {row.city or row.state}"
        if isinstance(row, District)
        else reverse("registry:consortium_detail", args=[key])
    )
    return field, value, str(row), f"{place}, {row.get_status_display().lower()}"


def finder_of_districts(request: HttpRequest, district: District) -> Callable[[str], list[District]]:
    """Finds districts by id or name, first in the state; of a merged one the last of its chain."""

    def find(words: str) -> list[District]:
        rows = districts_called(request.user, words, state=district.state, most=OFFERED)
        rows = [row for row in rows if row.name.casefold() == words.casefold()] or rows
        return list({row.pk: row for row in (_at_end_of_chain(row, district) for row in rows)}.values())

    return find


def _at_end_of_chain(row: District, district: District) -> District:
    end = closures.last_successor(row)
    if end is None or end in (row, district):
        end, row.instead_of = row, None  # type: ignore[attr-defined]  # read by the page
    else:
        end.instead_of = row  # type: ignore[attr-defined]
    return end


def _first_day(district: District) -> dict[str, Any]:
    return {"on": district.closed_on + DAY} if district.closed_on else {}


def _trail(district: District, here: str) -> list[tuple[str, str | None]]:
    return [
        ("Districts", reverse("registry:district_list")),
        (district.name, district.get_absolute_url()),
        (here, None),
    ]
