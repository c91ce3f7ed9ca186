"""What officers set for scorer practice, and what a scorer gives an excerpt: the shape only."""

from typing import Any

from django import forms
from django.http import QueryDict

from grants.models import Anchor, Criterion
from grants.rules.calibration import LONGEST_EXCERPT, MOST_BETWEEN_CHECKS, MOST_LEVELS_APART, AnchorWords
from grants.rules.scoring import WORDS_OF_LEVELS
from grants.rules.texts import LONGEST_NOTE

LEVEL_CHOICES = list(enumerate(WORDS_OF_LEVELS))


class CalibrationSettingsForm(forms.Form):
    """How close scorers have to come, and how often an excerpt comes among applications."""

    tolerance = forms.TypedChoiceField(
        label="How many levels can a practice score differ from the agreed score?",
        choices=[(number, f"{number}") for number in range(MOST_LEVELS_APART + 1)],
        coerce=int,
        help_text="At least half of the practice scores also have to be the agreed scores exactly.",
        error_messages={"required": "Choose a number", "invalid_choice": "Choose a number from the list"},
    )
    repeat_every = forms.IntegerField(
        label="After how many submitted applications does a scorer score another excerpt?",
        min_value=0,
        max_value=MOST_BETWEEN_CHECKS,
        help_text="Enter 0 for no excerpts after the practice.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 0 to {MOST_BETWEEN_CHECKS}"
        ),
    )


class AnchorForm(forms.Form):
    """An excerpt with its agreed score."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="Only officers see it. For example: names members, but no schedule.",
        error_messages={"required": "Enter a title"},
    )
    excerpt = forms.CharField(
        label="Excerpt",
        max_length=LONGEST_EXCERPT,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="A collaboration explanation, or a part of one. Don’t name real districts or people.",
        error_messages={
            "required": "Enter the excerpt",
            "max_length": f"Shorten the excerpt to {LONGEST_EXCERPT:,} characters.",
        },
    )
    criterion = forms.ModelChoiceField(
        Criterion.objects.none(),
        label="Criterion",
        help_text="What the excerpt is scored on.",
        error_messages={"required": "Choose a criterion", "invalid_choice": "Choose a criterion of this round"},
    )
    level = forms.TypedChoiceField(
        label="Agreed level",
        choices=LEVEL_CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the agreed level", "invalid_choice": "Choose the agreed level"},
    )
    reasons = forms.CharField(
        label="Reasons for the agreed level",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Scorers read them after they have scored all practice excerpts.",
        error_messages={
            "required": "Enter the reasons",
            "max_length": f"Shorten the reasons to {LONGEST_NOTE:,} characters.",
        },
    )
    is_for_checks = forms.BooleanField(
        label="Don’t use this excerpt for practice",
        required=False,
        help_text="It first appears while scorers are scoring applications, so no one has read its agreed score.",
    )

    def __init__(self, data: QueryDict | None = None, *, criteria: object, anchor: Anchor | None = None) -> None:
        names = ("title", "excerpt", "criterion", "level", "reasons", "is_for_checks")
        super().__init__(data, initial={name: getattr(anchor, name) for name in names} if anchor else None)
        self.fields["criterion"].queryset = criteria  # type: ignore[attr-defined]  # a field made of rows

    def written(self) -> dict[str, Any]:
        """The criterion and the words, for the action."""
        words = {name: value for name, value in self.cleaned_data.items() if name != "criterion"}
        return {"criterion": self.cleaned_data["criterion"], "words": AnchorWords(**words)}


class AnchorScoreForm(forms.Form):
    """A level and a reason for an excerpt. The page draws the fields with the criterion’s own words."""

    level = forms.TypedChoiceField(
        choices=LEVEL_CHOICES,
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a level from 0 to 4."),
    )
    reason = forms.CharField(
        max_length=LONGEST_NOTE,
        error_messages={
            "required": "Enter the reason.",
            "max_length": f"Shorten the reason to {LONGEST_NOTE:,} characters.",
        },
    )
