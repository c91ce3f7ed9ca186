"""The new values of a record, given its current values and a row of a file.

The newest file wins, by school year; an older one only fills in unknown values. So does any import for facts that the
district maintains (phone, website). A kind or level stated in a file takes precedence over a computed one.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from districts.actions.bulk import DistrictRow, SchoolRow
from districts.rules.directory import is_older, kind_after, level_of_grades, vintage
from districts.rules.fact_owners import DISTRICT, SCHOOL, Fact, is_refused, merged_with_import
from districts.rules.official import AgencyFact, PlaceFact, SchoolFact, StatedFacts, kind_of_agency
from districts.rules.places import state_of
from districts.states import GRADE_NUMBERS, DistrictKind

Refused = Mapping[str, Collection[str]]
AnyRow = TypeVar("AnyRow", DistrictRow, SchoolRow)


def agency_row(
    before: DistrictRow | None, fact: AgencyFact, *, county: str | None, is_geographic: bool, refused: Refused | None
) -> DistrictRow:
    """The district after this row is imported."""
    derived = kind_of_agency(fact.leaid, fact.name, has_no_students=fact.has_no_students, is_geographic=is_geographic)
    if before is None:
        before, is_newer = _new_district(fact.name, fact.leaid, DistrictKind.UNKNOWN, ""), True
    else:
        is_newer = before.is_from_school_directory or not is_older(vintage(fact.source), vintage(before.source))
    kind = kind_after(before.kind, fact.stated.kind if is_newer or before.kind == DistrictKind.UNKNOWN else "")
    after = before._replace(
        name=_newest(before.name, fact.name, is_newer),
        source=fact.source if is_newer else before.source,
        kind=derived if kind == DistrictKind.UNKNOWN else kind,
        is_from_school_directory=False,
        lowest_grade=_newest(before.lowest_grade, fact.lowest_grade, is_newer),
        highest_grade=_newest(before.highest_grade, fact.highest_grade, is_newer),
        **_stated(before, fact.stated, is_newer),
    )
    place = fact.place._replace(county_fips=fact.place.county_fips or county)
    return _corrected(before, _agency_with_location(after, fact, place), DISTRICT, refused)


def agency_of_school_row(before: DistrictRow | None, fact: SchoolFact, *, is_geographic: bool) -> DistrictRow:
    """A district known only from its schools."""
    kind = kind_of_agency(fact.leaid, fact.agency_name, has_no_students=False, is_geographic=is_geographic)
    if before is None:
        return _new_district(fact.agency_name, fact.leaid, kind, fact.source)
    is_newer = not is_older(vintage(fact.source), vintage(before.source))
    return before._replace(
        name=_newest(before.name, fact.agency_name, is_newer),
        source=fact.source if is_newer else before.source,
        kind=kind if before.kind == DistrictKind.UNKNOWN else before.kind,
    )


def school_row(before: SchoolRow | None, fact: SchoolFact, *, county: str | None, refused: Refused | None) -> SchoolRow:
    """The school after this row is imported."""
    if before is None:
        before, is_newer = SchoolRow(fact.name, state_of(fact.leaid) or "", ""), True
    else:
        is_newer = not is_older(vintage(fact.source), vintage(before.source))
    # Other values are computed from the grade, so a refused grade is left out before that.
    lowest, highest = (
        before_grade if is_refused(grade, (refused or {}).get(field, ())) else _newest(before_grade, grade, is_newer)
        for field, before_grade, grade in (
            ("lowest_grade", before.lowest_grade, fact.lowest_grade),
            ("highest_grade", before.highest_grade, fact.highest_grade),
        )
    )
    first, last = GRADE_NUMBERS.get(lowest), GRADE_NUMBERS.get(highest)
    has_same_grades = (lowest, highest) == (before.lowest_grade, before.highest_grade)
    level = _newest(before.level if has_same_grades else "", fact.stated.level, is_newer)
    after = before._replace(
        name=_newest(before.name, fact.name, is_newer),
        source=fact.source if is_newer else before.source,
        city=_newest(before.city, fact.city, is_newer),
        lowest_grade=lowest,
        highest_grade=highest,
        first_grade=first,
        last_grade=last,
        level=level or level_of_grades(lowest, highest, first, last),
        kind=_newest(before.kind, fact.stated.kind, is_newer),
        is_charter=before.is_charter
        if fact.stated.is_charter is None or (before.is_charter is not None and not is_newer)
        else fact.stated.is_charter,
        **_stated(before, fact.stated, is_newer),
    )
    if fact.address:
        after = _filled(after, fact.address._replace(county_fips=county))
    return _corrected(before, after, SCHOOL, refused)


def school_with_location(before: SchoolRow, place: PlaceFact, *, refused: Refused | None) -> SchoolRow:
    """The school after its location is imported: one from an earlier year only fills in unknown values."""
    if is_older(place.place_year, before.place_year):
        return _corrected(before, _filled(before, place), SCHOOL, refused)
    return _corrected(before, before._replace(**_columns(place)), SCHOOL, refused)


def _new_district(name: str, leaid: str, kind: str, source: str) -> DistrictRow:
    return DistrictRow(name, state_of(leaid) or "", kind, is_from_school_directory=True, source=source)


def _agency_with_location(row: DistrictRow, fact: AgencyFact, place: PlaceFact) -> DistrictRow:
    if fact.is_address or is_older(place.place_year, row.place_year):
        return _filled(row, place)._replace(city=row.city or fact.city)
    return row._replace(city=fact.city, **_columns(place))


def _filled(row: AnyRow, place: PlaceFact) -> AnyRow:
    """The row with unknown values of its location filled in."""
    values = _columns(place)
    known = {column: getattr(row, column) for column in values}
    new = {column: value for column, value in values.items() if known[column] in (None, "") and value not in (None, "")}
    if not new.keys() - {"place_year"}:
        return row
    return row._replace(**new)


def _columns(place: PlaceFact) -> dict[str, Any]:
    values: dict[str, Any] = place._asdict()
    values["county"] = values.pop("county_fips")
    return values


def _stated(before: DistrictRow | SchoolRow, stated: StatedFacts, is_newer: bool) -> dict[str, Any]:
    return {
        "status": _newest(before.status, stated.status, is_newer),
        "state_id": _newest(before.state_id, stated.state_id, is_newer),
        "phone": before.phone or stated.phone,
        "website": before.website or stated.website,
    }


def _newest(known: str, in_file: str, is_newer: bool) -> str:
    if in_file.casefold() == known.casefold():
        return known  # some files are all capitals, which is not a change
    return in_file if in_file and (is_newer or not known) else known


def _corrected(before: AnyRow, after: AnyRow, facts: Mapping[str, Fact], refused: Refused | None) -> AnyRow:
    """The row without values that the registrar has already found wrong."""
    if not refused or before == after:
        return after
    changed = {
        field: value for field, value in after._asdict().items() if field in facts and value != getattr(before, field)
    }
    known = {field: getattr(before, field) for field in changed}
    return after._replace(**merged_with_import(facts, known=known, imported=changed, corrected=refused))
