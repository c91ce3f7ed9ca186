"""Forms for a link between two consortia, and for a total that a source reports."""

from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortia.models import Consortium
from consortia.models.consortium import ConsortiumQuerySet
from consortia.models.lineage import consortia_called
from consortia.states import LinkKind
from portal.registry.forms.days import FORMAT_HINT, DayField


class Relation(NamedTuple):
    """The kind of a link, and whether the consortium of the page is the earlier one."""

    kind: str
    is_earlier: bool


RELATIONS = {
    "grew_out_of": Relation(LinkKind.GREW_OUT_OF, is_earlier=False),
    "gave_rise_to": Relation(LinkKind.GREW_OUT_OF, is_earlier=True),
    "merged_into": Relation(LinkKind.MERGED_INTO, is_earlier=True),
    "took_in": Relation(LinkKind.MERGED_INTO, is_earlier=False),
    "partner_in": Relation(LinkKind.PARTNER_IN, is_earlier=True),
    "has_partner": Relation(LinkKind.PARTNER_IN, is_earlier=False),
}
LABELS = {
    "grew_out_of": "{name} grew out of the other consortium",
    "gave_rise_to": "The other consortium grew out of {name}",
    "merged_into": "{name} merged into the other consortium",
    "took_in": "The other consortium merged into {name}",
    "partner_in": "{name} is a partner in the other consortium, a larger network",
    "has_partner": "The other consortium is a partner in {name}",
}


class LinkForm(forms.Form):
    """How this consortium and another one are linked."""

    relation = forms.ChoiceField(
        label=_("Relationship"),
        choices=LABELS.items(),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select how the consortia are related."),
            "invalid_choice": _("Select how the consortia are related."),
        },
    )
    other = forms.CharField(
        label=_("Other consortium"),
        max_length=250,
        help_text=_("Enter its full name, or the last part of its address: mill-creek-learning-network."),
        error_messages={"required": _("Enter the other consortium.")},
    )
    on = DayField(_("Effective date"), FORMAT_HINT)
    ends_on = DayField(_("End date"), _("Only for a partnership that has ended."))
    carried = forms.IntegerField(
        label=_("Members carried over, according to a source"),
        required=False,
        min_value=0,
        help_text=_("Enter a number only if some members are not known by name. Otherwise they are counted."),
        error_messages={"invalid": _("Enter the number of members carried over as a whole number.")},
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    note = forms.CharField(label=_("Note"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        name: str,
        consortia: ConsortiumQuerySet,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.consortia = consortia
        relation: Any = self.fields["relation"]
        relation.choices = [(value, label.format(name=name)) for value, label in LABELS.items()]

    def clean_other(self) -> Consortium:
        """The consortium with that name or address. Raises ValidationError where there is none, or several."""
        words = " ".join(self.cleaned_data["other"].split()).rstrip("/").rsplit("/", 1)[-1]
        found = list(consortia_called(self.consortia, words)[:6])
        if not found:
            raise forms.ValidationError(
                gettext("We couldn’t find a consortium called “%(words)s”.") % {"words": words[:60]}
            )
        if len(found) > 1:
            addresses = ", ".join(consortium.slug for consortium in found)
            raise forms.ValidationError(
                gettext("Several consortia have this name. Enter the address of one: %(addresses)s.")
                % {"addresses": addresses}
            )
        return found[0]

    def link_from(self, consortium: Consortium) -> dict[str, Any]:  # what the fields hold
        """The arguments for `link_consortia`, seen from this consortium."""
        data = dict(self.cleaned_data)
        relation, other = RELATIONS[data.pop("relation")], data.pop("other")
        earlier, later = (consortium, other) if relation.is_earlier else (other, consortium)
        return {"earlier": earlier, "later": later, "kind": relation.kind, **data}


class TotalForm(forms.Form):
    """The size of a consortium as a source reports it."""

    on = DayField(_("As of"), required=True, missing=_("Enter the date of the total."))
    members = forms.IntegerField(
        label=_("Members"),
        min_value=1,
        error_messages={
            "required": _("Enter the number of members."),
            "invalid": _("Enter the number of members as a whole number."),
        },
    )
    schools = forms.IntegerField(
        label=_("Schools of the members"),
        min_value=0,
        required=False,
        error_messages={"invalid": _("Enter the number of schools as a whole number.")},
    )
    students = forms.IntegerField(
        label=_("Students of the members"),
        min_value=0,
        required=False,
        error_messages={"invalid": _("Enter the number of students as a whole number.")},
    )
    source = forms.CharField(label=_("Source"), max_length=300, error_messages={"required": _("Enter the source.")})
