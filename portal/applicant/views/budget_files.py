"""The budget as an .xlsx file, and an uploaded one with a preview of what it changes."""

import json

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, Unready
from grants.actions.budget_file import CHANGED, apply_budget_file, preview_budget_file
from grants.actions.budget_table import names_in
from grants.actions.budget_undo import undo_budget_upload
from grants.imports.budget_file import LARGEST_FILE, rows_of_workbook
from grants.permissions.application import reads_draft
from grants.reads.amendments import latest_version_of
from grants.rules.budget_cells import COLUMNS, FILE_COLUMNS, MOST_ROWS, BudgetFileRow
from grants.rules.texts import on_one_line
from portal.applicant.pages.budget_file import budget_file_page, rows_as_submitted, rows_for_file
from portal.applicant.views.applications import application_context, own_application, own_draft
from portal.components.downloads import xlsx_response


@allow(signed_in)
@require_safe
def budget_download(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every line of the budget, ready to be changed and uploaded; as submitted for who doesn’t read the draft."""
    application = own_application(request, reference)
    if reads_draft(request.user, application, timezone.localdate()):
        rows = rows_for_file(application.budget_lines.for_budget(), names_in(application))
    else:
        rows = rows_as_submitted(latest_version_of(application).content)
    return xlsx_response(f"budget-{reference}", list(FILE_COLUMNS.values()), rows, on=timezone.localdate())


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_upload(request: SignedInRequest, reference: str) -> HttpResponse:
    """Upload a file, read what it would change, and save that."""
    application = own_draft(request, reference)
    context = application_context(request, application, "application_budget", "Upload a spreadsheet")
    removes, now = request.POST.get("removes") == "1", timezone.now()
    problems: tuple[str, ...] = ()
    preview = None
    if request.method == "POST":
        rows: list[BudgetFileRow] = []
        try:
            rows = _rows(request)
            if digest := request.POST.get("digest", ""):
                saved = apply_budget_file(
                    application=application, rows=rows, removes=removes, digest=digest, by=request.user, at=now
                )
                count = len(saved)
                messages.success(request, f"{count} {'line was' if count == 1 else 'lines were'} saved from the file.")
                return redirect("applicant:application_budget", reference=reference)
        except Refusal as no:
            problems = no.problems
        if rows and problems in ((), (CHANGED,)):
            try:
                preview = preview_budget_file(
                    application=application, rows=rows, removes=removes, by=request.user, at=now
                )
            except Refusal as no:
                problems = no.problems
        page = budget_file_page(preview, rows, removes=removes)
    else:
        page = budget_file_page(None, [], removes=False)
    context |= {"page": page, "problems": problems}
    return TemplateResponse(request, "applicant/budget_upload.html", context, status=409 if problems else 200)


@allow(signed_in)
@require_POST
def budget_upload_undo(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Put back the lines that the reader’s upload changed."""
    application = own_draft(request, reference, is_for_page=False)
    upload = get_object_or_404(application.budget_uploads.select_related("application"), pk=pk)
    try:
        count = undo_budget_upload(upload=upload, by=request.user, at=timezone.now())
    except Refusal as no:
        messages.error(request, str(no))
    else:
        lines = "1 line is" if count == 1 else f"{count} lines are"
        messages.success(request, f"The upload was undone: {lines} as before.")
    return redirect("applicant:application_budget", reference=reference)


def _rows(request: SignedInRequest) -> list[BudgetFileRow]:
    """The rows of the uploaded file, or those that the preview sent back. Raises Unready."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > LARGEST_FILE:
            raise Unready(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB. Upload only the budget.")
        return rows_of_workbook(file.read())
    if "rows" not in request.POST:
        raise Unready("Choose an .xlsx file.")
    try:
        sent = json.loads(request.POST["rows"])
        return [_row(row) for row in sent[:MOST_ROWS]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as no:
        raise Unready("We couldn’t read the preview. Upload the file again.") from no


def _row(sent: dict[str, object]) -> BudgetFileRow:
    number, revision, key, cells = sent["number"], sent["revision"], sent["key"], sent["cells"]
    if not (isinstance(number, int) and isinstance(revision, int) and isinstance(key, str) and isinstance(cells, dict)):
        raise TypeError
    formulas = sent["formulas"]
    listed = [column for column in COLUMNS if isinstance(formulas, list) and column in formulas]
    texts = {column: on_one_line(str(cells[column])) for column in COLUMNS}
    return BudgetFileRow(number, on_one_line(key), revision, texts, tuple(listed))
