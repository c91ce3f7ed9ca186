"""What the pages of districts and of schools show alike."""

import datetime
from typing import Any

from accounts.access import registrars
from consortia.models import MembershipsByDay
from districts.models import Appointment, CountyShape, District, School
from districts.reads.records import Story
from districts.rules.freshness import member_since
from portal.components.charts import chart_of, every_year
from portal.components.facts import events_of, fact_lines
from portal.components.maps import PlaceMap, place_map


def record_context(
    record: Any,
    *,
    story: Story,
    lines: MembershipsByDay,
    numbers: list[tuple[str, int]],
    via: str,
    by: Any,
    on: datetime.date,
) -> dict[str, Any]:
    """Facts with sources, freshness, chart, history, map; and whether this person speaks for the record."""
    key = "district_id" if isinstance(record, District) else "school_id"
    own = [line for line in lines.now if getattr(line, key) == record.pk]
    facts = fact_lines(record, changes=story.changes, disputed=story.disputed)
    return {
        "record": record,
        "fact_lines": facts,
        "unknown_facts": [line for line in facts if not line.words and not line.is_disputed],
        "confirmed_by": record.confirmed_by or "",
        "since": member_since(own),
        "is_registrar": registrars(by),
        "may_speak": Appointment.objects.held_by(by).of_record(record).exists(),
        "chart": chart_of("Enrollment", every_year(numbers)),
        "predecessors": story.predecessors,
        "events": events_of(record, changes=story.changes, lines=[*lines.now, *lines.before], on=on, whose=via),
        "memberships": lines,
        "place": _map_of(record, by),
        "on": on,
    }


def _map_of(record: District | School, by: Any) -> PlaceMap | None:
    county = record.county or (record.district.county if isinstance(record, School) else None)
    return place_map(
        CountyShape.objects.visible_to(by).drawn(record.state),
        counties=[county.fips] if county else [],
        name=county.name if county else "",
        latitude=record.latitude,
        longitude=record.longitude,
    )
