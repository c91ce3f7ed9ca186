"""Deliveries of files: looked at row by row, taken in or left, undone within a day."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refused, Unready
from districts.actions.import_batches import discard_import, undo_import
from districts.imports.batches import MOST_BYTES, Upload, look_again, look_at, take_in
from districts.imports.files import MissingYear, UnreadableFile
from districts.models import ImportBatch, ImportRow
from districts.states import RowOutcome
from portal.components.downloads import csv_response
from portal.registrar.forms.imports import ImportForm
from portal.registrar.pages.import_rows import (
    FILE_HEADER,
    Said,
    count_lines,
    file_rows,
    in_words,
    outcome_counts,
    time_it_took,
)

ROWS_ON_A_PAGE = 25
IMPORTS_ON_A_PAGE = 25
# Of one row; the others open on demand.
FACTS_SHOWN = 4
# What surrounds the files in a request.
ENVELOPE = 1024 * 1024
TRAIL = [("Imports", reverse_lazy("registrar:import_list"))]


@allow(registrars)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Every delivery: who looked at it when, and what became of it."""
    batches = ImportBatch.objects.visible_to(request.user).for_list()
    page = Paginator(batches, IMPORTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "registrar/import_list.html", {"page": page, "trail": [("Imports", None)]})


# The limit is checked before the body is read, and the check of the form's token reads it: so it comes second.
@csrf_exempt
@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: SignedInRequest) -> HttpResponseBase:
    """Upload files and look at what they would do."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ENVELOPE:
        context = {"most": MOST_BYTES // 1024 // 1024, "trail": [*TRAIL, ("Too large", None)]}
        return TemplateResponse(request, "registrar/import_too_large.html", context, status=413)
    return _look(request)


@csrf_protect
def _look(request: SignedInRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        said = form.cleaned_data
        uploads = [Upload(file.name, file.read()) for file in said.pop("uploads")]
        try:
            batch = look_at(uploads, **said, by=request.user, at=timezone.now())
        except MissingYear as no:
            form.add_error("school_year", f"{no} Then choose the files once more: browsers forget them.")
        except UnreadableFile as no:
            form.add_error("uploads", f"{no} Nothing was kept.")
        except (Refused, Unready) as no:
            form.add_error(None, str(no))
        else:
            return redirect(batch)
    latest = ImportBatch.objects.visible_to(request.user).latest_taken_in("nces")
    context = {"form": form, "took": time_it_took(latest), "trail": [*TRAIL, ("Look at files", None)]}
    return TemplateResponse(request, "registrar/import_new.html", context)


@allow(registrars)
@require_safe
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What becomes of every row of a delivery, and what can be done with it."""
    return _detail(request, _batch(request, pk))


@allow(registrars)
@require_safe
def import_rows(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The rows of a delivery as a file, narrowed as on the page."""
    batch = _batch(request, pk)
    lines = file_rows(ImportRow.objects.of(batch, **_asked(request)).iterator(chunk_size=2_000))
    return csv_response(f"import-{batch.pk}-rows", FILE_HEADER, lines, on=timezone.localdate())


@allow(registrars)
@require_POST
def import_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the delivery into the register, all or nothing."""
    batch = _batch(request, pk)
    try:
        taken = take_in(batch, by=request.user, at=timezone.now())
    except (Refused, Unready, UnreadableFile) as no:
        return _detail(request, batch, problems=getattr(no, "problems", (str(no),)))
    messages.success(request, f"The delivery is in the register. It took {time_it_took(taken)['taking_in']}.")
    return redirect(batch)


@allow(registrars)
@require_POST
def import_refresh(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same files beside the register as it is now; the delivery before is left."""
    batch = _batch(request, pk)
    try:
        again = look_again(batch, by=request.user, at=timezone.now())
    except (Refused, Unready, UnreadableFile) as no:
        return _detail(request, batch, problems=getattr(no, "problems", (str(no),)))
    messages.success(request, "The files were looked at again. This is what would go in now.")
    return redirect(again)


@allow(registrars)
@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the delivery: nothing of it goes in."""
    batch = _batch(request, pk)
    try:
        discard_import(batch=batch, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        return _detail(request, batch, problems=getattr(no, "problems", (str(no),)))
    messages.success(request, "The delivery is left. Nothing of it went into the register.")
    return redirect("registrar:import_list")


@allow(registrars)
@require_POST
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put back what the delivery changed, within a day."""
    batch = _batch(request, pk)
    try:
        undo_import(batch=batch, by=request.user, at=timezone.now())
    except (Refused, Unready) as no:
        return _detail(request, batch, problems=getattr(no, "problems", (str(no),)))
    messages.success(request, "The delivery is undone. The register says again what it said before.")
    return redirect(batch)


def _batch(request: SignedInRequest, pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).for_list(), pk=pk)


def _row(row: ImportRow) -> tuple[ImportRow, list[Said], list[Said]]:
    facts = in_words(row.differences)
    return row, facts[:FACTS_SHOWN], facts[FACTS_SHOWN:]


def _asked(request: HttpRequest) -> dict[str, str]:
    """The outcome and the file that the address asks for; what is none of them asks for nothing."""
    outcome, file = request.GET.get("outcome", ""), request.GET.get("file", "")
    return {
        "outcome": outcome if outcome in RowOutcome.values else "",
        "file": file if file.isascii() and file.isdigit() and len(file) < 19 else "",
    }


def _detail(request: SignedInRequest, batch: ImportBatch, *, problems: Any = ()) -> HttpResponse:
    asked = _asked(request)
    page = Paginator(ImportRow.objects.of(batch, **asked), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    until = batch.undone_by_latest
    context = {
        "batch": batch,
        "counts": count_lines(batch),
        "outcomes": outcome_counts(batch),
        "took": time_it_took(batch),
        "page": page,
        "rows": [_row(row) for row in page],
        "asked": asked,
        "querystring": urlencode({name: value for name, value in asked.items() if value}),
        "problems": problems,
        "until": until if until and until > timezone.now() else None,
        "trail": [*TRAIL, (str(batch.get_kind_display()), None)],
    }
    return TemplateResponse(request, "registrar/import_detail.html", context, status=409 if problems else 200)
