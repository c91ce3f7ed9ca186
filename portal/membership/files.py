"""The file of small rural districts without a consortium."""

from districts.models import District, DistrictFigures
from portal.components.columns import GIVEN, Column, File


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
    "Small rural districts without a consortium",
    "Each row is a district.",
    (
        Column("leaid"),
        Column("name"),
        Column("county", source=_county),
        Column("region", source=_region),
        Column("state"),
        Column("enrollment", source=_enrollment),
        Column("enrollment_year", source=_enrollment_year),
        Column("srsa"),
        Column("rlis"),
        Column("as_of", source=GIVEN),
    ),
)
