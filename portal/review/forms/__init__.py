"""What an officer sends from the desk: a mark with its citation, a response to a finding, a determination."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User, UserQuerySet
from grants.rules.returns import SECTIONS, AskedQuestion, name_of_section
from grants.rules.texts import LONGEST_NOTE
from grants.states import AskedFor, ResponseKind
from portal.components.dates import MomentField
from reviews.models import CitationKind, Verdict
from reviews.rules import NOTHING_FOUND, PASSAGE, Cited


class LateAnswerForm(forms.Form):
    """Whether an application is accepted late, until when, and why."""

    accepts = forms.ChoiceField(
        label="Do you accept the application late?",
        choices=[("yes", "Yes, until the time below"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    until = MomentField(
        label="Accept until", required=False, help_text="If yes, choose a time at most 14 days after the deadline."
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Members of the application see it. If you answer yes, reviewers see it, too.",
        error_messages={"required": "Enter the reason"},
    )

    def answer(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        return self.cleaned_data | {"accepts": self.cleaned_data["accepts"] == "yes"}


class AmendmentAnswerForm(forms.Form):
    """Whether an amendment is accepted, and why."""

    accepts = forms.ChoiceField(
        label="Do you accept this amendment?",
        choices=[
            ("yes", "Yes, it becomes the newest version"),
            ("no", "No, the application stays unchanged"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Members of the application see it, and so does a member that left.",
        error_messages={"required": "Enter the reason"},
    )

    def answer(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        return self.cleaned_data | {"accepts": self.cleaned_data["accepts"] == "yes"}


class ReturnForm(forms.Form):
    """Until when an applicant can answer the questions, which are the fields of QuestionForm."""

    due_at = MomentField(
        label="Answer due",
        help_text="At least 3 and at most 30 days from now, in the state’s time zone.",
        error_messages={"required": "Enter a date and time"},
    )


class QuestionForm(forms.Form):
    """One question; without words it is left out."""

    section = forms.ChoiceField(
        label="About",
        required=False,
        choices=[(section, name_of_section(section)) for section in SECTIONS],
        error_messages={"invalid_choice": "Choose a section of the application"},
    )
    text = forms.CharField(
        label="Question",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_NOTE,
        error_messages={"max_length": f"Shorten the question to {LONGEST_NOTE:,} characters"},
    )
    unlocks = forms.BooleanField(
        label="Let the applicant change this section",
        required=False,
        help_text="You can’t unlock the whole application or its members.",
    )

    def question(self) -> AskedQuestion:
        """The question as the action takes it."""
        return AskedQuestion(**self.cleaned_data)


class MoreTimeForm(forms.Form):
    """The later time."""

    due_at = MomentField(
        label="New due date and time",
        help_text="After the current one and at most 30 days from now, in the state’s time zone.",
        error_messages={"required": "Enter a date and time"},
    )


class MarkForm(forms.Form):
    """A verdict on an element, a place cited for it, or both."""

    element = forms.IntegerField(
        min_value=1,
        max_value=9,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Choose an element from 1 to 9."
        ),
    )
    verdict = forms.ChoiceField(required=False, choices=Verdict)
    kind = forms.ChoiceField(required=False, choices=CitationKind)
    place = forms.CharField(required=False, max_length=120)
    # The characters of a passage; `sentence` is the same as one value ("12-80"), for pages without a script.
    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)
    sentence = forms.RegexField(r"^[0-9]{1,9}-[0-9]{1,9}$", required=False)
    quote = forms.CharField(required=False, strip=False)
    note = forms.CharField(required=False)
    version = forms.IntegerField(required=False, min_value=1)
    # The revision of each element's mark that the page showed.
    revisions = forms.RegexField(r"^[0-9]{1,9}(,[0-9]{1,9}){8}$", required=False)

    def clean(self) -> dict[str, object]:
        """Turn the chosen sentence into the characters of the passage."""
        data = super().clean() or self.cleaned_data
        if sentence := data.get("sentence"):
            start, end = sentence.split("-")
            data["start"], data["end"] = int(start), int(end)
        return data

    def citations(self) -> list[Cited]:
        """What is cited: nothing, or one place."""
        data = self.cleaned_data
        if data["kind"] == NOTHING_FOUND:
            return [Cited(NOTHING_FOUND)]
        if not data["kind"]:
            return []
        if data["kind"] != PASSAGE:
            return [Cited(data["kind"], data["place"], quote=data["quote"])]
        return [Cited(PASSAGE, data["place"], data["start"], data["end"], data["quote"])]

    def revision(self) -> int:
        """The revision that the page showed of the chosen element's mark; 0 before the first."""
        revisions = self.cleaned_data["revisions"]
        return int(revisions.split(",")[self.cleaned_data["element"] - 1]) if revisions else 0

    def note_sent(self) -> str | None:
        """The note; None if the form had no field for it, so that the note doesn't change."""
        return self.cleaned_data["note"] if "note" in self.data else None


class FindingResponseForm(forms.Form):
    """The officer's response to a finding."""

    kind = forms.ChoiceField(required=False, choices=ResponseKind)
    text = forms.CharField(required=False)
    revision = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=1)


class DeterminationForm(forms.Form):
    """The officer's conclusion."""

    verdict = forms.ChoiceField(required=False, choices=Verdict)
    reasons = forms.CharField(required=False)
    unmarked_reason = forms.CharField(required=False)
    replaces_reason = forms.CharField(required=False)
    seen = forms.IntegerField(required=False, min_value=0)
    version = forms.IntegerField(required=False, min_value=1)


class ReassignForm(forms.Form):
    """The officer who reviews the application from now on."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Assign to",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grants officer.", "invalid_choice": "Choose a grants officer."},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        officers: UserQuerySet,
        besides: int | None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"].queryset = officers.exclude(  # type: ignore[attr-defined]  # a field made of rows
            pk=besides or 0
        )


class StateAnswerForm(forms.Form):
    """The state's answer to its question."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="The state’s answer",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the state’s answer", "invalid_choice": "Choose the state’s answer"},
    )
    reasons = forms.CharField(
        label="Reasons",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter the reasons"},
    )
    replaces_reason = forms.CharField(
        label="Reason for changing the state’s answer",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, replaces: int, asks: tuple[str, ...] = ()) -> None:
        super().__init__(data, initial={"seen": replaces})
        self.fields["reasons"].help_text = " ".join(asks)
        if not replaces:
            del self.fields["replaces_reason"]


class AnswerConsentForm(forms.Form):
    """Whether an officer agrees to the answer that another officer proposed."""

    agrees = forms.ChoiceField(
        label="Do you agree that this is the state’s answer?",
        choices=[("yes", "Yes (your own determination stays on record)"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    reason = forms.CharField(
        label="If you don’t agree, enter the reason",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskOfficerForm(forms.Form):
    """Which officer is asked, and for what."""

    kind = forms.ChoiceField(
        label="What are you asking for?",
        choices=AskedFor.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what you’re asking for"),
    )
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label="Officer",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grants officer", "invalid_choice": "Choose a grants officer"},
    )
    note = forms.CharField(
        label="Note", max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: QueryDict | None = None, *, officers: UserQuerySet, decides: bool) -> None:
        super().__init__(data, initial={"kind": AskedFor.SECOND_REVIEW})
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]  # a field made of rows
        if not decides:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a field with choices
                (AskedFor.SECOND_REVIEW, AskedFor.SECOND_REVIEW.label)
            ]
