"""Looking at a delivery, taking it in, leaving it."""

import datetime
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from districts.actions.bulk import insert_rows, refresh_statistics, wait_for_other_imports
from districts.actions.divisions import ComponentComparison, RegionComparison, Writing
from districts.actions.history import said, touch_registry
from districts.actions.official.comparing import Comparison, OfficialFacts
from districts.actions.official.writing import write_comparison
from districts.actions.outcome import Effect, Outcome, RowSaid, digest_of
from districts.actions.rural import store_answers
from districts.models import ImportBatch, ImportEffect, ImportFile, ImportRow
from districts.permissions import check_can_register
from districts.rules.divisions import ComponentDistrictFact, RegionFact
from districts.states import IMPORT_STEPS, ImportKind, ImportStatus

PREVIEW_CHANGED = (
    "The register has changed since these files were looked at, so what was shown is no longer what would go in. "
    "Nothing was written. Look at the files again."
)
EVENTS = {
    ImportKind.NCES: "official_files.recorded",
    ImportKind.REGIONS: "regions.recorded",
    ImportKind.COMPONENTS: "components.recorded",
}


class DeliveredFile(NamedTuple):
    """A file as it was uploaded, and what it is."""

    name: str
    layout: str
    digest: str
    data: bytes


class Looked(NamedTuple):
    """What reading found: the facts, the rows that were not taken while reading, and counts of each file."""

    facts: OfficialFacts | Sequence[RegionFact] | Sequence[ComponentDistrictFact]
    remarks: Sequence[tuple[str, int, str, str, str]]
    files: Sequence[Mapping[str, Any]]
    left_alone: Sequence[str] = ()


class Compared(Protocol):
    """A delivery beside the register, whatever its kind."""

    outcome: Outcome

    def compare(self) -> None: ...
    def effects(self) -> Iterator[Effect]: ...
    def created(self) -> Iterator[object]: ...


@transaction.atomic
def store_import(
    *,
    kind: str,
    state: str,
    school_year: str,
    files: Sequence[DeliveredFile],
    looked: Looked,
    began: float,
    by: User,
    at: datetime.datetime,
) -> ImportBatch:
    """Keep the files with what would become of every row. The register itself stays as it is."""
    wait_for_other_imports()
    check_can_register(by, timezone.localdate(at))
    compared = _compare(kind, looked, state)
    batch = ImportBatch.objects.create(
        kind=kind,
        state=state,
        school_year=school_year,
        counts=_counts(looked, compared.outcome),
        preview_digest=digest_of(compared.effects(), compared.created()),
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
    insert_rows(ImportRow, _rows(batch, keys, compared.outcome.rows or (), looked.remarks))
    names = [file.name for file in files]
    _took(batch, "looking", began)
    log.record("delivery.looked_at", batch, by=by, at=at, kind=kind, files=names, counts=_totals(batch))
    return batch


@transaction.atomic
def apply_import(*, batch: ImportBatch, looked: Looked, began: float, by: User, at: datetime.datetime) -> ImportBatch:
    """Take the delivery into the register, all of it, exactly as it was looked at.

    Raises Refused, or Unready where the register says something else now than it did then.
    """
    wait_for_other_imports()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_register(by, timezone.localdate(at))
    check_import_step("apply", batch)
    compared = _compare(batch.kind, looked, batch.state)
    effects = list(compared.effects())
    if digest_of(effects, compared.created()) != batch.preview_digest:
        raise Unready(PREVIEW_CHANGED)
    if isinstance(compared, Comparison):
        write_comparison(compared, by_id=by.pk, batch=batch, at=at)
    elif isinstance(compared, RegionComparison | ComponentComparison):
        compared.write(Writing(by.pk, at, batch))
    insert_rows(ImportEffect, ({"batch_id": batch.pk, **effect._asdict()} for effect in effects))
    batch.status, batch.applied_by, batch.applied_at = ImportStatus.APPLIED, by, at
    batch.save(update_fields=["status", "applied_by", "applied_at"])
    _let_go(batch)
    refresh_statistics()
    touch_registry()
    answers, reclassified = store_answers(districts=None, on=timezone.localdate(at))
    _took(batch, "taking_in", began)
    log.record(
        EVENTS[ImportKind(batch.kind)],
        batch,
        by=by,
        at=at,
        state=batch.state or "all",
        files=list(looked.files),
        counts=_totals(batch),
        small_and_rural={"changed": reclassified, "answers": answers},
    )
    return batch


@transaction.atomic
def discard_import(*, batch: ImportBatch, by: User, at: datetime.datetime) -> ImportBatch:
    """Leave it: it is not taken in, and its files are let go. That it was looked at stays on record."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_register(by, timezone.localdate(at))
    check_import_step("leave", batch)
    batch.status = ImportStatus.LEFT
    batch.save(update_fields=["status"])
    _let_go(batch)
    log.record("delivery.left", batch, by=by, at=at)
    return batch


def check_import_step(step: str, batch: ImportBatch) -> None:
    """Whether the delivery may take that step now; the refusal says what it is."""
    if batch.status not in IMPORT_STEPS[step][0]:
        raise Refused(f"This delivery is “{batch.get_status_display().lower()}” already; nothing was done.")


def _compare(kind: str, looked: Looked, state: str) -> Compared:
    compared: Compared
    if kind == ImportKind.NCES:
        compared = Comparison(looked.facts, state or None, keeps_rows=True)  # type: ignore[arg-type]  # of its kind
    elif kind == ImportKind.REGIONS:
        compared = RegionComparison(looked.facts, keeps_rows=True)  # type: ignore[arg-type]
    else:
        compared = ComponentComparison(looked.facts, keeps_rows=True)  # type: ignore[arg-type]
    compared.compare()
    return compared


def _counts(looked: Looked, outcome: Outcome) -> dict[str, Any]:
    files = []
    for file in looked.files:
        counts = Counter({name: value for name, value in file.items() if isinstance(value, int)})
        counts.update(outcome.counts[file["name"]])
        files.append({"name": file["name"], "what": file["what"], **counts})
    return {
        "files": files,
        "left_alone": list(looked.left_alone),
        "made": dict(outcome.made),
        "totals": outcome.totals,
    }


def _totals(batch: ImportBatch) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for file in batch.counts["files"]:
        counted.update({name: value for name, value in file.items() if isinstance(value, int)})
    return dict(counted)


def _rows(
    batch: ImportBatch,
    files: Mapping[str, int],
    rows: Iterable[RowSaid],
    remarks: Iterable[tuple[str, int, str, str, str]],
) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "batch_id": batch.pk,
            "file_id": files[row.file],
            "line": row.line,
            "outcome": row.outcome,
            "key": row.key,
            "name": row.name[:200],
            "differences": [[name, said(old), said(new)] for name, old, new in row.differences],
            "reason": row.reason[:500],
        }
    for file, line, outcome, reason, key in remarks:
        yield {
            "batch_id": batch.pk,
            "file_id": files[file],
            "line": line,
            "outcome": outcome,
            "key": key[:60],
            "differences": [],
            "reason": reason[:500],
        }


def _took(batch: ImportBatch, what: str, began: float) -> None:
    """Keep how many seconds it took since it began: that is told before the next one."""
    seconds = batch.counts.get("seconds", {}) | {what: round(time.monotonic() - began, 1)}
    batch.counts["seconds"] = seconds
    batch.save(update_fields=["counts"])


def _let_go(batch: ImportBatch) -> None:
    """The files themselves are needed no longer; their names and digests stay."""
    ImportFile.objects.filter(batch=batch).update(content=None)
