"""The columns of the files of rosters, of roster changes, and of shared services."""

from django.utils.translation import gettext_lazy as _

from portal.components.columns import (
    CONSORTIUM,
    DAY,
    EDGE,
    LATITUDE,
    LONGITUDE,
    NCES,
    NEVER,
    SCHOOL_YEAR,
    STATE,
    Column,
    File,
)

REQUEST = _("Your request")
NO_DISTRICT = _("No district takes part.")
_MEMBER = (
    Column("member_type", _("Whether the member is a district or a school."), STATE, empty=NEVER),
    Column("id", _("Federal ID of the member, as text: a district’s LEAID or a school’s NCESSCH."), NCES, empty=NEVER),
)
ROSTER = File(
    "members",
    _("Members of a consortium on a date"),
    _(
        "Each row is a membership in force on the requested date, from /consortia/…/members.csv or, for one district, "
        "/districts/…/consortia.csv."
    ),
    (
        CONSORTIUM,
        *_MEMBER,
        Column("name", _("Name of the member on that date."), STATE, empty=NEVER),
        Column("name_today", _("Name of the member today."), STATE, empty=NEVER),
        Column("district_leaid", _("LEAID of the district, or of the school’s district."), NCES, empty=NEVER),
        Column("district", _("Name of that district today."), NCES, empty=NEVER),
        Column("state", _("State of the member, as a two-letter code."), NCES, empty=NEVER),
        Column("county", _("County of the member; for a school without one, its district’s county."), EDGE),
        Column("county_fips", _("FIPS code of that county: five digits, with leading zeros."), EDGE),
        Column("class", _("Member type: component, participating, or observer."), STATE, empty=NEVER),
        Column("role", _("lead, fiscal_agent, or member."), STATE, empty=NEVER),
        Column("joins_on", _("Start date of the membership."), STATE, DAY, _("Not known; counted as long-standing.")),
        Column(
            "leaves_on",
            _("End date of the membership, which includes that day."),
            STATE,
            DAY,
            _("No end date (ongoing)."),
        ),
        Column(
            "status",
            _("Status on known_on: claimed (pending), agreed (accepted), confirmed, or disputed."),
            STATE,
            empty=NEVER,
        ),
        Column(
            "confirmed_on",
            _("Date the member last verified the membership; only for today’s records."),
            STATE,
            DAY,
            _("Never verified, or you asked for earlier records."),
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
        ),
        LATITUDE,
        LONGITUDE,
        Column(
            "today_otherwise",
            _("What today’s record says differently about this membership."),
            STATE,
            empty=_("No difference, or you asked for today’s records."),
        ),
        Column("as_of", _("Requested date of the roster."), REQUEST, DAY, NEVER),
        Column("known_on", _("Date of the records, at the end of that day."), REQUEST, DAY, NEVER),
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
        CONSORTIUM,
        Column("consortium_name", _("Name of the consortium."), STATE, empty=NEVER),
        *_MEMBER,
        Column("name", _("Name of the member on the later date it belonged."), STATE, empty=NEVER),
        Column(
            "change",
            _(
                "joined, left, changed (role or member type), renamed, came and went (between the dates), or was away "
                "(left and rejoined)."
            ),
            STATE,
            empty=NEVER,
        ),
        Column("on", _("Date of the change; for a member that left, its end date."), STATE, DAY),
        Column("before", _("Role and member type, or name, on the first date."), STATE, empty=_("Not a member.")),
        Column("after", _("Role and member type, or name, on the second date."), STATE, empty=_("Not a member.")),
        Column(
            "authority",
            _("Board resolution, letter of commitment, or other document."),
            STATE,
            empty=_("None is on record."),
        ),
        Column("from", _("First date."), REQUEST, DAY, NEVER),
        Column("to", _("Second date."), REQUEST, DAY, NEVER),
    ),
)
SERVICES = File(
    "services",
    _("Shared services in a school year"),
    _(
        "Each row is a district in a service, from /consortia/…/services.csv. A service without districts has one row "
        "without a district."
    ),
    (
        CONSORTIUM,
        Column("service", _("The consortium’s number for the service, as text."), STATE, empty=NEVER),
        Column("title", _("Name of the service."), STATE, empty=NEVER),
        Column("leaid", _("LEAID of the participating district."), NCES, empty=NO_DISTRICT),
        Column("district", _("Name of that district."), NCES, empty=NO_DISTRICT),
        Column(
            "standing",
            _("Member type in that year: component, participating, observer, or outside (not a member)."),
            STATE,
            empty=NO_DISTRICT,
        ),
        Column("school_year", _("School year of the agreement, July to June."), STATE, SCHOOL_YEAR, NEVER),
        Column("as_of", _("Date of the download."), STATE, DAY, NEVER),
    ),
)
