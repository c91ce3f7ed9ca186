"""What is wrong with a region as a registrar enters it: sentences for that person. Pure."""

import datetime
from collections.abc import Mapping, Sequence

from accounts.dates import short_day

NAME_AT_MOST = 200


def problems_with_region_name(
    name: str, *, others: Mapping[str, tuple[str, datetime.date | None]], state: str
) -> list[str]:
    """Why a region can't have this name. `others`: (name, day retired) of the state's other regions, by name folded."""
    if not any(sign.isalpha() for sign in name):
        return ["Enter the name of the region."]
    if len(name) > NAME_AT_MOST:
        return [f"The name is longer than {NAME_AT_MOST} characters."]
    if name.casefold() not in others:
        return []
    other, retired_on = others[name.casefold()]
    if retired_on:
        return [
            f"{state} had a region named {other} until {short_day(retired_on)}. Enter a different name, or use that "
            "region again."
        ]
    return [f"{state} already has a region named {other}. Enter a different name."]


def problems_with_moves(*, name: str, stays: int, emptied: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Regions that would be left without counties: this one, and those (name, their counties) that others leave."""
    problems = []
    if not stays:
        problems.append(f"{name} needs at least one county. To remove the region, retire it.")
    for region, counties in emptied:
        problems.append(
            f"{region} would be left without counties, because you selected all of its counties: "
            f"{', '.join(counties)}. Clear one of them, or retire {region} and move its counties here."
        )
    return problems


def problems_with_retirement(*, name: str, retired_on: datetime.date | None, into: str, is_possible: bool) -> list[str]:
    """Why the region can't be retired with its counties going to the other region."""
    if retired_on:
        return [f"{name} was already retired on {short_day(retired_on)}."]
    return (
        []
        if is_possible
        else [f"{into} can’t take its counties. Choose a region in the same state that is not retired."]
    )
