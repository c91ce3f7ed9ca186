"""Problems with registering a district, a component district, or a period, as sentences."""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from accounts.dates import day_in_words
from districts.rules.periods import Period, problems_with_dates, share_a_day, span_in_words
from districts.rules.places import is_county_code, is_leaid


class Entity(NamedTuple):
    """A service agency or a component district, with the day on which it closed, if it did."""

    name: str
    closed_on: datetime.date | None


def problems_with_shape(*, leaid: str, name: str, county_fips: str | None, enrollment: int | None) -> list[str]:
    """Values that cannot be stored."""
    problems = []
    if not is_leaid(leaid):
        problems.append(f"The LEAID “{leaid[:20]}” is not seven digits.")
    if len(name) > 200:
        problems.append(f"The name of {leaid[:20]} is longer than 200 characters.")
    if county_fips is not None and not is_county_code(county_fips):
        problems.append(f"The county code “{county_fips[:20]}” of {leaid[:20]} is not five digits.")
    if enrollment is not None and not 0 <= enrollment < 2**31:
        problems.append(f"The enrollment of {leaid[:20]} is not a possible number of students.")
    return problems


def contradictions(leaid: str, known: Mapping[str, object], in_file: Mapping[str, object]) -> list[str]:
    """Where a file contradicts the registry; a value missing in either one is no contradiction."""
    return [
        f"{label} of {leaid} is “{known[label]}” in the registry and “{value}” in the file."
        for label, value in in_file.items()
        if value not in (None, "") and known[label] not in (None, "") and value != known[label]
    ]


def problems_with_component(*, agency: str, district: str, is_service_agency: bool, is_itself: bool) -> list[str]:
    """Problems with recording a component district."""
    if is_itself:
        return [f"{agency} cannot be its own component district."]
    if not is_service_agency:
        return [f"{agency} is not recorded as a service agency, so {district} cannot be its component district."]
    return []


def problems_with_component_dates(
    *, agency: Entity, district: Entity, wanted: Period, others: Iterable[Period], on: datetime.date
) -> list[str]:
    """Why the district can't belong to the service agency between these dates.

    `others`: its other memberships in the same agency.
    """
    problems = problems_with_dates(starts_on=wanted.starts_on, ends_on=wanted.ends_on, on=on)
    for entity in (agency, district):
        if entity.closed_on and (wanted.starts_on or on) > entity.closed_on:
            problems.append(
                f"{entity.name} closed on {day_in_words(entity.closed_on)}. Enter that date or an earlier one as the "
                "start date."
            )
        elif entity.closed_on and (wanted.ends_on is None or wanted.ends_on > entity.closed_on):
            problems.append(
                f"{entity.name} closed on {day_in_words(entity.closed_on)}. Enter that date or an earlier one as the "
                "end date."
            )
    problems += [
        f"{district.name} is already a component district of {agency.name} {span_in_words(other)}. Two of its "
        "memberships in one agency can’t overlap: choose other dates, or change that membership."
        for other in others
        if share_a_day(wanted.starts_on, wanted.ends_on, other)
    ]
    return problems


def problems_with_period(*, starts_on: datetime.date | None, ends_on: datetime.date | None) -> list[str]:
    """Whether the end date is before the start date."""
    if starts_on and ends_on and ends_on < starts_on:
        return [f"The end date, {ends_on}, is before the start date, {starts_on}."]
    return []
