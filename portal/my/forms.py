"""Delegating authority: the form."""

from collections.abc import Iterable
from typing import Any

from django import forms

from districts.models import Post
from portal.components.dates import DAY, in_a_calendar
from portal.components.person_forms import NEEDS_POWER, POWER_CHOICES, PersonForm


class DelegateForm(PersonForm):
    """Which powers of which own post for whom, and for how long."""

    own = forms.ChoiceField(label="On behalf of")
    powers = forms.MultipleChoiceField(
        label="Powers", choices=POWER_CHOICES, widget=forms.CheckboxSelectMultiple, error_messages=NEEDS_POWER
    )
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[in_a_calendar])
    ends_on = forms.DateField(
        label="Last day",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="At most a year later, and not after your own last day.",
    )

    def __init__(self, *args: Any, own_posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_posts = {str(post.pk): post for post in own_posts}
        held = {power for post in self.own_posts.values() for power in post.powers}
        self.fields["own"].choices = [(key, str(post.place)) for key, post in self.own_posts.items()]  # type: ignore[attr-defined]
        self.fields["powers"].choices = [choice for choice in POWER_CHOICES if choice[0] in held]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "own": self.own_posts[self.cleaned_data["own"]]}
