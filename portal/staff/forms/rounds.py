"""Forms of the sections of a funding round. A published round asks for a reason and keeps its name."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from grants.models import Competition, Criterion, Element
from grants.rules.awards import USUAL_SHARE
from grants.rules.rounds import MOST_DAYS, MOST_GRACE
from grants.rules.tie_rule import TIE_CRITERIA_IN_WORDS
from portal.components.dates import DAY, MomentField

SHORT = forms.Textarea(attrs={"rows": 3})
_TIE_FIELDS = ("tie_1", "tie_2", "tie_3", "tie_4")
_TIE_CHOICES = [("", "Nothing more: decide by lot"), *TIE_CRITERIA_IN_WORDS.items()]


class NewRoundForm(forms.Form):
    """The name of a draft, and the round to copy."""

    name = forms.CharField(
        label="Name of the round",
        max_length=200,
        help_text="Applicants see this name, such as “Innovation Fund 2028.”",
        error_messages={"required": "Enter a name for the round"},
    )
    copy_of = forms.ChoiceField(
        label="Start from",
        required=False,
        help_text="A copy includes everything except the name and the dates.",
    )

    def __init__(self, *args: Any, rounds: Iterable[Competition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", "The standard questions, rubrics, and criteria"),
            *((str(row.pk), f"A copy of {row}") for row in rounds),
        ]
        self.fields["copy_of"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class RulesReasonForm(forms.Form):
    """The public reason for a change, and the revision of the round that the page was made from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    reason = forms.CharField(
        label="Reason for the change",
        max_length=2000,
        widget=SHORT,
        help_text="This reason is public. Don’t name a person or an applicant.",
        error_messages={"required": "Enter the reason"},
    )

    def renew(self, revision: int) -> None:
        """After a refusal: the form keeps what was typed, and counts from now on as made from this revision."""
        self.data = {name: self.data[name] for name in self.data} | {"revision": str(revision)}


class RulesForm(RulesReasonForm):
    """A section of a round; `edit` says what changed in it."""

    def __init__(
        self, data: QueryDict | None = None, *, record: Competition | Element | Criterion, competition: Competition
    ) -> None:
        names = [name for name in self.base_fields if name not in RulesReasonForm.base_fields]
        super().__init__(data, initial=self.stored(record, names) | {"revision": competition.revision})
        if competition.is_draft:
            del self.fields["reason"]
        elif "name" in self.fields:
            del self.fields["name"]
        if "reason" in self.fields:  # below what it explains
            self.order_fields([*names, "reason"])
        for name in ("opens_at", "closes_at"):
            if name in self.fields:
                self.fields[name].help_text = f"{settings.STATE_NAME} time."

    def stored(self, record: Any, names: list[str]) -> dict[str, Any]:
        """What the fields of these names hold now."""
        return {name: _initial(getattr(record, name)) for name in names}

    def edit(self) -> dict[str, Any]:
        """The new values of the fields that changed."""
        kept = set(RulesReasonForm.base_fields)
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in kept}


class RoundDatesForm(RulesForm):
    """The name, the window, and when projects run."""

    name = forms.CharField(
        label="Name of the round", max_length=200, error_messages={"required": "Enter a name for the round"}
    )
    opens_at = MomentField(label="Opens", required=False)
    closes_at = MomentField(label="Deadline", required=False)
    grace_minutes = forms.IntegerField(
        label="Grace period (minutes)",
        min_value=0,
        max_value=MOST_GRACE,
        help_text="How long after the deadline submissions still count. Enter 0 for none.",
        error_messages={"required": "Enter the grace period in minutes, or 0"},
    )
    signatures_by = forms.DateField(
        label="Signatures requested by",
        required=False,
        widget=DAY,
        help_text=(
            "A day before the deadline. We show it to members, put it in emails to signers, and remind those who "
            "haven’t signed. It doesn’t block anything: the deadline decides."
        ),
    )
    project_starts_on = forms.DateField(label="Project start date", required=False, widget=DAY)
    project_ends_on = forms.DateField(label="Project end date", required=False, widget=DAY)


