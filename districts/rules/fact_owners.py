"""Who maintains each fact of a district or school, and what others may do with it.

Pages, the actions that write facts, and imports all use this table. A district cannot overwrite a fact from the state's
files, but can dispute it. An import fills in a fact that the district or school maintains only where it is empty.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Owner(StrEnum):
    """Who maintains a fact."""

    STATE = "state"
    DISTRICT = "district"
    REGISTRAR = "registrar"
    COMPUTED = "computed"


class Shape(StrEnum):
    """The kind of value a fact takes."""

    TEXT = "text"
    PHONE = "phone"
    WEBSITE = "website"
    EMAIL = "email"
    CHOICE = "choice"
    COUNTY = "county"
    DATE = "date"
    FIXED = "fixed"


class Fact(NamedTuple):
    """A fact: its column, its label, who maintains it, and the kind of value it takes."""

    field: str
    label: str
    owner: Owner
    shape: Shape = Shape.FIXED

    @property
    def is_own(self) -> bool:
        """Whether the district or school edits it directly."""
        return self.owner == Owner.DISTRICT

    @property
    def is_disputable(self) -> bool:
        """Whether the district or school can report an error in it, for the registrar to decide."""
        return self.owner in (Owner.STATE, Owner.REGISTRAR) and self.shape != Shape.FIXED


S, D, R, C = Owner.STATE, Owner.DISTRICT, Owner.REGISTRAR, Owner.COMPUTED

_PLACE = (
    Fact("street", "Street", S, Shape.TEXT),
    Fact("city", "City", S, Shape.TEXT),
    Fact("state", "State", S),
    Fact("zip_code", "ZIP code", S, Shape.TEXT),
    Fact("county", "County", S, Shape.COUNTY),
    Fact("latitude", "Latitude", S),
    Fact("longitude", "Longitude", S),
    Fact("locale", "Locale", S, Shape.CHOICE),
    Fact("place_year", "School year of location data", S),
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
_RECORD = (
    Fact("source", "Source", C),
    Fact("recorded_at", "First recorded", C),
    Fact("confirmed_on", "Verified on", C),
)

# In the order in which pages show them.
DISTRICT_FACTS = (
    Fact("leaid", "LEAID", S),
    Fact("name", "Name", S, Shape.TEXT),
    Fact("kind", "Kind", S, Shape.CHOICE),
    *_LIFE,
    Fact("state_id", "State ID", S, Shape.TEXT),
    *_PLACE,
    *_GRADES,
    Fact("phone", "Phone", D, Shape.PHONE),
    Fact("website", "Website", D, Shape.WEBSITE),
    Fact("office_email", "Office email", D, Shape.EMAIL),
    Fact("is_from_school_directory", "In the school directory only", S),
    Fact("srsa", "SRSA", C),
    Fact("rlis", "RLIS", C),
    Fact("rural_year", "School year of SRSA and RLIS", C),
    Fact("rural_rules", "Rules for SRSA and RLIS", C),
    *_RECORD,
)
SCHOOL_FACTS = (
    Fact("ncessch", "NCESSCH", S),
    Fact("name", "Name", S, Shape.TEXT),
    Fact("district", "District", S),
    Fact("level", "Level", S, Shape.CHOICE),
    Fact("kind", "Kind", S, Shape.CHOICE),
    Fact("is_charter", "Charter school", S, Shape.CHOICE),
    *_LIFE,
    Fact("state_id", "State ID", S, Shape.TEXT),
    *_PLACE,
    *_GRADES,
    Fact("first_grade", "Lowest grade as a number", C),
    Fact("last_grade", "Highest grade as a number", C),
    Fact("phone", "Phone", D, Shape.PHONE),
    Fact("website", "Website", D, Shape.WEBSITE),
    *_RECORD,
)
DISTRICT = {fact.field: fact for fact in DISTRICT_FACTS}
SCHOOL = {fact.field: fact for fact in SCHOOL_FACTS}


def import_may_write(facts: Mapping[str, Fact], field: str, *, known: Any) -> bool:
    """Whether an import may write this fact, given the value on record.

    State data and computed facts: always. Facts that the district, school, or registrar maintains: only where the
    value is not known.
    """
    owner = facts[field].owner
    if owner in (Owner.DISTRICT, Owner.REGISTRAR):
        return known in (None, "")
    return True


def is_refused(value: object, wrong: Collection[str]) -> bool:
    """Whether a file repeats a value found to be wrong, in whatever case; some files are all in capitals."""
    return str(value).casefold() in {text.casefold() for text in wrong}


def merged_with_import(
    facts: Mapping[str, Fact],
    *,
    known: Mapping[str, Any],  # each value fits its field
    imported: Mapping[str, Any],
    corrected: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Any]:
    """The values on record after an import: for each imported field, the imported or the known value.

    `corrected` holds, by field, the values the registrar found to be wrong, as text: a file that repeats one of them
    does not bring it back, but a new value is taken.
    """
    refused = corrected or {}
    return {
        field: value
        if import_may_write(facts, field, known=known[field]) and not is_refused(value, refused.get(field, ()))
        else known[field]
        for field, value in imported.items()
    }
