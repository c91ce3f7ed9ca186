"""Several budget lines at once: the table of one member's lines, and its totals while it is filled in."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, allow, signed_in
from accounts.refusals import Refusal, Unready
from grants.actions.budget import STALE
from grants.actions.budget_table import RowsRefused, TableRow, names_in, save_budget_table
from grants.models import Application, BudgetLine, Participant
from grants.permissions.application import keys_written_by
from grants.reads.packets import packet_of
from grants.rules.budget_cells import BudgetNames, CellValues, values_in
from portal.applicant.pages.budget import LEAD
from portal.applicant.pages.budget_table import (
    SentRow,
    budget_table_page,
    more_empty_rows,
    saved_rows,
    sent_rows,
)
from portal.applicant.pages.budget_totals import budget_totals, with_rows
from portal.applicant.views.applications import application_context, own_draft


class AskedTable(NamedTuple):
    """The lines of one member, or of the lead if there is none."""

    application: Application
    owner: Participant | None
    lines: list[BudgetLine]
    names: BudgetNames


@allow(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def budget_table(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """Edit the lines of one member in a table, or propose changes to them. A POST may ask for an empty line instead."""
    asked = _asked(request, reference, key)
    context = application_context(request, asked.application, "application_budget", "Edit lines")
    edits = bool(context["may_edit"])
    own = keys_written_by(request.user, asked.application, edits=edits)
    may_write = bool(context["is_writable"]) and (asked.owner.key in own if asked.owner else edits)
    problems: dict[int, tuple[str, ...]] = {}
    general: tuple[str, ...] = ()
    rows, empty_rows = saved_rows(asked.lines, asked.names, proposes=not may_write), 1
    if request.method == "POST":
        try:
            rows = sent_rows(request.POST)
            if "more" not in request.POST:
                return _save(request, asked, rows)
            empty_rows = more_empty_rows(request.POST, rows)
        except RowsRefused as no:
            problems, general = no.rows, ("Nothing was saved. Correct the rows below, then save again.",)
            rows = _from_now(asked, rows, problems)
        except Refusal as no:
            general = no.problems
    page = budget_table_page(
        asked.application, asked.owner, asked.names, rows, problems, empty_rows=empty_rows, may_write=may_write
    )
    context |= {
        "page": page,
        "problems": general,
        "may_save": may_write or edits,
        "totals": budget_totals(packet_of(asked.application)),
    }
    return TemplateResponse(request, "applicant/budget_table.html", context, status=409 if general else 200)


@allow(signed_in)
@require_POST
def budget_table_totals(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    """What the totals would be with the rows as they are typed. Saves nothing."""
    asked = _asked(request, reference, key)
    try:
        rows = sent_rows(request.POST)
    except Unready as no:
        return HttpResponse(str(no), content_type="text/plain", status=409)
    keys = {line.pk: line.key for line in asked.lines}
    typed = [_values(asked, row) for row in rows if not row.is_removed]
    packet = with_rows(packet_of(asked.application), {keys.get(row.pk, "") for row in rows}, typed)
    return TemplateResponse(request, "applicant/budget_sentences.html", {"totals": budget_totals(packet)})


def _save(request: SignedInRequest, asked: AskedTable, rows: list[SentRow]) -> HttpResponse:
    changed = save_budget_table(
        application=asked.application, rows=_to_save(asked, rows), by=request.user, at=timezone.now()
    )
    count = len(changed)
    messages.success(request, f"{count} {'line' if count == 1 else 'lines'} saved." if count else "No changes.")
    return redirect("applicant:application_budget", reference=asked.application.reference)


def _asked(request: SignedInRequest, reference: str, key: str) -> AskedTable:
    application = own_draft(request, reference)
    owner = None if key == LEAD else get_object_or_404(application.participants, key=key)
    lines = [line for line in application.budget_lines.for_budget() if line.owner == owner]
    return AskedTable(application, owner, lines, names_in(application))


def _values(asked: AskedTable, row: SentRow) -> CellValues:
    return values_in(row.cells, asked.names, owner=asked.owner.key if asked.owner else "")


def _to_save(asked: AskedTable, rows: list[SentRow]) -> list[TableRow]:
    lines = {line.pk: line for line in asked.lines}
    return [
        TableRow(row.number, _values(asked, row), lines.get(row.pk) or _gone(asked, row), row.revision, row.is_removed)
        for row in rows
        if row.is_touched
    ]


def _gone(asked: AskedTable, row: SentRow) -> BudgetLine | None:
    """A line that was removed, or isn't this member's any more: saving it is refused as stale, never added again."""
    return BudgetLine(pk=row.pk, application=asked.application) if row.pk else None


def _from_now(asked: AskedTable, rows: list[SentRow], problems: dict[int, tuple[str, ...]]) -> list[SentRow]:
    """What was typed; saving a stale row again starts from the line as it is saved now."""
    now = {line.pk: line.revision for line in asked.lines}
    return [
        row._replace(revision=now.get(row.pk, 0), pk=row.pk if row.pk in now else 0)
        if STALE in problems.get(row.number, ())
        else row
        for row in rows
    ]
