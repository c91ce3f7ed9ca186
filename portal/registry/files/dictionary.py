"""The data dictionary as a file."""

from typing import NamedTuple

from portal.components.columns import Column, File


class ExplainedColumn(NamedTuple):
    """A column and the file it belongs to."""

    file: File
    column: Column


DICTIONARY = File(
    "data-dictionary",
    "Data dictionary",
    "Each row is a column of a file.",
    (
        Column("file", source="file__name"),
        Column("column", source="column__name"),
        Column("means", source="column__means"),
        Column("unit", source="column__unit"),
        Column("comes_from", source="column__origin"),
        Column("empty_means", source="column__empty"),
    ),
)
