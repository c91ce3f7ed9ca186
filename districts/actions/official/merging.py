"""What the register should say of a record, given what it says now and what a row of a file says.

The newest file wins, by school year; an older one fills in what is unknown. What the district owns (phone, website)
an import only fills in. A kind or a level that a file states counts before one that is worked out.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from districts.actions.bulk import DistrictRow, SchoolRow
from districts.rules.directory import is_older, kind_after, level_of_grades, vintage
from districts.rules.fact_owners import DISTRICT, SCHOOL, Fact, is_refused, merged_with_import
from districts.rules.official import AgencyFact, PlaceFact, SchoolFact, Stated, kind_of_agency
from districts.rules.places import state_of
from districts.states import GRADE_NUMBERS, DistrictKind

Refused = Mapping[str, Collection[str]]
AnyRow = TypeVar("AnyRow", DistrictRow, SchoolRow)


def agency_row(
    before: DistrictRow | None, fact: AgencyFact, *, county: str | None, is_geographic: bool, refused: Refused | None
) -> DistrictRow:
    """The district once this row is taken."""
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
    return _corrected(before, _agency_placed(after, fact, place), DISTRICT, refused)


def agency_brought_along(before: DistrictRow | None, fact: SchoolFact, *, is_geographic: bool) -> DistrictRow:
    """The district that is known from its schools only."""
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
    """The school once this row is taken."""
    if before is None:
        before, is_newer = SchoolRow(fact.name, state_of(fact.leaid) or "", ""), True
    else:
        is_newer = not is_older(vintage(fact.source), vintage(before.source))
    # What follows from a grade follows from the one that stays, so a refused one is left out at once.
    lowest, highest = (
        before_grade if is_refused(said, (refused or {}).get(field, ())) else _newest(before_grade, said, is_newer)
        for field, before_grade, said in (
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


def school_placed(before: SchoolRow, place: PlaceFact, *, refused: Refused | None) -> SchoolRow:
    """The school once its location is taken: a place of an earlier year fills in what is unknown."""
    if is_older(place.place_year, before.place_year):
        return _corrected(before, _filled(before, place), SCHOOL, refused)
    return _corrected(before, before._replace(**_columns(place)), SCHOOL, refused)


def _new_district(name: str, leaid: str, kind: str, source: str) -> DistrictRow:
    return DistrictRow(name, state_of(leaid) or "", kind, is_from_school_directory=True, source=source)


def _agency_placed(row: DistrictRow, fact: AgencyFact, place: PlaceFact) -> DistrictRow:
    if fact.is_address or is_older(place.place_year, row.place_year):
        return _filled(row, place)._replace(city=row.city or fact.city)
    return row._replace(city=fact.city, **_columns(place))


def _filled(row: AnyRow, place: PlaceFact) -> AnyRow:
    """What is unknown of the place, from that one."""
    said = _columns(place)
    known = {column: getattr(row, column) for column in said}
    new = {column: value for column, value in said.items() if known[column] in (None, "") and value not in (None, "")}
    if not new.keys() - {"place_year"}:
        return row
    return row._replace(**new)


def _columns(place: PlaceFact) -> dict[str, Any]:
    values: dict[str, Any] = place._asdict()
    values["county"] = values.pop("county_fips")
    return values


def _stated(before: DistrictRow | SchoolRow, stated: Stated, is_newer: bool) -> dict[str, Any]:
    return {
        "status": _newest(before.status, stated.status, is_newer),
        "state_id": _newest(before.state_id, stated.state_id, is_newer),
        "phone": before.phone or stated.phone,
        "website": before.website or stated.website,
    }


def _newest(known: str, said: str, is_newer: bool) -> str:
    if said.casefold() == known.casefold():
        return known  # some files are all in capitals: that is no news
    return said if said and (is_newer or not known) else known


def _corrected(before: AnyRow, after: AnyRow, facts: Mapping[str, Fact], refused: Refused | None) -> AnyRow:
    """A value that the registrar has found wrong does not come back by the same word of a file."""
    if not refused or before == after:
        return after
    said = {
        field: value for field, value in after._asdict().items() if field in facts and value != getattr(before, field)
    }
    known = {field: getattr(before, field) for field in said}
    return after._replace(**merged_with_import(facts, known=known, imported=said, corrected=refused))
