"""The shape of needs, offers and questions for an introduction."""

from collections.abc import Iterable
from typing import Any

from django import forms

from consortia.states import Purpose
from exchange.states import WishKind


class WishForm(forms.Form):
    """What a district needs or offers."""

    kind = forms.ChoiceField(label="Your district", choices=WishKind.choices, widget=forms.RadioSelect)
    topic = forms.ChoiceField(label="What", choices=[("", "Choose"), *Purpose.choices])
    words = forms.CharField(
        label="In your own words (optional)",
        max_length=300,
        required=False,
        help_text="For instance: calculus twice a week, by video. Everybody can read it.",
    )


class IntroductionForm(forms.Form):
    """What to tell those who are asked."""

    words = forms.CharField(
        label="What you want to tell them (optional)",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They read it with the name of your district. Your name and address they see only after a yes.",
    )


class UnservedForm(forms.Form):
    """Which region to look at."""

    region = forms.ChoiceField(label="Region", required=False)

    def __init__(self, *args: Any, regions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["region"]
        field.choices = [("", "All regions"), *regions]

    @property
    def has_regions(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.fields["region"].choices) > 1  # type: ignore[attr-defined]  # a ChoiceField
