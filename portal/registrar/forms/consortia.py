"""Forms with which a registrar enters a consortium, adds members to it, and edits its record."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from consortia.rules.record_changes import ABOUT_AT_MOST, AUTHORITY_AT_MOST, NAME_AT_MOST, PurposeEntry, codes_in
from consortia.states import LegalForm, MemberRole, MembershipClass, Purpose
from districts.models import District, School
from districts.rules.places import STATE_NAMES
from portal.components.contact_fields import contact_fields
from portal.components.dates import day_field
from portal.components.seen_facts import SeenFactsForm
from portal.registrar.forms.named_records import Finder, NamedRecordForm

# More can be added on the record.
PURPOSE_ROWS = range(1, 4)
STATES = [(code, name) for name, code in sorted((name, code) for code, name in STATE_NAMES.items())]
AUTHORITY_HELP = "For example, “Board resolution 26-3” or “Charter, section 2.”"
DISTRICT_HELP = "Enter the full name or the LEAID, the 7-digit federal ID."


def _authority(label: str = "Authority", help_text: str = AUTHORITY_HELP) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=AUTHORITY_AT_MOST, help_text=help_text)


def _counties() -> forms.CharField:
    return forms.CharField(
        label="Counties served",
        required=False,
        max_length=2_000,
        help_text="FIPS codes, separated by commas. For example, 39009, 39105.",
    )


def _district(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, help_text=help_text)


class FormSection(NamedTuple):
    """Fields of a form under one heading."""

    heading: str
    fields: list[forms.BoundField]


class ConsortiumForm(NamedRecordForm):
    """A consortium to be entered: its facts, purposes, and the districts that run it."""

    name = forms.CharField(
        label="Name", max_length=NAME_AT_MOST, error_messages={"required": "Enter the name of the consortium"}
    )
    state = forms.ChoiceField(
        label="State",
        choices=STATES,
        help_text="Members may be in other states.",
        error_messages={"required": "Choose the state"},
    )
    legal_form = forms.ChoiceField(
        label="Legal form",
        choices=LegalForm.choices,
        initial=LegalForm.UNKNOWN,
        error_messages={"required": "Choose the legal form"},
    )
    formed_on = day_field("Date formed", "Leave blank if it is not known. No member can join before it.")
    counties_served = _counties()
    fiscal_agent = _district("Fiscal agent", f"The district that receives and pays out its money. {DISTRICT_HELP}")
    lead = _district("Lead district", f"It becomes a member, and its people run the consortium. {DISTRICT_HELP}")
    lead_authority = _authority("Authority for the lead")
    override_reason = forms.CharField(
        label="How this consortium is different",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed only if the registry already has a similar consortium. Anyone can read it in the record’s "
        "history.",
    )

    def __init__(self, data: QueryDict | None = None, *, find: Finder, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.districts: dict[str, District | None] = {"fiscal_agent": None, "lead": None}
        self.fields |= contact_fields(ABOUT_AT_MOST)
        for row in PURPOSE_ROWS:
            self.fields[f"purpose_{row}"] = forms.ChoiceField(
                label=f"Purpose {row}", required=False, choices=[("", "None"), *Purpose.choices]
            )
            self.fields[f"purpose_{row}_starts_on"] = day_field(f"Start date of purpose {row}")
            self.fields[f"purpose_{row}_authority"] = _authority(f"Authority for purpose {row}", "")

    @property
    def sections(self) -> list[FormSection]:
        """The fields in groups."""
        purposes = [f"purpose_{row}{field}" for row in PURPOSE_ROWS for field in ("", "_starts_on", "_authority")]
        return [
            self._section("The consortium", "name", "state", "about", "legal_form", "formed_on", "counties_served"),
            self._section("Contact", "contact_role", "phone", "office_email", "website"),
            self._section("Purposes", *purposes),
            self._section("Who runs it", "fiscal_agent", "lead", "lead_authority"),
            self._section("If there is a similar consortium", "override_reason"),
        ]

    def _section(self, heading: str, *names: str) -> FormSection:
        return FormSection(heading, [self[name] for name in names])

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the districts, and refuses purposes without a name or named twice."""
        cleaned = super().clean() or {}
        for field in self.districts:
            text = " ".join(cleaned.get(field, "").split())
            if text and not self.candidates:
                self.districts[field] = self.record_named(field, text, self.find, needs_full_name=True)
        named = [cleaned.get(f"purpose_{row}") for row in PURPOSE_ROWS]
        for row, purpose in zip(PURPOSE_ROWS, named, strict=True):
            details = (cleaned.get(f"purpose_{row}_starts_on"), cleaned.get(f"purpose_{row}_authority"))
            if not purpose and any(details):
                self.add_error(f"purpose_{row}", f"Choose purpose {row}, or remove its date and authority")
            elif purpose and purpose in named[: row - 1]:
                self.add_error(f"purpose_{row}", "Choose each purpose once")
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        cleaned = self.cleaned_data
        plain = ("name", "state", "legal_form", "formed_on", "lead_authority", "override_reason")
        return {
            **{field: cleaned[field] for field in plain},
            "counties_served": codes_in(cleaned["counties_served"]),
            **self.districts,
            "contact": {field: cleaned[field] for field in contact_fields(ABOUT_AT_MOST)},
            "purposes": [
                PurposeEntry(
                    cleaned[f"purpose_{row}"], cleaned[f"purpose_{row}_starts_on"], cleaned[f"purpose_{row}_authority"]
                )
                for row in PURPOSE_ROWS
                if cleaned[f"purpose_{row}"]
            ],
        }