class RoundAwardsForm(RulesForm):
    """Maximum awards, and how and when the state decides."""

    ceiling_consortium = forms.IntegerField(label="Maximum award for a consortium ($)", required=False, min_value=0)
    ceiling_single = forms.IntegerField(label="Maximum award for a single district ($)", required=False, min_value=0)
    largest_share = forms.IntegerField(
        label="Largest share for one member (%)",
        required=False,
        min_value=1,
        max_value=100,
        help_text=(
            "If one of three or more members receives a larger part of the grant money paid to members, we point it "
            f"out. This doesn’t prevent submission. Leave blank for {USUAL_SHARE}%; enter 100 to turn off this check."
        ),
    )
    indirect_cap = forms.IntegerField(
        label="Cap on indirect costs (%)",
        required=False,
        min_value=0,
        max_value=100,
        help_text=(
            "A percentage of the modified total direct cost (2 CFR 200.1), for the whole budget. Applications above it "
            "can’t be submitted. Leave blank for no cap. For comparison: without a negotiated rate, the de minimis "
            "rate is up to 15% (2 CFR 200.414). If a federal program’s money can’t replace state or local money, its "
            "grants use a restricted rate (34 CFR 76.563 and 76.564)."
        ),
    )
    tie_1 = forms.ChoiceField(
        label="Ties: what counts first",
        required=False,
        choices=_TIE_CHOICES,
        help_text=(
            "When scores can’t put applications in order, these criteria decide, one after another. Remaining ties "
            "are decided by lot. The portal draws the seed for the lots when you publish the round. The seed stays "
            "secret until the "
            "last submission; the public page shows a code that proves it didn’t change."
        ),
    )
    tie_2 = forms.ChoiceField(label="Ties: what counts second", required=False, choices=_TIE_CHOICES)
    tie_3 = forms.ChoiceField(label="Ties: what counts third", required=False, choices=_TIE_CHOICES)
    tie_4 = forms.ChoiceField(label="Ties: what counts fourth", required=False, choices=_TIE_CHOICES)
    tie_rule = forms.CharField(
        label="More about ties",
        required=False,
        max_length=2000,
        widget=SHORT,
        help_text="The public page shows it below the criteria. For example, why you chose them.",
    )
    decision_days = forms.IntegerField(
        label="Days after the deadline to decide",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="For example, 60. The public page shows the date.",
    )
    decision_clock = forms.CharField(
        label="More about decisions",
        required=False,
        max_length=2000,
        widget=SHORT,
        help_text="For example, who decides, and how we notify applicants.",
    )

    def clean_largest_share(self) -> int:
        """The usual share if the field is blank."""
        share: int | None = self.cleaned_data["largest_share"]
        return USUAL_SHARE if share is None else share

    def stored(self, record: Any, names: list[str]) -> dict[str, Any]:
        """The criteria of the tie rule each in its own field."""
        plain = super().stored(record, [name for name in names if name not in _TIE_FIELDS])
        return plain | dict(zip(_TIE_FIELDS, record.tie_criteria, strict=False))

    def edit(self) -> dict[str, Any]:
        """The new values; the criteria of the tie rule as one list."""
        values = super().edit()
        if not any(name in values for name in _TIE_FIELDS):
            return values
        rest = {name: value for name, value in values.items() if name not in _TIE_FIELDS}
        return rest | {"tie_criteria": [chosen for name in _TIE_FIELDS if (chosen := self.cleaned_data[name])]}


class RoundQuestionForm(RulesForm):
    """One of the nine questions with its guidance, word limit, and rubric."""

    title = forms.CharField(label="Title", max_length=120, error_messages={"required": "Enter a title"})
    question = forms.CharField(
        label="Question", max_length=2000, widget=SHORT, error_messages={"required": "Enter the question"}
    )
    guidance = forms.CharField(
        label="Guidance",
        required=False,
        max_length=2000,
        widget=SHORT,
        help_text="Applicants see it below the question.",
    )
    word_limit = forms.IntegerField(
        label="Word limit", min_value=1, max_value=20_000, error_messages={"required": "Enter the word limit"}
    )
    explained_if = forms.CharField(
        label="Mark “Explained” if",
        required=False,
        max_length=1000,
        widget=SHORT,
        help_text="What an answer has to contain. The public sees the rubric.",
    )
    partly_if = forms.CharField(label="Mark “Partly explained” if", required=False, max_length=1000, widget=SHORT)


def _initial(value: Any) -> Any:
    """The value as a form can send it: moments without seconds, so that an unchanged one stays unchanged."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime.datetime) else value
