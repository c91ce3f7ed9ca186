"""The shape of what people enter about accounts and roles."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts.models import Role, User

TODAY_INPUT = forms.DateInput(attrs={"type": "date"})


class InviteForm(forms.Form):
    """Whom to invite, and to which role."""

    email = forms.EmailField(
        label="Email", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    name = forms.CharField(label="Name", max_length=200, help_text="As it should stand in letters and lists.")
    role = forms.ChoiceField(
        label="State-wide role",
        required=False,
        choices=[("", "None: somebody of a district or a school"), *Role.choices],
        help_text="It begins on the day the invitation is accepted.",
    )


class AcceptForm(forms.Form):
    """The name and the password with which somebody begins."""

    name = forms.CharField(label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="New password",
        strip=False,
        max_length=1000,
        help_text="At least 12 characters. A few words in a row are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """A password that is not too short, too common or too close to the person's name."""
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> None:
        """Both passwords are the same."""
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", ValidationError("The two passwords are not the same."))


class GiveRoleForm(forms.Form):
    """Which role, from which day to which."""

    role = forms.ChoiceField(label="Role", choices=Role.choices)
    starts_on = forms.DateField(label="First day", widget=TODAY_INPUT)
    ends_on = forms.DateField(
        label="Last day", required=False, widget=TODAY_INPUT, help_text="Leave empty where no end is known."
    )


class EndRoleForm(forms.Form):
    """The last day of a role."""

    ends_on = forms.DateField(
        label="Last day",
        widget=TODAY_INPUT,
        help_text="The role still counts on this day. Enter yesterday to end it at once.",
    )


class SettingsForm(forms.Form):
    """A person's own name and reading comforts."""

    name = forms.CharField(label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    has_shortcuts = forms.BooleanField(
        label="Keyboard shortcuts",
        required=False,
        help_text="Single keys on the review desk, such as ? for help. Switch them off if they get in the way of "
        "speech input or a screen reader.",
    )
