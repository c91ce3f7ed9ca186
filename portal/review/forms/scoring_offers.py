"""What a person says who offers to score, and what officers set and answer."""

from django import forms
from django.http import QueryDict

from districts.models import Region
from grants.rules.scorers import MOST_APPLICATIONS
from grants.rules.scoring_offers import LONGEST_CONNECTIONS, MOST_YEARS, OfferWords
from grants.states import Expertise
from portal.components.dates import day_field
from portal.components.reasons import StepReasonForm
from portal.review.forms.scorers import AgreementForm


class OfferForm(AgreementForm):
    """How much, what of, from where, and with which connections a person would score."""

    capacity = forms.IntegerField(
        label="How many applications could you score?",
        min_value=1,
        max_value=MOST_APPLICATIONS,
        help_text="One application takes about two hours.",
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
    years = forms.IntegerField(
        label="Years of experience",
        min_value=0,
        max_value=MOST_YEARS,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a number from 0 to {MOST_YEARS}"
        ),
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label="Regions where you work or live",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unselected if you’re not in this state.",
    )
    connections = forms.CharField(
        label="Your roles and connections, now and before",
        max_length=LONGEST_CONNECTIONS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Name every district, school, service agency, and company that you or someone close to you works or "
        "worked for. Enter “None” if there are none. Only grants officers can read this.",
        error_messages={
            "required": "Enter your roles and connections, or “None”",
            "max_length": f"Shorten this to {LONGEST_CONNECTIONS:,} characters.",
        },
    )

    field_order = ("capacity", "expertise", "years", "regions", "connections", "agreed")

    def __init__(self, data: QueryDict | None = None, *, regions: object, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        self.fields["regions"].queryset = regions  # type: ignore[attr-defined]  # a field made of rows

    def words(self) -> OfferWords:
        """What was entered, besides regions and agreement."""
        data = self.cleaned_data
        return OfferWords(data["capacity"], data["expertise"], data["years"], data["connections"])


class DeclineOfferForm(StepReasonForm):
    """What an officer tells a person whose offer is declined."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, help_text="The person reads this in an email and on the page of the offer.")
        self.fields["reason"].label = "Message to the person"
        self.fields["reason"].error_messages["required"] = "Enter a message to the person"


class OffersUntilForm(forms.Form):
    """The last date on which the state accepts offers."""

    until = day_field("Accept offers to score until", "Leave blank to stop taking offers.")

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)
        self.fields["until"].required = False
