"""The rows of an import as a file, and the templates of files to import."""

from django.http import HttpResponse

from districts.imports.types import ImportType
from districts.models import ImportRow
from portal.components.columns import Column, File
from portal.components.downloads import csv_lines
from portal.registrar.pages.import_rows import changed_facts


def _changes(row: ImportRow) -> str:
    """The changed facts, one a line."""
    return "\n".join(
        f"{fact.label}: {fact.old or 'not known'} → {fact.new or 'not known'}"
        for fact in changed_facts(row.differences)
    )


IMPORT_ROWS = File(
    "rows",
    "Rows of an import",
    "Each row is a line of a file that was imported.",
    (
        Column("file", source="file__name"),
        Column("line"),
        Column("outcome", source=ImportRow.get_outcome_display),
        Column("id", source="key"),
        Column("name"),
        Column("what changes", source=_changes),
        Column("reason"),
    ),
)


def template_response(own_type: ImportType) -> HttpResponse:
    """A file with the header row only, because a row of examples would be imported with the others."""
    header = [column.name for column in own_type.columns]
    response = HttpResponse("".join(csv_lines(header, [])), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{own_type.template_name}"'
    return response
