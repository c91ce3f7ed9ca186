"""What stands in the way of registering a district, a component or a post: sentences for the person who asked."""

import datetime
from collections.abc import Mapping
from typing import Any

from districts.rules.places import is_county_code, is_leaid


def problems_with_shape(*, leaid: str, name: str, county_fips: str | None, enrollment: int | None) -> list[str]:
    """What cannot be stored as it is written."""
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


def contradictions(leaid: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Where a file says something else than the registry; what either does not say contradicts nothing."""
    return [
        f"{label} of {leaid} is “{known[label]}” in the registry and “{value}” in the file."
        for label, value in said.items()
        if value not in (None, "") and known[label] not in (None, "") and value != known[label]
    ]


def problems_with_component(*, agency: str, district: str, is_service_agency: bool, is_itself: bool) -> list[str]:
    """What stands in the way of recording a component district."""
    if is_itself:
        return [f"{agency} cannot be its own component district."]
    if not is_service_agency:
        return [f"{agency} is not recorded as a service agency, so {district} cannot be its component district."]
    return []


def problems_with_period(*, starts_on: datetime.date | None, ends_on: datetime.date | None) -> list[str]:
    """What is wrong with a first and a last day."""
    if starts_on and ends_on and ends_on < starts_on:
        return [f"The last day, {ends_on}, lies before the first, {starts_on}."]
    return []
