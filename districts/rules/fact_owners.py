"""Who owns each fact of the register: whose word counts, and what becomes of a word by somebody else.

One table, used by the pages, by the actions that write facts, and by the imports:
what the State's files bring, a district cannot overwrite but can dispute; what the district (or the school) owns, an
import fills in where it is empty and never overwrites.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Owner(StrEnum):
    """Whose word counts."""

    STATE = "state"
    DISTRICT = "district"
    REGISTRAR = "registrar"
    COMPUTED = "computed"


class Shape(StrEnum):
    """What can be written for a fact."""

    TEXT = "text"
    PHONE = "phone"
    WEBSITE = "website"
    EMAIL = "email"
    CHOICE = "choice"
    COUNTY = "county"
    DATE = "date"
    FIXED = "fixed"


class Fact(NamedTuple):
    """One fact: its column, what readers call it, whose it is, and what can be written for it."""

    field: str
    label: str
    owner: Owner
    shape: Shape = Shape.FIXED

    @property
    def is_own(self) -> bool:
        """Whether the district or the school itself changes it, at once."""
        return self.owner == Owner.DISTRICT

    @property
    def is_disputable(self) -> bool:
        """Whether the district or the school may say that it is wrong, for the registrar to decide."""
        return self.owner in (Owner.STATE, Owner.REGISTRAR) and self.shape != Shape.FIXED


S, D, R, C = Owner.STATE, Owner.DISTRICT, Owner.REGISTRAR, Owner.COMPUTED

_PLACE = (
    Fact("street", "Street", S, Shape.TEXT),
    Fact("city", "City", S, Shape.TEXT),
    Fact("state", "State", S),
    Fact("zip_code", "ZIP", S, Shape.TEXT),
    Fact("county", "County", S, Shape.COUNTY),
    Fact("latitude", "Latitude", S),
    Fact("longitude", "Longitude", S),
    Fact("locale", "Locale", S, Shape.CHOICE),
    Fact("place_year", "School year of the place", S),
)
_GRADES = (
    Fact("lowest_grade", "Lowest grade", S, Shape.CHOICE),
    Fact("highest_grade", "Highest grade", S, Shape.CHOICE),
)
_LIFE = (
    Fact("status", "Status", S, Shape.CHOICE),
    Fact("opened_on", "Opened on", R, Shape.DATE),
    Fact("closed_on", "Closed on", R, Shape.DATE),
    Fact("successor", "Successor", R),
)
_KEPT = (Fact("source", "Source", C), Fact("recorded_at", "First recorded", C), Fact("confirmed_on", "Confirmed on", C))

# In the order in which pages show them.
DISTRICT_FACTS = (
    Fact("leaid", "LEAID", S),
    Fact("name", "Name", S, Shape.TEXT),
    Fact("kind", "Kind", S, Shape.CHOICE),
    *_LIFE,
    Fact("state_id", "State's own id", S, Shape.TEXT),
    *_PLACE,
    *_GRADES,
    Fact("phone", "Phone", D, Shape.PHONE),
    Fact("website", "Website", D, Shape.WEBSITE),
    Fact("office_email", "Email of the office", D, Shape.EMAIL),
    Fact("is_from_school_directory", "Known from the school directory only", S),
    Fact("srsa", "SRSA", C),
    Fact("rlis", "RLIS", C),
    Fact("rural_year", "School year of SRSA and RLIS", C),
    Fact("rural_rules", "Rules of SRSA and RLIS", C),
    *_KEPT,
)
SCHOOL_FACTS = (
    Fact("ncessch", "NCESSCH", S),
    Fact("name", "Name", S, Shape.TEXT),
    Fact("district", "District", S),
    Fact("level", "Level", S, Shape.CHOICE),
    Fact("kind", "Kind", S, Shape.CHOICE),
    Fact("is_charter", "Charter school", S, Shape.CHOICE),
    *_LIFE,
    Fact("state_id", "State's own id", S, Shape.TEXT),
    *_PLACE,
    *_GRADES,
    Fact("first_grade", "Lowest grade as a number", C),
    Fact("last_grade", "Highest grade as a number", C),
    Fact("phone", "Phone", D, Shape.PHONE),
    Fact("website", "Website", D, Shape.WEBSITE),
    *_KEPT,
)
DISTRICT = {fact.field: fact for fact in DISTRICT_FACTS}
SCHOOL = {fact.field: fact for fact in SCHOOL_FACTS}


def import_may_write(facts: Mapping[str, Fact], field: str, *, known: Any) -> bool:
    """Whether an import may write this fact, given what the register holds of it.

    The State's facts: always. What the district or the school owns: where nothing is known. What the registrar
    decides: where nothing is known. Computed facts: the import computes them, so it may.
    """
    owner = facts[field].owner
    if owner in (Owner.DISTRICT, Owner.REGISTRAR):
        return known in (None, "")
    return True


def is_refused(value: Any, wrong: Collection[str]) -> bool:
    """Whether a file says again what was found wrong; some files write the same words all in capitals."""
    return str(value).casefold() in {one.casefold() for one in wrong}


def merged_with_import(
    facts: Mapping[str, Fact],
    *,
    known: Mapping[str, Any],
    said: Mapping[str, Any],
    corrected: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Any]:
    """What the register should hold after an import: the fields of `said`, each with one of the two values.

    `corrected` names, field by field, the values that the registrar has found wrong (as text): a file that still says
    one of them does not bring it back; a file that says something new does.
    """
    refused = corrected or {}
    return {
        field: value
        if import_may_write(facts, field, known=known[field]) and not is_refused(value, refused.get(field, ()))
        else known[field]
        for field, value in said.items()
    }
