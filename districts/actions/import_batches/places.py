"""The districts and schools that rows of a state's own files name by their IDs."""

from districts.actions.import_batches.row_by_row import NoMatchingRecord
from districts.models import District, School
from districts.rules.places import is_leaid


def place_with_id(key: str) -> District | School:
    """The district with that LEAID, or the school with that NCESSCH. Raises NoMatchingRecord."""
    if is_leaid(key):
        return district_with_id(key)
    school = School.objects.filter(ncessch=key).first()
    if school is None:
        raise NoMatchingRecord(f"No school in the registry has the ID {key}.")
    return school


def district_with_id(leaid: str) -> District:
    """The district with that LEAID. Raises NoMatchingRecord."""
    district = District.objects.select_related("successor").filter(leaid=leaid).first()
    if district is None:
        raise NoMatchingRecord(f"No district in the registry has the ID {leaid}.")
    return district
