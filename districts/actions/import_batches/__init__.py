"""Imports of files: previewed, applied exactly as previewed, discarded, undone."""

from districts.actions.import_batches.applying import (
    PREVIEW_CHANGED,
    ParsedFiles,
    UploadedFile,
    apply_import,
    discard_import,
    store_import,
)
from districts.actions.import_batches.undoing import undo_import

__all__ = [
    "PREVIEW_CHANGED",
    "ParsedFiles",
    "UploadedFile",
    "apply_import",
    "discard_import",
    "store_import",
    "undo_import",
]
