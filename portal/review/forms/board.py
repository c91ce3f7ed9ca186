"""Votes and decisions of the board, the terms of a round, and the release of awards."""

from django import forms
from django.http import QueryDict

from grants.rules.appeals import MOST_DAYS
from grants.rules.board import MOST
from grants.rules.texts import LONGEST_NOTE
from grants.states import BoardChoice, BoardOutcome, ReleasePolicy
from portal.components.dates import MomentField
from portal.components.numbers import WholeNumberField


def _dollars(label: str, help_text: str) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Enter the amount in whole dollars, such as 250,000"
        ),
    )


def _text(label: str, *, required: str = "", help_text: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=LONGEST_NOTE,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": f"Shorten the text to {LONGEST_NOTE:,} characters"},
    )


class VoteForm(forms.Form):
    """A board member's vote."""

    choice = forms.ChoiceField(
        label="Should the state award this application a grant?",
        choices=BoardChoice.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, no, or abstain"),
    )


class BoardDecisionForm(forms.Form):
    """What the board decided."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="Decision",
        choices=BoardOutcome.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, no, hold, or edit"),
    )
    amount = _dollars("Amount of the award", "In whole dollars. Only for an award.")
    conditions = _text("Conditions", help_text="What the award depends on, or the changes the board requests.")
    reasons = _text(
        "Reasons",
        required="Enter the board’s reasons",
        help_text="The applicant reads them after the release; so does the public, where the decision is public.",
        rows=6,
    )
    replacement_reason = _text(
        "Reason for the new decision",
        required="Enter the reason for the new decision",
        help_text="Only officials and the board read it.",
        rows=3,
    )

    def __init__(self, data: QueryDict | None = None, *, replaces: int) -> None:
        super().__init__(data, initial={"seen": replaces})
        self.fields["replacement_reason"].required = bool(replaces)
        if not replaces:
            del self.fields["replacement_reason"]


class BoardTermsForm(forms.Form):
    """The total that the board can award, and what becomes public."""

    budget = _dollars("Budget for awards", "The most that awards in this round can total. Leave blank for no limit.")
    policy = forms.ChoiceField(
        label="What becomes public when awards are released",
        choices=ReleasePolicy.choices,
        widget=forms.RadioSelect,
        help_text="“All outcomes” also names consortia that weren’t awarded a grant, with the board’s reasons.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what is made public"),
    )
    appeal_days = WholeNumberField(
        label="Days to appeal after awards are released",
        min_value=0,
        max_value=MOST_DAYS,
        help_text=f"Appeals are about the process, not about scores or judgment. At most {MOST_DAYS}; enter 0 for "
        "no appeals.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number of days between 0 and {MOST_DAYS}"
        ),
    )


class ReplyWindowForm(forms.Form):
    """Until when applicants can correct facts."""

    closes_at = MomentField(
        label="Applicants can correct facts until",
        help_text="3 to 30 days from now, in the state’s time zone.",
        error_messages={"required": "Enter a date and time"},
    )
