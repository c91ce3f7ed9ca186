"""Forms of the pages about people and statewide roles."""

from django import forms

from accounts.models import Role

TODAY_INPUT = forms.DateInput(attrs={"type": "date"})


class InvitePersonForm(forms.Form):
    """The person to invite and their statewide role, if any."""

    email = forms.EmailField(
        label="Email",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter an email address"},
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As it should appear in emails and lists.",
        error_messages={"required": "Enter the person’s name"},
    )
    role = forms.ChoiceField(
        label="Statewide role",
        required=False,
        choices=[("", "None: works in a district or school"), *Role.choices],
        help_text="The role starts when the person accepts the invitation.",
    )


class GiveRoleForm(forms.Form):
    """A statewide role with its start and end dates."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, error_messages={"required": "Choose a role"})
    starts_on = forms.DateField(
        label="Start date", widget=TODAY_INPUT, error_messages={"required": "Enter the start date"}
    )
    ends_on = forms.DateField(
        label="End date", required=False, widget=TODAY_INPUT, help_text="Leave blank if there is no end date."
    )


class EndRoleForm(forms.Form):
    """The end date of a role."""

    ends_on = forms.DateField(
        label="End date",
        widget=TODAY_INPUT,
        help_text="The role still counts on this date. Enter yesterday’s date to end it now.",
        error_messages={"required": "Enter the end date"},
    )


class SecondStepResetForm(forms.Form):
    """How the administrator verified who made the request."""

    reason = forms.CharField(
        label="How did you verify that the request came from this person?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: “Called back at the number on file; answered from memory who hired her.” Other "
        "administrators can read this.",
        error_messages={"required": "Explain how you verified that the request came from this person"},
    )
