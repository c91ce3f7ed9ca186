"""Forms for merging, splitting, and dissolving districts and consortia, and for merging duplicate records."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from consortia.models import Consortium
from districts.models import District, School
from portal.components.dates import in_a_calendar
from portal.registrar.forms.named_records import Finder, NamedRecordForm

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MERGED, SPLIT, DISSOLVED = "merged", "split", "dissolved"
CLOSES = "closes"
CLOSES_THE_DAY_BEFORE = "It closes the day before this date, and its memberships end then."


class _ClosureForm(forms.Form):
    candidates: Sequence[Any] = ()
    into: Sequence[Any] = ()

    on = forms.DateField(
        label="Effective date",
        widget=DAY,
        validators=[in_a_calendar],
        error_messages={"required": "Enter the effective date", "invalid": "Enter a date like 7/1/2026"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Anyone can read them in the record’s history.",
        error_messages={"required": "Enter the reason"},
    )
    source = forms.CharField(
        label="Source",
        max_length=150,
        required=False,
        help_text="For example, “Resolution of the State Board of Education, May 12, 2026.”",
    )


class EndOfDistrictForm(_ClosureForm, NamedRecordForm):
    """The merger, split, or dissolution of a district."""

    how = forms.ChoiceField(
        label="Type of change",
        choices=[
            (MERGED, "Merger: one district takes over all of its schools"),
            (SPLIT, "Split: several districts take over its schools"),
            (DISSOLVED, "Dissolution: no district takes over, and its schools close"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the type of change"},
    )
    successors = forms.CharField(
        label="Successor districts",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Enter the name or LEAID (the 7-digit federal ID). For a split, enter each district on a separate "
        "line. Leave blank for a dissolution.",
    )
    field_order = ("how", "successors", "on", "reason", "source")

    def __init__(self, data: Any = None, *, find: Finder, schools: Iterable[School] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates, self.into = find, [], []
        self.fields["on"].help_text = CLOSES_THE_DAY_BEFORE
        if data is not None and data.get("how") == SPLIT:
            self.into = [
                row for text in _lines(data.get("successors", "")) if len(rows := find(text)) == 1 for row in rows
            ]
            places = [
                ("", "Choose"),
                *((district.leaid, district.name) for district in self.into),
                (CLOSES, "Closes with the district"),
            ]
            for school in schools:
                self.fields[f"school_{school.pk}"] = forms.ChoiceField(
                    label=school.name, choices=places, required=False
                )

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the successor districts."""
        cleaned = super().clean() or {}
        named = _lines(cleaned.get("successors", ""))
        how = cleaned.get("how")
        if how == MERGED and len(named) > 1:
            self.add_error("successors", "Enter only one district. If several take over, choose “Split.”")
        elif how == MERGED and not named:
            self.add_error("successors", "Enter the name or LEAID of the district that takes over")
        elif how == SPLIT and len(named) < 2:
            self.add_error("successors", "Enter at least two districts, each on a separate line")
        elif how in (MERGED, SPLIT):
            self.into = [row for text in named if (row := self.record_named("successors", text, self.find))]
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        cleaned = self.cleaned_data
        by_leaid = {district.leaid: district for district in self.into}
        is_split = cleaned["how"] == SPLIT
        places = {int(name.removeprefix("school_")): cleaned[name] for name in cleaned if name.startswith("school_")}
        goes_to: dict[int, District | None] = {pk: by_leaid.get(place) for pk, place in places.items() if place}
        return {
            "successor": self.into[0] if cleaned["how"] == MERGED else None,
            "goes_to": goes_to if is_split else None,
            "on": cleaned["on"],
            "reason": cleaned["reason"],
            "source": cleaned["source"],
        }


class EndOfConsortiumForm(_ClosureForm):
    """The dissolution of a consortium."""

    field_order = ("on", "reason", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = CLOSES_THE_DAY_BEFORE

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"successor": None, **self.cleaned_data}


class MergeConsortiumForm(_ClosureForm, NamedRecordForm):
    """The merger of a consortium into another, and where its contracts go."""

    successor = forms.CharField(
        label="Merge into",
        max_length=250,
        help_text="Enter the name of the consortium, or the last part of its web address.",
        error_messages={"required": "Enter the consortium to merge into"},
    )
    contracts = forms.ChoiceField(
        label="Shared contracts",
        choices=[("carried", "Transfer to the other consortium"), ("end", "End with this consortium")],
        widget=forms.RadioSelect,
        initial="carried",
        error_messages={"required": "Choose what happens to the shared contracts"},
    )
    field_order = ("successor", "on", "contracts", "reason", "source")

    def __init__(self, data: Any = None, *, find: Finder, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.into: list[Consortium] = []
        self.fields["on"].help_text = "From this date, its members belong to the other consortium."

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the other consortium."""
        cleaned = super().clean() or {}
        if (text := cleaned.get("successor")) and (row := self.record_named("successor", text, self.find)):
            self.into = [row]
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        cleaned = self.cleaned_data
        return {
            "successor": self.into[0],
            "on": cleaned["on"],
            "reason": cleaned["reason"],
            "source": cleaned["source"],
            "carries_contracts": cleaned["contracts"] == "carried",
        }


class DuplicateForm(NamedRecordForm):
    """Which of two duplicate records to keep, and why they are the same."""

    kept = forms.CharField(
        label="Record to keep", max_length=250, error_messages={"required": "Enter the record to keep"}
    )
    reason = forms.CharField(
        label="Why these are the same",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Anyone can read them in the record’s history.",
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, data: Any = None, *, find: Finder, help_text: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.into: list[Any] = []
        self.fields["kept"].help_text = help_text

    def clean(self) -> dict[str, Any]:
        """The cleaned data; looks up the record to keep."""
        cleaned = super().clean() or {}
        if (text := cleaned.get("kept")) and (row := self.record_named("kept", text, self.find)):
            self.into = [row]
        return cleaned

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"kept": self.into[0], "reason": self.cleaned_data["reason"]}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
