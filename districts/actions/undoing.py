"""How rows of the registry are undone: their keys, their history, what goes with them, and the words of imports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from accounts.actions import withdraw_unused
from accounts.models import Invitation, User
from audit.models import Entry
from changes.actions.rows import RowChange
from changes.actions.tracking import RestoredRow, TrackedModel, Undoing, delete_rows, track
from districts.actions.bulk import insert_rows
from districts.actions.history import history_text
from districts.actions.official.writing import COMPUTED
from districts.emails import send_appointment_ended
from districts.models import (
    Appointment,
    Change,
    County,
    CountyShape,
    District,
    DistrictFigures,
    ImportBatch,
    Region,
    School,
    SchoolFigures,
    ServiceAgencyMembership,
)
from districts.rules.fact_owners import DISTRICT, SCHOOL
from districts.states import ImportStatus

# The records of official files and of regions, whose facts have names for readers.
OF_FILES = (District, School, DistrictFigures, SchoolFigures, County, Region)


@dataclass(kw_only=True)
class ImportUndoing(Undoing):
    """One undoing of an import, with its words for what prevents it."""

    batch: ImportBatch

    def words_if_gone(self, change: RowChange) -> str:
        """A record that no longer exists, by its key."""
        return f"The {_called(apps.get_model(change.model))} {change.key} is no longer in the registry."

    def words_if_changed(self, change: RowChange, row: Any, columns: Sequence[str]) -> str:
        """A record with other values, and which of its facts they are."""
        if isinstance(row, Invitation):
            return f"{row.person} ({row.email}) has used the invitation, or it was sent again or withdrawn."
        if isinstance(row, ServiceAgencyMembership):
            return f"The membership of {row.district.leaid} in {row.agency.leaid} has been changed since."
        if isinstance(row, County) and columns == ["region_id"]:
            return f"The county {row} has been moved to another region since."
        if type(row) not in OF_FILES:
            return super().words_if_changed(change, row, columns)
        name = f"{row.name} ({change.key})" if hasattr(row, "name") else change.key
        labels = ", ".join(_label(type(row), type(row)._meta.get_field(column).name) for column in columns)
        return f"The {_called(type(row))} {name} has been changed since: {labels}."

    def words_if_used(self, model: type[models.Model], user: models.Model) -> str:
        """A record that was added, and what refers to it."""
        if isinstance(user, Change):
            fact = _label(District if user.district_id else School, user.field)
            name = f"{_called(model)} {user.district or user.school}"
            return f"The {name}, added by this import, has been changed since: {fact}."
        called = _called(model)
        return f"A {called} added by this import is in use: {user._meta.verbose_name} “{user}”."


def record_restored_facts(restored: Sequence[RestoredRow], undoing: Undoing) -> None:
    """Add a history entry for each fact of a district or school that has its earlier value again."""
    # A list, because names are read from the database, and nothing can be read while rows are copied into it.
    insert_rows(Change, list(_history_of(restored, undoing)))


def _history_of(restored: Sequence[RestoredRow], undoing: Undoing) -> Iterator[dict[str, Any]]:
    model = type(restored[0].row)
    common = {
        "recorded_at": undoing.at,
        "source": undoing.source,
        "by_id": undoing.by.pk if isinstance(undoing.by, User) else None,
        "batch_id": undoing.batch.pk if isinstance(undoing, ImportUndoing) else None,
    }
    columns = {column for one in restored for column in one.replaced}
    fields = {column: model._meta.get_field(column) for column in columns}
    related = {
        column: field.related_model._base_manager.in_bulk(  # type: ignore[union-attr]  # a foreign key
            {value for one in restored for value in (one.replaced.get(column), getattr(one.row, column)) if value}
        )
        for column, field in fields.items()
        if field.is_relation
    }
    for row, replaced in restored:
        for column, old in replaced.items():
            values, name = (old, getattr(row, column)), fields[column].name
            if values[0] == values[1] or name in COMPUTED:
                continue
            if column in related:
                values = tuple(related[column].get(value) for value in values)  # type: ignore[assignment]
            before, after = map(history_text, values)
            yield {f"{model._meta.model_name}_id": row.pk, "field": name, "old": before, "new": after, **common}


def _remove_records(rows: models.QuerySet[Any], undoing: Undoing) -> None:
    # Changes made by a later import and undone again cancel out: they no longer mean anything.
    undone = Change.objects.filter(batch__status=ImportStatus.UNDONE)
    undone.filter(**{f"{rows.model._meta.model_name}__in": rows}).order_by().delete()
    delete_rows(rows, undoing)


def _remove_counties(rows: models.QuerySet[Any], undoing: Undoing) -> None:
    # A county exists whether or not it is imported: it stays if a district or a school refers to it.
    unused = rows.filter(districts=None, schools=None)
    CountyShape.objects.filter(county__in=unused).delete()
    delete_rows(unused, undoing)


def _withdraw_invitations(rows: models.QuerySet[Any], undoing: Undoing) -> None:
    undoing.removed += withdraw_unused(
        invitations=Invitation.objects.filter(pk__in=rows.values("pk")), by=undoing.by, at=undoing.at
    )


def _remove_appointments(rows: models.QuerySet[Any], undoing: Undoing) -> None:
    """Remove roles in which no one has acted, and tell the people who have an account."""
    appointments = list(Appointment.objects.filter(pk__in=rows.values("pk")).with_people())
    if isinstance(undoing, ImportUndoing) and undoing.batch.applied_at:
        since = undoing.batch.applied_at
        undoing.obstacles += [
            f"{held.user} ({held.user.email}) has worked in the portal since this role was given."
            for held in appointments
            if held.user != undoing.by and Entry.objects.by_person(held.user.pk, since=since).exists()
        ]
    delete_rows(rows, undoing)
    for held in appointments:
        if held.user.is_active:
            held.withdrawn_at = undoing.at
            send_appointment_ended(held, by=undoing.by, at=undoing.at)


def _called(model: type[models.Model]) -> str:
    figures: dict[type[models.Model], str] = {
        DistrictFigures: "figures of district",
        SchoolFigures: "figures of school",
    }
    return figures.get(model, str(model._meta.verbose_name))


def _label(model: type[models.Model], field: str) -> str:
    labels = {District: DISTRICT, School: SCHOOL}.get(model, {})
    return labels[field].label.lower() if field in labels else field.replace("_", " ")


track(District, TrackedModel(("leaid",), record_restored_facts, _remove_records))
track(School, TrackedModel(("ncessch",), record_restored_facts, _remove_records))
track(DistrictFigures, TrackedModel(("district__leaid", "school_year", "source")))
track(SchoolFigures, TrackedModel(("school__ncessch", "school_year", "source")))
track(County, TrackedModel(("fips",), remove=_remove_counties))
track(Region, TrackedModel(("state", "name")))
track(
    Appointment,
    TrackedModel(remove=_remove_appointments, own_rows=lambda rows, by, on: rows.filter(user=by)),
)
track(Invitation, TrackedModel(remove=_withdraw_invitations))
