"""The columns of every file of the register: what each means, in which unit, where it comes from, what empty means.

The files are made of these definitions, and so is the data dictionary.
"""

from typing import NamedTuple

NOT_RECORDED = "The register does not know it."


class Column(NamedTuple):
    """One column of a file."""

    name: str
    means: str
    origin: str
    unit: str = "text"
    empty: str = NOT_RECORDED


class File(NamedTuple):
    """One kind of file: its name in addresses, what a row of it is, and its columns."""

    name: str
    title: str
    row: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


NCES = "NCES directory"
EDGE = "NCES EDGE"
STATE = "State register"
OWN = "The district itself; first from the NCES directory"
NEVER = "Never empty."
YES_NO = "yes or no"
ANSWER = "yes, no or unknown"
DAY = "day, as 2026-07-01"
DEGREES = "degrees, WGS 84"
AS_OF = Column("as_of", "The day for which memberships are counted: the day of the download.", STATE, DAY, NEVER)
SOURCE = Column("source", "The file or the office from which the record comes, with its school year.", STATE)


def _place(whose: str) -> tuple[Column, ...]:
    return (
        Column("street", f"Street address of {whose}.", NCES),
        Column("city", "City of that address.", NCES),
        Column("zip", "ZIP code; leading zeros are kept.", NCES),
        Column("phone", "Telephone.", OWN),
        Column("website", "Website.", OWN),
    )


def _county(whose: str) -> tuple[Column, ...]:
    return (
        Column("county", f"County where {whose} is.", EDGE, empty="No county is known."),
        Column(
            "county_fips",
            "Code of that county: five digits, leading zeros are kept.",
            EDGE,
            empty="No county is known.",
        ),
        Column(
            "region", "The State’s region of which that county is part.", STATE, empty="The county is in no region."
        ),
        Column(
            "locale",
            "Between city and country: 11–13 city, 21–23 suburb, 31–33 town, 41–43 rural.",
            EDGE,
            "NCES locale code",
        ),
        Column("latitude", "North of the equator.", EDGE, DEGREES),
        Column("longitude", "East of Greenwich; negative in America.", EDGE, DEGREES),
        Column("place_year", "School year for which place and locale hold.", EDGE, "school year, as 2018-19"),
        Column("lowest_grade", "Lowest grade offered: PK, KG, 1 to 13, UG (ungraded), AE (adult).", NCES, "grade"),
        Column("highest_grade", "Highest grade offered.", NCES, "grade"),
    )


def _answers(whose: str) -> tuple[Column, ...]:
    law = "Computed by the register from federal rules"
    return (
        Column("srsa", f"Small, Rural School Achievement: whether {whose} is small and rural.", law, ANSWER, NEVER),
        Column(
            "rlis",
            f"Rural and Low-Income School: whether {whose} is rural and a fifth of its children poor.",
            law,
            ANSWER,
            NEVER,
        ),
        Column("srsa_rlis_year", "School year for which both answers hold.", law, "school year", "Not computed yet."),
    )


def _enrollment(whose: str) -> tuple[Column, ...]:
    none = "No enrollment is recorded."
    return (
        Column(
            "enrollment",
            f"Students of {whose} in the latest year that is recorded.",
            "See enrollment_source",
            "students",
            none,
        ),
        Column("enrollment_year", "School year of that number.", "See enrollment_source", "school year", none),
        Column("enrollment_source", "Where that number comes from.", STATE, empty=none),
    )


def _life(whose: str, key: str) -> tuple[Column, ...]:
    return (
        Column(
            "consortia",
            f"Consortia to which {whose} belongs today, separated by semicolons.",
            STATE,
            empty="It belongs to none.",
        ),
        Column(
            "confirmed_on",
            f"Last day on which {whose}’s own people confirmed the record.",
            STATE,
            DAY,
            "Never confirmed.",
        ),
        Column("opened_on", "Day on which it opened.", STATE, DAY),
        Column("closed_on", "Day on which it closed.", STATE, DAY, "It is open, or the day is not known: see status."),
        Column("successor", "What took its place when it closed or merged.", STATE, key, "Nothing did, or it is open."),
    )


STATUS = Column(
    "status",
    "open, future, inactive (closed for a time), closed, merged, or duplicate (entered twice).",
    NCES,
    empty=NEVER,
)

