"""The file of consortia."""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from consortia.models import Consortium
from portal.components.columns import AS_OF, DAY, NEVER, STATE, Cells, Column, File
from portal.components.downloads import geojson_response, point
from portal.registry.files.downloads import file_response

BATCH = 1_000
ITSELF = _("The consortium itself")
STATE_REGISTRY = "The state’s registry of consortia. Points: the offices of member districts, and member schools."


def _purposes(consortium: Any) -> str:
    return "; ".join(purpose.get_purpose_display() for purpose in consortium.purposes_now)


def _fiscal_agent(consortium: Any) -> str:
    return consortium.fiscal_agent.name if consortium.fiscal_agent else ""


def _leads(consortium: Any) -> str:
    return "; ".join(str(membership.member) for membership in consortium.leads_now)


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
            "legal_form_since",
            _("Effective date of the legal form."),
            STATE,
            DAY,
            _("The date is not on record, or the form was corrected without one."),
        ),
        Column(
            "status",
            _("registered, dissolved, or merged; proposed ones are visible only to those involved."),
            STATE,
            empty=NEVER,
        ),
        Column(
            "purposes",
            _("Purposes today, separated by semicolons."),
            STATE,
            empty=_("No purpose is on record."),
            source=_purposes,
        ),
        Column("fiscal_agent", _("District that receives and pays out its money."), STATE, source=_fiscal_agent),
        Column("lead", _("Lead member; several are separated by semicolons."), STATE, source=_leads),
        Column(
            "members",
            _("Number of districts and schools that are members today."),
            STATE,
            _("members"),
            NEVER,
            "members_now",
        ),
        Column("formed_on", _("Date it was formed."), STATE, DAY),
        Column("ended_on", _("Date it ended."), STATE, DAY, _("It has not ended.")),
        Column("phone", _("Phone number of its office."), ITSELF),
        Column("office_email", _("Email address of its office, never a person’s."), ITSELF),
        Column("website", _("Website."), ITSELF),
        Column("confirmed_on", _("Date its lead member last verified the record."), STATE, DAY, _("Never verified.")),
        AS_OF,
    ),
)


def consortium_file(
    consortia: QuerySet[Consortium], memberships: Any, kind: str, *, on: datetime.date
) -> HttpResponseBase:
    """The consortia as .csv, .json, or .geojson: a feature for each with the locations of its members today."""
    if kind == "geojson":
        features = _features(consortia, memberships, on)
        return geojson_response(
            CONSORTIA.name, CONSORTIA.header, features, on=on, count=consortia.count(), source=STATE_REGISTRY
        )
    rows = CONSORTIA.rows(consortia.iterator(chunk_size=BATCH), as_of=on)
    return file_response(CONSORTIA, rows, kind, consortia, on=on)


def _features(
    consortia: QuerySet[Consortium], memberships: Any, on: datetime.date
) -> Iterator[tuple[dict[str, Any] | None, Cells]]:
    every = consortia.iterator(chunk_size=BATCH)
    while batch := list(islice(every, BATCH)):
        points: dict[int, list[list[float]]] = defaultdict(list)
        for consortium, latitude, longitude in memberships.points([consortium.pk for consortium in batch]):
            if place := point(latitude, longitude):
                points[consortium].append(place["coordinates"])
        places = (points[consortium.pk] for consortium in batch)
        shapes = ({"type": "MultiPoint", "coordinates": found} if found else None for found in places)
        yield from zip(shapes, CONSORTIA.rows(batch, as_of=on), strict=True)
