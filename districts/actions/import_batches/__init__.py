"""Imports of files: previewed, applied exactly as previewed, discarded, undone."""

from districts.actions.import_batches.applying import (
    PREVIEW_CHANGED,
    UploadedFile,
    apply_import,
    discard_import,
    store_import,
)
from districts.actions.import_batches.kinds import (
    COMPONENTS,
    NCES,
    REGIONS,
    ImportRun,
    KindOfImport,
    ParsedFiles,
)
from districts.actions.import_batches.row_by_row import NoMatchingRecord, RowEffect, carried_out_by_row
from districts.actions.import_batches.undoing import check_can_undo_import, undo_import

__all__ = [
    "COMPONENTS",
    "NCES",
    "PREVIEW_CHANGED",
    "REGIONS",
    "ImportRun",
    "KindOfImport",
    "NoMatchingRecord",
    "ParsedFiles",
    "RowEffect",
    "UploadedFile",
    "apply_import",
    "carried_out_by_row",
    "check_can_undo_import",
    "discard_import",
    "store_import",
    "undo_import",
]
