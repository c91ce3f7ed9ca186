"""The terms of a funding line, the name of a scenario, and the reason for an award out of rank order."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict

from grants.rules.board import MOST
from grants.rules.funding_scenarios import LONGEST_NAME, Scenario
from grants.rules.texts import LONGEST_NOTE
from portal.components.numbers import WholeNumberField

_WRONG = ("invalid", "min_value", "max_value")
UNRANKED = "Enter the reference of a ranked application"
SCORES = [("", "Adjusted scores, in bands"), ("raw", "Raw scores")]


def _number(label: str, help_text: str, *, least: int, wrong: str) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        required=False,
        min_value=least,
        max_value=MOST,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(_WRONG, wrong),
    )


class ScenarioForm(forms.Form):
    """What a scenario changes. Blank changes nothing."""

    budget = _number("Budget ($)", "", least=0, wrong="Enter the budget in whole dollars, such as 2,500,000")
    cap = _number("Maximum award ($)", "", least=1, wrong="Enter the maximum award in whole dollars")
    floor = _number(
        "Minimum number of small or rural consortia",
        "At least half of the members of a small or rural consortium are eligible for SRSA or RLIS. Lower-ranked "
        "applications are displaced until there are this many.",
        least=0,
        wrong="Enter the number of small or rural consortia",
    )
    region_limit = _number(
        "Maximum awards in one region",
        "The region is that of the lead. If it isn’t known, there is no limit.",
        least=1,
        wrong="Enter the number of awards in one region",
    )
    scores = forms.ChoiceField(label="Order by", required=False, choices=SCORES)
    without = forms.CharField(label="Exclude a scorer", required=False, max_length=250, widget=forms.Select)
    application = forms.CharField(
        label="If a member leaves: application", required=False, max_length=40, help_text="Its reference"
    )
    member = forms.CharField(
        label="If a member leaves: member",
        required=False,
        max_length=200,
        help_text="Its name or ID, as in the application",
    )

    def __init__(self, data: QueryDict | None, *, budget: str) -> None:
        super().__init__(data)
        self.fields["budget"].help_text = budget
        self.member_key = ""

    def offer_scorers(self, labels: Collection[str]) -> None:
        """Show these to choose from; an error if another one was chosen."""
        self.fields["without"].widget.choices = [("", "No one"), *((label, label) for label in labels)]
        if self.is_bound and self.cleaned_data.get("without", "") not in ("", *labels):
            self.add_error("without", "Choose a scorer from the list")

    def find_member(self, members: dict[str, str]) -> None:
        """Look the member up among those of the application, which is unknown if it has none; errors say what to do."""
        reference, text = self.cleaned_data.get("application", ""), self.cleaned_data.get("member", "")
        if not reference and not text:
            return
        if not reference or not members:
            self.add_error("application", UNRANKED)
            return
        if not text:
            self.add_error("member", "Enter the member that leaves")
            return
        keys = [key for key, name in members.items() if text.casefold() in (key.casefold(), name.casefold())]
        if len(keys) != 1:
            self.add_error("member", f"{reference} has no member with this name or ID")
            return
        self.member_key = keys[0]

    def scenario(self) -> Scenario:
        """What was entered, if it is valid."""
        data: dict[str, Any] = self.cleaned_data
        return Scenario(
            budget=data["budget"],
            cap=data["cap"],
            floor=data["floor"],
            region_limit=data["region_limit"],
            is_raw=data["scores"] == "raw",
            without_scorer=data["without"],
            application=data["application"] if self.member_key else "",
            leaves=self.member_key,
        )


class ScenarioNameForm(forms.Form):
    """Saves the scenario of the page."""

    name = forms.CharField(
        label="Name of the scenario",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter a name for the scenario"},
        help_text="For example, “Ten rural consortia.” Don’t name a person.",
    )


class PassingOverForm(forms.Form):
    """Chooses one application instead of another that comes before it."""

    chosen = forms.CharField(
        label="Chosen application",
        max_length=40,
        help_text="Its reference",
        error_messages={"required": "Enter the reference of the chosen application"},
    )
    instead_of = forms.CharField(
        label="Instead of",
        max_length=40,
        help_text="The reference of an application that ranks higher",
        error_messages={"required": "Enter the reference of the application that ranks higher"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It is saved with your name. The board and officials can read it.",
        error_messages={"required": "Enter the reason"},
    )
