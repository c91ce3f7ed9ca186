"""Districts and schools by a typed name or ID."""

from collections.abc import Collection

from accounts.models import Visitor
from consortia.reads.duplicates import districts_called
from districts.models import District, School
from districts.states import REPLACED_AGENCIES


def district_named(user: Visitor, words: str, *, state: str, most: int) -> list[District]:
    """The district with that ID or exactly that name; otherwise those with these words in the name, the state's first.

    Merged records and duplicates are left out where another one fits.
    """
    rows = districts_called(user, words, state=state, most=most)
    whole = [row for row in rows if row.name.casefold() == words.casefold()] or rows
    return [row for row in whole if row.status not in REPLACED_AGENCIES] or whole


def member_named(user: Visitor, words: str, *, state: str, most: int) -> list[District | School]:
    """The district or school with that ID or exactly that name; otherwise those with these words in the name."""
    words = words.replace("\x00", "").strip()
    if not words:
        return []
    schools = School.objects.visible_to(user).select_related("district")
    if words.isdigit() and len(words) == 12:
        return list(schools.filter(ncessch=words))
    named = schools.called(words).exclude(status__in=REPLACED_AGENCIES)
    rows: list[District | School] = [
        *district_named(user, words, state=state, most=most),
        *(list(named.filter(state=state)[:most]) or list(named[:most])),
    ]
    return [row for row in rows if row.name.casefold() == words.casefold()] or rows[:most]


def members_of_keys(user: Visitor, keys: Collection[str]) -> list[District | School]:
    """The districts and schools with these LEAIDs and NCESSCHs, in this order; IDs of none are left out."""
    districts = District.objects.visible_to(user).filter(leaid__in=[key for key in keys if len(key) == 7])
    schools = School.objects.visible_to(user).filter(ncessch__in=[key for key in keys if len(key) == 12])
    found: dict[str, District | School] = {district.leaid: district for district in districts}
    found |= {school.ncessch: school for school in schools.select_related("district")}
    return [found[key] for key in keys if key in found]
