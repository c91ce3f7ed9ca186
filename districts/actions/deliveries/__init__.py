"""Deliveries of files: kept when they are looked at, taken in as they were looked at, left, undone."""

from districts.actions.deliveries.taking import (
    BEHELD_CHANGED,
    DeliveredFile,
    Looked,
    keep_delivery,
    leave_delivery,
    take_in_delivery,
)
from districts.actions.deliveries.undoing import undo_delivery

__all__ = [
    "BEHELD_CHANGED",
    "DeliveredFile",
    "Looked",
    "keep_delivery",
    "leave_delivery",
    "take_in_delivery",
    "undo_delivery",
]
