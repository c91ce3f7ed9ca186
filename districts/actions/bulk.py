"""Writing only the differences of many rows in few statements."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

from districts.models import District
from districts.states import AgencyStatus

BATCH = 2_000
Item = TypeVar("Item")


class CountyRow(NamedTuple):
    """The columns of a county that an import writes."""

    name: str
    state: str
    population: int | None
    people_per_sq_mile: object


class DistrictRow(NamedTuple):
    """The columns of a district that an import writes; the county by its FIPS code."""

    name: str
    state: str
    kind: str
    is_from_school_directory: bool
    source: str
    city: str = ""
    street: str = ""
    zip_code: str = ""
    county: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    locale: int | None = None
    place_year: str = ""
    status: str = AgencyStatus.OPEN.value
    state_id: str = ""
    phone: str = ""
    website: str = ""
    lowest_grade: str = ""
    highest_grade: str = ""
    # No file states it, but a constraint requires it of duplicates even while they are updated.
    successor: int | None = None


class SchoolRow(NamedTuple):
    """The columns of a school that an import writes; the county by its FIPS code."""

    name: str
    state: str
    source: str
    city: str = ""
    lowest_grade: str = ""
    highest_grade: str = ""
    first_grade: int | None = None
    last_grade: int | None = None
    level: str = ""
    kind: str = ""
    status: str = AgencyStatus.OPEN.value
    is_charter: bool | None = None
    state_id: str = ""
    phone: str = ""
    website: str = ""
    street: str = ""
    zip_code: str = ""
    county: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    locale: int | None = None
    place_year: str = ""
    successor: int | None = None


class FiguresRow(NamedTuple):
    """The columns of a district's yearly figures that an import writes."""

    enrollment: int | None = None
    students_per_teacher: object = None
    spending_per_student: int | None = None
    population: int | None = None
    children_5_17: int | None = None
    children_5_17_in_poverty: int | None = None
    teachers: object = None
    locale: int | None = None


class SchoolFiguresRow(NamedTuple):
    """The columns of a school's yearly figures that an import writes."""

    enrollment: int | None = None
    teachers: object = None
    students_per_teacher: object = None
    free_lunch: int | None = None
    reduced_lunch: int | None = None
    directly_certified: int | None = None
    locale: int | None = None


Row = CountyRow | DistrictRow | SchoolRow | FiguresRow | SchoolFiguresRow


# Whether the request of this thread does work that may take long; the web site sets it back for each request.
IS_LONG_WORK: ContextVar[bool] = ContextVar("is_long_work", default=False)


def wait_for_other_imports() -> None:
    """Let one import at a time compare and write: the next one starts after this transaction ends.

    SQLite has only one writer anyway. Other pages do not wait, because only imports take this lock. The time limits of
    the database are raised for the rest of the transaction, and the deadline of the request for the rest of the
    request: an import takes longer than any page may.
    """
    IS_LONG_WORK.set(True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name, seconds in settings.DATABASE_TIMEOUTS.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, f"{seconds * settings.LONG_WORK}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('districts.imports'))")


def refresh_statistics(*apps_loaded: str) -> None:
    """Update the database's statistics after a bulk load, so that it does not plan queries for empty tables.

    Only the tables of these apps are counted, by default those of the registry: counting every table would take longer
    than a small import.
    """
    labels = apps_loaded or (District._meta.app_label,)
    tables = sorted(model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models())
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def stored(queryset: models.QuerySet[Any], keys: Sequence[str], row: type[Any]) -> dict[Any, Any]:
    """The stored rows by key (one value, or a tuple of several)."""
    columns = ["county__fips" if field == "county" else field for field in row._fields]
    found = queryset.order_by().values_list(*keys, *columns).iterator(chunk_size=10_000)
    many = len(keys)
    if many == 1:
        return {values[0]: row(*values[1:]) for values in found}
    return {values[:many]: row(*values[many:]) for values in found}


def write_differences(
    model: type[models.Model],
    keys: Sequence[str],
    known: Mapping[Any, Any],
    wanted: Mapping[Any, Any],
    values_of: Callable[[Any, Any], dict[str, Any]],
) -> None:
    """Create rows that are not in `known` and update those that differ; `values_of(key, row)` gives all columns."""
    insert_rows(model, (values_of(key, row) for key, row in wanted.items() if key not in known))
    row_type = type(next(iter(wanted.values()), None))
    updated = list(getattr(row_type, "_fields", ()))
    differing = (model(**values_of(key, row)) for key, row in wanted.items() if key in known and known[key] != row)
    for batch in _batches(differing):
        model._default_manager.bulk_create(batch, update_conflicts=True, unique_fields=keys, update_fields=updated)


def insert_rows(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Create these rows, each a value by column name (`district_id`)."""
    if connection.vendor != "postgresql":
        for batch in _batches(rows):
            model._default_manager.bulk_create([model(**values) for values in batch])
        return
    # COPY: a nation of schools in a third of the time of the widest INSERT.
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    defaults = [(field.attname, field.get_default()) for field in fields]
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    documents = [field.attname for field in fields if isinstance(field, models.JSONField)]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for values in rows:
            for name in documents:
                values[name] = None if values.get(name) is None else Jsonb(values[name])
            copy.write_row([values.get(name, default) for name, default in defaults])


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
