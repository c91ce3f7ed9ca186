"""Deliveries of files: kept when they are looked at, taken in as they were looked at, left, undone."""

from districts.actions.import_batches.applying import (
    PREVIEW_CHANGED,
    DeliveredFile,
    Looked,
    apply_import,
    discard_import,
    store_import,
)
from districts.actions.import_batches.undoing import undo_import

__all__ = [
    "PREVIEW_CHANGED",
    "DeliveredFile",
    "Looked",
    "apply_import",
    "discard_import",
    "store_import",
    "undo_import",
]
