"""Imports of official files: previewed row by row, applied or discarded, undone within a day."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, registrars
from accounts.refusals import Refusal, reason_against
from districts.actions.import_batches import check_can_undo_import, discard_import, undo_import
from districts.imports.batches import MOST_BYTES, Upload, apply_preview, preview_files, refresh_preview
from districts.imports.files import MissingYear, UnreadableFile
from districts.imports.types import import_type_of
from districts.models import ImportBatch, ImportRow
from districts.permissions import check_can_apply_import
from districts.states import RowOutcome
from portal.components.downloads import csv_response
from portal.components.lists import page_of
from portal.components.refusals import show_problems
from portal.components.request_size import takes_up_to
from portal.registrar.files import IMPORT_ROWS, template_response
from portal.registrar.forms.imports import ImportForm
from portal.registrar.pages.import_rows import durations, import_page, time_to_undo
from portal.registrar.pages.import_types import import_type_rows

ROWS_ON_A_PAGE = 25
IMPORTS_ON_A_PAGE = 25
TRAIL = [("Imports", reverse_lazy("registrar:import_list"))]


@allow(registrars)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Every import: who previewed it, when, and its status."""
    batches = ImportBatch.objects.visible_to(request.user).for_list()
    page = page_of(batches, IMPORTS_ON_A_PAGE, request)
    return TemplateResponse(request, "registrar/import_list.html", {"page": page, "trail": [("Imports", None)]})


@takes_up_to(MOST_BYTES)
@allow(registrars)
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: SignedInRequest) -> HttpResponse:
    """Upload files and preview what they would change."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        uploads = [Upload(file.name, file.read()) for file in form.cleaned_data["uploads"]]
        options = {name: form.cleaned_data[name] for name in ("state", "school_year")}
        try:
            batch = preview_files(uploads, **options, by=request.user, at=timezone.now())
        except MissingYear as no:
            form.add_error("school_year", f"{no} Then choose the files again, because browsers don’t keep them.")
        except UnreadableFile as no:
            form.add_error("uploads", f"{no} Nothing was uploaded.")
        except Refusal as no:
            show_problems(form, no)
        else:
            return redirect(batch)
    latest = ImportBatch.objects.visible_to(request.user).latest_applied("nces")
    context = {
        "form": form,
        "took": durations(latest),
        "types": import_type_rows(),
        "trail": [*TRAIL, ("Upload files", None)],
    }
    return TemplateResponse(request, "registrar/import_new.html", context)


@allow(registrars)
@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """The header row of a type of file, to be filled in."""
    own_type = import_type_of(kind)
    if own_type is None:
        raise Http404
    return template_response(own_type)


@allow(registrars)
@require_safe
def import_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The outcome of every row of an import, and the actions that are available."""
    return _detail(request, _batch(request, pk))


@allow(registrars)
@require_safe
def import_rows(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The rows of an import as a CSV file, with the filters of the page."""
    batch = _batch(request, pk)
    rows = ImportRow.objects.of_batch(batch, **_row_filters(request)).iterator(chunk_size=2_000)
    return csv_response(f"import-{batch.pk}-rows", IMPORT_ROWS.header, IMPORT_ROWS.rows(rows), on=timezone.localdate())


@allow(registrars)
@require_POST
def import_apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Import the files as previewed, all or nothing."""
    batch = _batch(request, pk)
    try:
        applied = apply_preview(batch, by=request.user, at=timezone.now())
    except Refusal as no:
        return _detail(request, batch, problems=no.problems)
    own_type = import_type_of(applied.kind)
    sentences = [f"Import complete. It took {durations(applied)['taking_in']}."]
    messages.success(request, " ".join([*sentences, own_type.next_step] if own_type else sentences))
    return redirect(batch)


@allow(registrars)
@require_POST
def import_refresh(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new preview of the same files, compared with the registry of today."""
    batch = _batch(request, pk)
    try:
        refreshed = refresh_preview(batch, by=request.user, at=timezone.now())
    except Refusal as no:
        return _detail(request, batch, problems=no.problems)
    messages.success(request, "Preview refreshed. These are the changes the files would make now.")
    return redirect(refreshed)


@allow(registrars)
@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Discard the preview; nothing is imported."""
    batch = _batch(request, pk)
    try:
        discard_import(batch=batch, by=request.user, at=timezone.now())
    except Refusal as no:
        return _detail(request, batch, problems=no.problems)
    messages.success(request, "Import discarded. Nothing in the registry was changed.")
    return redirect("registrar:import_list")


@allow(registrars)
@require_POST
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Restore what the import changed, within a day."""
    batch = _batch(request, pk)
    now = timezone.now()
    try:
        undo_import(batch=batch, by=request.user, at=now)
    except Refusal as no:
        return _detail(request, batch, problems=no.problems, blockers=ImportBatch.objects.building_on(batch, at=now))
    messages.success(request, "Import undone. Records have returned to their earlier values.")
    return redirect(batch)


def _batch(request: SignedInRequest, pk: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).for_list(), pk=pk)


def _row_filters(request: HttpRequest) -> dict[str, str]:
    """The outcome and the file in the address; unknown values are ignored."""
    outcome, file = request.GET.get("outcome", ""), request.GET.get("file", "")
    return {
        "outcome": outcome if outcome in RowOutcome.values else "",
        "file": file if file.isascii() and file.isdigit() and len(file) < 19 else "",
    }


def _detail(
    request: SignedInRequest,
    batch: ImportBatch,
    *,
    problems: Sequence[str] = (),
    blockers: Sequence[ImportBatch] = (),
) -> HttpResponse:
    """`blockers`: later imports that have to be undone before this one."""
    filters, now = _row_filters(request), timezone.now()
    decides = check_can_apply_import if batch.is_previewed else check_can_undo_import
    is_open = batch.is_previewed or time_to_undo(batch, now)
    no_decision = reason_against(partial(decides, request.user, batch, timezone.localdate(now))) if is_open else ""
    rows = page_of(ImportRow.objects.of_batch(batch, **filters), ROWS_ON_A_PAGE, request)
    context = {
        "batch": batch,
        "page": import_page(batch, rows, **filters, at=now, no_decision=no_decision),
        "pages": rows,
        "querystring": urlencode({name: value for name, value in filters.items() if value}),
        "problems": problems,
        "blockers": blockers,
        "trail": [*TRAIL, (str(batch.get_kind_display()), None)],
    }
    return TemplateResponse(request, "registrar/import_detail.html", context, status=409 if problems else 200)
