"""The types of files that a registrar can import: what each is for, its columns, and its template."""

from typing import NamedTuple

from django.urls import reverse

from districts.imports.types import ImportColumn, ImportType, import_types


class ImportTypeRow(NamedTuple):
    """One type of a state's own files."""

    label: str
    purpose: str
    next_step: str
    template: str
    template_name: str
    columns: list[ImportColumn]


def import_type_rows() -> list[ImportTypeRow]:
    """The types in the order in which a state imports them."""
    return [_row(own_type) for own_type in import_types()]


def _row(own_type: ImportType) -> ImportTypeRow:
    return ImportTypeRow(
        own_type.label,
        own_type.purpose,
        own_type.next_step,
        reverse("registrar:import_template", args=[own_type.kind.name]),
        own_type.template_name,
        list(own_type.columns),
    )
