"""The registrar's answer to a disputed fact: the form."""

from collections.abc import Sequence
from typing import Any

from django import forms

from districts.rules.fact_owners import Fact
from portal.components.fact_fields import fact_field


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
