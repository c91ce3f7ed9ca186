"""Forms with which a registrar enters a region, moves counties, and retires a region."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from districts.actions.regions import RegionEdit
from districts.models import County, Region


class RegionForm(forms.Form):
    """A region's name and its counties; `seen` holds the counties that were in it when the form was shown.

    Only the differences from them are saved, so that a county that someone else moves meanwhile stays there.
    """

    name = forms.CharField(
        label="Name",
        help_text="As in “Southeast Region.” The web address stays the same when the name changes.",
        error_messages={"required": "Enter the name of the region"},
    )
    counties = forms.MultipleChoiceField(
        label="Counties",
        help_text="Select every county of the region. A county can be in only one region: selecting it moves it here.",
        error_messages={"required": "Select at least one county. To remove the region, retire it"},
        widget=forms.CheckboxSelectMultiple(attrs={"data-in-columns": ""}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, region: Region, counties: Sequence[County]) -> None:
        inside = [county.fips for county in counties if region.pk and county.region_id == region.pk]
        super().__init__(data, initial={"name": region.name, "counties": inside, "seen": ",".join(inside)})
        self.fields["counties"].choices = [  # type: ignore[attr-defined]  # of a choice field
            (county.fips, _label(county, region)) for county in counties
        ]

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        chosen = frozenset(self.cleaned_data["counties"])
        seen = frozenset(self.cleaned_data["seen"].split(","))
        return {"edit": RegionEdit(self.cleaned_data["name"], joining=chosen - seen, leaving=seen - chosen)}


class RetireRegionForm(forms.Form):
    """Where the counties of a region that is retired go."""

    into = forms.ChoiceField(
        label="Move its counties to",
        required=False,
        help_text="Counties that aren’t in a region are listed by themselves until you add them to one.",
    )

    def __init__(self, data: QueryDict | None = None, *, others: Iterable[Region]) -> None:
        super().__init__(data)
        self.others = {other.slug: other for other in others}
        self.fields["into"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", "No region"), *((slug, other.name) for slug, other in self.others.items())
        ]  # fmt: skip

    def for_action(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {"into": self.others.get(self.cleaned_data["into"])}


def _label(county: County, region: Region) -> str:
    if county.region is None:
        return f"{county.name} (not in a region)"
    return county.name if county.region_id == region.pk else f"{county.name} (in {county.region})"
