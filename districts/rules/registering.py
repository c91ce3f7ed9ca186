"""Problems with registering a district, a component district, or a period, as sentences."""

import datetime
from collections.abc import Mapping

from districts.rules.places import is_county_code, is_leaid


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


def problems_with_period(*, starts_on: datetime.date | None, ends_on: datetime.date | None) -> list[str]:
    """Whether the end date is before the start date."""
    if starts_on and ends_on and ends_on < starts_on:
        return [f"The end date, {ends_on}, is before the start date, {starts_on}."]
    return []
