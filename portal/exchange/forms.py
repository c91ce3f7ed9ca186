"""The shape of a service, and of who takes part in it in one school year."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from districts.models import District


class ServiceForm(forms.Form):
    """A service by its number and title."""

    number = forms.CharField(
        label="Number", max_length=40, help_text="As the consortium numbers its services, for instance 501.010."
    )
    title = forms.CharField(label="Title", max_length=200)


class ParticipationForm(forms.Form):
    """Which districts take part in one school year."""

    districts = forms.MultipleChoiceField(label="These take part", required=False, widget=forms.CheckboxSelectMultiple)
    more = forms.CharField(
        label="Other districts (optional)",
        required=False,
        max_length=1_000,
        help_text="By LEAID, seven digits each, with spaces between them. A district need not be a member.",
    )

    def __init__(self, *args: Any, offered: Iterable[tuple[District, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {district.leaid: district for district, _ in offered}
        field: Any = self.fields["districts"]
        field.choices = [(district.leaid, f"{district} ({standing.lower()})") for district, standing in offered]
        if not field.choices:
            del self.fields["districts"]

    def clean_more(self) -> list[District]:
        """The districts of these ids."""
        ids = re.split(r"[\s,;]+", self.cleaned_data["more"].strip()) if self.cleaned_data["more"].strip() else []
        found = {district.leaid: district for district in District.objects.filter(leaid__in=ids)}
        if missing := [leaid[:20] for leaid in ids if leaid not in found]:
            raise forms.ValidationError(f"The register has no district with the LEAID {', '.join(missing)}.")
        return list(found.values())

    @property
    def chosen(self) -> list[District]:
        """All that take part."""
        ticked = [self.offered[leaid] for leaid in self.cleaned_data.get("districts", [])]
        return list({district.pk: district for district in [*ticked, *self.cleaned_data["more"]]}.values())
