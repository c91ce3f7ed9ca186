"""The rows of an import as a file."""

from districts.models import ImportRow
from portal.components.columns import Column, File
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
