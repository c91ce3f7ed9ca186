"""The files of rosters and of roster changes, each row with both of its dates."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from consortia.models import ScheduledClosure
from consortia.models.membership import MembershipQuerySet
from consortia.reads.rosters import batches_of_entries, enrollments, name_changes, open_schools
from districts.models import District
from districts.rules.places import school_year_of
from portal.components.columns import (
    CONSORTIUM,
    DAY,
    EDGE,
    GIVEN,
    LATITUDE,
    LONGITUDE,
    MEMBERSHIP_STATUS,
    NCES,
    NEVER,
    SCHOOL_YEAR,
    STATE,
    Cells,
    Column,
    File,
)
from portal.components.scheduled_closures import scheduled_in_file
from portal.registry.pages.roster_changes import MemberChange, RosterComparison
from portal.registry.pages.rosters import MemberFigures, RosterDates, RosterRow, by_member, named_on, roster_rows

REQUEST = _("Your request")


def _member_type(row: RosterRow | MemberChange) -> str:
    return "school" if row.entry.is_school else "district"


_CONSORTIUM_NAME = Column(
    "consortium_name", _("Name of the consortium."), STATE, empty=NEVER, source="entry__consortium_name"
)
_MEMBER = (
    Column("member_type", _("Whether the member is a district or a school."), STATE, empty=NEVER, source=_member_type),
    Column(
        "id",
        _("Federal ID of the member, as text: a district’s LEAID or a school’s NCESSCH."),
        NCES,
        empty=NEVER,
        source="entry__id",
    ),
)
ROSTER = File(
    "members",
    _("Members of a consortium on a date"),
    _(
        "Each row is a membership in force on the requested date: of one consortium, from /consortia/…/members.csv; of "
        "one district, from /districts/…/consortia.csv; of all consortia, from /consortia/members.csv. Pending "
        "invitations and requests are not memberships and are not in these files: the pages of the consortium and of "
        "the district or school show them. The schools of a member district are not rows: schools.csv says which "
        "schools count through their district."
    ),
    (
        CONSORTIUM.read_from("entry__consortium"),
        _CONSORTIUM_NAME,
        *_MEMBER,
        Column("name", _("Name of the member on that date."), STATE, empty=NEVER, source="entry__name"),
        Column(
            "name_today",
            _("Name of the member today."),
            STATE,
            empty=NEVER,
            source=lambda row: row.name_today or row.entry.name,
        ),
        Column(
            "kind",
            _("Kind of a district, as in the file of districts: local, charter, service_agency, and others."),
            NCES,
            empty=_("The member is a school."),
            source="entry__kind",
        ),
        Column(
            "district_leaid",
            _("LEAID of the district, or of the school’s district."),
            NCES,
            empty=NEVER,
            source="entry__district_id",
        ),
        Column("district", _("Name of that district today."), NCES, empty=NEVER, source="entry__district_name"),
        Column("state", _("State of the member, as a two-letter code."), NCES, empty=NEVER, source="entry__state"),
        Column(
            "county",
            _("County of the member; for a school without one, its district’s county."),
            EDGE,
            source="entry__county",
        ),
        Column(
            "county_fips",
            _("FIPS code of that county: five digits, with leading zeros."),
            EDGE,
            source="entry__county_fips",
        ),
        Column("region", _("Region of that county."), STATE, source="entry__region"),
        Column(
            "class",
            _("Member type: component, participating, or observer."),
            STATE,
            empty=NEVER,
            source="entry__membership_class",
        ),
        Column("role", _("lead, fiscal_agent, or member."), STATE, empty=NEVER, source="entry__role"),
        Column(
            "joins_on",
            _("Start date of the membership."),
            STATE,
            DAY,
            _("Not known; counted as long-standing."),
            source="entry__joins_on",
        ),
        Column(
            "leaves_on",
            _("End date of the membership, which includes that day."),
            STATE,
            DAY,
            _("No end date (ongoing)."),
            source="entry__leaves_on",
        ),
        Column(
            "status",
            _("Status on known_on: recorded (entered by the State), confirmed (by both), or disputed."),
            STATE,
            empty=NEVER,
            source="entry__status",
        ),
        Column(
            "disputed_on",
            _("Date the dispute began. A disputed membership counts until the registrar settles it."),
            STATE,
            DAY,
            _("Not disputed, or you asked for earlier records."),
            source="entry__disputed_on",
        ),
        Column(
            "confirmed_on",
            _("Date the member last verified the membership; only for today’s records."),
            STATE,
            DAY,
            _("Never verified, or you asked for earlier records."),
            source="entry__confirmed_on",
        ),
        Column(
            "enrollment",
            _("Students of a district: the latest enrollment for a school year that began by as_of."),
            _("See the district’s page"),
            _("students"),
            _("Not known, or the member is a school."),
        ),
        Column(
            "enrollment_year",
            _("School year of the enrollment."),
            _("See the district’s page"),
            SCHOOL_YEAR,
            _("No enrollment."),
        ),
        Column(
            "open_schools",
            _("Schools of a district that are not known to be closed on as_of."),
            STATE,
            _("schools"),
            _("The member is a school."),
            source="schools",
        ),
        LATITUDE.read_from("entry__latitude"),
        LONGITUDE.read_from("entry__longitude"),
        Column(
            "today_otherwise",
            _("What today’s record says differently about this membership."),
            STATE,
            empty=_("No difference, or you asked for today’s records."),
            source=lambda row: " ".join(row.differences),
        ),
        Column(
            "scheduled",
            _(
                "Merger, split, or dissolution of the member’s district or of the consortium that is scheduled and "
                "that this row doesn’t show yet, with LEAIDs or slugs and the effective date."
            ),
            STATE,
            empty=_("Nothing is scheduled, or you asked for an earlier date or earlier records."),
        ),
        Column("as_of", _("Requested date of the roster."), REQUEST, DAY, NEVER, source=GIVEN),
        Column("known_on", _("Date of the records, at the end of that day."), REQUEST, DAY, NEVER, source=GIVEN),
    ),
)
CHANGES = File(
    "changes",
    _("Changes between two dates"),
    _(
        "Each row is a change of a member, from /consortia/…/members/changes.csv or, for all consortia, "
        "/consortia/changes.csv."
    ),
    (
        CONSORTIUM.read_from("entry__consortium"),
        _CONSORTIUM_NAME,
        *_MEMBER,
        Column(
            "name", _("Name of the member on the later date it belonged."), STATE, empty=NEVER, source="entry__name"
        ),
        Column(
            "change",
            _(
                "joined, left, changed (role or member type), renamed, came and went (between the dates), or was away "
                "(left and rejoined)."
            ),
            STATE,
            empty=NEVER,
            source="kind",
        ),
        Column("on", _("Date of the change; for a member that left, its end date."), STATE, DAY),
        Column("before", _("Role and member type, or name, on the first date."), STATE, empty=_("Not a member.")),
        Column("after", _("Role and member type, or name, on the second date."), STATE, empty=_("Not a member.")),
        Column("status", MEMBERSHIP_STATUS, STATE, empty=NEVER, source="entry__status"),
        Column(
            "authority",
            _("Board resolution, letter of commitment, or other document."),
            STATE,
            empty=_("None is on record."),
        ),
        Column("from", _("First date."), REQUEST, DAY, NEVER, source=GIVEN),
        Column("to", _("Second date."), REQUEST, DAY, NEVER, source=GIVEN),
    ),
)


def rows_of_all_rosters(memberships: MembershipQuerySet, dates: RosterDates) -> Iterator[RosterRow]:
    """The members on the date of all these memberships, read a thousand at a time."""
    for batch in batches_of_entries(memberships.in_force(dates.on)):
        entries = named_on(batch, by_member(name_changes(batch)), on=dates.on)
        figures = MemberFigures(
            enrollments(entries, until=school_year_of(dates.on)),
            open_schools({entry.district_pk for entry in entries if entry.district_pk}, on=dates.on),
            {entry.member: entry.name for entry in batch},
            fresh_on=dates.fresh_on,
        )
        yield from roster_rows(entries, figures, dates)


def roster_file_rows(
    rows: Iterable[RosterRow], dates: RosterDates, scheduled: Iterable[ScheduledClosure]
) -> Iterator[Cells]:
    """A row of the file for each membership, with what is scheduled for its district and its consortium."""
    if dates.is_scheduled_shown:
        words: dict[str, list[str]] = defaultdict(list)
        for closure in scheduled:
            key = closure.ends.leaid if isinstance(closure.ends, District) else closure.ends.slug
            words[key].append(f"{key} {scheduled_in_file(closure)}")
        rows = (
            replace(row, scheduled="; ".join([*words[row.entry.district_id], *words[row.entry.consortium]]))
            for row in rows
        )
    return ROSTER.rows(rows, as_of=dates.on, known_on=dates.known or dates.today)


def change_file_rows(comparison: RosterComparison) -> Iterator[Cells]:
    """A row of the file for each change."""
    return CHANGES.rows(comparison.all, **{"from": comparison.start, "to": comparison.end})


def roster_features(rows: Sequence[Cells]) -> dict[str, object]:
    """The same rows as GeoJSON; a member without a known location has no geometry."""
    features = []
    for row in rows:
        properties = dict(zip(ROSTER.header, (_plain(value) for value in row), strict=True))
        latitude, longitude = properties.pop("latitude"), properties.pop("longitude")
        is_known = latitude is not None and longitude is not None
        geometry = {"type": "Point", "coordinates": [longitude, latitude]} if is_known else None
        features.append({"type": "Feature", "id": properties["id"], "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value
