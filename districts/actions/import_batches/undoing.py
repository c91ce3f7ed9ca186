"""Undoing an import: records it changed get their earlier values back, and unused records it added are removed."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.bulk import (
    CountyRow,
    DistrictRow,
    FiguresRow,
    SchoolFiguresRow,
    SchoolRow,
    insert_rows,
    refresh_statistics,
    stored,
    wait_for_other_imports,
    write_differences,
)
from districts.actions.history import county_text, touch_registry
from districts.actions.import_batches.applying import check_import_step
from districts.actions.official.writing import changes_of, with_county
from districts.actions.outcome import plain
from districts.actions.rural import store_answers
from districts.models import (
    Change,
    County,
    CountyShape,
    District,
    DistrictFigures,
    ImportBatch,
    ImportEffect,
    Region,
    School,
    SchoolFigures,
    ServiceAgencyMembership,
)
from districts.permissions import check_can_register
from districts.rules.fact_owners import DISTRICT, SCHOOL
from districts.states import ImportStatus

BATCH = 2_000
# Obstacles named in the message; the rest are counted.
OBSTACLES_SHOWN = 20


class Table(NamedTuple):
    """A table that imports write: its key columns, the columns an import writes, and what a row is called."""

    model: type[models.Model]
    keys: tuple[str, ...]
    unique: tuple[str, ...]
    row: type[Any]
    label: str


# Tables with foreign keys to others come first: their rows are restored and removed before those.
TABLES = {
    "school_figures": Table(
        SchoolFigures,
        ("school__ncessch", "school_year", "source"),
        ("school", "school_year", "source"),
        SchoolFiguresRow,
        "figures of school",
    ),
    "district_figures": Table(
        DistrictFigures,
        ("district__leaid", "school_year", "source"),
        ("district", "school_year", "source"),
        FiguresRow,
        "figures of district",
    ),
    "school": Table(School, ("ncessch",), ("ncessch",), SchoolRow, "school"),
    "district": Table(District, ("leaid",), ("leaid",), DistrictRow, "district"),
    "county": Table(County, ("fips",), ("fips",), CountyRow, "county"),
}
LABELS = {"school": SCHOOL, "district": DISTRICT}


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User, at: datetime.datetime) -> ImportBatch:
    """Restore what the import changed and remove what it added, all or nothing.

    Raises Unready with the reasons: more than a day has passed, or a record was changed again or is in use.
    """
    wait_for_other_imports()
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    check_can_register(by, timezone.localdate(at))
    check_import_step("undo", batch)
    latest = batch.undone_by_latest
    if latest is None or at > latest:
        raise Unready("An import can be undone within a day. That day has passed.")
    undoing = _Undoing(batch, by, at)
    for table in TABLES:
        undoing.restore(table)
    undoing.restore_regions()
    undoing.restore_components()
    for table in TABLES:
        undoing.remove(table)
    if undoing.obstacles:
        more = len(undoing.obstacles) - OBSTACLES_SHOWN
        rest = [f"… and {more:,} more."] if more > 0 else []
        raise Unready("This import can’t be undone. Nothing was changed.", *undoing.obstacles[:OBSTACLES_SHOWN], *rest)
    undoing.write()
    batch.status, batch.undone_by, batch.undone_at = ImportStatus.UNDONE, by, at
    batch.save(update_fields=["status", "undone_by", "undone_at"])
    refresh_statistics()
    touch_registry()
    store_answers(districts=None, on=timezone.localdate(at))
    log.record("delivery.undone", batch, by=by, at=at, put_back=undoing.count, removed=undoing.removed, kind=batch.kind)
    return batch


class _Undoing:
    def __init__(self, batch: ImportBatch, by: User, at: datetime.datetime) -> None:
        self.batch, self.by, self.at = batch, by, at
        self.obstacles: list[str] = []
        self.writes: list[Callable[[], None]] = []
        self.count = self.removed = 0

    def effects(self, table: str, *, created: bool) -> Iterable[ImportEffect]:
        """What the import wrote to that table: the records it added, or the ones it changed."""
        found = ImportEffect.objects.filter(batch=self.batch, table=table, before__isnull=created)
        return found.order_by("pk").iterator(chunk_size=BATCH)

    def restore(self, table: str) -> None:
        """Restore the changed records of a table."""
        effects = {effect.key: effect for effect in self.effects(table, created=False)}
        if not effects:
            return
        model, keys, _unique, row_type, label = TABLES[table]
        held = {
            key if isinstance(key, str) else "/".join(key): (key, row)
            for key, row in stored(model._default_manager.all(), keys, row_type).items()
        }
        known: dict[Any, Any] = {}
        wanted: dict[Any, Any] = {}
        for name, effect in effects.items():
            if name not in held:
                self.obstacles.append(f"The {label} {name} is no longer in the registry.")
                continue
            key, row = held[name]
            changed = [field for field, value in effect.after.items() if plain(getattr(row, field)) != value]
            if changed:
                labels = ", ".join(_label(table, field) for field in changed)
                self.obstacles.append(f"The {label} {_named(row, name)} has been changed since: {labels}.")
                continue
            known[key] = row
            wanted[key] = row._replace(
                **{field: _typed(model, field, old) for field, old in (effect.before or {}).items()}
            )
        self.count += len(wanted)
        self.writes.append(lambda: self._write(table, known, wanted))

    def _write(self, table: str, known: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> None:
        model, keys, unique, _row, _called = TABLES[table]
        if table == "county":
            write_differences(model, unique, known, wanted, lambda key, row: {"fips": key} | row._asdict())
            return
        if table in ("school_figures", "district_figures"):
            owner = "school" if table == "school_figures" else "district"
            parents = School if owner == "school" else District
            lookup = "ncessch" if owner == "school" else "leaid"
            ids = dict(parents._default_manager.values_list(lookup, "pk"))
            write_differences(
                model,
                unique,
                known,
                wanted,
                lambda key, row: {f"{owner}_id": ids[key[0]], "school_year": key[1], "source": key[2]} | row._asdict(),
            )
            return
        counties = dict(County.objects.values_list("fips", "pk"))
        names = {fips: county_text(name, fips) for fips, name in County.objects.values_list("fips", "name")}
        ids = dict(model._default_manager.values_list(keys[0], "pk"))
        extra = dict(School.objects.values_list("ncessch", "district_id")) if table == "school" else {}
        write_differences(
            model,
            unique,
            known,
            wanted,
            lambda key, row: (
                {keys[0]: key} | with_county(row, counties) | ({"district_id": extra[key]} if table == "school" else {})
            ),
        )
        common = {
            "recorded_at": self.at,
            "by_id": self.by.pk,
            "batch_id": self.batch.pk,
            "source": f"Import of {timezone.localdate(self.batch.applied_at)} undone",
        }
        insert_rows(Change, changes_of(known, wanted, f"{table}_id", ids, names, common))

    def restore_regions(self) -> None:
        """Move counties back to their earlier regions, and remove the new regions that are then unused."""
        effects = list(self.effects("county_region", created=False))
        counties = {
            county.fips: county
            for county in County.objects.select_related("region").filter(fips__in=[effect.key for effect in effects])
        }
        regions = {(region.state, region.name): region for region in Region.objects.all()}
        moved = []
        for effect in effects:
            county = counties.get(effect.key)
            now = county.region.name if county and county.region else None
            if county is None or now != effect.after["region"]:
                self.obstacles.append(f"The county {county or effect.key} has been moved to another region since.")
                continue
            old = (effect.before or {})["region"]
            county.region = regions.get((county.state, old)) if old else None
            moved.append(county)
        new = [effect.key.split("/", 1) for effect in self.effects("region", created=True)]
        self.count += len(moved)

        def write() -> None:
            County.objects.bulk_update(moved, ["region"], batch_size=500)
            for state, name in new:
                self._delete(Region.objects.filter(state=state, name=name), "region")

        if effects:
            self.writes.append(write)

    def restore_components(self) -> None:
        """Restore the dates of service-agency memberships, and remove the new ones."""
        for effect in self.effects("component", created=False):
            self._with_membership(
                effect, lambda membership, before: self.writes.append(lambda: _save_days(membership, before))
            )
        for effect in self.effects("component", created=True):
            self._with_membership(
                effect, lambda membership, _: self.writes.append(lambda: self._delete_membership(membership))
            )

    def _with_membership(
        self, effect: ImportEffect, then: Callable[[ServiceAgencyMembership, dict[str, Any]], None]
    ) -> None:
        agency, district = effect.key.split("/")
        membership = ServiceAgencyMembership.objects.filter(
            agency__leaid=agency, district__leaid=district, **effect.after
        ).first()
        if membership is None:
            self.obstacles.append(f"The membership of {district} in {agency} has been changed since.")
            return
        self.count += 1
        then(membership, effect.before or {})

    def _delete_membership(self, membership: ServiceAgencyMembership) -> None:
        membership.delete()
        self.removed += 1

    def remove(self, table: str) -> None:
        """Plan to remove the new records of a table that nothing refers to; `write` does it."""
        model, keys, _unique, _row, label = TABLES[table]
        lookup = keys[0]
        batch: list[str] = []
        batches = []
        for effect in self.effects(table, created=True):
            batch.append(effect.key)
            if len(batch) == BATCH:
                batches.append(batch)
                batch = []
        batches += [batch] if batch else []
        for some in batches:
            self.writes.append(lambda some=some: self._remove(model, keys, lookup, some, label))  # type: ignore[misc]

    def _remove(
        self, model: type[models.Model], keys: Sequence[str], lookup: str, names: Sequence[str], label: str
    ) -> None:
        if len(keys) == 1:
            rows = model._default_manager.filter(**{f"{lookup}__in": names})
            if model is County:
                # A county exists whether or not it is imported: it stays if a district or a school refers to it.
                rows = rows.filter(districts=None, schools=None)
                CountyShape.objects.filter(county__in=rows).delete()
            if model in (District, School):
                # Changes made by a later import and undone again cancel out: they no longer mean anything.
                undone = Change.objects.filter(batch__status=ImportStatus.UNDONE)
                undone.filter(**{f"{model._meta.model_name}__in": rows}).order_by().delete()
        else:
            wanted = {tuple(name.split("/")) for name in names}
            found = model._default_manager.filter(**{f"{lookup}__in": {name[0] for name in wanted}})
            pks = [pk for pk, *key in found.values_list("pk", *keys) if tuple(key) in wanted]
            rows = model._default_manager.filter(pk__in=pks)
        self._delete(rows, label)

    def _delete(self, rows: models.QuerySet[Any], label: str) -> None:
        try:
            with transaction.atomic():
                self.removed += rows.order_by().delete()[0]
        except ProtectedError as no:
            self.obstacles += sorted({_in_use(thing, label) for thing in no.protected_objects})

    def write(self) -> None:
        """Carry out the plan. Raises Unready if a record turns out to be in use."""
        for write in self.writes:
            write()
        if self.obstacles:
            more = len(self.obstacles) - OBSTACLES_SHOWN
            rest = [f"… and {more:,} more."] if more > 0 else []
            raise Unready("This import can’t be undone. Nothing was changed.", *self.obstacles[:OBSTACLES_SHOWN], *rest)


def _save_days(membership: ServiceAgencyMembership, before: Mapping[str, Any]) -> None:
    membership.starts_on, membership.ends_on = (
        datetime.date.fromisoformat(value) if value else None for value in (before["starts_on"], before["ends_on"])
    )
    membership.save(update_fields=["starts_on", "ends_on"])


def _in_use(thing: models.Model, label: str) -> str:
    if isinstance(thing, Change):
        fact = _label("district" if thing.district_id else "school", thing.field)
        return f"The {label} {thing.district or thing.school}, added by this import, has been changed since: {fact}."
    kind = str(thing._meta.verbose_name)
    return f"A {label} added by this import is in use: {kind} “{thing}”."


def _named(row: Any, key: str) -> str:
    name = getattr(row, "name", "")
    return f"{name} ({key})" if name else key


def _label(table: str, field: str) -> str:
    labels = LABELS.get(table, {})
    return labels[field].label.lower() if field in labels else field.replace("_", " ")


def _typed(model: type[models.Model], field: str, value: Any) -> Any:
    """The value in the type of its column: JSON stores decimals as text."""
    is_decimal = isinstance(model._meta.get_field(field), models.DecimalField)
    return Decimal(value) if is_decimal and value is not None else value
