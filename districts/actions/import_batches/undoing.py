"""Undoing an import: records it changed get their earlier values back, and unused records it added are removed."""

import datetime
from collections.abc import Iterator

from django.apps import apps
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from changes.actions.rows import RowChange
from changes.actions.tracking import primary_keys, tracked_model
from changes.actions.undoing import BATCH, undo_changes
from districts.actions.bulk import refresh_statistics, wait_for_other_imports
from districts.actions.followers import ChangedRecords, tell_followers
from districts.actions.history import touch_registry
from districts.actions.import_batches.applying import check_import_step, states_of
from districts.actions.rural import store_answers
from districts.actions.undoing import ImportUndoing
from districts.models import ImportBatch, ImportEffect
from districts.permissions import check_can_apply_import
from districts.states import ImportStatus


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User, at: datetime.datetime) -> ImportBatch:
    """Restore what the import changed and remove what it added, all or nothing.

    Raises Unready with the reasons: more than a day has passed, or a record was changed again or is in use.
    """
    wait_for_other_imports()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_undo_import(by, batch, timezone.localdate(at))
    check_import_step("undo", batch)
    latest = batch.undone_by_latest
    if latest is None or at > latest:
        raise Unready("An import can be undone within a day. That day has passed.")
    source = f"Import of {timezone.localdate(batch.applied_at)} undone"
    undoing = ImportUndoing(by=by, at=at, source=source, batch=batch)
    refusal = "This import can’t be undone. Nothing was changed."
    undo_changes(lambda: _last_first(batch), undoing=undoing, refusal=refusal)
    batch.status, batch.undone_by, batch.undone_at = ImportStatus.UNDONE, by, at
    batch.save(update_fields=["status", "undone_by", "undone_at"])
    refresh_statistics()
    touch_registry()
    tell_followers(ChangedRecords(at=at, states=states_of(batch)))
    store_answers(districts=None, on=timezone.localdate(at))
    counts = {"put_back": undoing.restored, "removed": undoing.removed}
    log.record("delivery.undone", batch, by=by, at=at, **counts, kind=batch.kind)
    return batch


def check_can_undo_import(by: User, batch: ImportBatch, on: datetime.date) -> None:
    """Registrars undo imports, except what they may not import, their own roles, and memberships of their own places.

    Raises Refused.
    """
    check_can_apply_import(by, batch, on)
    effects = ImportEffect.objects.filter(batch=batch)
    for name in effects.order_by().values_list("model", flat=True).distinct():
        model = apps.get_model(name)
        own_rows = tracked_model(model).own_rows
        if own_rows is None:
            continue
        keys = primary_keys(model, list(effects.filter(model=name).values_list("key", flat=True)))
        if own_rows(model._default_manager.filter(pk__in=keys.values()), by, on).exists():
            raise Refused(
                "This import includes a role of yours or a membership of a place where you have a role, so another "
                "registrar or an administrator decides."
            )


def _last_first(batch: ImportBatch) -> Iterator[RowChange]:
    """What the import wrote, the last table first: rows that refer to others come before those."""
    effects = ImportEffect.objects.filter(batch=batch)
    tables = effects.order_by().values("model").annotate(last=Max("pk")).order_by("-last")
    for model in list(tables.values_list("model", flat=True)):
        for is_new in (True, False):
            rows = effects.filter(model=model, before__isnull=is_new).order_by("-pk")
            found = rows.values_list("model", "key", "before", "after").iterator(chunk_size=BATCH)
            yield from map(RowChange._make, found)
