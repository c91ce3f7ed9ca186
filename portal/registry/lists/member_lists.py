"""What the lists of districts and schools share: how they are read from the database and counted."""

from abc import abstractmethod
from collections import defaultdict
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import CharField, Count, F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce

from districts.reads.counts_cache import COUNTS_CACHE
from portal.registry.lists.facet_counts import Row, merge_rows
from portal.registry.lists.faceted import FacetedList
from portal.registry.lists.member_facets import CONFIRMED_ON
from portal.registry.lists.places import county_of_region


class JoinedValues(Func):
    """Several values joined into one text, to group by.

    The query planner cannot know how few combinations a dozen columns have, and would sort the whole table; for one
    text it expects few.
    """

    template = "%(expressions)s"
    arg_joiner = " || '|' || "

    def __init__(self, *values: Any) -> None:
        texts = (Coalesce(Cast(value, CharField()), Value(""), output_field=CharField()) for value in values)
        super().__init__(*texts, output_field=CharField())


class IdsInOrder:
    """The IDs of the rows of a list, of which a page reads its own, once for each revision."""

    def __init__(self, of: "MemberList") -> None:
        self._list = of

    def __getitem__(self, page: slice) -> tuple[str, ...]:
        """Those from the first to the one before the end. They are in the index of the usual order."""
        of = self._list

        def read() -> tuple[str, ...]:
            return tuple(of.qs.values_list(of.queryset.model._meta.ordering[-1], flat=True)[page])

        key = ("ids", *of.key, of.order.chosen, page.start, page.stop)
        ids: tuple[str, ...] = COUNTS_CACHE.get(key, of.revision, read)
        return ids


class MemberList(FacetedList):
    """A list of districts or schools."""

    # What its members are counted by: the keys of districts and, in the list of schools, of schools.
    member_keys: ClassVar[tuple[str, ...]]

    @cached_property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """The parameters in use. A county given as a region becomes a county; only the first state counts."""
        given = dict(super().parameters)
        counties = [value for value in given.get("region", ()) if county_of_region(value)]
        if counties:
            given["county"] = (*given.get("county", ()), *map(county_of_region, counties))
            given["region"] = tuple(value for value in given["region"] if value not in counties)
        if "state" in given:  # in either case, as readers type it
            given["state"] = tuple(state.upper() if len(state) == 2 else state for state in given["state"][:1])
        return {name: values for name, values in given.items() if values}

    @property
    def ids(self) -> "IdsInOrder":
        """The LEAIDs or NCESSCHs of the rows that match, in order."""
        return IdsInOrder(self)

    # --- what each list defines for its own columns

    @abstractmethod
    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """The rows in these counties."""

    @abstractmethod
    def without_county(self) -> Q:
        """The rows whose county is not known."""

    @abstractmethod
    def with_membership(self, rows: Any, memberships: Any) -> Any:
        """The rows that have one of these memberships."""

    @abstractmethod
    def related_to_scope(self, rows: Any) -> Any:
        """The rows that any count for an implied state may need."""

    def expressions(self) -> dict[str, Any]:
        """What facets are counted by beside fields of a row."""
        return {"state": F("state") if self.scope else Value(""), "verified": CONFIRMED_ON(self.on)}

    # --- counting

    def combinations(self) -> list[Row]:
        """One pass over the rows, grouped by everything that the facets are counted by."""
        expressions = self.expressions()
        names = tuple(dict.fromkeys(name for facet in self.counted for name in facet.counted_by))
        key = JoinedValues(*(expressions.get(name, name) for name in names))
        groups = self.universe.order_by().annotate(key=key).values_list("key").annotate(number=Count("*"))
        cells = [(facet.cell, [names.index(name) for name in facet.counted_by]) for facet in self.counted]

        def row(text: str, number: int) -> Row:
            values = text.split("|")
            return (*[cell(*[values[place] for place in places]) for cell, places in cells], number)

        return merge_rows(row(text, number) for text, number in groups)

    @property
    def universe(self) -> Any:
        """The rows to count: those of the chosen state, or all that are related to the implied one."""
        if self.chosen_state:
            return self.base.filter(state=self.chosen_state)
        if not self.scope or len(self.places.states) == 1:
            return self.base
        return self.related_to_scope(self.base)

    @property
    def memberships_of_scope(self) -> Q:
        """The memberships in consortia of the state, and in those chosen."""
        return Q(consortium__state=self.scope) | Q(consortium__in=self.consortia or ())

    @cached_property
    def consortia_by_member(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """The consortia of each district and each school that any count for the state may need."""
        districts: dict[int, set[int]] = defaultdict(set)
        schools: dict[int, set[int]] = defaultdict(set)
        if self.scope:
            needed = self.memberships_of_scope | Q(district__state=self.scope) | Q(school__state=self.scope)
            found = self.memberships.filter(needed).order_by().values_list("district", "school", "consortium")
            for district, school, consortium in found:
                (districts[district] if district else schools[school]).add(consortium)
        return districts, schools
