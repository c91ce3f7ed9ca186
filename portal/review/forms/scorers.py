"""Inviting scorers, and what a person who was invited answers."""

from django import forms
from django.http import QueryDict

from districts.models import Region
from grants.rules.scorers import AGREEMENTS, CURRENT_AGREEMENT, MOST_APPLICATIONS, NO_AGREEMENT
from grants.states import Expertise


class ScorerSearchForm(forms.Form):
    """Whom to invite, by a part of the name or of the email address."""

    q = forms.CharField(label="Name or email", required=False, max_length=200)

    def text(self) -> str:
        """What was searched for; "" for nothing."""
        return self.cleaned_data["q"].replace("\x00", "").strip() if self.is_valid() else ""


class AgreementForm(forms.Form):
    """The sentences of the agreement for scorers, each with its own checkbox."""

    agreed = forms.TypedMultipleChoiceField(
        label="Agreement for one year",
        coerce=int,
        choices=list(enumerate(AGREEMENTS[CURRENT_AGREEMENT])),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_AGREEMENT, "invalid_choice": NO_AGREEMENT},
    )


class AcceptForm(AgreementForm):
    """How much the person can score, what of, and from where."""

    capacity = forms.IntegerField(
        label="How many applications can you score?",
        min_value=1,
        max_value=MOST_APPLICATIONS,
        help_text="One application takes about two hours. You won’t be assigned more than this.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 1 to {MOST_APPLICATIONS}"
        ),
    )
    expertise = forms.ChoiceField(
        label="What do you have experience with?",
        choices=Expertise.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you have experience with"},
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label="Region where you work or live",
        required=False,
        empty_label="Not in this state",
    )

    field_order = ("capacity", "expertise", "region", "agreed")

    def __init__(self, data: QueryDict | None = None, *, regions: object, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]  # a field made of rows
