"""Forms about the facts of a district or school: editing its own facts, and suggesting corrections to others."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from districts.models import District, School
from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import facts_of
from portal.components.fact_fields import fact_field

HINTS = {
    Shape.PHONE: "Include the area code, for example, 614-555-0137.",
    Shape.WEBSITE: "For example, www.otterrun.example.",
    Shape.EMAIL: "Use a shared office address, not a person’s. Everyone can see it.",
}


class OwnFactsForm(forms.Form):
    """The facts that the district or school maintains, and their values when the form was shown (`seen_…`, hidden)."""

    def __init__(
        self, data: QueryDict | None = None, *, record: District | School, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.own = [fact for fact in facts_of(record).values() if fact.is_own]
        for fact in self.own:
            value = getattr(record, fact.field)
            self.fields[fact.field] = forms.CharField(
                label=fact.label, required=False, initial=value, help_text=HINTS.get(fact.shape, "")
            )
        for fact in self.own:
            self.fields[f"seen_{fact.field}"] = forms.CharField(
                required=False, strip=False, initial=getattr(record, fact.field), widget=forms.HiddenInput
            )

    @property
    def values(self) -> dict[str, str]:
        """The entered values, by fact."""
        return {fact.field: self.cleaned_data[fact.field] for fact in self.own}

    @property
    def seen(self) -> dict[str, str]:
        """The values when the form was shown, by fact."""
        return {fact.field: self.cleaned_data[f"seen_{fact.field}"] for fact in self.own}


class DisputeFactForm(forms.Form):
    """The suggested value of a fact, and the evidence for it."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        record: District | School,
        fact: Fact,
        counties: Sequence[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["claimed"] = fact_field(record, fact, "Correct value", counties)
        self.fields["reason"] = forms.CharField(
            label="Evidence",
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="Tell the registrar how you know: for example, a board vote, a signed agreement, or an address "
            "on a map. Only your people and state officials can read it. Everyone can see that the fact is disputed.",
            error_messages={"required": "Enter your evidence"},
        )
