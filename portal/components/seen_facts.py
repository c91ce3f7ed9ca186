"""Forms that edit recorded facts and remember their values when the form was shown, so that nothing is overwritten."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict


class SeenFactsForm(forms.Form):
    """A form whose fields are facts; hidden fields (`seen_…`) hold their values when the form was shown."""

    own: tuple[str, ...] = ()

    def remember(self, known: Mapping[str, str]) -> None:
        """Start with these values, and remember them as seen."""
        self.own = tuple(known)
        for field, value in known.items():
            self.fields[field].initial = value
        for field, value in known.items():
            self.fields[f"seen_{field}"] = forms.CharField(
                required=False, strip=False, initial=value, widget=forms.HiddenInput
            )

    @property
    def values(self) -> dict[str, str]:
        """The entered values, by fact."""
        return {field: str(self.cleaned_data[field] or "") for field in self.own}

    @property
    def seen(self) -> dict[str, str]:
        """The values when the form was shown, by fact."""
        return {field: self.cleaned_data[f"seen_{field}"] for field in self.own}

    def show_newest(self, known: Mapping[str, str]) -> None:
        """Mark these values as seen: the page that reports a problem shows them, so the next attempt counts.

        What the person typed stays; a fact that the person left alone gets its new value.
        """
        if not isinstance(self.data, QueryDict):
            return
        data = self.data.copy()
        for field, value in known.items():
            if data.get(field, "") == data.get(f"seen_{field}", ""):
                data[field] = value
            data[f"seen_{field}"] = value
        self.data = data