class MemberForm(NamedRecordForm):
    """A member to be added by hand, with its dates and the authority."""

    member = forms.CharField(
        label="District or school",
        max_length=200,
        help_text="Enter the full name or the ID. District IDs have 7 digits; school IDs have 12.",
        error_messages={"required": "Enter the district or school"},
    )
    membership_class = forms.ChoiceField(
        label="Member type",
        choices=MembershipClass.choices,
        widget=forms.RadioSelect,
        initial=MembershipClass.PARTICIPATING,
        help_text="Component members belong by law or charter. Participating members join by agreement. Observers "
        "only attend.",
        error_messages={"required": "Choose a member type"},
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[(MemberRole.MEMBER, "Member"), (MemberRole.FISCAL_AGENT, "Fiscal agent"), (MemberRole.LEAD, "Lead")],
        widget=forms.RadioSelect,
        initial=MemberRole.MEMBER,
        help_text="People of a lead or a fiscal agent run the consortium: they invite and answer members.",
        error_messages={"required": "Choose a role"},
    )
    joins_on = day_field("Start date", "Leave blank if it is not known.")
    leaves_on = day_field("End date", "Leave blank if the membership has no end date.")
    authority = _authority(help_text=f"{AUTHORITY_HELP} Needed if the member is in another state.")
    authority_on = day_field(
        "Date of the authority", "The date of the vote or the agreement. Leave blank if it is not known."
    )

    def __init__(self, data: QueryDict | None = None, *, find: Finder, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.found: District | School | None = None

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the member."""
        cleaned = super().clean() or {}
        if text := " ".join(cleaned.get("member", "").split()):
            self.found = self.record_named("member", text, self.find, needs_full_name=True)
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {**self.cleaned_data, "member": self.found}


class RecordForm(SeenFactsForm, NamedRecordForm):
    """The facts of a consortium that the registrar maintains, with the date and the authority of the change."""

    name = forms.CharField(
        label="Name", max_length=NAME_AT_MOST, error_messages={"required": "Enter the name of the consortium"}
    )
    legal_form = forms.ChoiceField(
        label="Legal form", choices=LegalForm.choices, error_messages={"required": "Choose the legal form"}
    )
    fiscal_agent = _district("Fiscal agent", DISTRICT_HELP)
    formed_on = day_field("Date formed", "Leave blank if it is not known.")
    counties_served = _counties()
    holds_from = day_field(
        "Effective date of the change",
        "The date of a new name, legal form, or fiscal agent. The former one stays in the record’s history. Leave "
        "blank to correct a mistake.",
    )
    authority = _authority()

    def __init__(
        self, data: QueryDict | None = None, *, known: Mapping[str, str], agent: District | None, find: Finder
    ) -> None:
        super().__init__(data)
        self.find, self.candidates = find, []
        self.agent = agent
        if agent:
            self.fields["fiscal_agent"].help_text = f"Now {agent} ({agent.leaid}). {DISTRICT_HELP}"
        self.remember(known)

    def clean(self) -> dict[str, Any]:
        """The cleaned data, with the fiscal agent as its LEAID."""
        cleaned = super().clean() or {}
        if text := " ".join(cleaned.get("fiscal_agent", "").split()):
            agent = self.record_named("fiscal_agent", text, self.find, needs_full_name=True)
            cleaned["fiscal_agent"] = agent.leaid if agent else ""
        return cleaned


class PurposeForm(forms.Form):
    """A purpose that the consortium takes up."""

    purpose = forms.ChoiceField(
        label="Purpose", choices=[("", "Choose"), *Purpose.choices], error_messages={"required": "Choose a purpose"}
    )
    starts_on = day_field("Start date", "A past or future date. Leave blank if it is not known.")
    ends_on = day_field("End date", "Leave blank if the purpose has no end date.")
    authority = _authority()


class EndPurposeForm(forms.Form):
    """The end date of a purpose."""

    ends_on = day_field("End date", "The purpose continues through this date.", missing="Enter the end date")
    authority = _authority()
