"""The shape of what people write about facts, and of the registrar's answers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import facts_of
from portal.components.fact_fields import fact_field

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
