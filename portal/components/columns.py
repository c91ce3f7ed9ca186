"""The columns of every file of the registry: meaning, unit, source, and what an empty cell means.

The files are made from these definitions, and so is the data dictionary.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOT_RECORDED = _("Not available.")


class Column(NamedTuple):
    """One column of a file."""

    name: str
    means: "str | _StrPromise"
    origin: "str | _StrPromise"
    unit: "str | _StrPromise" = _("text")
    empty: "str | _StrPromise" = NOT_RECORDED


class File(NamedTuple):
    """One kind of file: its name in addresses, its title, what a row is, and its columns."""

    name: str
    title: "str | _StrPromise"
    row: "str | _StrPromise"
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


NCES = _("NCES directory")
EDGE = "NCES EDGE"
STATE = _("State registry")
OWN = _("The district or school; initially the NCES directory")
CENSUS = _("Census county file")
NEVER = _("Never empty.")
YES_NO = _("yes or no")
ANSWER = _("yes, no, or unknown")
DAY = _("date, as 2026-07-01")
SCHOOL_YEAR = _("school year, as 2018-19")
DEGREES = _("degrees, WGS 84")
LATITUDE = Column("latitude", _("Latitude in decimal degrees."), EDGE, DEGREES)
LONGITUDE = Column("longitude", _("Longitude in decimal degrees; negative in the Western Hemisphere."), EDGE, DEGREES)
CONSORTIUM = Column("consortium", _("Last part of the consortium’s address, /consortia/…/."), STATE, empty=NEVER)
AS_OF = Column("as_of", _("Date the memberships are counted for: the date of the download."), STATE, DAY, NEVER)
SOURCE = Column("source", _("File or office that supplied the record, with its school year."), STATE)


def _contact() -> tuple[Column, ...]:
    return (
        Column("street", _("Street address."), NCES),
        Column("city", _("City."), NCES),
        Column("zip", _("ZIP code, with leading zeros."), NCES),
        Column("phone", _("Phone number."), OWN),
        Column("website", _("Website."), OWN),
    )


def _location(county: "str | _StrPromise") -> tuple[Column, ...]:
    unknown = _("The county is not known.")
    return (
        Column("county", county, EDGE, empty=unknown),
        Column("county_fips", _("FIPS code of the county: five digits, with leading zeros."), EDGE, empty=unknown),
        Column("region", _("The state’s region that includes the county."), STATE, empty=_("Not in a region.")),
        Column(
            "locale",
            _("NCES locale code: 11–13 city, 21–23 suburb, 31–33 town, 41–43 rural."),
            EDGE,
            _("NCES locale code"),
        ),
        LATITUDE,
        LONGITUDE,
        Column("place_year", _("School year of the county, locale, latitude, and longitude."), EDGE, SCHOOL_YEAR),
        Column("lowest_grade", _("Lowest grade: PK, KG, 1 to 13, UG (ungraded), AE (adult)."), NCES, _("grade")),
        Column("highest_grade", _("Highest grade."), NCES, _("grade")),
    )


def _eligibility(srsa: "str | _StrPromise", rlis: "str | _StrPromise") -> tuple[Column, ...]:
    rules = _("Computed from the federal rules")
    return (
        Column("srsa", srsa, rules, ANSWER, NEVER),
        Column("rlis", rlis, rules, ANSWER, NEVER),
        Column("srsa_rlis_year", _("School year of srsa and rlis."), rules, SCHOOL_YEAR, _("Not computed yet.")),
    )


def _enrollment() -> tuple[Column, ...]:
    none = _("No enrollment is on record.")
    see = _("See enrollment_source")
    return (
        Column("enrollment", _("Students in the latest school year on record."), see, _("students"), none),
        Column("enrollment_year", _("School year of the enrollment."), see, SCHOOL_YEAR, none),
        Column("enrollment_source", _("Source of the enrollment."), STATE, empty=none),
    )


def _registration(
    consortia: "str | _StrPromise", confirmed: "str | _StrPromise", key: "str | _StrPromise"
) -> tuple[Column, ...]:
    return (
        Column("consortia", consortia, STATE, empty=_("Not in a consortium.")),
        Column("confirmed_on", confirmed, STATE, DAY, _("Never verified.")),
        Column("opened_on", _("Date it opened."), STATE, DAY),
        Column("closed_on", _("Date it closed."), STATE, DAY, _("Open, or the date is not known: see status.")),
        Column("successor", _("ID of the record that replaced it when it closed or merged."), STATE, key, _("None.")),
    )


STATUS = Column(
    "status", _("open, future, inactive (temporarily closed), closed, merged, or duplicate."), NCES, empty=NEVER
)
STATE_CODE = Column("state", _("State, as a two-letter code."), NCES, empty=NEVER)

DISTRICTS = File(
    "districts",
    _("Districts"),
    _("Each row is a local education agency with a federal ID: a district, charter agency, or service agency."),
    (
        Column("leaid", _("Federal ID and key of the file: seven digits, as text."), NCES, empty=NEVER),
        Column("state_id", _("State ID, as official files write it: WA-14005."), NCES),
        Column("name", _("Name."), NCES, empty=NEVER),
        Column(
            "kind",
            _("local, charter, service_agency, vocational, state, federal, other, or unknown."),
            NCES,
            empty=NEVER,
        ),
        STATUS,
        STATE_CODE,
        *_contact(),
        Column("office_email", _("Email of the office, never of a person."), _("The district itself")),
        *_location(_("County of the district’s office.")),
        *_enrollment(),
        *_eligibility(
            _("Small, Rural School Achievement: whether the district is small and rural."),
            _("Rural and Low-Income School: whether the district is rural and low-income."),
        ),
        *_registration(
            _("Consortia the district belongs to today, separated by semicolons."),
            _("Date the district last verified its record."),
            "LEAID",
        ),
        SOURCE,
        AS_OF,
    ),
)
SCHOOLS = File(
    "schools",
    _("Schools"),
    _("Each row is a public school."),
    (
        Column(
            "ncessch",
            _("Federal ID and key of the file: twelve digits as text, the first seven of them the district’s LEAID."),
            NCES,
            empty=NEVER,
        ),
        Column("state_id", _("State ID, as official files write it."), NCES),
        Column("name", _("Name."), NCES, empty=NEVER),
        Column(
            "level",
            _(
                "prekindergarten, elementary, middle, secondary, high, ungraded, adult, or other: from the directory "
                "or, if it is missing there, from the grades."
            ),
            NCES,
        ),
        Column("kind", _("regular, special_education, vocational, alternative, or program."), NCES),
        Column("charter", _("Whether it is a charter school."), NCES, YES_NO),
        STATUS,
        Column("leaid", _("Federal ID of its district."), NCES, empty=NEVER),
        Column("district", _("Name of its district."), NCES, empty=NEVER),
        STATE_CODE,
        *_contact(),
        *_location(_("County of the school or, if that is not known, of its district’s office.")),
        *_enrollment(),
        *_eligibility(
            _("Small, Rural School Achievement: whether its district is small and rural."),
            _("Rural and Low-Income School: whether its district is rural and low-income."),
        ),
        *_registration(
            _("Consortia the school or its district belongs to today, separated by semicolons."),
            _("Date the school last verified its record."),
            "NCESSCH",
        ),
        SOURCE,
        AS_OF,
    ),
)
CONSORTIA = File(
    "consortia",
    _("Consortia"),
    _("Each row is a consortium."),
    (
        Column("slug", _("Last part of its address, /consortia/…/; the key of the file."), STATE, empty=NEVER),
        Column("name", _("Name."), STATE, empty=NEVER),
        Column(
            "state",
            _("State it is registered in, as a two-letter code. Members may be in other states."),
            STATE,
            empty=NEVER,
        ),
        Column(
            "legal_form",
            _("agreement, council_of_governments, nonprofit, service_agency_program, or unknown."),
            STATE,
            empty=NEVER,
        ),
        Column(
            "status",
            _("registered, dissolved, or merged; proposed ones are visible only to those involved."),
            STATE,
            empty=NEVER,
        ),
        Column("purposes", _("Purposes today, separated by semicolons."), STATE, empty=_("No purpose is on record.")),
        Column("fiscal_agent", _("District that receives and pays out its money."), STATE),
        Column("lead", _("Lead member; several are separated by semicolons."), STATE),
        Column("members", _("Number of districts and schools that are members today."), STATE, _("members"), NEVER),
        Column("formed_on", _("Date it was formed."), STATE, DAY),
        Column("ended_on", _("Date it ended."), STATE, DAY, _("It has not ended.")),
        Column("website", _("Website."), _("The consortium itself")),
        Column("confirmed_on", _("Date its lead member last verified the record."), STATE, DAY, _("Never verified.")),
        AS_OF,
    ),
)
REGIONS = File(
    "regions",
    _("Regions"),
    _("Each row is a county with its region."),
    (
        Column(
            "slug",
            _("Last part of the region’s address, /regions/…/. A county in no region is listed as its own region."),
            STATE,
            empty=NEVER,
        ),
        Column("name", _("Name of the region, or of the county listed as one."), STATE, empty=NEVER),
        Column("state", _("State, as a two-letter code."), STATE, empty=NEVER),
        Column("county", _("Name of the county."), CENSUS, empty=NEVER),
        Column("county_fips", _("FIPS code of the county: five digits, with leading zeros."), CENSUS, empty=NEVER),
        AS_OF,
    ),
)
FILES = (DISTRICTS, SCHOOLS, CONSORTIA, REGIONS)
