"""Forms about partners: needs and offers, requests for introductions, and the filter by region."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from consortia.states import Purpose
from exchange.states import WishKind


class WishForm(forms.Form):
    """A need or an offer of a district."""

    kind = forms.ChoiceField(
        label="Your district",
        choices=WishKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether your district needs it or offers it"},
    )
    topic = forms.ChoiceField(
        label="Topic", choices=[("", "Choose"), *Purpose.choices], error_messages={"required": "Choose a topic"}
    )
    words = forms.CharField(
        label="Description",
        max_length=300,
        required=False,
        help_text="For example, calculus twice a week by video. Everyone can read it.",
    )


class IntroductionForm(forms.Form):
    """The message that accompanies a request for an introduction."""

    words = forms.CharField(
        label="Message (optional)",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They see it with the name of your district. They see your name and email address only if they say "
        "yes.",
    )


class UnservedForm(forms.Form):
    """The region to show."""

    region = forms.ChoiceField(label="Region", required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        regions: Iterable[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field: Any = self.fields["region"]
        field.choices = [("", "All regions"), *regions]

    @property
    def has_regions(self) -> bool:
        """Whether there are regions to choose from."""
        return len(self.fields["region"].choices) > 1  # type: ignore[attr-defined]  # a ChoiceField
