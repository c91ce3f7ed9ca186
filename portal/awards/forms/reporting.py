"""The shape of claims and reports, and of the state's answer."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from grants.models import Participant, Promise, ReportedPromise
from grants.rules.award_reports import LONGEST_EXPLANATION, PromiseLine
from grants.rules.texts import LONGEST_NOTE
from grants.states import CostCategory, PromiseResult
from portal.awards.forms import dollars
from portal.components.dates import day_field
from portal.components.numbers import WholeNumberField

MOST_STUDENTS = 1_000_000


class ClaimForm(forms.Form):
    """What a member spent."""

    category = forms.ChoiceField(
        label="Category",
        choices=[("", "Choose"), *CostCategory.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a category"),
    )
    amount = dollars("Amount", "Whole dollars.", least=1)
    spent_from = day_field("Spending start date", missing="Enter the start date")
    spent_to = day_field("Spending end date", missing="Enter the end date")
    what = forms.CharField(
        label="What was bought or paid",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter what was bought or paid",
            "max_length": f"Shorten the text to {LONGEST_NOTE:,} characters",
        },
    )


class PaymentForm(forms.Form):
    """That the state paid a claim."""

    paid_on = day_field("Payment date", missing="Enter the payment date")
    payment_number = forms.CharField(
        label="Payment number",
        help_text="From the state’s accounting system.",
        max_length=60,
        error_messages={"required": "Enter the payment number"},
    )


class StateAnswerToMemberForm(forms.Form):
    """Whether the state accepts a claim or a report."""

    accepts = forms.ChoiceField(
        label="Answer",
        choices=[("yes", "Accept"), ("no", "Return it to the member")],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether to accept or return it"),
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Required if you return it. The member reads it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Shorten the text to {LONGEST_NOTE:,} characters"},
    )


class ReportForm(forms.Form):
    """The result of each promise and, for those that benefit students, how many have access."""

    # Not required, so that the other fields aren’t marked as optional: submitting needs most of them.
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        promises: Iterable[Promise],
        lines: dict[int, ReportedPromise],
        members: Iterable[Participant],
        hosts: dict[str, str],
        revision: int,
    ) -> None:
        super().__init__(data, initial={"revision": revision})
        offers = [("", "Not a member, or not stated"), *((one.key, one.name) for one in members)]
        self.promises = list(promises)
        for promise in self.promises:
            pk, line = promise.pk, lines.get(promise.pk)
            self._add(f"result_{pk}", _result(promise), line.result if line else "")
            self._add(f"explanation_{pk}", _explanation(promise), line.explanation if line else "")
            if promise.has_gains:
                before = line.students_before if line else None
                now = line.students_now if line else None
                host = line.offered_by.key if line and line.offered_by else hosts.get(promise.activity_key, "")
                self._add(f"before_{pk}", _students(promise, "before the award"), before)
                self._add(f"now_{pk}", _students(promise, "at the end of the period"), now)
                self._add(f"offered_{pk}", _offered(promise, offers), host)

    def _add(self, name: str, field: forms.Field, initial: object) -> None:
        self.fields[name], self.initial[name] = field, initial

    def groups(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        """Each promise with its fields."""
        names = ("result", "explanation", "before", "now", "offered")
        return [
            (one, [self[f"{name}_{one.pk}"] for name in names if f"{name}_{one.pk}" in self.fields])
            for one in self.promises
        ]

    def seen(self) -> int:
        """The revision that the page showed; -1, which is no report's, if the form doesn't say."""
        revision = self.cleaned_data["revision"]
        return -1 if revision is None else revision

    def lines(self) -> list[PromiseLine]:
        """What the form says of each promise."""
        entered = self.cleaned_data
        return [
            PromiseLine(
                one.pk,
                entered[f"result_{one.pk}"],
                entered[f"explanation_{one.pk}"],
                entered.get(f"before_{one.pk}"),
                entered.get(f"now_{one.pk}"),
                entered.get(f"offered_{one.pk}", ""),
            )
            for one in self.promises
        ]


def _result(promise: Promise) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{promise.activity}: was the promise kept?",
        required=False,
        choices=PromiseResult.choices,
        widget=forms.RadioSelect,
    )


def _explanation(promise: Promise) -> forms.CharField:
    return forms.CharField(
        label=f"{promise.activity}: what changed, and why",
        required=False,
        max_length=LONGEST_EXPLANATION,
        help_text="Required if the promise was changed or missed.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Shorten the text to {LONGEST_EXPLANATION:,} characters"},
    )


def _students(promise: Promise, when: str) -> WholeNumberField:
    return WholeNumberField(
        label=f"{promise.activity}: your students with access {when}",
        required=False,
        min_value=0,
        max_value=MOST_STUDENTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a whole number of students, or 0"),
    )


def _offered(promise: Promise, offers: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=f"{promise.activity}: offered by", required=False, choices=offers)
