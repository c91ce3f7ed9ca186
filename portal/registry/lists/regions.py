"""The list of regions: one state at a time."""

from typing import Any

import django_filters
from django import forms

from districts.rules.places import STATE_NAMES
from portal.components.lists import ListFilter


class RegionFilter(ListFilter):
    """Regions of one state: the portal's own where none is chosen."""

    state = django_filters.CharFilter(method="in_state", label="State", max_length=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = args[0].copy()
        data["state"] = self.state
        self.data = data
        named = [(state, STATE_NAMES.get(state, state)) for state in self.states]
        self.form.fields["state"].widget = forms.Select(choices=named)

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """Regions of that state."""
        return queryset.in_state(value)

    @property
    def qs(self) -> Any:
        """The regions of the state chosen, or of the portal's own."""
        return super().qs.in_state(self.state)
