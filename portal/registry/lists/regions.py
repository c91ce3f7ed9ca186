"""The list of regions: one state at a time."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from districts.rules.places import STATE_NAMES
from portal.components.lists import ListFilter


class RegionFilter(ListFilter):
    """The regions of one state, by default the portal's own."""

    state = django_filters.CharFilter(method="in_state", label=_("State"), max_length=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = args[0].copy()
        data["state"] = self.state
        self.data = data
        names = [(state, STATE_NAMES.get(state, state)) for state in self.states]
        self.form.fields["state"].widget = forms.Select(choices=names)

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """The regions of that state."""
        return queryset.in_state(value)

    @property
    def qs(self) -> Any:
        """The regions of the chosen state, or of the portal's own."""
        return super().qs.in_state(self.state)
