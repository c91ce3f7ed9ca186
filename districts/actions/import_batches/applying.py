"""Previewing an import, applying it, discarding it."""

import datetime
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from districts.actions.bulk import insert_rows, refresh_statistics, wait_for_other_imports
from districts.actions.divisions import Author
from districts.actions.followers import ChangedRecords, tell_followers
from districts.actions.history import history_text, touch_registry
from districts.actions.import_batches.kinds import ImportRun, KindOfImport, ParsedFiles
from districts.actions.outcome import Outcome, RowResult, digest_of
from districts.actions.rural import store_answers
from districts.models import ImportBatch, ImportEffect, ImportFile, ImportRow
from districts.permissions import check_can_apply_import, check_can_register, own_places_in_import
from districts.rules.places import state_of
from districts.states import IMPORT_STEPS, ImportStatus, RowOutcome

PREVIEW_CHANGED = (
    "The registry has changed since this preview, so importing now would give a different result. "
    "Nothing was imported. Refresh the preview and check it again."
)


NOTHING_TO_IMPORT = (
    "No row of this file is new or changed, so there is nothing to import. Correct the file, or refresh the preview if "
    "the registry has changed since."
)


# Of the IDs that begin with the code of a state: LEAID and NCESSCH, and the FIPS code of a county.
LENGTHS_OF_IDS = (5, 7, 12)


class UploadedFile(NamedTuple):
    """An uploaded file: its name, the layout it was recognized as, its SHA-256 digest and its bytes."""

    name: str
    layout: str
    digest: str
    data: bytes


@transaction.atomic
def store_import(
    *,
    kind: KindOfImport,
    state: str,
    school_year: str,
    files: Sequence[UploadedFile],
    parsed: ParsedFiles,
    began: float,
    by: User,
    at: datetime.datetime,
) -> ImportBatch:
    """Store the files with the outcome of every row. Records in the registry do not change."""
    wait_for_other_imports()
    check_can_register(by, timezone.localdate(at))
    compared = kind.comparison(parsed, ImportRun(by, at, state, dry_run=True))
    compared.compare()
    batch = ImportBatch.objects.create(
        kind=kind.name,
        state=state,
        school_year=school_year,
        counts=_counts(parsed, compared.outcome),
        preview_digest=digest_of(compared.changes(), compared.created()),
        uploaded_by=by,
        uploaded_at=at,
    )
    kept = ImportFile.objects.bulk_create(
        ImportFile(
            batch=batch,
            name=file.name,
            layout=file.layout,
            size=len(file.data),
            digest=file.digest,
            content=zlib.compress(file.data, 6),
        )
        for file in files
    )
    keys = {file.name: file.pk for file in kept}
    insert_rows(ImportRow, _rows(batch, keys, compared.outcome.rows or (), parsed.remarks))
    names = [file.name for file in files]
    _store_duration(batch, "looking", began)
    log.record("delivery.looked_at", batch, by=by, at=at, kind=kind.name, files=names, counts=_totals(batch))
    return batch