DISTRICTS = File(
    "districts",
    "Districts",
    "One row is one local education agency with a federal id: districts, charter agencies, service agencies.",
    (
        Column(
            "leaid", "Federal id, the key of the file: seven digits as text, leading zeros are kept.", NCES, empty=NEVER
        ),
        Column("state_id", "The State’s own id, as official files write it: WA-14005.", NCES),
        Column("name", "Name.", NCES, empty=NEVER),
        Column(
            "kind", "local, charter, service_agency, vocational, state, federal, other, or unknown.", NCES, empty=NEVER
        ),
        STATUS,
        Column("state", "State by the federal id, two letters.", NCES, empty=NEVER),
        *_place("the office"),
        Column("office_email", "Email of the office, never a person’s.", "The district itself"),
        *_county("the office"),
        *_enrollment("the district"),
        *_answers("the district"),
        *_life("the district", "LEAID"),
        SOURCE,
        AS_OF,
    ),
)
SCHOOLS = File(
    "schools",
    "Schools",
    "One row is one public school.",
    (
        Column(
            "ncessch",
            "Federal id, the key of the file: twelve digits as text, the first seven the district’s.",
            NCES,
            empty=NEVER,
        ),
        Column("state_id", "The State’s own id, as official files write it.", NCES),
        Column("name", "Name.", NCES, empty=NEVER),
        Column(
            "level",
            "prekindergarten, elementary, middle, secondary, high, ungraded, adult or other: as the directory "
            "states it, or else by its grades.",
            NCES,
        ),
        Column("kind", "regular, special_education, vocational, alternative, or program.", NCES),
        Column("charter", "Whether it is a charter school.", NCES, YES_NO, "No source says."),
        STATUS,
        Column("leaid", "Federal id of its district.", NCES, empty=NEVER),
        Column("district", "Name of its district.", NCES, empty=NEVER),
        Column("state", "State, two letters.", NCES, empty=NEVER),
        *_place("the school"),
        *_county("the school, or else its district’s office,"),
        *_enrollment("the school"),
        *_answers("its district"),
        *_life("the school, itself or through its district,", "NCESSCH"),
        SOURCE,
        AS_OF,
    ),
)
CONSORTIA = File(
    "consortia",
    "Consortia",
    "One row is one consortium.",
    (
        Column("slug", "Its address: /consortia/ and this. The key of the file.", STATE, empty=NEVER),
        Column("name", "Name.", STATE, empty=NEVER),
        Column("state", "State where it is registered, two letters. Members may be in others.", STATE, empty=NEVER),
        Column(
            "legal_form",
            "agreement, council_of_governments, nonprofit, service_agency_program, or unknown.",
            STATE,
            empty=NEVER,
        ),
        Column(
            "status",
            "registered, dissolved, or merged into another; proposed is read by its sides only.",
            STATE,
            empty=NEVER,
        ),
        Column("purposes", "What it is for today, separated by semicolons.", STATE, empty="No purpose is recorded."),
        Column("fiscal_agent", "The district that receives and pays out its money.", STATE),
        Column("lead", "The member that runs its business; several are separated by semicolons.", STATE),
        Column("members", "Districts and schools that belong to it today.", STATE, "members", NEVER),
        Column("formed_on", "Day on which it was formed.", STATE, DAY),
        Column("ended_on", "Day on which it ended.", STATE, DAY, "It has not ended."),
        Column("website", "Website.", "The consortium itself"),
        Column("confirmed_on", "Last day on which its lead confirmed the record.", STATE, DAY, "Never confirmed."),
        AS_OF,
    ),
)
REGIONS = File(
    "regions",
    "Regions",
    "One row is one county with the region that it is part of.",
    (
        Column(
            "slug",
            "Address of the region: /regions/ and this. A county that is in none stands in for one.",
            STATE,
            empty=NEVER,
        ),
        Column("name", "Name of the region, or of the county that stands in.", STATE, empty=NEVER),
        Column("state", "State, two letters.", STATE, empty=NEVER),
        Column("county", "Name of the county.", "Census county file", empty=NEVER),
        Column(
            "county_fips", "Code of the county: five digits, leading zeros are kept.", "Census county file", empty=NEVER
        ),
        AS_OF,
    ),
)
FILES = (DISTRICTS, SCHOOLS, CONSORTIA, REGIONS)
