"""The shape of a link between two consortia, and of a total that a source states."""

from typing import Any, NamedTuple

from django import forms

from consortia.models import Consortium
from consortia.models.consortium import ConsortiumQuerySet
from consortia.models.lineage import consortia_called
from consortia.states import LinkKind
from portal.registry.forms.days import HOW, DayField


class Reading(NamedTuple):
    """What an answer means: the kind of link, and whether the consortium of the page is the earlier one."""

    kind: str
    is_earlier: bool


READINGS = {
    "grew_out_of": Reading(LinkKind.GREW_OUT_OF, is_earlier=False),
    "gave_rise_to": Reading(LinkKind.GREW_OUT_OF, is_earlier=True),
    "merged_into": Reading(LinkKind.MERGED_INTO, is_earlier=True),
    "took_in": Reading(LinkKind.MERGED_INTO, is_earlier=False),
    "partner_in": Reading(LinkKind.PARTNER_IN, is_earlier=True),
    "has_partner": Reading(LinkKind.PARTNER_IN, is_earlier=False),
}
ANSWERS = {
    "grew_out_of": "{name} grew out of the other",
    "gave_rise_to": "The other grew out of {name}",
    "merged_into": "{name} merged into the other",
    "took_in": "The other merged into {name}",
    "partner_in": "{name} is a partner in the other, a larger network",
    "has_partner": "The other is a partner in {name}",
}


class LinkForm(forms.Form):
    """How this consortium and another one come from one another."""

    relation = forms.ChoiceField(label="How they are linked", choices=ANSWERS.items(), widget=forms.RadioSelect)
    other = forms.CharField(
        label="The other consortium",
        max_length=250,
        help_text="Its full name, or the last part of its address: mill-creek-learning-network.",
    )
    on = DayField("Since", f"The first day on which it is so. {HOW}")
    ends_on = DayField("Last day", "For a partnership that is over.")
    carried = forms.IntegerField(
        label="Members carried over, as a source says",
        required=False,
        min_value=0,
        help_text="Only where not every member is known by name. Otherwise the register counts.",
    )
    source = forms.CharField(label="Where this is written", max_length=300, required=False)
    note = forms.CharField(label="Note", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, name: str, consortia: ConsortiumQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consortia = consortia
        relation: Any = self.fields["relation"]
        relation.choices = [(answer, words.format(name=name)) for answer, words in ANSWERS.items()]

    def clean_other(self) -> Consortium:
        """The consortium of that name or address; several of one name are told apart by their addresses."""
        words = " ".join(self.cleaned_data["other"].split()).rstrip("/").rsplit("/", 1)[-1]
        found = list(consortia_called(self.consortia, words)[:6])
        if not found:
            raise forms.ValidationError(f"There is no consortium of the name or address “{words[:60]}”.")
        if len(found) > 1:
            addresses = ", ".join(one.slug for one in found)
            raise forms.ValidationError(f"Several have this name. Write the address of one: {addresses}.")
        return found[0]

    def said(self, consortium: Consortium) -> dict[str, Any]:
        """What `link_consortia` is told."""
        data = dict(self.cleaned_data)
        reading, other = READINGS[data.pop("relation")], data.pop("other")
        earlier, later = (consortium, other) if reading.is_earlier else (other, consortium)
        return {"earlier": earlier, "later": later, "kind": reading.kind, **data}


class TotalForm(forms.Form):
    """What a source says of the size of a consortium."""

    on = DayField("From this day on")
    members = forms.IntegerField(label="Members", min_value=1)
    schools = forms.IntegerField(label="Their schools", min_value=0, required=False)
    students = forms.IntegerField(label="Their students", min_value=0, required=False)
    source = forms.CharField(label="Where this is written", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].required = True
