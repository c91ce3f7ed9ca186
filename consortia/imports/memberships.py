"""The file of the members of consortia, each with its dates and its authority."""

from consortia.actions.importing import MEMBERSHIP_ROWS
from consortia.rules.import_rows import MembershipFact, overlapping_rows
from consortia.rules.record_changes import AUTHORITY_AT_MOST, SLUG_AT_MOST
from consortia.states import MemberRole, MembershipClass
from districts.imports.own_values import MOST_OWN_ROWS, choice, own_text, place_id, typed_day
from districts.imports.report import Report
from districts.imports.types import ImportColumn, ImportType, Values, add_import_type


def _membership(file: str, line: int, row: Values) -> MembershipFact:
    return MembershipFact(
        file,
        line,
        place_id(row),
        own_text("slug", row.get("slug", ""), SLUG_AT_MOST, is_needed=True),
        choice("class", row.get("class", ""), dict(MembershipClass.choices), default=MembershipClass.PARTICIPATING),
        choice("role", row.get("role", ""), dict(MemberRole.choices), default=MemberRole.MEMBER),
        typed_day("start date", row.get("joins_on", "")),
        typed_day("end date", row.get("leaves_on", "")),
        own_text("authority", row.get("authority", ""), AUTHORITY_AT_MOST),
        typed_day("date of the authority", row.get("authority_on", "")),
    )


def _without_overlaps(facts: list[MembershipFact], report: Report) -> list[MembershipFact]:
    """The rows that no other row contradicts; the others are rejected, each with the line of the other."""
    overlaps = overlapping_rows(facts)
    for fact, other in overlaps.items():
        reason = f"{fact.place} is in {fact.slug} on the same days in line {other.line}; neither row is imported"
        report.remark(fact.file, fact.line, "rejected", reason, key=fact.place)
    return [fact for fact in facts if fact not in overlaps]


MEMBERSHIP_FILE = ImportType(
    place=40,
    kind=MEMBERSHIP_ROWS,
    label="Members of consortia",
    file_label="members of consortia",
    purpose="Enters the districts and schools that belong to consortia, with their dates.",
    next_step="The memberships are on record, entered by the State. Members and consortia can then confirm them.",
    undoing="New memberships are withdrawn, and corrected dates return to their earlier values. If a member or a "
    "consortium has answered since, nothing is undone.",
    columns=(
        ImportColumn("slug", "Last part of the consortium’s address, /consortia/…/.", is_needed=True),
        ImportColumn("leaid", "LEAID of the district, 7 digits."),
        ImportColumn("ncessch", "For a school: its NCESSCH, 12 digits, instead."),
        ImportColumn("class", f"{', '.join(MembershipClass.values)}. Blank means participating.", is_needed=True),
        ImportColumn("role", f"{', '.join(MemberRole.values)}. Blank means member.", is_needed=True),
        ImportColumn("joins_on", "Start date, such as 2024-07-01. Leave blank if it is not known.", is_needed=True),
        ImportColumn("leaves_on", "End date. Leave blank if it has not ended."),
        ImportColumn("authority", "Board resolution or agreement. Needed if the member is in another state."),
        ImportColumn("authority_on", "Date of the vote or of the agreement."),
    ),
    read=_membership,
    check=_without_overlaps,
    shown=("leaid", "ncessch"),
    most_rows=MOST_OWN_ROWS,
)
add_import_type(MEMBERSHIP_FILE)
