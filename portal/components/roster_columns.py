"""The columns of rosters, of what changed in them, and of services: what each means and what empty means."""

from portal.components.columns import DAY, DEGREES, EDGE, NCES, NEVER, STATE, Column, File

ON = Column("as_of", "The day of the roster, as it was asked for.", "The question", DAY, NEVER)
_MEMBER = (
    Column("member_type", "district or school: which of the two is the member.", STATE, empty=NEVER),
    Column("id", "Federal id of the member: LEAID of a district, NCESSCH of a school; text.", NCES, empty=NEVER),
)
ROSTER = File(
    "members",
    "Members of a consortium on a day",
    "One row is one membership that holds on the day asked for, from /consortia/…/members.csv or, for one district, "
    "/districts/…/consortia.csv.",
    (
        Column("consortium", "Address of the consortium: /consortia/ and this.", STATE, empty=NEVER),
        *_MEMBER,
        Column("name", "Name of the member on that day, as it was known.", STATE, empty=NEVER),
        Column("name_today", "Name of the member today.", STATE, empty=NEVER),
        Column("district_leaid", "LEAID of the district, or of the school’s district.", NCES, empty=NEVER),
        Column("district", "Name of that district today.", NCES, empty=NEVER),
        Column("state", "State of the member, two letters.", NCES, empty=NEVER),
        Column("county", "County of the member; of a school without one, its district’s.", EDGE),
        Column("county_fips", "Code of that county: five digits, leading zeros are kept.", EDGE),
        Column("class", "component, participating or observer.", STATE, empty=NEVER),
        Column("role", "lead, fiscal_agent or member.", STATE, empty=NEVER),
        Column("joins_on", "First day of the membership.", STATE, DAY, "Not known; counted as long ago."),
        Column("leaves_on", "Last day of the membership; it still counts.", STATE, DAY, "Open."),
        Column("status", "claimed, agreed, confirmed or disputed, as known on known_on.", STATE, empty=NEVER),
        Column(
            "confirmed_on",
            "Last day on which the member confirmed the line; for what is known today only.",
            STATE,
            DAY,
            "Never confirmed, or an earlier day of knowledge was asked for.",
        ),
        Column(
            "enrollment",
            "Students of a district: the latest number for a school year begun by as_of.",
            "See the district’s page",
            "students",
            "Not known, or the member is a school.",
        ),
        Column(
            "enrollment_year", "School year of that number.", "See the district’s page", "school year", "No number."
        ),
        Column(
            "open_schools",
            "Schools of a district that the register does not know to have been closed on as_of.",
            STATE,
            "schools",
            "The member is a school.",
        ),
        Column("latitude", "North of the equator.", EDGE, DEGREES),
        Column("longitude", "East of Greenwich; negative in America.", EDGE, DEGREES),
        Column(
            "today_otherwise",
            "What today’s register says otherwise of this line.",
            STATE,
            empty="Nothing, or what is known today was asked for.",
        ),
        ON,
        Column("known_on", "The day at whose end the register said so.", "The question", DAY, NEVER),
    ),
)
CHANGES = File(
    "changes",
    "What changed between two days",
    "One row is one change of one member, from /consortia/…/members/changes.csv or, for all consortia, "
    "/consortia/changes.csv.",
    (
        Column("consortium", "Address of the consortium: /consortia/ and this.", STATE, empty=NEVER),
        Column("consortium_name", "Name of the consortium.", STATE, empty=NEVER),
        *_MEMBER,
        Column("name", "Name of the member on the later day on which it belonged.", STATE, empty=NEVER),
        Column(
            "change",
            "joined, left, changed (role or class), renamed, came and went (in between), was away (and came back).",
            STATE,
            empty=NEVER,
        ),
        Column("on", "Day of the change; of leaving the last day as a member.", STATE, DAY),
        Column("before", "Role and class, or name, on the first day.", STATE, empty="It was no member."),
        Column("after", "Role and class, or name, on the second day.", STATE, empty="It was no member."),
        Column("authority", "Board resolution, letter or other paper behind it.", STATE, empty="None is recorded."),
        Column("from", "The first of both days.", "The question", DAY, NEVER),
        Column("to", "The second of both days.", "The question", DAY, NEVER),
    ),
)
SERVICES = File(
    "services",
    "Shared services of a school year",
    "One row is one district in one service, from /consortia/…/services.csv; a service in which nobody takes part has "
    "one row without a district.",
    (
        Column("consortium", "Address of the consortium: /consortia/ and this.", STATE, empty=NEVER),
        Column("service", "Number under which the consortium offers it; text.", STATE, empty=NEVER),
        Column("title", "What it is.", STATE, empty=NEVER),
        Column("leaid", "LEAID of the district that takes part.", NCES, empty="Nobody takes part."),
        Column("district", "Name of that district.", NCES, empty="Nobody takes part."),
        Column(
            "standing",
            "component, participating, observer, or outside (no member) in that year.",
            STATE,
            empty="Nobody takes part.",
        ),
        Column("school_year", "The year for which it is agreed, July to June.", STATE, "school year", NEVER),
        Column("as_of", "The day of the download.", STATE, DAY, NEVER),
    ),
)
