"""Who a school belongs to whose id begins with the id of a district that was merged."""

from collections.abc import Mapping

from districts.models import District
from districts.rules.mergers import agency_of_school
from districts.states import AgencyStatus

REPLACED = (AgencyStatus.MERGED, AgencyStatus.DUPLICATE)


def agencies_of_schools(districts: Mapping[str, int]) -> dict[str, int]:
    """For each LEAID that a school's id may begin with, the key of the district that new schools belong to.

    `districts` are the keys by LEAID. Ids are never changed, so a file goes on naming schools of a merged district by
    its old id: they are the successor's. One query.
    """
    merged = District.objects.filter(status__in=REPLACED, successor__isnull=False)
    successor_of: dict[str, str | None] = dict(merged.values_list("leaid", "successor__leaid"))
    found = dict(districts)
    for leaid in successor_of:
        if leaid in districts:
            found[leaid] = districts.get(agency_of_school(leaid, successor_of), districts[leaid])
    return found
