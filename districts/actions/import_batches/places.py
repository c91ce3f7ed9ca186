"""The districts and schools that rows of a state's own files name by their IDs."""

from collections.abc import Collection

from districts.actions.import_batches.row_by_row import NoMatchingRecord
from districts.models import District, School
from districts.rules.places import is_leaid


def lock_places(keys: Collection[str]) -> None:
    """Lock the districts and schools with these IDs, each table in the order of its rows."""
    for model, column in ((District, "leaid"), (School, "ncessch")):
        rows = model.objects.select_for_update(of=("self",)).filter(**{f"{column}__in": keys}).order_by("pk")
        list(rows.values_list("pk", flat=True))


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
