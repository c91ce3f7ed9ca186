"""What the pages of districts and schools share."""

import datetime
from collections.abc import Sequence
from typing import TypeVar

from django.http import Http404
from django.urls import reverse

from accounts.models import Visitor
from consortia.models import MembershipsByDay
from districts.models import Appointment, CountyShape, District, School
from districts.reads.records import RecordHistory
from districts.rules.freshness import member_since
from portal.components.charts import chart_of, every_year
from portal.components.facts import FigureLine, events_of, fact_lines
from portal.components.maps import PlaceMap, place_map
from portal.registry.pages.membership_rows import membership_lists
from portal.registry.pages.pending import pending_consortia
from portal.registry.pages.record_card import RecordCard
from portal.registry.pages.records import actions_on, closing_label

Record = TypeVar("Record")


def only_record(found: Sequence[Record]) -> Record:
    """The record that was found by its ID. Raises Http404 if there is none."""
    if not found:
        raise Http404
    return found[0]


def record_context(
    record: District | School,
    *,
    history: RecordHistory,
    memberships: MembershipsByDay,
    figures: Sequence[FigureLine],
    enrollments: list[tuple[str, int]],
    via: str,
    by: Visitor,
    on: datetime.date,
) -> dict[str, object]:
    """The card, facts with sources, verification, chart, and history; and what this person may do with the record."""
    key = "district_id" if isinstance(record, District) else "school_id"
    own = [membership for membership in memberships.now if getattr(membership, key) == record.pk]
    facts = fact_lines(record, changes=history.changes, disputed=history.disputed)
    is_own_staff = by.is_authenticated and Appointment.objects.places_of(by).includes(record)
    page = "registry:district_detail" if isinstance(record, District) else "registry:school_detail"
    return {
        "card": RecordCard(record, facts, figures, memberships.now, _map_of(record, by)),
        "fact_lines": facts,
        "figures": figures,
        "confirmed_by": record.confirmed_by or "",
        "since": member_since(own),
        "actions": actions_on(record) if is_own_staff else [],
        "chart": chart_of("Enrollment", every_year(enrollments)),
        "predecessors": [
            (entry.new, f"{reverse(page, args=[entry.field])}?record=old", closing_label(entry.day))
            for entry in history.predecessors
        ],
        "events": events_of(
            record, changes=history.changes, memberships=[*memberships.now, *memberships.before], on=on, via=via
        ),
        "memberships": membership_lists(memberships, via=via, on=on),
        "pending": pending_consortia(record, memberships.pending),
        "on": on,
    }


def _map_of(record: District | School, by: Visitor) -> PlaceMap | None:
    county = record.county or (record.district.county if isinstance(record, School) else None)
    return place_map(
        CountyShape.objects.visible_to(by).drawn(record.state),
        counties=[county.fips] if county else [],
        name=county.name if county else "",
        latitude=record.latitude,
        longitude=record.longitude,
    )