@transaction.atomic
def apply_import(
    *, batch: ImportBatch, kind: KindOfImport, parsed: ParsedFiles, began: float, by: User, at: datetime.datetime
) -> ImportBatch:
    """Import the files exactly as previewed, all or nothing.

    Raises Refused, or Unready if there is nothing to import, or the registry has changed since the preview.
    """
    wait_for_other_imports()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_apply_import(by, batch, timezone.localdate(at))
    check_import_step("apply", batch)
    if not kind.is_dated and not batch.has_rows_to_import:
        raise Unready(NOTHING_TO_IMPORT)
    compared = kind.comparison(parsed, ImportRun(by, at, batch.state, dry_run=False))
    compared.compare()
    if digest_of(compared.changes(), compared.created()) != batch.preview_digest:
        raise Unready(PREVIEW_CHANGED)
    kind.write(compared, Author(by.pk, at, batch))
    # A list, because it is read from the database, and nothing can be read while rows are copied into it.
    changes = list(compared.changes())
    insert_rows(ImportEffect, ({"batch_id": batch.pk, **change._asdict()} for change in changes))
    batch.status, batch.applied_by, batch.applied_at = ImportStatus.APPLIED, by, at
    batch.save(update_fields=["status", "applied_by", "applied_at"])
    _drop_contents(batch)
    refresh_statistics()
    touch_registry()
    tell_followers(ChangedRecords(at=at, states=states_of(batch)))
    details: dict[str, object] = {}
    if own := own_places_in_import(by, batch, timezone.localdate(at)):
        batch.counts["own_places"] = details["own_places"] = own
    if kind.is_about_districts:
        answers, reclassified = store_answers(districts=None, on=timezone.localdate(at))
        details["small_and_rural"] = {"changed": reclassified, "answers": answers}
    _store_duration(batch, "taking_in", began)
    log.record(
        kind.event,
        batch,
        by=by,
        at=at,
        state=batch.state or "all",
        files=list(parsed.files),
        counts=_totals(batch),
        **details,
    )
    return batch


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: User, at: datetime.datetime) -> ImportBatch:
    """Discard the preview and drop the contents of its files. The log keeps that it was previewed."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_register(by, timezone.localdate(at))
    check_import_step("discard", batch)
    batch.status = ImportStatus.DISCARDED
    batch.save(update_fields=["status"])
    _drop_contents(batch)
    log.record("delivery.left", batch, by=by, at=at)
    return batch


def states_of(batch: ImportBatch) -> list[str]:
    """The states of the records that the import created or changed; "" for rows that name none."""
    states = batch.counts.get("states", {})
    writes = (RowOutcome.CREATED, RowOutcome.CHANGED)
    return [state for state, counts in states.items() if any(counts.get(outcome) for outcome in writes)]


def check_import_step(step: str, batch: ImportBatch) -> None:
    """Raise Refused, naming the current status, unless this step may start from it."""
    if batch.status not in IMPORT_STEPS[step][0]:
        raise Refused(f"This import’s status is already “{batch.get_status_display().lower()}.” Nothing was changed.")


def _counts(parsed: ParsedFiles, outcome: Outcome) -> dict[str, Any]:
    files = []
    for file in parsed.files:
        counts = Counter({name: value for name, value in file.items() if isinstance(value, int)})
        counts.update(outcome.counts[file["name"]])
        files.append({"name": file["name"], "what": file["what"], **counts})
    return {
        "files": files,
        "left_alone": list(parsed.unrecognized),
        "made": dict(outcome.made),
        "totals": outcome.totals,
        "states": _by_state(parsed, outcome),
    }


def _by_state(parsed: ParsedFiles, outcome: Outcome) -> dict[str, dict[str, int]]:
    """The number of rows by state and outcome; blank for rows that name no state."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for (state, result), number in outcome.by_state.items():
        states[state][result] += number
    for _file, _line, result, _reason, key in parsed.remarks:
        # An ID that lost its zeros begins with the digits of another state.
        states[(state_of(key) if key.isdigit() and len(key) in LENGTHS_OF_IDS else None) or ""][result] += 1
    for state, number in parsed.elsewhere.items():
        states[state]["elsewhere"] += number
    return {state: dict(counts) for state, counts in states.items()}


def _totals(batch: ImportBatch) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for file in batch.counts["files"]:
        counted.update({name: value for name, value in file.items() if isinstance(value, int)})
    return dict(counted)


def _rows(
    batch: ImportBatch,
    files: Mapping[str, int],
    rows: Iterable[RowResult],
    remarks: Iterable[tuple[str, int, str, str, str]],
) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "batch_id": batch.pk,
            "file_id": files[row.file],
            "line": row.line,
            "outcome": row.outcome,
            "key": row.key[:254],
            "name": row.name[:200],
            "differences": [[name, history_text(old), history_text(new)] for name, old, new in row.differences],
            "reason": row.reason[:500],
        }
    for file, line, outcome, reason, key in remarks:
        yield {
            "batch_id": batch.pk,
            "file_id": files[file],
            "line": line,
            "outcome": outcome,
            "key": key[:254],
            "differences": [],
            "reason": reason[:500],
        }


def _store_duration(batch: ImportBatch, what: str, began: float) -> None:
    """Store the seconds since `began`, so that the next preview can say how long it will take."""
    seconds = batch.counts.get("seconds", {}) | {what: round(time.monotonic() - began, 1)}
    batch.counts["seconds"] = seconds
    batch.save(update_fields=["counts"])


def _drop_contents(batch: ImportBatch) -> None:
    """Drop the contents of the files; their names and digests stay."""
    ImportFile.objects.filter(batch=batch).update(content=None)
