"""Forms about services: a service, and the districts that participate in it for one school year."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from consortia.states import Purpose
from districts.models import District
from exchange.states import CostBasis
from portal.components.numbers import MoneyField


class ServiceForm(forms.Form):
    """The number and title of a service."""

    number = forms.CharField(
        label="Service number",
        max_length=40,
        help_text="The number the consortium uses, for example, 501.010.",
        error_messages={"required": "Enter the service number"},
    )
    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Enter the title"})


class ServiceDescriptionForm(forms.Form):
    """The title of a service, the agency that provides it, and its purpose."""

    title = ServiceForm.base_fields["title"]
    provider = forms.ChoiceField(
        label="Provided by",
        required=False,
        help_text="A service agency that is the fiscal agent or a member of the consortium.",
    )
    purpose = forms.ChoiceField(label="Purpose", required=False, choices=[("", "Not stated"), *Purpose.choices])

    def __init__(
        self, data: QueryDict | None = None, *, providers: Iterable[District], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.providers = {district.leaid: district for district in providers}
        field: Any = self.fields["provider"]
        field.choices = [("", "Not stated"), *((leaid, str(one)) for leaid, one in self.providers.items())]

    def clean_provider(self) -> District | None:
        """The agency with that ID; None where it isn't stated."""
        return self.providers.get(self.cleaned_data["provider"])


class ServiceTermsForm(forms.Form):
    """How the cost of a service is shared in one school year."""

    cost_basis = forms.ChoiceField(
        label="How districts share the cost",
        choices=CostBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how districts share the cost"},
    )
    amount = MoneyField(
        label="Amount",
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="In dollars. By share of enrollment: the cost of the whole service. By units: the price of one unit. "
        "Same fee: the fee for each district.",
        error_messages={"invalid": "Enter the amount in dollars, like 24,000"},
    )
    unit = forms.CharField(
        label="Unit",
        max_length=60,
        required=False,
        help_text="Only by units: what is counted, for example, course seat.",
    )
    base_year = forms.CharField(
        label="Base year",
        max_length=7,
        required=False,
        help_text="Only by share of enrollment: the school year whose enrollment divides the cost, for example, "
        "2025-26.",
    )


class ParticipationForm(forms.Form):
    """The districts that participate in one school year."""

    districts = forms.MultipleChoiceField(
        label="Participating districts", required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label="Other districts (optional)",
        required=False,
        max_length=1_000,
        help_text="Enter seven-digit federal district IDs (LEAIDs), separated by spaces. A district doesn’t need to be "
        "a member.",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offered: Iterable[tuple[District, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        choices = list(offered)
        self.offered = {district.leaid: district for district, _ in choices}
        field: Any = self.fields["districts"]
        field.choices = [(district.leaid, f"{district} ({relation.lower()})") for district, relation in choices]
        if not field.choices:
            del self.fields["districts"]

    def clean_more(self) -> list[District]:
        """The districts with these IDs. Raises ValidationError for unknown ones."""
        ids = re.split(r"[\s,;]+", self.cleaned_data["more"].strip()) if self.cleaned_data["more"].strip() else []
        districts = {district.leaid: district for district in District.objects.filter(leaid__in=ids)}
        if missing := [leaid[:20] for leaid in ids if leaid not in districts]:
            raise forms.ValidationError(f"We couldn’t find a district with the LEAID {', '.join(missing)}.")
        return list(districts.values())

    @property
    def chosen(self) -> list[District]:
        """All districts that participate."""
        ticked = [self.offered[leaid] for leaid in self.cleaned_data.get("districts", [])]
        return list({district.pk: district for district in [*ticked, *self.cleaned_data["more"]]}.values())
