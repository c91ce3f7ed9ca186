"""The forms of policies, reports of barriers, and the steps of the docket."""

from collections.abc import Sequence

from django import forms

from policies.models import Barrier
from policies.reads.parties import Party
from policies.rules.barriers import PUBLIC_TITLE_AT_MOST, REASONS_AT_MOST, TEXT_AT_MOST
from policies.rules.policies import (
    CITATION_AT_MOST,
    OWNER_AT_MOST,
    REASON_AT_MOST,
    TITLE_AT_MOST,
    URL_AT_MOST,
)
from policies.states import BarrierOutcome, PolicyKind, Waivable
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField


def _long(
    label: str, help_text: str = "", *, missing: str = "", at_most: int = TEXT_AT_MOST, rows: int = 5
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(missing),
        max_length=at_most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def _short(label: str, at_most: int, help_text: str = "", *, missing: str = "") -> forms.CharField:
    words = {"required": missing}
    required = bool(missing)
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=at_most, error_messages=words
    )


class PolicyForm(forms.Form):
    """The facts of a policy; `revision` is the one that the person saw."""

    citation = _short("Citation", CITATION_AT_MOST, "Such as ORC 3313.48.", missing="Enter the citation")
    title = _short("Title", TITLE_AT_MOST, missing="Enter the title")
    kind = forms.ChoiceField(label="Kind", choices=PolicyKind.choices)
    text_url = _short("Web address of the text", URL_AT_MOST, "It begins with https://.")
    owner = _short("Responsible office", OWNER_AT_MOST, missing="Enter the office that answers for this policy")
    waivable = forms.ChoiceField(
        label="Can it be waived?", choices=Waivable.choices, initial=Waivable.UNKNOWN, widget=forms.RadioSelect
    )
    waivable_reason = _long("Why it can or can’t be waived", "Name the source.", at_most=REASON_AT_MOST, rows=3)
    starts_on = day_field("Effective date")
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    reason = _long("Reason for the change", "Everyone sees it in the history.", at_most=REASON_AT_MOST, rows=2)


class PolicyEntryForm(PolicyForm):
    """A policy that isn't in the list yet."""

    reason = None  # type: ignore[assignment]  # Django's way to leave a field out
    revision = None  # type: ignore[assignment]


class RepealForm(forms.Form):
    """From when a policy no longer applies, and why."""

    repealed_on = day_field(
        "Repealed on", "The first day that it no longer applies.", missing="Enter the date of the repeal"
    )
    reason = _long(
        "What repealed or replaced it",
        missing="Enter what repealed or replaced it",
        at_most=REASON_AT_MOST,
        rows=2,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class BarrierReportForm(forms.Form):
    """What a policy keeps a district, or the consortium that it leads, from doing."""

    party = forms.ChoiceField(label="Report for")
    citation = _short(
        "Citation of the policy", CITATION_AT_MOST, "Such as ORC 3313.48. The list of policies has the citations."
    )
    is_unknown = forms.BooleanField(label="I don’t know the citation", required=False)
    blocks = _long(
        "What can’t you do together because of it?",
        "If you don’t know the citation, describe the policy, too. Don’t name students or other private persons.",
        missing="Enter what you can’t do together because of the policy",
    )
    students = WholeNumberField(
        label="Students affected", required=False, error_messages={"invalid": "Enter a whole number, like 450"}
    )
    dollars = WholeNumberField(
        label="Money at stake, in dollars",
        help_text="Per year, such as costs that you could share.",
        required=False,
        error_messages={"invalid": "Enter whole dollars, like 24,000"},
    )
    evidence = _long("Evidence", "Audit findings, documents, examples. Only the State’s officials read it.", rows=4)

    def __init__(self, data: object, *, parties: Sequence[Party], citation: str = "") -> None:
        super().__init__(data, initial={"citation": citation})  # type: ignore[arg-type]  # a QueryDict or None
        self.parties = {party.key: party for party in parties}
        self.fields["party"].choices = [(key, party.label) for key, party in self.parties.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Party:
        """The party that was chosen."""
        return self.parties[self.cleaned_data["party"]]


class PublicTextForm(forms.Form):
    """What the public reads about a barrier."""

    title = _short("Public title", PUBLIC_TITLE_AT_MOST, missing="Enter the public title")
    text = _long(
        "Public text", "What districts can’t do together, and why. Don’t name persons.", missing="Enter the public text"
    )
    citation = _short("Citation of the policy", CITATION_AT_MOST, "Leave blank if you don’t know it yet.")


class NewTextForm(PublicTextForm):
    """A new public text; `seen` is how many steps there were when the person saw the one before."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class BarrierStepForm(forms.Form):
    """Why a step is taken."""

    reason = _long("Reason", missing="Enter the reason", at_most=REASONS_AT_MOST, rows=4)


class BarrierAnswerForm(forms.Form):
    """The State's answer."""

    outcome = forms.ChoiceField(
        label="Answer",
        choices=BarrierOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
    )
    reasons = _long(
        "Reasons", "Everyone who reported the barrier gets them by email, and the public reads them.",
        missing="Enter the reasons", at_most=REASONS_AT_MOST,
    )  # fmt: skip
    follow_up_on = day_field("Follow-up date", "When the State checks whether it worked.")


class FollowUpForm(forms.Form):
    """What came of an answer, and when the State checks again."""

    note = _long(
        "Follow-up", "Did the answer work? The public reads this.", missing="Enter the follow-up", rows=4,
        at_most=REASONS_AT_MOST,
    )  # fmt: skip
    next_on = day_field("Next follow-up date", "Enter a date only if something is left to check.")


class MergeForm(forms.Form):
    """Which barrier is kept, and why the two are the same."""

    into = forms.TypedChoiceField(
        label="Merge into",
        coerce=int,
        error_messages={"required": "Choose the barrier to keep", "invalid_choice": "Choose a barrier from the list"},
    )
    reason = _long("Why they are the same barrier", missing="Enter the reason", at_most=REASONS_AT_MOST, rows=3)

    def __init__(self, data: object, *, others: Sequence[Barrier]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.others = {one.pk: one for one in others}
        choices = [(one.pk, f"{one.pk}: {one.label_for_officials}") for one in others]
        self.fields["into"].choices = [("", "Choose a barrier"), *choices]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Barrier:
        """The barrier that was chosen."""
        return self.others[self.cleaned_data["into"]]
