"""The list of regions: one state at a time."""

import datetime
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from districts.models import County
from districts.rules.places import STATE_NAMES
from portal.components.lists import ListFilter


class RegionFilter(ListFilter):
    """The regions of one state: the chosen one or, without one that is on record, the portal's own."""

    state = django_filters.CharFilter(label=_("State"))

    def __init__(self, data: QueryDict, queryset: Any, *, on: datetime.date) -> None:
        super().__init__(data, queryset)
        self.on = on
        # The form shows the state whose regions are shown, if there is more than one to choose from.
        self.data = {**data.dict(), "state": self.shown_state}
        names = [(state, STATE_NAMES.get(state, state)) for state in self.states]
        only_one = len(names) < 2
        self.form.fields["state"].widget = forms.HiddenInput() if only_one else forms.Select(choices=names)

    @cached_property
    def states(self) -> list[str]:
        """The states with counties on record."""
        return County.objects.states()

    @cached_property
    def shown_state(self) -> str:
        """The state whose regions are shown."""
        if self.data.get("state") in self.states:
            return str(self.data.get("state"))
        return settings.STATE_CODE if settings.STATE_CODE in self.states or not self.states else self.states[0]

    @property
    def qs(self) -> Any:
        """The regions of that state."""
        return self.queryset.in_state(self.shown_state)
