"""What the page of one record reads besides the row itself."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, DateField, DateTimeField, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject

from districts.models.district import District
from districts.models.fact import Confirmation, FactDispute
from districts.models.figures import DistrictFigures
from districts.models.history import Change
from districts.models.rural import FIGURE_COLUMNS, RuralDesignation
from districts.models.school import School
from districts.states import AgencyStatus, FigureSource

CHANGES_SHOWN = 100


def with_last_confirmation(records: models.QuerySet[Any], whose: str) -> models.QuerySet[Any]:
    """These districts or schools, each with `confirmed_by`: the kind of post of whoever confirmed it last."""
    last = Confirmation.objects.filter(**{whose: OuterRef("pk")}).order_by("-at", "-pk")
    return records.annotate(confirmed_by=Subquery(last.values("appointment__kind")[:1]))


def with_state_decision(districts: models.QuerySet[District], *, on: datetime.date) -> models.QuerySet[Any]:
    """These districts, each with `state_decision`: the State's decision of that day on whether it is rural, or None."""
    found = RuralDesignation.objects.in_force(on).filter(district=OuterRef("pk")).order_by("-starts_on", "-pk")
    said = JSONObject(is_rural="is_rural", decided_on="decided_on", officer="officer__name", reason="reason")
    return districts.annotate(state_decision=Subquery(found.values(said=said)[:1]))


class Saying(NamedTuple):
    """One thing on record about a district or a school besides its facts."""

    rank: int
    field: str
    old: str
    new: str
    source: str
    at: datetime.datetime | None
    day: datetime.date | None


class Story(NamedTuple):
    """What was changed, the latest first; which facts are disputed; the records that it succeeded."""

    changes: list[Saying]
    disputed: set[str]
    predecessors: list[Saying]


PREDECESSOR, DISPUTE, CHANGE = range(3)
NOTHING = Value("", output_field=TextField())


def story_of(record: District | School) -> Story:
    """Read in one query; of changes the latest hundred. A predecessor has its id as `field`, its name as `new`."""
    whose, key = ("district", "leaid") if isinstance(record, District) else ("school", "ncessch")
    before = type(record)._default_manager.filter(successor=record).order_by()
    told = _row(PREDECESSOR, before, key, NOTHING, F("name"), F("status"), F("recorded_at"), F("closed_on"))
    open_ones = FactDispute.objects.open().filter(**{whose: record}).order_by()
    told = told.union(
        _row(DISPUTE, open_ones, "field", NOTHING, NOTHING, NOTHING, F("raised_at"), Value(None)),
        _row(
            CHANGE,
            Change.objects.filter(**{whose: record}).order_by(),
            "field",
            F("old"),
            F("new"),
            F("source"),
            F("recorded_at"),
            F("holds_from"),
        ),
        all=True,
    )
    rows = [Saying(*row) for row in told.order_by("told_rank", "-told_at", "told_field")[:CHANGES_SHOWN]]
    return Story(
        changes=[row for row in rows if row.rank == CHANGE],
        disputed={row.field for row in rows if row.rank == DISPUTE},
        predecessors=[row for row in rows if row.rank == PREDECESSOR],
    )


def _row(
    rank: int, rows: models.QuerySet[Any], field: str, old: Any, new: Any, source: Any, at: Any, day: Any
) -> models.QuerySet[Any]:
    # Every branch of a union says the types of its columns, or PostgreSQL does not know them.
    return rows.annotate(
        told_rank=Value(rank),
        told_field=Cast(F(field), CharField()),
        told_old=Cast(old, TextField()),
        told_new=Cast(new, TextField()),
        told_source=Cast(source, TextField()),
        told_at=Cast(at, DateTimeField()),
        told_day=Cast(day, DateField()),
    ).values_list("told_rank", "told_field", "told_old", "told_new", "told_source", "told_at", "told_day")


def rural_facts_of(district: Any, *, figures: Iterable[DistrictFigures], schools: Iterable[School]) -> dict[str, Any]:
    """What `rural_facts` finds of a district that was read `with_state_decision`, from rows that are read already.

    `figures` the latest first; `schools` with their counties.
    """
    source_names = dict(FigureSource.choices)
    decision = district.state_decision
    return {
        "figures": [
            (row.school_year, source_names.get(row.source, row.source), *(getattr(row, c) for c in FIGURE_COLUMNS[2:]))
            for row in figures
            # What an applicant wrote into a file of its own is no ground for an answer.
            if row.source != FigureSource.APPLICATION_FILE
        ],
        "schools": [_place_of(school) for school in schools if school.status == AgencyStatus.OPEN],
        "designation": None
        if decision is None or decision["is_rural"] is None
        else (bool(decision["is_rural"]), decision["decided_on"], decision["officer"], decision["reason"]),
    }


def _place_of(school: School) -> list[Any]:
    county = school.county
    density = (county.name, county.people_per_sq_mile) if county else (None, None)
    return [school.ncessch, school.name, school.locale, *density, school.place_year]
