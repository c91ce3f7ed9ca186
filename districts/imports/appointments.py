"""The file of people and their roles."""

from districts.actions.import_batches.appointments import APPOINTMENTS
from districts.imports.own_values import MOST_OWN_ROWS, choice, own_text, place_id, split_list, typed_day
from districts.imports.types import ImportColumn, ImportType, Values, add_import_type
from districts.imports.values import BadValue, shown
from districts.rules.appointment_rows import AppointmentFact
from districts.rules.disputing import is_email
from districts.rules.powers import POWERS
from districts.states import ImportKind, Office

NONE = "none"


def _appointment(file: str, line: int, row: Values) -> AppointmentFact:
    email = own_text("email", row.get("email", ""), 254, is_needed=True).lower()
    if not is_email(email):
        raise BadValue(f"the email “{shown(email)}” is not an address like name@example.org")
    office = choice("role", row.get("role", ""), dict(Office.choices), is_needed=True)
    place = place_id(row)
    if office == Office.PRINCIPAL and len(place) == 7:
        raise BadValue("a principal needs the NCESSCH of the school, not a LEAID")
    starts_on = typed_day("start date", row.get("starts_on", ""))
    if starts_on is None:
        raise BadValue("the start date is missing")
    return AppointmentFact(
        file,
        line,
        email,
        own_text("name", row.get("name", ""), 200),
        office,
        place,
        starts_on,
        typed_day("end date", row.get("ends_on", "")),
        _powers(row.get("permissions", "")),
    )


def _powers(text: str) -> tuple[str, ...] | None:
    """The permissions named; none for “none”; None for a blank cell, which leaves the choice to the office."""
    if text.strip().lower() == NONE:
        return ()
    labels = {power: offered.label for power, offered in POWERS.items()}
    named = [choice("permission", part, labels) for part in split_list(text)]
    return tuple(power for power in POWERS if power in named) or None


PEOPLE_FILE = ImportType(
    place=50,
    kind=APPOINTMENTS,
    label=ImportKind.APPOINTMENTS.label,
    file_label="people and their roles",
    purpose="Gives superintendents, principals, treasurers, and designees their roles, and invites those who have no "
    "account.",
    next_step="Each new person gets an email with a link to open an account. We also email people who have an "
    "account about their role.",
    undoing="New roles are removed, and invitations that no one has used stop working. If someone has used an "
    "invitation or acted in a new role, nothing is undone.",
    columns=(
        ImportColumn("name", "Full name. Leave blank for a person who has an account.", is_needed=True),
        ImportColumn("email", "The person’s own address. The invitation goes there.", is_needed=True),
        ImportColumn("role", "superintendent, treasurer, designee, or principal.", is_needed=True, others=("office",)),
        ImportColumn("leaid", "LEAID of the district, 7 digits."),
        ImportColumn("ncessch", "For a principal or a designee of a school: its NCESSCH, 12 digits, instead."),
        ImportColumn("starts_on", "Start date, such as 2026-07-01.", is_needed=True),
        ImportColumn("ends_on", "End date. Leave blank if it is not known."),
        ImportColumn(
            "permissions",
            f"Separated by semicolons: {'; '.join(POWERS)}. Leave blank to give a superintendent all of them and "
            "others none; enter “none” to give a superintendent none.",
            others=("powers",),
        ),
    ),
    read=_appointment,
    shown=("email", "name"),
    most_rows=MOST_OWN_ROWS,
)
add_import_type(PEOPLE_FILE)
