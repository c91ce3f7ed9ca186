"""The shape of what people write about facts, and of the registrar's answers."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from districts.rules.owners import Fact, Shape
from districts.rules.records import choices_of, facts_of

HINTS = {
    Shape.PHONE: "With the area code, like 614-555-0137.",
    Shape.WEBSITE: "Like www.otterrun.example.",
    Shape.EMAIL: "A shared address of the office, not a person’s own: everybody can read it.",
}


class OwnFactsForm(forms.Form):
    """What the district or the school owns, and what stood there when the form was shown (`seen_…`, hidden)."""

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = [fact for fact in facts_of(record).values() if fact.is_own]
        for fact in self.own:
            stands = getattr(record, fact.field)
            self.fields[fact.field] = forms.CharField(
                label=fact.label, required=False, initial=stands, help_text=HINTS.get(fact.shape, "")
            )
        for fact in self.own:
            self.fields[f"seen_{fact.field}"] = forms.CharField(
                required=False, strip=False, initial=getattr(record, fact.field), widget=forms.HiddenInput
            )

    @property
    def values(self) -> dict[str, str]:
        """What was written, by fact."""
        return {fact.field: self.cleaned_data[fact.field] for fact in self.own}

    @property
    def seen(self) -> dict[str, str]:
        """What stood there when it was shown, by fact."""
        return {fact.field: self.cleaned_data[f"seen_{fact.field}"] for fact in self.own}


def fact_field(record: Any, fact: Fact, label: str, counties: Iterable[tuple[str, str]]) -> forms.Field:
    """The field in which one writes that fact; its clean value is text, as disputes hold it."""
    if fact.shape == Shape.COUNTY:
        return forms.ChoiceField(label=label, choices=[("", "Choose"), *counties])
    if fact.shape == Shape.CHOICE:
        return forms.ChoiceField(label=label, choices=choices_of(record, fact.field), required=False)
    if fact.shape == Shape.DATE:
        return WrittenDay(label=label, required=False, help_text="Like 7/1/2024. Leave it empty for not known.")
    return forms.CharField(label=label, max_length=200, required=False)


class WrittenDay(forms.DateField):
    """A day whose clean value is text: 2026-07-01, or empty."""

    widget = forms.DateInput(attrs={"type": "date"})

    def clean(self, value: Any) -> str:
        """The day as text."""
        day: datetime.date | None = super().clean(value)
        return day.isoformat() if day else ""


class DisputeForm(forms.Form):
    """What a fact should say, and why."""

    def __init__(self, *args: Any, record: Any, fact: Fact, counties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claimed"] = fact_field(record, fact, "What it should say", counties)
        self.fields["reason"] = forms.CharField(
            label="How you know",
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="For the registrar: a letter, a board vote, an address on a map. Only your people and officials "
            "read it; everybody sees that the fact is disputed.",
        )


class AnswerForm(forms.Form):
    """The registrar's answer to a dispute."""

    def __init__(self, *args: Any, record: Any, fact: Fact, counties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"] = forms.ChoiceField(
            label="Your answer",
            widget=forms.RadioSelect,
            choices=[("accept", "Accept: correct the record"), ("refuse", "Refuse: the fact stays as it is")],
        )
        self.fields["value"] = fact_field(record, fact, "What the record says from now on, if you accept", counties)
        self.fields["value"].required = False
        self.fields["answer"] = forms.CharField(
            label="Words for the district",
            max_length=2_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="If you refuse, say why.",
        )
