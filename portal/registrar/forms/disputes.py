"""The form for the registrar's decision on a reported error."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from districts.models import District, School
from districts.rules.fact_owners import Fact
from portal.components.fact_fields import fact_field


class DisputeAnswerForm(forms.Form):
    """The registrar's decision: correct the record, or don't, with a message."""

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
        self.fields["verdict"] = forms.ChoiceField(
            label="Your decision",
            widget=forms.RadioSelect,
            choices=[("accept", "Correct the record"), ("refuse", "Don’t correct")],
            error_messages={"required": "Choose your decision"},
        )
        self.fields["value"] = fact_field(record, fact, "Corrected value", counties)
        self.fields["value"].required = False
        self.fields["answer"] = forms.CharField(
            label="Message to the district",
            max_length=2_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Enter the reason if you don’t correct the record.",
        )
