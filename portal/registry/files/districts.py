"""The file of districts."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from consortia.models import Membership
from districts.models import District, DistrictFigures
from portal.components.columns import AS_OF, NCES, NEVER, SOURCE, STATE_CODE, STATUS, Attached, Column, File
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


def _consortia(facts: RecordFacts, key: int) -> str:
    return "; ".join(facts.of_districts.get(key, ()))


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
        *contact(),
        Column("office_email", _("Email of the office, never of a person."), _("The district itself")),
        *location(_("County of the district’s office."), "county_id"),
        *enrollment(),
        *eligibility(
            _("Small, Rural School Achievement: whether the district is small and rural."),
            _("Rural and Low-Income School: whether the district is rural and low-income."),
        ),
        *registration(
            _("Consortia the district belongs to today, separated by semicolons."),
            _("Date the district last verified its record."),
            "LEAID",
            Attached(_consortia, "pk"),
        ),
        SOURCE,
        AS_OF,
    ),
)


def district_file(
    districts: QuerySet[District], memberships: QuerySet[Membership], kind: str, *, on: datetime.date
) -> HttpResponseBase:
    """The districts as .csv, .json, or .geojson, with the latest enrollment and the consortia of each."""
    places, of_districts = places_by_county(), consortia_by("district", memberships)

    def attach(keys: Sequence[int]) -> RecordFacts:
        enrollments = latest_enrollments(DistrictFigures.objects.all(), "district", keys)
        return RecordFacts(places, enrollments, of_districts, {})

    rows = DISTRICTS.rows_of_queryset(districts, attach, as_of=on.isoformat())
    return file_response(DISTRICTS, rows, kind, districts, on=on)
