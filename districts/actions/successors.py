"""The district of a school whose ID begins with the LEAID of a merged district."""

from collections.abc import Mapping

from districts.models import District
from districts.rules.mergers import agency_of_school
from districts.states import REPLACED_AGENCIES


def agencies_of_schools(districts: Mapping[str, int]) -> dict[str, int]:
    """The primary key of the district that a new school belongs to, by the LEAID its ID begins with.

    `districts` are primary keys by LEAID. IDs never change, so files still name the schools of a merged district by its
    old LEAID; they belong to the successor. One query.
    """
    merged = District.objects.filter(status__in=REPLACED_AGENCIES, successor__isnull=False)
    successor_of: dict[str, str | None] = dict(merged.values_list("leaid", "successor__leaid"))
    found = dict(districts)
    for leaid in successor_of:
        if leaid in districts:
            found[leaid] = districts.get(agency_of_school(leaid, successor_of), districts[leaid])
    return found
