"""Slates: which applications, what the board decides about them, and a member's vote."""

from django import forms
from django.http import QueryDict

from grants.rules.slates import SLATE_OUTCOMES, notes_in
from grants.rules.texts import LONGEST_NOTE
from grants.states import BoardChoice, BoardOutcome

LONGEST_NOTES = 200_000  # a sentence for each application of a large round
HIGHEST = 100_000  # a place or a band


class SlateFilterForm(forms.Form):
    """Which applications to choose, by their place in the ranking."""

    after = forms.IntegerField(
        label="After this place in the ranking",
        required=False,
        min_value=0,
        max_value=HIGHEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="For example, 45 for all that come after the finalists.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a whole number, such as 45"),
    )
    band = forms.TypedMultipleChoiceField(
        label="Bands", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    unranked = forms.BooleanField(label="Not ranked", required=False)

    def __init__(self, data: QueryDict | None = None, *, bands: list[int]) -> None:
        super().__init__(data)
        field = self.fields["band"]
        field.choices = [(band, f"Band {band}") for band in bands]  # type: ignore[attr-defined]  # a choice field
        if not bands:
            del self.fields["band"], self.fields["after"]


class SlateForm(forms.Form):
    """What the board decides about the chosen applications."""

    outcome = forms.ChoiceField(
        label="Decision on each application",
        choices=[(one.value, one.label) for one in BoardOutcome if one in SLATE_OUTCOMES],
        widget=forms.RadioSelect,
        help_text="An award is the amount that the application requests, or the most that the round awards it.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, no, or hold"),
    )
    reasons = forms.CharField(
        label="Reasons",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Each applicant reads them after the release; so does the public, where the decision is public.",
        error_messages={
            "required": "Enter the board’s reasons",
            "max_length": f"Shorten the text to {LONGEST_NOTE:,} characters",
        },
    )
    notes = forms.CharField(
        label="Sentences about individual applications",
        required=False,
        max_length=LONGEST_NOTES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One per line, such as “26-0012: Its match is missing.” The sentence follows the reasons.",
    )

    def clean_notes(self) -> dict[str, str]:
        """The sentences by reference."""
        notes, problems = notes_in(self.cleaned_data["notes"])
        if problems:
            raise forms.ValidationError(problems)
        return notes


class SlateVoteForm(forms.Form):
    """A board member's vote on a slate."""

    choice = forms.ChoiceField(
        label="Do you vote for this slate?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, no, or abstain"),
    )

    def __init__(self, data: QueryDict | None = None, *, own: str, labels: dict[BoardChoice, str]) -> None:
        super().__init__(data, initial={"choice": own})
        field = self.fields["choice"]
        field.choices = [(choice.value, label) for choice, label in labels.items()]  # type: ignore[attr-defined]
