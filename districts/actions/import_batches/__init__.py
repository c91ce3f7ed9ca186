"""Deliveries of files: kept when they are looked at, taken in as they were looked at, left, undone."""

from districts.actions.import_batches.applying import (
    BEHELD_CHANGED,
    DeliveredFile,
    Looked,
    keep_delivery,
    leave_delivery,
    take_in_delivery,
)
from districts.actions.import_batches.undoing import undo_delivery

__all__ = [
    "BEHELD_CHANGED",
    "DeliveredFile",
    "Looked",
    "keep_delivery",
    "leave_delivery",
    "take_in_delivery",
    "undo_delivery",
]
