"""What the page of a record reads in addition to the row itself."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CharField, DateField, DateTimeField, F, OuterRef, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from accounts.models.statements import kept_statement
from districts.models.district import District
from districts.models.fact import Confirmation, FactDispute
from districts.models.figures import DistrictFigures, SchoolFigures
from districts.models.history import Change
from districts.models.rural import FIGURE_COLUMNS, RuralDesignation
from districts.models.school import School
from districts.models.service_agency import Lines, ServiceAgencyMembership
from districts.states import AgencyStatus, FigureSource

CHANGES_SHOWN = 100
AnnotatedRows = models.QuerySet[Any]  # rows with a column more than the model has


def with_last_confirmation(records: AnnotatedRows, kind: str) -> AnnotatedRows:
    """These districts or schools, each with `confirmed_by`: the office of the person who last verified it."""
    last = Confirmation.objects.filter(**{kind: OuterRef("pk")}).order_by("-at", "-pk")
    return records.annotate(confirmed_by=Subquery(last.values("appointment__kind")[:1]))


def with_state_decision(districts: models.QuerySet[District], *, on: datetime.date) -> AnnotatedRows:
    """These districts, each with `state_decision`: the state's rural designation in force that day, or None."""
    in_force = RuralDesignation.objects.in_force(on).filter(district=OuterRef("pk")).order_by("-starts_on", "-pk")
    columns = JSONObject(is_rural="is_rural", decided_on="decided_on", officer="officer__name", reason="reason")
    return districts.annotate(state_decision=Subquery(in_force.values(columns=columns)[:1]))


@kept_statement
def figures_of_district(*, district: int) -> models.QuerySet[DistrictFigures]:
    """The yearly figures of a district, the latest first."""
    return DistrictFigures.objects.visible_to(AnonymousUser()).filter(district=district)


@kept_statement
def figures_of_school(*, school: int) -> models.QuerySet[SchoolFigures]:
    """The yearly figures of a school, the latest first."""
    return SchoolFigures.objects.visible_to(AnonymousUser()).filter(school=school)


@kept_statement
def schools_of_district(*, district: int) -> models.QuerySet[School]:
    """The schools of a district by name, with their counties."""
    schools = School.objects.visible_to(AnonymousUser()).of_district(District(pk=district))
    return schools.select_related("county")


def components_of(district: District, on: datetime.date) -> Lines:
    """The service-agency memberships of a district, as agency or as component district. One query."""
    return Lines.of(_components(district=district.pk), district, on)


@kept_statement
def _components(*, district: int) -> models.QuerySet[ServiceAgencyMembership]:
    return ServiceAgencyMembership.objects.visible_to(AnonymousUser()).of_district(District(pk=district))


class HistoryEntry(NamedTuple):
    """A predecessor, an open dispute, or a change of a district or school."""

    rank: int
    field: str
    old: str
    new: str
    source: str
    at: datetime.datetime | None
    day: datetime.date | None


class RecordHistory(NamedTuple):
    """The changes of a record, newest first; the fields in dispute; and the records it succeeded."""

    changes: list[HistoryEntry]
    disputed: set[str]
    predecessors: list[HistoryEntry]


PREDECESSOR, DISPUTE, CHANGE = range(3)
NOTHING = Value("", output_field=TextField())


def history_of(record: District | School) -> RecordHistory:
    """The history of a record in one query, with the latest hundred changes.

    A predecessor has its ID as `field` and its name as `new`.
    """
    rows = [HistoryEntry(*row) for row in _entries(type(record), record=record.pk)]
    return RecordHistory(
        changes=[row for row in rows if row.rank == CHANGE],
        disputed={row.field for row in rows if row.rank == DISPUTE},
        predecessors=[row for row in rows if row.rank == PREDECESSOR],
    )


@kept_statement
def _entries(model: type[District | School], *, record: int) -> AnnotatedRows:
    kind, key = ("district", "leaid") if model is District else ("school", "ncessch")
    before = model._default_manager.filter(successor=record).order_by()
    entries = _row(PREDECESSOR, before, key, NOTHING, F("name"), F("status"), F("recorded_at"), F("closed_on"))
    open_disputes = FactDispute.objects.open().filter(**{kind: record}).order_by()
    entries = entries.union(
        _row(DISPUTE, open_disputes, "field", NOTHING, NOTHING, NOTHING, F("raised_at"), Value(None)),
        _row(
            CHANGE,
            Change.objects.filter(**{kind: record}).order_by(),
            "field",
            F("old"),
            F("new"),
            F("source"),
            F("recorded_at"),
            F("holds_from"),
        ),
        all=True,
    )
    return entries.order_by("entry_rank", "-entry_at", "entry_field")[:CHANGES_SHOWN]


def _row(
    rank: int,
    rows: AnnotatedRows,
    field: str,
    old: Combinable,
    new: Combinable,
    source: Combinable,
    at: Combinable,
    day: Combinable,
) -> AnnotatedRows:
    # PostgreSQL needs the column types in every branch of a union.
    return rows.annotate(
        entry_rank=Value(rank),
        entry_field=Cast(F(field), CharField()),
        entry_old=Cast(old, TextField()),
        entry_new=Cast(new, TextField()),
        entry_source=Cast(source, TextField()),
        entry_at=Cast(at, DateTimeField()),
        entry_day=Cast(day, DateField()),
    ).values_list("entry_rank", "entry_field", "entry_old", "entry_new", "entry_source", "entry_at", "entry_day")


def rural_facts_of(
    district: Any,  # with the annotated `state_decision`
    *,
    figures: Iterable[DistrictFigures],
    schools: Iterable[School],
) -> dict[str, object]:
    """The same as `rural_facts` for a district read `with_state_decision`, from rows that have been read already.

    `figures`: the latest first; `schools`: with their counties.
    """
    source_names = dict(FigureSource.choices)
    decision = district.state_decision
    return {
        "figures": [
            (row.school_year, source_names.get(row.source, row.source), *(getattr(row, c) for c in FIGURE_COLUMNS[2:]))
            for row in figures
            # Figures from an applicant's own file are not used.
            if row.source != FigureSource.APPLICATION_FILE
        ],
        "schools": [_place_of(school) for school in schools if school.status == AgencyStatus.OPEN],
        "designation": None
        if decision is None or decision["is_rural"] is None
        else (bool(decision["is_rural"]), decision["decided_on"], decision["officer"], decision["reason"]),
    }


def _place_of(school: School) -> list[object]:
    county = school.county
    density = (county.name, county.people_per_sq_mile) if county else (None, None)
    return [school.ncessch, school.name, school.locale, *density, school.place_year]
