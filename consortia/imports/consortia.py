"""The file of consortia: each row is one, with its purposes, its lead, and how to reach it."""

from consortia.actions.importing import CONSORTIUM_ROWS
from consortia.rules.import_rows import ConsortiumFact
from consortia.rules.record_changes import (
    ABOUT_AT_MOST,
    AUTHORITY_AT_MOST,
    CONTACT_ROLE_AT_MOST,
    NAME_AT_MOST,
    SLUG_AT_MOST,
    FormerName,
    PurposeEntry,
)
from consortia.states import LegalForm, Purpose
from districts.imports.own_values import MOST_OWN_ROWS, choice, own_text, split_list, typed_day
from districts.imports.types import ImportColumn, ImportType, Values, add_import_type
from districts.imports.values import BadValue, any_leaid, shown
from districts.rules.places import STATE_NAMES

NO_FORM = LegalForm.UNKNOWN.value


def _consortium(file: str, line: int, row: Values) -> ConsortiumFact:
    cell = {column.name: row.get(column.name, "") for column in CONSORTIUM_FILE.columns}
    formed_on = typed_day("date formed", cell["formed_on"])
    legal_form = choice("legal form", cell["legal_form"], dict(LegalForm.choices))
    values = {
        "about": own_text("description", cell["description"], ABOUT_AT_MOST, has_lines=True),
        "contact_role": own_text("contact role", cell["contact_role"], CONTACT_ROLE_AT_MOST),
        "phone": own_text("phone", cell["phone"], 40, has_signs=True),
        "office_email": own_text("email", cell["email"], 254),
        "website": own_text("website", cell["website"], 200),
        "legal_form": "" if legal_form == NO_FORM else legal_form,
        "fiscal_agent": _leaid(cell["fiscal_agent"]),
        "formed_on": formed_on.isoformat() if formed_on else "",
        "counties_served": own_text("counties served", cell["counties_served"], 2_000),
    }
    return ConsortiumFact(
        file,
        line,
        own_text("slug", cell["slug"], SLUG_AT_MOST),
        " ".join(own_text("name", cell["name"], NAME_AT_MOST, is_needed=True).split()),
        choice("state", cell["state"], dict(STATE_NAMES)),
        values,
        typed_day("start date of the legal form", cell["legal_form_from"]),
        tuple(_former_name(text) for text in split_list(cell["former_names"])),
        _purposes(cell["purposes"]),
        _leaid(cell["lead"]),
        own_text("authority of the lead", cell["lead_authority"], AUTHORITY_AT_MOST),
        own_text("reason why it is not a duplicate", cell["not_a_duplicate_because"], 2_000),
    )


def _purposes(text: str) -> tuple[PurposeEntry, ...]:
    """Purposes with start date and authority: `purchasing:2024-07-01:Board resolution 12; online_courses`."""
    entries = []
    for part in split_list(text):
        name, _, rest = part.partition(":")
        day, _, authority = rest.partition(":")
        entries.append(
            PurposeEntry(
                choice("purpose", name.strip(), dict(Purpose.choices), is_needed=True),
                typed_day("start date of the purpose", day.strip()),
                own_text("authority of the purpose", authority, AUTHORITY_AT_MOST),
            )
        )
    named = [entry.purpose for entry in entries]
    if twice := next((purpose for purpose in named if named.count(purpose) > 1), ""):
        raise BadValue(f"the purpose {twice} is in the row twice")
    return tuple(entries)


def _former_name(text: str) -> FormerName:
    """A former name with the effective date of the next name: `Mill Creek Network:2024-07-01:Resolution 3`."""
    pieces = [piece.strip() for piece in text.split(":", 2)]
    replaced_on = typed_day("date of the change of name", pieces[1]) if len(pieces) > 1 else None
    if replaced_on is None:
        raise BadValue(
            f"the former name “{shown(text)}” needs the effective date of the next name, like "
            f"{shown(pieces[0])}:2024-07-01"
        )
    name = own_text("former name", pieces[0], NAME_AT_MOST, is_needed=True)
    return FormerName(name, replaced_on, own_text("authority", "".join(pieces[2:]), AUTHORITY_AT_MOST))


def _leaid(text: str) -> str:
    return any_leaid(text) if text else ""


CONSORTIUM_FILE = ImportType(
    place=30,
    kind=CONSORTIUM_ROWS,
    label="Consortia",
    file_label="consortia",
    purpose="Enters the state’s consortia, or updates the facts that you maintain.",
    next_step="New consortia are public at once, on record and entered by the State. Import their members next.",
    undoing="Changed facts return to their earlier values, and new consortia are removed. If one has changed again or "
    "has further members, nothing is undone.",
    columns=(
        ImportColumn("name", "Full name.", is_needed=True),
        ImportColumn("slug", "Last part of its address. Leave blank for a new consortium; we make it from the name."),
        ImportColumn("state", "Two-letter code. Leave blank for the state you choose on this page."),
        ImportColumn(
            "former_names",
            "Each with the effective date of the next name, separated by semicolons: Mill Creek Network:2024-07-01.",
        ),
        ImportColumn("description", "What the consortium does. Anyone can read it."),
        ImportColumn("legal_form", f"{', '.join(LegalForm.values)}.", is_needed=True),
        ImportColumn("legal_form_from", "Effective date of the legal form, such as 2024-07-01."),
        ImportColumn("formed_on", "Date formed, such as 2024-07-01.", is_needed=True),
        ImportColumn(
            "purposes",
            "Separated by semicolons, with start date and authority if you know them: "
            f"purchasing:2024-07-01:Board resolution 12; online_courses. One of: {', '.join(Purpose.values)}.",
            is_needed=True,
        ),
        ImportColumn("fiscal_agent", "LEAID of the district that receives and pays out its money."),
        ImportColumn("lead", "LEAID of the lead district. It becomes a member."),
        ImportColumn("lead_authority", "Needed if the lead is in another state."),
        ImportColumn("counties_served", "FIPS codes, separated by semicolons: 39009; 39105."),
        ImportColumn("contact_role", "The office to ask for, not a person’s name."),
        ImportColumn("phone", "Office phone with area code."),
        ImportColumn("email", "A shared office address, not a person’s."),
        ImportColumn("website", "Web address."),
        ImportColumn(
            "not_a_duplicate_because",
            "Only if we say that a similar consortium is in the registry: how this one is different. Anyone can read "
            "it.",
        ),
    ),
    read=_consortium,
    shown=("slug", "name"),
    is_by_state=True,
    most_rows=MOST_OWN_ROWS,
)
add_import_type(CONSORTIUM_FILE)
