"""What people enter in a consensus meeting."""

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict

from grants.models import Scorer
from grants.rules.texts import LONGEST_NOTE
from portal.components.dates import day_field
from reviews.rules import LONGEST_NOTE as LONGEST_REASON
from reviews.rules import NOTHING_FOUND, PASSAGE, Cited

Choices = Sequence[tuple[int, str]]
LEVEL_CHOICES = [(level, f"Level {level}") for level in range(5)]


class AttendeesField(forms.ModelMultipleChoiceField):
    """Scorers by their names."""

    def label_from_instance(self, obj: Scorer) -> str:
        """The name of the person."""
        return obj.person.name


class MeetingForm(forms.Form):
    """When the meeting is, and who attends."""

    held_on = day_field("Date of the meeting", missing="Enter the date of the meeting")
    attendees = AttendeesField(
        Scorer.objects.none(),
        label="Scorers who attend",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the scorers who attend"},
    )
    is_without_missing = forms.BooleanField(label="Open without these scores", required=False)

    def __init__(self, data: QueryDict | None, *, scorers: Iterable[Scorer], is_missing: bool) -> None:
        super().__init__(data)
        pks = [one.pk for one in scorers]
        self.fields["attendees"].queryset = Scorer.objects.filter(pk__in=pks).for_list()  # type: ignore[attr-defined]
        if not is_missing:
            del self.fields["is_without_missing"]


class ScoreChangeForm(forms.Form):
    """A change of a first score."""

    score = forms.TypedChoiceField(
        label="Score",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the score that changes"),
    )
    level = forms.TypedChoiceField(
        label="New level",
        coerce=int,
        choices=[("", "Choose a level"), *LEVEL_CHOICES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a level from 0 to 4"),
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the scorer understood differently after the discussion.",
        error_messages={"required": "Enter the reason"},
    )
    passage = forms.ChoiceField(
        label="Passage the change is based on",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the passage the change is based on"),
    )

    def __init__(self, data: QueryDict | None, *, scores: Choices, passages: Sequence[object]) -> None:
        super().__init__(data)
        self.fields["score"].choices = [("", "Choose a score"), *scores]  # type: ignore[attr-defined]
        self.fields["passage"].choices = passages  # type: ignore[attr-defined]

    def cited(self) -> Cited:
        """What the change is based on."""
        place = self.cleaned_data["passage"]
        return Cited(NOTHING_FOUND) if place == NOTHING_FOUND else Cited(PASSAGE, place)


class DissentForm(forms.Form):
    """What a scorer disagrees with."""

    scorer = forms.TypedChoiceField(
        label="Scorer",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the scorer"),
    )
    words = forms.CharField(
        label="Dissent",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="These words go into the minutes and can’t be changed later.",
        error_messages={"required": "Enter what the scorer disagrees with, and why"},
    )

    def __init__(self, data: QueryDict | None, *, scorers: Choices) -> None:
        super().__init__(data)
        self.fields["scorer"].choices = scorers  # type: ignore[attr-defined]
