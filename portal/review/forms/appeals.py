"""Choosing who answers an appeal, and answering it."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from accounts.models import User
from grants.models import ScorerAssignment
from grants.rules.texts import LONGEST_NOTE
from grants.states import AppealState


class AppealHandlerForm(forms.Form):
    """The official who answers, among those who took no part in the decision."""

    handler = forms.TypedChoiceField(
        label="Who answers",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose an official from the list"),
    )

    def __init__(self, data: QueryDict | None = None, *, officials: Iterable[User]) -> None:
        super().__init__(data)
        self._officials = {one.pk: one for one in officials}
        self.fields["handler"].choices = [  # type: ignore[attr-defined]  # a field made of choices
            (pk, one.name) for pk, one in self._officials.items()
        ]

    def official(self) -> User:
        """The official who was chosen."""
        return self._officials[self.cleaned_data["handler"]]


class AppealAnswerForm(forms.Form):
    """Denied or granted, and why."""

    outcome = forms.ChoiceField(
        label="Answer",
        choices=[(one.value, one.label) for one in (AppealState.DENIED, AppealState.GRANTED)],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether the appeal is denied or granted"),
    )
    excluded = forms.TypedChoiceField(
        label="Scores that no longer count",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Only if you grant the appeal because a scorer had a conflict of interest.",
        error_messages={"invalid_choice": "Choose a scorer from the list"},
    )
    reasons = forms.CharField(
        label="Reasons",
        help_text="The applicant’s members read them. Name no scorer, no official, and no other application.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Enter the reasons",
            "max_length": f"Shorten the reasons to {LONGEST_NOTE:,} characters",
        },
    )

    def __init__(self, data: QueryDict | None = None, *, scores: Iterable[ScorerAssignment]) -> None:
        super().__init__(data)
        self._scores = {one.pk: one for one in scores}
        names = {one.scorer_id: (pk, one.scorer.person.name) for pk, one in self._scores.items()}
        self.fields["excluded"].choices = [  # type: ignore[attr-defined]  # a field made of choices
            ("", "None"),
            *names.values(),
        ]
        if not names:
            del self.fields["excluded"]

    def answer(self) -> dict[str, object]:
        """What the action takes."""
        excluded = self._scores.get(self.cleaned_data.get("excluded") or 0)
        return {
            "outcome": self.cleaned_data["outcome"],
            "reasons": self.cleaned_data["reasons"],
            "excluded": excluded,
        }
