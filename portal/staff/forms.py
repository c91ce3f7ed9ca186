"""The shape of what people enter about accounts and roles."""

from django import forms

from accounts.models import Role

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
