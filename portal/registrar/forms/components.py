"""Forms for the component districts of a service agency."""

from typing import Any

from django import forms
from django.http import QueryDict

from districts.models import District, ServiceAgencyMembership
from portal.components.dates import day_field
from portal.components.seen_facts import SeenFactsForm
from portal.registrar.forms.named_records import Finder, NamedRecordForm

START = "Leave blank if it is not known."
END = "The membership continues through this date. Leave blank if there is no end date."


class ComponentForm(NamedRecordForm):
    """A district that becomes a component district, with its dates."""

    district = forms.CharField(
        label="District",
        max_length=200,
        help_text="Enter the full name or the LEAID, the 7-digit federal ID.",
        error_messages={"required": "Enter the district"},
    )
    starts_on = day_field("Start date", START)
    ends_on = day_field("End date", END)

    def __init__(self, data: QueryDict | None = None, *, find: Finder) -> None:
        super().__init__(data)
        self.find, self.candidates = find, []
        self.found: District | None = None

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the district."""
        cleaned = super().clean() or {}
        if text := " ".join(cleaned.get("district", "").split()):
            self.found = self.record_named("district", text, self.find, needs_full_name=True)
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {**self.cleaned_data, "district": self.found}


class ComponentDatesForm(SeenFactsForm):
    """The dates of a component district's membership."""

    starts_on = day_field("Start date", START)
    ends_on = day_field("End date", END)

    def __init__(self, data: QueryDict | None = None, *, component: ServiceAgencyMembership) -> None:
        super().__init__(data)
        self.remember(known_dates(component))

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"starts_on": self.cleaned_data["starts_on"], "ends_on": self.cleaned_data["ends_on"], "seen": self.seen}


class RemoveComponentForm(forms.Form):
    """Why a membership is removed."""

    reason = forms.CharField(
        label="Reason",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The audit log keeps it with the dates of the membership.",
        error_messages={"required": "Enter the reason"},
    )


def known_dates(component: ServiceAgencyMembership) -> dict[str, str]:
    """The dates as text, empty where they are not known."""
    return {"starts_on": str(component.starts_on or ""), "ends_on": str(component.ends_on or "")}
