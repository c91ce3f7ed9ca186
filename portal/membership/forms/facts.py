"""Forms about the facts of a district, school, or consortium: editing its own, suggesting corrections to others."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict

from consortia.rules.record_changes import ABOUT_AT_MOST
from consortia.rules.yearly_confirmation import labels_of_registrar
from districts.models import District, School
from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import facts_of
from portal.components.contact_fields import contact_fields
from portal.components.fact_fields import fact_field
from portal.components.seen_facts import SeenFactsForm

HINTS = {
    Shape.PHONE: "Include the area code, for example, 614-555-0137.",
    Shape.WEBSITE: "For example, www.otterrun.example.",
    Shape.EMAIL: "Use a shared office address, not a person’s. Everyone can see it.",
}


class OwnFactsForm(SeenFactsForm):
    """The facts that the district or school maintains, and their values when the form was shown (`seen_…`, hidden)."""

    def __init__(
        self, data: QueryDict | None = None, *, record: District | School, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        own = [fact for fact in facts_of(record).values() if fact.is_own]
        for fact in own:
            self.fields[fact.field] = forms.CharField(
                label=fact.label, required=False, help_text=HINTS.get(fact.shape, "")
            )
        self.remember({fact.field: getattr(record, fact.field) for fact in own})


class LeftOutForm(forms.Form):
    """What of a consortium's record is wrong although the registrar maintains it, and so isn't confirmed."""

    left_out = forms.MultipleChoiceField(
        label="Is anything wrong that only the registrar can correct?",
        required=False,
        choices=[(label, label) for label in labels_of_registrar()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Select what is wrong, then email the registrar the correction. You confirm everything else. Anyone "
        "can see what you didn’t confirm.",
    )


class ContactForm(SeenFactsForm):
    """What a consortium is and how to reach its office, and the values when the form was shown."""

    def __init__(self, data: QueryDict | None = None, *, known: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields |= contact_fields(ABOUT_AT_MOST)
        self.remember(known)


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
