"""The shape of what people enter about districts."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html

from districts.models import AgencyStatus, DeliveryKind, District, Post, PostKind, School
from districts.rules.places import STATE_NAMES
from districts.rules.powers import POWERS

NEEDS_POWER = {"required": "Choose at least one power."}
DECISIONS = {"rural": True, "not_rural": False, "taken_back": None}


EARLIEST, LATEST = 1800, 2200


def in_a_calendar(day: datetime.date) -> None:
    """Refuse a day with a year that nobody means."""
    if not EARLIEST <= day.year <= LATEST:
        raise forms.ValidationError(f"Write a year between {EARLIEST} and {LATEST}.")


class DesignationForm(forms.Form):
    """What the State decided about a district, when, and why."""

    is_rural = forms.TypedChoiceField(
        label="The State's decision",
        choices=[
            ("rural", "The district is rural"),
            ("not_rural", "The district is not rural"),
            ("taken_back", "The earlier decision is taken back: the locale of the schools decides"),
        ],
        coerce=DECISIONS.__getitem__,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(
        label="Decided on",
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[in_a_calendar],
        help_text="It holds from this day on.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody can read it, with your name and the day.",
    )


DAY = forms.DateInput(attrs={"type": "date"})
EMAIL = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
POWER_CHOICES = [
    (name, format_html('{} <span class="usa-checkbox__label-description">{}</span>', power.label, power.lets))
    for name, power in POWERS.items()
]


class PersonForm(forms.Form):
    """Somebody by e-mail address; the name is needed only where nobody with that address is known."""

    email = forms.EmailField(label="Email", max_length=254, widget=EMAIL)
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="Needed where the person has no account yet: an invitation goes out then.",
    )


class AppointForm(PersonForm):
    """Which post for whom, with which powers, from which day to which."""

    post = forms.ChoiceField(label="Post")
    powers = forms.MultipleChoiceField(
        label="Powers", required=False, choices=POWER_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label="First day", widget=DAY, validators=[in_a_calendar])
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        widget=DAY,
        validators=[in_a_calendar],
        help_text="Leave empty where no end is known.",
    )

    def __init__(self, *args: Any, schools: Iterable[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {school.ncessch: school for school in schools if school.status != AgencyStatus.CLOSED}
        self.fields["post"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *((kind.value, kind.label) for kind in PostKind if kind != PostKind.PRINCIPAL),
            *((school.ncessch, f"Principal of {school.name}") for school in self.schools.values()),
        ]

    def asked(self, district: District) -> dict[str, Any]:
        """What the action takes: a post of the district, or the principal's of one of its schools."""
        asked = {**self.cleaned_data}
        chosen = asked.pop("post")
        if chosen in self.schools:
            return asked | {"school": self.schools[chosen], "kind": PostKind.PRINCIPAL}
        return asked | {"district": district, "kind": chosen}


class HandOverForm(PersonForm):
    """Who comes next, and the last day of who leaves."""

    last_day = forms.DateField(
        label="Last day of who leaves",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="The successor begins on the next day.",
    )


class EndPostForm(forms.Form):
    """The last day of a post or of powers."""

    ends_on = forms.DateField(
        label="Last day",
        widget=DAY,
        validators=[in_a_calendar],
        help_text="It still counts on this day. Enter yesterday to end it at once.",
    )


class AddressForm(forms.Form):
    """The right e-mail address of somebody who was invited."""

    email = forms.EmailField(label="Right email", max_length=254, widget=EMAIL)


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


class ManyFilesInput(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; an empty one is said to be so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"accept": ".csv,.txt,.zip"}), max_length=400, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file, cleaned as one is."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(file, initial) for file in files or [None]]


class DeliveryForm(forms.Form):
    """Files to look at, what they are, and what they do not say themselves."""

    kind = forms.ChoiceField(
        label="What the files are",
        choices=DeliveryKind.choices,
        initial=DeliveryKind.NCES,
        widget=forms.RadioSelect,
    )
    uploads = ManyFilesField(
        label="Files",
        help_text=(
            "One or several .csv or .txt files as they were downloaded, or a .zip of them; 64 MB together at most. "
            "They are known by their header, whatever their name."
        ),
    )
    state = forms.ChoiceField(
        label="Only this state's rows",
        required=False,
        choices=[("", "All rows"), *STATE_NAMES.items()],
        help_text="By the first two digits of the id. For regions and component districts it makes no difference.",
    )
    school_year = forms.RegexField(
        label="School year of files that state none",
        required=False,
        regex=r"^20[0-9]{2}-[0-9]{2}$",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Exports of the NCES search page do not say their year. Write it as 2022-23; it is never guessed.",
        error_messages={"invalid": "Write the school year as 2022-23."},
    )
