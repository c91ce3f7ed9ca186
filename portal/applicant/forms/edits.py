"""The form that changes entries of a submitted version: every entry with what it has now, and the reason."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from grants.rules.amendment_edits import (
    COMMITMENT,
    LINE,
    EditableEntry,
    EditProblem,
    EntryType,
    entries_of,
    kind_of,
    rows_of,
    value_in,
)
from portal.applicant.forms import DAY, SHORT
from portal.applicant.forms.amendments import NOT_CHOSEN, AmendmentForm
from portal.components.numbers import WholeNumberField

Packet = Mapping[str, Any]


class EditsForm(AmendmentForm):
    """The entries of some rows of a version, with what the version has in them."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, kind: str, rows: Sequence[str], packet: Packet, version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["reason"].help_text = "Members and reviewers see it."
        members = [(row["key"], row["name"]) for row in packet["participants"]]
        of_packet = rows_of(packet)
        self.entries: dict[str, tuple[str, str]] = {}
        self.names: list[tuple[str, list[str]]] = []
        of_members = dict(members)
        for number, row in enumerate(rows):
            names, legend = [], _legend(row, of_packet[row], of_members)
            entries = entries_of(kind, row)
            for entry, what in entries.items():
                name = f"{number}-{entry.replace('.', '-')}"
                self.entries[name] = row, entry
                full = f"{legend}: {what.label}" if legend else what.label
                self.fields[name] = _field(what, full, value_in(of_packet[row], entry), members)
                if len(entries) > 1:
                    self.fields[name].label = what.label
                names.append(name)
            self.names.append((legend if len(entries) > 1 else "", names))
        self.order_fields([*self.entries, "reason", "version"])

    def add_problems(self, problems: Iterable[EditProblem]) -> None:
        """Show each problem at the entry that it is about, or above the form."""
        names = {place: name for name, place in self.entries.items()}
        for words, edit in problems:
            self.add_error(names.get((edit.row, edit.entry)) if edit else None, words)

    def values(self) -> dict[tuple[str, str], object]:
        """What was entered, by row and entry."""
        return {place: self.cleaned_data[name] for name, place in self.entries.items()}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each row under its name; "" where the labels or the page’s title name it."""
        return [(legend, [self[name] for name in names]) for legend, names in self.names]


def _legend(name: str, row: Packet, members: Mapping[str, str]) -> str:
    if kind_of(name) == COMMITMENT:
        return members[row["participant"]]
    if kind_of(name) != LINE:
        return ""
    description = row["line"] or "No description"
    return f"{description} (grant)" if row["source"] == "grant" else f"{description} (match)"


def _field(entry: EditableEntry, label: str, value: Any, members: list[tuple[str, str]]) -> forms.Field:
    required = bool(entry.required) and value not in (None, "")
    errors = {"required": entry.required}
    said: dict[str, Any] = {"label": label, "required": required, "initial": value, "error_messages": errors}
    if entry.kind == EntryType.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "application-number"})
        errors["invalid"] = f"{label}: enter a whole number."
        return WholeNumberField(**said, widget=widget)
    if entry.kind == EntryType.DAY:
        errors["invalid"] = f"{label}: enter a date, such as 2027-08-17."
        return forms.DateField(**said, widget=DAY)
    if entry.kind == EntryType.MEMBER:
        return forms.ChoiceField(**said | {"error_messages": NOT_CHOSEN}, choices=[("", "None"), *members])
    if entry.is_long:
        attrs = {"rows": 18, "class": "application-textarea"} if entry.required else SHORT
        return forms.CharField(**said, widget=forms.Textarea(attrs=attrs))
    return forms.CharField(**said)
