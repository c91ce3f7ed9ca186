"""The shape of a proposed change to a promise, and of the state's answer."""

from django import forms

from grants.rules.promises import PromiseWords
from grants.rules.texts import LONGEST_NOTE
from grants.states import GiftKind
from portal.awards.forms import dollars
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField

MOST_STUDENTS = 1_000_000
TOO_LONG = {"max_length": f"Shorten the text to {LONGEST_NOTE:,} characters"}


class PromiseChangeForm(forms.Form):
    """What the member would promise, from when on, and why."""

    gives_kind = forms.ChoiceField(
        label="Type of contribution", required=False, choices=[("", "Not stated"), *GiftKind.choices]
    )
    gives_text = forms.CharField(
        label="What it contributes",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )
    gives_amount = dollars("Value ($)")
    gains_text = forms.CharField(
        label="How its students benefit",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )
    gains_students = WholeNumberField(
        label="Students",
        required=False,
        min_value=0,
        max_value=MOST_STUDENTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a whole number of students, or 0"),
    )
    gains_grades = forms.CharField(
        label="Grades",
        required=False,
        max_length=40,
        error_messages={"max_length": "Shorten the grades to 40 characters"},
    )
    from_on = day_field("Effective date", missing="Enter the effective date")
    reason = forms.CharField(
        label="Reason for the change",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Officials and all members of the award can read it.",
        error_messages={"required": "Enter the reason for the change", **TOO_LONG},
    )

    def __init__(self, *args: object, earliest: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["gives_amount"].required = False
        self.fields["from_on"].help_text = earliest

    def words(self) -> PromiseWords:
        """What the member would promise."""
        return PromiseWords(**{name: self.cleaned_data[name] for name in PromiseWords._fields})


class PromiseAnswerForm(forms.Form):
    """Whether the state accepts the change."""

    accepts = forms.ChoiceField(
        label="Answer",
        choices=[("yes", "Accept the change"), ("no", "Don’t accept it: the promise doesn’t change")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether to accept the change"),
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Required if you don’t accept it. The member reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TOO_LONG,
    )
