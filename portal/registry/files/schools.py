"""The file of schools."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from consortia.models import Membership
from districts.models import School, SchoolFigures
from portal.components.columns import (
    AS_OF,
    NCES,
    NEVER,
    SOURCE,
    STATE,
    STATE_CODE,
    STATUS,
    YES_NO,
    Attached,
    Column,
    Computed,
    File,
)
from portal.registry.files.downloads import file_response
from portal.registry.files.records import (
    RecordFacts,
    consortia_by,
    contact,
    eligibility,
    enrollment,
    latest_enrollments,
    location,
    places_by_county,
    registration,
)


def _yes_or_no(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"


def _consortia(facts: RecordFacts, school: int, district: int) -> str:
    own, through_district = facts.of_schools.get(school, ()), facts.of_districts.get(district, ())
    return "; ".join(sorted({*own, *through_district}) if own and through_district else own or through_district)


def _through(facts: RecordFacts, school: int, district: int) -> str:
    is_member, has_district = school in facts.of_schools, district in facts.of_districts
    return "both" if is_member and has_district else "school" if is_member else "district" if has_district else ""


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
        Column(
            "charter", _("Whether it is a charter school."), NCES, YES_NO, source=Computed(_yes_or_no, "is_charter")
        ),
        STATUS,
        Column("leaid", _("Federal ID of its district."), NCES, empty=NEVER, source="district__leaid"),
        Column("district", _("Name of its district."), NCES, empty=NEVER, source="district__name"),
        STATE_CODE,
        *contact(),
        *location(
            _("County of the school or, if that is not known, of its district’s office."),
            "county_id",
            "district__county_id",
        ),
        *enrollment(),
        *eligibility(
            _("Small, Rural School Achievement: whether its district is small and rural."),
            _("Rural and Low-Income School: whether its district is rural and low-income."),
            district="district__",
        ),
        *registration(
            _("Consortia the school or its district belongs to today, separated by semicolons."),
            _("Date the school last verified its record."),
            "NCESSCH",
            Attached(_consortia, "pk", "district_id"),
        ),
        Column(
            "through",
            _("Who the member is: the school itself (school), its district (district), or both."),
            STATE,
            empty=_("Not in a consortium."),
            source=Attached(_through, "pk", "district_id"),
        ),
        SOURCE,
        AS_OF,
    ),
)


def school_file(
    schools: QuerySet[School], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> HttpResponseBase:
    """The schools as .csv, .json, or .geojson, with the consortia of each and of its district."""
    places = places_by_county()
    of_schools, of_districts = consortia_by("school", memberships), consortia_by("district", memberships)

    def attach(keys: Sequence[int]) -> RecordFacts:
        enrollments = latest_enrollments(SchoolFigures.objects.all(), "school", keys)
        return RecordFacts(places, enrollments, of_districts, of_schools)

    return file_response(SCHOOLS, SCHOOLS.rows_of_queryset(schools, attach, as_of=on.isoformat()), kind, schools, on=on)
