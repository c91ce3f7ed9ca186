"""The file of small rural districts without a consortium; the data dictionary explains it, too."""

from django.utils.translation import gettext_lazy as _

from districts.models import District, DistrictFigures
from portal.components.columns import (
    ANSWER,
    DAY,
    EDGE,
    GIVEN,
    NCES,
    NEVER,
    SCHOOL_YEAR,
    STATE,
    STATE_CODE,
    Column,
    File,
)

RULES = _("Computed from the federal rules")
NO_ENROLLMENT = _("No enrollment is on record.")


def _county(district: District) -> str:
    return district.county.name if district.county else ""


def _region(district: District) -> str:
    return district.county.region.name if district.county and district.county.region else ""


def _latest(district: District) -> DistrictFigures | None:
    return next(iter(district.enrollments), None)


def _enrollment(district: District) -> int | None:
    latest = _latest(district)
    return latest.enrollment if latest else None


def _enrollment_year(district: District) -> str:
    latest = _latest(district)
    return latest.school_year if latest else ""


UNSERVED = File(
    "small-rural-districts-without-a-consortium",
    _("Small rural districts without a consortium"),
    _("Each row is a district of the state, from /partners.csv."),
    (
        Column("leaid", _("LEAID: the district’s federal ID, seven digits with leading zeros."), NCES, empty=NEVER),
        Column("name", _("Name."), NCES, empty=NEVER),
        Column("status", _("Status of the district: open. Only open districts are listed."), NCES, empty=NEVER),
        Column("county", _("County of its office."), EDGE, empty=_("The county is not known."), source=_county),
        Column(
            "region",
            _("The state’s region that includes the county."),
            STATE,
            empty=_("Not in a region."),
            source=_region,
        ),
        STATE_CODE,
        Column(
            "enrollment",
            _("Students in the latest school year on record."),
            _("See the district’s page"),
            _("students"),
            NO_ENROLLMENT,
            _enrollment,
        ),
        Column(
            "enrollment_year",
            _("School year of the enrollment."),
            _("See the district’s page"),
            SCHOOL_YEAR,
            NO_ENROLLMENT,
            _enrollment_year,
        ),
        Column(
            "srsa",
            _("Whether it is eligible for SRSA (small and rural)."),
            RULES,
            ANSWER,
            NEVER,
        ),
        Column(
            "rlis",
            _("Whether it is eligible for RLIS (low-income and rural)."),
            RULES,
            ANSWER,
            NEVER,
        ),
        Column("as_of", _("Date of the download."), STATE, DAY, NEVER, GIVEN),
    ),
)
