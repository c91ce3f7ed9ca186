"""The forms about proposals of consortia: the proposal with those it invites, and what its readers answer."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from consortia.actions.proposals import ProposedFacts
from consortia.rules.invitations import MOST_UNANSWERED
from consortia.states import LegalForm, Purpose
from portal.components.dates import in_a_calendar


class KeysField(forms.Field):
    """IDs of districts and schools, each in a hidden input of its own; without repetitions."""

    widget = forms.MultipleHiddenInput
    hidden_widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> list[str]:
        """The IDs. Raises ValidationError for anything else."""
        keys = list(dict.fromkeys(str(key) for key in value)) if isinstance(value, list | tuple) else []
        if not all(key.isdecimal() and len(key) in (7, 12) for key in keys):
            raise forms.ValidationError("Search for the districts and schools to invite.")
        if len(keys) > MOST_UNANSWERED:
            raise forms.ValidationError(f"Invite at most {MOST_UNANSWERED} now. You can invite the others afterward.")
        return keys


class ProposalForm(forms.Form):
    """A consortium that is not in the registry yet; districts and schools to invite are found by search."""

    name = forms.CharField(label="Name", max_length=250, error_messages={"required": "Enter a name for the consortium"})
    lead = forms.ChoiceField(
        label="Lead district",
        help_text="The district that runs the consortium.",
        error_messages={"required": "Choose the lead district"},
    )
    purposes = forms.MultipleChoiceField(
        label="Purposes",
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one purpose"},
    )
    legal_form = forms.ChoiceField(
        label="Legal form",
        choices=LegalForm.choices,
        initial=LegalForm.UNKNOWN,
        error_messages={"required": "Choose the legal form"},
    )
    formed_on = forms.DateField(
        label="Date formed",
        required=False,
        help_text="The date of the agreement, past or future. No one can join before it.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[in_a_calendar],
        error_messages={"invalid": "Enter a date like 7/1/2026"},
    )
    about = forms.CharField(
        label="Description",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "member-words"}),
        help_text="What the consortium does. It becomes public when the consortium is registered.",
    )
    override_reason = forms.CharField(
        label="How your consortium is different",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
        help_text="Needed only if the registry already has a similar consortium.",
    )
    find = forms.CharField(
        label="District or school name or ID",
        required=False,
        max_length=100,
        help_text="Part of the name is enough. District IDs have 7 digits; school IDs have 12.",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    invites = KeysField(required=False)
    # The revision and the status of the proposal that the page showed.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        districts: Iterable[tuple[str, str]] = (),
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        lead = self.fields["lead"]
        if isinstance(lead, forms.ChoiceField) and districts:
            lead.choices = list(districts)
        else:
            del self.fields["lead"]  # the proposal has its lead

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields about the consortium, without the search for members."""
        return [field for field in self.visible_fields() if field.name != "find"]

    @property
    def facts(self) -> ProposedFacts:
        """What the proposal says."""
        values = self.cleaned_data
        name = " ".join(values["name"].split())
        purposes = tuple(sorted(values["purposes"]))
        return ProposedFacts(name, values["legal_form"], purposes, values["formed_on"], values["about"])


class WithdrawProposalForm(forms.Form):
    """Why a proposal is withdrawn."""

    words = forms.CharField(
        label="Reason",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
        help_text="We include it in the email to the districts and schools you invited.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecisionForm(forms.Form):
    """The registrar's decision on a proposal."""

    words = forms.CharField(
        label="Message to the district",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "member-words"}),
        help_text="Required if you don’t approve the proposal.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


def typed_values(data: QueryDict) -> dict[str, object]:
    """What was entered so far, as the initial values of a form that doesn't report problems yet."""
    single = {name: data[name] for name in ProposalForm.base_fields if name in data and name != "find"}
    return {**single, "purposes": data.getlist("purposes"), "invites": data.getlist("invites")}


def show_newest(form: forms.Form, *, seen: int, was: str = "") -> None:
    """Mark the proposal as it is now as seen: the page that reports a problem shows it, so the next attempt counts."""
    if isinstance(form.data, QueryDict):
        values = form.data.copy()
        values["seen"], values["was"] = str(seen), was
        form.data = values
