"""Checked and typed rows of official files, and the kind of an agency derived from them."""

import re
from typing import NamedTuple


class CountyFact(NamedTuple):
    """One row of the county file."""

    file: str
    line: int
    fips: str
    name: str
    population: int | None
    people_per_sq_mile: object  # Decimal, or None if the file does not state it

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.fips,)


class PlaceFact(NamedTuple):
    """The location of an agency or a school."""

    street: str
    zip_code: str
    county_fips: str | None
    latitude: float | None
    longitude: float | None
    locale: int | None
    place_year: str


class FiguresFact(NamedTuple):
    """The figures for one year in a row of a directory."""

    school_year: str
    enrollment: int | None = None
    teachers: object = None  # Decimal, or None if the file does not state it
    students_per_teacher: object = None
    free_lunch: int | None = None
    reduced_lunch: int | None = None
    directly_certified: int | None = None
    locale: int | None = None


class StatedFacts(NamedTuple):
    """What a directory states about an agency or a school; empty if it states nothing."""

    kind: str = ""
    status: str = ""
    state_id: str = ""
    phone: str = ""
    website: str = ""
    level: str = ""
    is_charter: bool | None = None


class AgencyFact(NamedTuple):
    """One row of a file of agencies."""

    file: str
    line: int
    leaid: str
    name: str
    city: str
    county_name: str
    place: PlaceFact
    has_no_students: bool
    source: str
    # A directory has an address without coordinates: it only fills in unknown values of the location.
    is_address: bool = False
    lowest_grade: str = ""
    highest_grade: str = ""
    stated: StatedFacts = StatedFacts()
    figures: FiguresFact | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.leaid,)


class SchoolFact(NamedTuple):
    """One row of the school directory."""

    file: str
    line: int
    ncessch: str
    name: str
    leaid: str
    agency_name: str
    city: str
    lowest_grade: str
    highest_grade: str
    source: str
    county_name: str = ""
    address: PlaceFact | None = None
    stated: StatedFacts = StatedFacts()
    figures: FiguresFact | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.ncessch,)


class PointFact(NamedTuple):
    """One row of the school locations."""

    file: str
    line: int
    ncessch: str
    county_name: str
    place: PlaceFact

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.ncessch,)


class EnrollmentFact(NamedTuple):
    """One row of a membership file; spending is for an earlier year."""

    file: str
    line: int
    leaid: str
    school_year: str
    enrollment: int | None
    students_per_teacher: object
    spending_year: str = ""
    spending_per_student: int | None = None
    # The membership by grade covers all agencies and has no teachers or spending.
    is_enrollment_only: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.leaid, self.school_year)


class PovertyFact(NamedTuple):
    """One row of the poverty estimates."""

    file: str
    line: int
    leaid: str
    school_year: str
    population: int | None
    children_5_17: int | None
    children_5_17_in_poverty: int | None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique in an import."""
        return (self.leaid, self.school_year)


Fact = CountyFact | AgencyFact | SchoolFact | PointFact | EnrollmentFact | PovertyFact

# Names of regional education service agencies in the states. Abbreviations match in upper or lower case, as whole
# words only.
SERVICE_NAME = re.compile(
    r"""\b(
        ESC | BOCES | BOCS | CESA | RESA | RESC | RESD | ESD | ESU | ESA | AEA | COSSA
      | IU\s*\#?[0-9]+ | Intermediate\s+(School\s+District|Unit)
      | Ed(uc(ation(al)?)?)?\.?\s+Serv(ices?|\.)?\s+(Ce?nte?r|Ctr|Cntr|Cnt|Unit|District|Agency|Agcy|Co-?op|Commission|
                                                    Cooperative)
      | Cooperative\s+Ed(uc(ation(al)?)?)?\.?\s+Serv(ices?)?\s+(Agency|Agcy)
      | Area\s+Education(al)?\s+Agency
      | Regional\s+(Education(al)?\s+)?(Service|Svc)s?\s+(Center|Ctr|Agency|District)
      | Regional\s+Educational\s+Cooperative
      | (Ed|Educ|Education|Educational|Service|Srvc|Services|Serv|Sp\.?\s*Ed|Special\s+Ed)\.?\s+Co-?op(erative)?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
VOCATIONAL_NAME = re.compile(
    r"""\b(
        Vocational | Voc | Vo-?Tech | JVSD? | AVTS | CTE
      | Career\s+(Ce?nte?r|Ctr|Cntr|Campuses|(and|&)\s+Technical|(and|&)\s+Technology|Tech(nical|nology)?)
      | Tech(nology|nical)?\.?\s+(Center|Ctr)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
CHARTER_NAME = re.compile(r"\bcharter\b", re.IGNORECASE)
# The LEAIDs of the Bureau of Indian Education and the Department of Defense begin with these.
FEDERAL_IDS = ("58", "59", "61", "63")


def kind_of_agency(leaid: str, name: str, *, has_no_students: bool, is_geographic: bool) -> str:
    """The kind of agency derived from its LEAID, its name, and the files; "unknown" if none applies.

    The agency file has no type. A service agency is recognized by its name together with having no students (-2 in the
    PCT_ columns); vocational districts and charter agencies by their names; a local district by a row in a file of
    geographic districts (membership, poverty estimates).
    """
    if leaid.startswith(FEDERAL_IDS):
        return "federal"
    if has_no_students and SERVICE_NAME.search(name):
        return "service_agency"
    if VOCATIONAL_NAME.search(name):
        return "vocational"
    if is_geographic:
        return "local"
    if CHARTER_NAME.search(name):
        return "charter"
    return "unknown"
