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
from districts.actions.history import said, touch_register
from districts.actions.official.comparing import Comparison, OfficialFacts
from districts.actions.official.writing import write_comparison
from districts.actions.outcome import Effect, Outcome, RowSaid, digest_of
from districts.actions.rural import store_answers
from districts.models import Delivery, DeliveryEffect, DeliveryFile, DeliveryRow
from districts.permissions import check_can_register
from districts.rules.divisions import ComponentFact, RegionFact
from districts.states import DELIVERY_STEPS, DeliveryKind, DeliveryStatus

BEHELD_CHANGED = (
    "The register has changed since these files were looked at, so what was shown is no longer what would go in. "
    "Nothing was written. Look at the files again."
)
EVENTS = {
    DeliveryKind.NCES: "official_files.recorded",
    DeliveryKind.REGIONS: "regions.recorded",
    DeliveryKind.COMPONENTS: "components.recorded",
}


class DeliveredFile(NamedTuple):
    """A file as it was uploaded, and what it is."""

    name: str
    layout: str
    digest: str
    data: bytes


class Looked(NamedTuple):
    """What reading found: the facts, the rows that were not taken while reading, and counts of each file."""

    facts: OfficialFacts | Sequence[RegionFact] | Sequence[ComponentFact]
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
def keep_delivery(
    *,
    kind: str,
    state: str,
    school_year: str,
    files: Sequence[DeliveredFile],
    looked: Looked,
    began: float,
    by: User,
    at: datetime.datetime,
) -> Delivery:
    """Keep the files with what would become of every row. The register itself stays as it is."""
    wait_for_other_imports()
    check_can_register(by, timezone.localdate(at))
    compared = _compare(kind, looked, state)
    delivery = Delivery.objects.create(
        kind=kind,
        state=state,
        school_year=school_year,
        counts=_counts(looked, compared.outcome),
        beheld=digest_of(compared.effects(), compared.created()),
        uploaded_by=by,
        uploaded_at=at,
    )
    kept = DeliveryFile.objects.bulk_create(
        DeliveryFile(
            delivery=delivery,
            name=file.name,
            layout=file.layout,
            size=len(file.data),
            digest=file.digest,
            content=zlib.compress(file.data, 6),
        )
        for file in files
    )
    keys = {file.name: file.pk for file in kept}
    insert_rows(DeliveryRow, _rows(delivery, keys, compared.outcome.rows or (), looked.remarks))
    names = [file.name for file in files]
    _took(delivery, "looking", began)
    log.record("delivery.looked_at", delivery, by=by, at=at, kind=kind, files=names, counts=_totals(delivery))
    return delivery


@transaction.atomic
def take_in_delivery(*, delivery: Delivery, looked: Looked, began: float, by: User, at: datetime.datetime) -> Delivery:
    """Take the delivery into the register, all of it, exactly as it was looked at.

    Raises Refused, or Unready where the register says something else now than it did then.
    """
    wait_for_other_imports()
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    check_can_register(by, timezone.localdate(at))
    check_delivery_step("apply", delivery)
    compared = _compare(delivery.kind, looked, delivery.state)
    effects = list(compared.effects())
    if digest_of(effects, compared.created()) != delivery.beheld:
        raise Unready(BEHELD_CHANGED)
    if isinstance(compared, Comparison):
        write_comparison(compared, by_id=by.pk, delivery=delivery, at=at)
    elif isinstance(compared, RegionComparison | ComponentComparison):
        compared.write(Writing(by.pk, at, delivery))
    insert_rows(DeliveryEffect, ({"delivery_id": delivery.pk, **effect._asdict()} for effect in effects))
    delivery.status, delivery.applied_by, delivery.applied_at = DeliveryStatus.APPLIED, by, at
    delivery.save(update_fields=["status", "applied_by", "applied_at"])
    _let_go(delivery)
    refresh_statistics()
    touch_register()
    answers, reclassified = store_answers(districts=None, on=timezone.localdate(at))
    _took(delivery, "taking_in", began)
    log.record(
        EVENTS[DeliveryKind(delivery.kind)],
        delivery,
        by=by,
        at=at,
        state=delivery.state or "all",
        files=list(looked.files),
        counts=_totals(delivery),
        small_and_rural={"changed": reclassified, "answers": answers},
    )
    return delivery


@transaction.atomic
def leave_delivery(*, delivery: Delivery, by: User, at: datetime.datetime) -> Delivery:
    """Leave it: it is not taken in, and its files are let go. That it was looked at stays on record."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    check_can_register(by, timezone.localdate(at))
    check_delivery_step("leave", delivery)
    delivery.status = DeliveryStatus.LEFT
    delivery.save(update_fields=["status"])
    _let_go(delivery)
    log.record("delivery.left", delivery, by=by, at=at)
    return delivery


def check_delivery_step(step: str, delivery: Delivery) -> None:
    """Whether the delivery may take that step now; the refusal says what it is."""
    if delivery.status not in DELIVERY_STEPS[step][0]:
        raise Refused(f"This delivery is “{delivery.get_status_display().lower()}” already; nothing was done.")


def _compare(kind: str, looked: Looked, state: str) -> Compared:
    compared: Compared
    if kind == DeliveryKind.NCES:
        compared = Comparison(looked.facts, state or None, keeps_rows=True)  # type: ignore[arg-type]  # of its kind
    elif kind == DeliveryKind.REGIONS:
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


def _totals(delivery: Delivery) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for file in delivery.counts["files"]:
        counted.update({name: value for name, value in file.items() if isinstance(value, int)})
    return dict(counted)


def _rows(
    delivery: Delivery,
    files: Mapping[str, int],
    rows: Iterable[RowSaid],
    remarks: Iterable[tuple[str, int, str, str, str]],
) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "delivery_id": delivery.pk,
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
            "delivery_id": delivery.pk,
            "file_id": files[file],
            "line": line,
            "outcome": outcome,
            "key": key[:60],
            "differences": [],
            "reason": reason[:500],
        }


def _took(delivery: Delivery, what: str, began: float) -> None:
    """Keep how many seconds it took since it began: that is told before the next one."""
    seconds = delivery.counts.get("seconds", {}) | {what: round(time.monotonic() - began, 1)}
    delivery.counts["seconds"] = seconds
    delivery.save(update_fields=["counts"])


def _let_go(delivery: Delivery) -> None:
    """The files themselves are needed no longer; their names and digests stay."""
    DeliveryFile.objects.filter(delivery=delivery).update(content=None)
