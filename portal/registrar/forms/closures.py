"""The shape of what a registrar enters about the end of a district or a consortium, and about double entries."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms

from consortia.models import Consortium
from districts.models import District, School
from portal.components.dates import in_a_calendar

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MERGED, SPLIT, DISSOLVED = "merged", "split", "dissolved"
CLOSES = "closes"
Finder = Callable[[str], list[Any]]


class _Why(forms.Form):
    candidates: Sequence[Any] = ()
    into: Sequence[Any] = ()

    on = forms.DateField(label="First day without it", widget=DAY, validators=[in_a_calendar])
    reason = forms.CharField(
        label="Reason",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Everybody can read them in the history of the record.",
    )
    source = forms.CharField(
        label="Where this is written",
        max_length=150,
        required=False,
        help_text="For example “Resolution of the State Board of Education, May 12, 2026”.",
    )


class _Named(forms.Form):
    """Fields that name a row of the register by its name or its id; several that match are offered."""

    candidates: Sequence[Any]
    # The field and the words that several rows match.
    unclear: tuple[str, str] = ("", "")

    def found(self, field: str, words: str, find: Finder) -> Any:
        """The one that these words name; where there is none, or several, the field says so."""
        rows = find(words)
        if len(rows) == 1:
            return rows[0]
        self.candidates, self.unclear = rows, (field, words)
        if rows:
            self.add_error(field, f"Several match “{words}”. Choose one of them below, or write its id.")
        else:
            self.add_error(field, f"Nothing in the register is called “{words}”. Check the spelling, or write the id.")
        return None


class EndOfDistrictForm(_Why, _Named):
    """A merger, a split or a dissolution."""

    how = forms.ChoiceField(
        label="What happened",
        choices=[
            (MERGED, "Another district took over everything"),
            (SPLIT, "Several districts took over its schools"),
            (DISSOLVED, "It was dissolved and nobody took over: its schools close with it"),
        ],
        widget=forms.RadioSelect,
    )
    successors = forms.CharField(
        label="Who took over",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Name or LEAID; where several took over, one on each line. Empty where nobody did.",
    )
    field_order = ("how", "successors", "on", "reason", "source")

    def __init__(self, data: Any = None, *, find: Finder, schools: Iterable[School] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates, self.into = find, [], []
        self.fields["on"].help_text = "Its last day is the day before; memberships end with that day."
        if data is not None and data.get("how") == SPLIT:
            self.into = [
                row for words in _lines(data.get("successors", "")) if len(rows := find(words)) == 1 for row in rows
            ]
            offered = [
                ("", "Choose"),
                *((one.leaid, one.name) for one in self.into),
                (CLOSES, "Closes with the district"),
            ]
            for school in schools:
                self.fields[f"school_{school.pk}"] = forms.ChoiceField(
                    label=school.name, choices=offered, required=False
                )

    def clean(self) -> dict[str, Any]:
        """With the districts that took over."""
        cleaned = super().clean() or {}
        named = _lines(cleaned.get("successors", ""))
        how = cleaned.get("how")
        if how == MERGED and len(named) > 1:
            self.add_error("successors", "One district takes over everything. Where several did, choose that above.")
        elif how == MERGED and not named:
            self.add_error("successors", "Write who took over: the name or the LEAID.")
        elif how == SPLIT and len(named) < 2:
            self.add_error("successors", "Write each district that took over schools on a line of its own.")
        elif how in (MERGED, SPLIT):
            self.into = [row for words in named if (row := self.found("successors", words, self.find))]
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        by_id = {one.leaid: one for one in self.into}
        is_split = cleaned["how"] == SPLIT
        places = {int(name.removeprefix("school_")): cleaned[name] for name in cleaned if name.startswith("school_")}
        goes_to: dict[int, District | None] = {pk: by_id.get(place) for pk, place in places.items() if place}
        return {
            "successor": self.into[0] if cleaned["how"] == MERGED else None,
            "goes_to": goes_to if is_split else None,
            "on": cleaned["on"],
            "reason": cleaned["reason"],
            "source": cleaned["source"],
        }


class EndOfConsortiumForm(_Why):
    """A dissolution."""

    field_order = ("on", "reason", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = "Its last day is the day before; memberships end with that day."

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        return {"successor": None, **self.cleaned_data}


class MergeConsortiumForm(_Why, _Named):
    """A merger: into which, and what becomes of the contracts."""

    successor = forms.CharField(
        label="Into which consortium", max_length=250, help_text="Its name, or the last part of its address."
    )
    contracts = forms.ChoiceField(
        label="Its shared contracts",
        choices=[("carried", "Go on in the other consortium"), ("end", "End with it")],
        widget=forms.RadioSelect,
        initial="carried",
    )
    field_order = ("successor", "on", "contracts", "reason", "source")

    def __init__(self, data: Any = None, *, find: Finder, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.into: list[Consortium] = []
        self.fields["on"].help_text = "From this day its members belong to the other one."

    def clean(self) -> dict[str, Any]:
        """With the consortium."""
        cleaned = super().clean() or {}
        if (words := cleaned.get("successor")) and (row := self.found("successor", words, self.find)):
            self.into = [row]
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = self.cleaned_data
        return {
            "successor": self.into[0],
            "on": cleaned["on"],
            "reason": cleaned["reason"],
            "source": cleaned["source"],
            "carries_contracts": cleaned["contracts"] == "carried",
        }


class DuplicateForm(_Named):
    """Which entry is kept, and why the two are one."""

    kept = forms.CharField(label="Which entry is kept", max_length=250)
    reason = forms.CharField(
        label="Why the two are one",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Everybody can read them in the history of the record.",
    )

    def __init__(self, data: Any = None, *, find: Finder, help_text: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.find, self.candidates = find, []
        self.into: list[Any] = []
        self.fields["kept"].help_text = help_text

    def clean(self) -> dict[str, Any]:
        """With the row that is kept."""
        cleaned = super().clean() or {}
        if (words := cleaned.get("kept")) and (row := self.found("kept", words, self.find)):
            self.into = [row]
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        return {"kept": self.into[0], "reason": self.cleaned_data["reason"]}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
