"""Writing the differences and their history in bulk statements."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from districts.actions.bulk import DistrictRow, SchoolRow, insert_rows, write_differences
from districts.actions.history import county_text, history_text
from districts.actions.official.comparing import Comparison, of_state
from districts.actions.successors import agencies_of_schools
from districts.models import Change, County, District, DistrictFigures, ImportBatch, School, SchoolFigures
from districts.rules.fact_owners import DISTRICT_FACTS, SCHOOL_FACTS, Owner

# Computed facts get no history entry.
COMPUTED = {fact.field for fact in (*DISTRICT_FACTS, *SCHOOL_FACTS) if fact.owner == Owner.COMPUTED}


def write_comparison(
    compared: Comparison, *, by_id: int | None, batch: ImportBatch | None, at: datetime.datetime
) -> None:
    """Store the differences, referenced tables first; new records get the time they were recorded."""
    write_differences(
        County, ["fips"], compared.known_counties, compared.counties, lambda fips, row: {"fips": fips} | row._asdict()
    )
    counties = dict(County.objects.values_list("fips", "pk"))
    write_differences(
        District,
        ["leaid"],
        compared.known_districts,
        compared.districts,
        lambda leaid, row: {"leaid": leaid, "recorded_at": at} | with_county(row, counties),
    )
    districts = dict(District.objects.filter(of_state(compared.state, "leaid")).values_list("leaid", "pk"))
    agencies = agencies_of_schools(districts)
    write_differences(
        School,
        ["ncessch"],
        compared.known_schools,
        compared.schools,
        lambda ncessch, row: (
            {"ncessch": ncessch, "district_id": agencies[ncessch[:7]], "recorded_at": at} | with_county(row, counties)
        ),
    )
    write_differences(
        DistrictFigures,
        ["district", "school_year", "source"],
        compared.known_figures,
        compared.figures,
        lambda key, row: {"district_id": districts[key[0]], "school_year": key[1], "source": key[2]} | row._asdict(),
    )
    schools: dict[str, int] = {}
    if compared.school_figures or any(key in compared.known_schools for key in compared.schools):
        schools = dict(School.objects.filter(of_state(compared.state, "ncessch")).values_list("ncessch", "pk"))
    write_differences(
        SchoolFigures,
        ["school", "school_year", "source"],
        compared.known_school_figures,
        compared.school_figures,
        lambda key, row: {"school_id": schools[key[0]], "school_year": key[1], "source": key[2]} | row._asdict(),
    )
    common = {"recorded_at": at, "by_id": by_id, "batch_id": batch.pk if batch else None}
    names = {fips: county_text(row.name, fips) for fips, row in (compared.known_counties | compared.counties).items()}
    insert_rows(
        Change, changes_of(compared.known_districts, compared.districts, "district_id", districts, names, common)
    )
    insert_rows(Change, changes_of(compared.known_schools, compared.schools, "school_id", schools, names, common))


def changes_of(
    known: Mapping[str, Any],
    wanted: Mapping[str, Any],
    whose: str,
    ids: Mapping[str, int],
    counties: Mapping[str, str],
    common: Mapping[str, Any],
) -> Iterator[dict[str, Any]]:
    """A history entry for each changed fact of an existing record."""
    for key, after in wanted.items():
        before = known.get(key)
        if before is None or before == after:
            continue
        for name, old, new in zip(after._fields, before, after, strict=True):
            if old != new and name not in COMPUTED:
                as_text: Callable[[Any], str | None] = counties.get if name == "county" else history_text
                yield {
                    whose: ids[key],
                    "field": name,
                    "old": as_text(old) or "",
                    "new": as_text(new) or "",
                    **({"source": after.source} | dict(common)),
                }


def with_county(row: DistrictRow | SchoolRow, counties: Mapping[str, int]) -> dict[str, Any]:
    """The columns of the row, with primary keys for its foreign keys."""
    values = row._asdict()
    fips, successor = values.pop("county"), values.pop("successor")
    return values | {"county_id": counties[fips] if fips else None, "successor_id": successor}
