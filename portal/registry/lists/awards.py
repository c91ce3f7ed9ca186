"""Filters of the released awards."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from districts.models import Region
from grants.models import BoardDecision
from grants.models.board import BoardDecisionQuerySet
from portal.components.lists import ListFilter


class AwardFilter(ListFilter):
    """Decisions in the public record by words, by round, and by a region in which the consortium has members."""

    q = django_filters.CharFilter(label=_("Consortium, member, or application number"), method="by_words")
    round = django_filters.ModelChoiceFilter(
        label=_("Round"),
        field_name="application__competition",
        to_field_name="slug",
        queryset=lambda _request: BoardDecision.objects.in_public_record().rounds(),
        empty_label=_("All rounds"),
    )
    region = django_filters.ModelChoiceFilter(
        label=_("Has members in"),
        method="by_region",
        to_field_name="slug",
        queryset=lambda _request: Region.objects.in_use(),
        empty_label=_("All regions"),
    )

    class Meta:
        model = BoardDecision
        fields: list[str] = []

    def by_words(self, decisions: BoardDecisionQuerySet, _: str, words: str) -> BoardDecisionQuerySet:
        """Those that these words name."""
        return decisions.naming(words)

    def by_region(self, decisions: BoardDecisionQuerySet, _: str, region: Region) -> BoardDecisionQuerySet:
        """Those with a member in the region."""
        return decisions.in_region(region)


def filtered_awards(query: Any) -> AwardFilter:
    """The public record that this query asks for: `.qs`, the form, and the filters in use."""
    return AwardFilter(query, BoardDecision.objects.in_public_record().for_record())
