"""A list with facets: the filters in use, the rows that match, and the number each other value would leave."""

import datetime
from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_filters.filterset import FilterSetMetaclass

from consortia.models import Consortium, Membership
from consortia.models.consortium import Sight
from districts.reads.counts_cache import COUNTS_CACHE
from districts.reads.name_suggestions import similar_phrases
from districts.reads.revision import revision_now
from districts.rules.places import STATE_NAMES
from districts.states import STANDS_IN
from portal.registry.lists.addressed import AddressedList
from portal.registry.lists.facet_counts import Counts, FacetColumn, Row, count_facets
from portal.registry.lists.facets import Chip, Facet, FacetPanel, Option, Parameter, Setting
from portal.registry.lists.places import Places, day_key, links_to_same_place, places_for

# A longer list of consortia is slow and not read: a part of the name is typed instead.
MOST_OFFERED = 100

Choices = Iterable[tuple[str, Any]]


class AbstractFilters(FilterSetMetaclass, ABCMeta):
    """Declared filters and abstract methods in one class: a list without one of its parts can't be made."""


class FacetedList(AddressedList, metaclass=AbstractFilters):
    """One list with one visitor's filters on one day. An unknown value finds nothing and stays visible.

    Its form reads and cleans the parameters. They are used by name and not in the order of the form: each value of a
    facet is counted as if that facet had no filter, in one pass over the combinations of all values.
    """

    name: ClassVar[str]
    state = Parameter(_("State"))
    q = Parameter(_("Search"))

    def __init__(self, data: QueryDict, queryset: Any, *, request: HttpRequest, on: datetime.date) -> None:
        super().__init__(data, queryset, request=request)
        self.user: Any = request.user
        self.on = on
        for name, parameter in self.filters.items():
            parameter.name = name

    # --- the filters

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The facets in the order of their declaration."""
        facets = [parameter for parameter in self.filters.values() if isinstance(parameter, Facet)]
        return tuple(sorted(facets, key=lambda facet: facet.creation_counter))

    @cached_property
    def counted(self) -> tuple[Parameter, ...]:
        """The facets, and the state where it is none."""
        state = self.filters["state"]
        return self.facets if state in self.facets else (state, *self.facets)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The names of the parameters that narrow the list but are not counted."""
        counted = (*self.counted, *self.settings)
        return tuple(name for name, parameter in self.filters.items() if parameter not in counted)

    @cached_property
    def words(self) -> str:
        """The words searched for."""
        return " ".join(self.parameters.get("q", ()))

    @cached_property
    def chosen_state(self) -> str:
        """The chosen state; empty for all."""
        return self.parameters.get("state", ("",))[0]

    @cached_property
    def revision(self) -> int | None:
        """The number of the registry's last change."""
        return revision_now()

    @cached_property
    def audience(self) -> tuple[int, ...]:
        """The proposals this visitor sees in addition to what is public."""
        sight = Sight.of(self.user)
        seen: tuple[int, ...] = COUNTS_CACHE.get(
            ("proposals", sight.kind, *sight.values.values()),
            self.revision,
            lambda: Consortium.objects.proposals_seen_by(self.user),
        )
        return seen

    @cached_property
    def places(self) -> Places:
        """The states, regions, counties, and consortia to choose from."""
        return places_for(self.user, self.audience, self.revision)

    @cached_property
    def memberships(self) -> Any:
        """The memberships in force on the day that this visitor may see."""
        return Membership.objects.visible_to(self.user).in_force(self.on)

    @cached_property
    def scope(self) -> str:
        """The state whose regions, counties, and consortia are offered; empty for all states.

        It is the chosen state, the only state, or the state of the chosen place or consortium.
        """
        if self.chosen_state:
            return self.chosen_state
        if len(self.places.states) == 1:
            return self.places.states[0]
        return self.implied_state

    @cached_property
    def implied_state(self) -> str:
        """The state of the place or consortium chosen without a state."""
        states = [self.places.regions[slug][1] for slug in self.chosen("region") if slug in self.places.regions]
        counties = self.places.county_of
        states += [counties[fips].state for fips in self.chosen("county") if fips in counties]
        consortia = {consortium.pk: consortium.state for consortium in self.places.consortia}
        states += [consortia[pk] for pk in self.consortia or ()]
        return states[0] if states else ""

    @cached_property
    def consortia(self) -> frozenset[int] | None:
        """The row ids of the consortia chosen by slug or part of the name; None where none is chosen."""
        chosen = self.parameters.get("consortium")
        if chosen is None:
            return None
        return frozenset(consortium.pk for words in chosen for consortium in self.places.consortia_called(words))

    def chosen(self, name: str) -> frozenset[str]:
        """The chosen values of a facet."""
        return frozenset(self.parameters.get(name, ()))

    # --- the rows

    @property
    @abstractmethod
    def base(self) -> Any:
        """The rows that match the search words; facets narrow them further."""

    @cached_property
    def qs(self) -> Any:
        """The rows that match every filter."""
        rows = self.base
        if self.chosen_state and self.filters["state"] not in self.facets:
            rows = rows.filter(state=self.chosen_state)
        for facet in self.facets:
            values = self.statuses if facet.name == "status" else self.chosen(facet.name)
            if values:
                rows = facet.filter(rows, values)
        return self.order.sort(rows)

    # --- the counts

    @abstractmethod
    def combinations(self) -> list[Row]:
        """Every combination of facet values among the rows that match the search words, with its number."""

    @cached_property
    def _cache_key(self) -> tuple[Any, ...]:
        base = tuple((name, self.parameters.get(name)) for name in self.texts)
        where = (self.chosen_state, self.scope, self.consortia if not self.chosen_state else None)
        return (self.name, day_key(self.on), self.audience, base, where)

    @cached_property
    def _narrowed_by(self) -> dict[str, frozenset[Any]]:
        """The values that each facet is narrowed to."""
        chosen: dict[str, frozenset[Any]] = {facet.name: self.chosen(facet.name) for facet in self.facets}
        if statuses := self.statuses:
            chosen["status"] = statuses
        if self.consortia is not None:
            chosen["consortium"] = self.consortia
        if self.chosen_state:
            chosen["state"] = self.chosen("state") if "state" in chosen else frozenset([self.chosen_state])
        return {name: values for name, values in chosen.items() if values or name in self.parameters}

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What says which rows match, for this visitor on this day at one revision."""
        chosen = self._narrowed_by.items()
        return (*self._cache_key, tuple(sorted((name, tuple(sorted(map(str, values)))) for name, values in chosen)))

    @cached_property
    def counts(self) -> Counts:
        """The number of rows that match, and the number each other value would leave."""

        def count() -> Counts:
            columns = [FacetColumn(facet.name, facet.has_many) for facet in self.counted]
            rows = COUNTS_CACHE.get(self._cache_key, self.revision, self.combinations)
            return count_facets(rows, columns, self._narrowed_by)

        return COUNTS_CACHE.get(self.key, self.revision, count)

    @property
    def total(self) -> int:
        """The number of rows that match."""
        return self.counts.total

    @cached_property
    def ended_count(self) -> int:
        """The number of records that have ended and match the other filters."""
        numbers = self.counts.by["status"]
        return sum(numbers.get(status, 0) for status in self.ended)

    # --- the page

    @property
    @abstractmethod
    def count_label(self) -> str:
        """The number of rows that match, in words: “1,234 schools”."""

    @cached_property
    def suggestions(self) -> list[tuple[str, str]]:
        """Where no name has the words, similar ones: (words, address of the list with them)."""
        if not self.words or self.counts.total:
            return []
        return [(phrase, self.address([("q", phrase)])) for phrase in similar_phrases(self.words, self.queryset)]

    @property
    def search_label(self) -> str:
        """The label of the search box."""
        return gettext("Name, part of a name, or ID")

    @property
    def offers_states(self) -> bool:
        """Whether a state can be chosen: not in a registry of one state."""
        is_facet = self.filters["state"] in self.facets
        return not is_facet and (len(self.places.states) > 1 or bool(self.chosen_state))

    @cached_property
    def offered_states(self) -> list[tuple[str, str]]:
        """The states by name, with the chosen one even if it is unknown."""
        states = {*self.places.states, self.chosen_state} - {""}
        return sorted(((state, STATE_NAMES.get(state, state)) for state in states), key=lambda pair: pair[1])

    @property
    def hidden_parameters(self) -> list[tuple[str, str]]:
        """Parameters without a field in the form, to keep when it is submitted."""
        names = (*(name for name in self.texts if name != "q"), "sort", *(() if self.offers_ended else ("closed",)))
        return [(name, value) for name in names for value in self.parameters.get(name, ())]

    @property
    def panels_html(self) -> SafeString:
        """The facets as the page shows them, made once for each revision and choice of values."""

        def make() -> SafeString:
            return SafeString(
                "".join(
                    render_to_string("registry/list_facet.html", {"panel": panel, "is_first": place == 0})
                    for place, panel in enumerate(self.panels)
                )
            )

        html: SafeString = COUNTS_CACHE.get(
            ("facets", *self.key, tuple(self.pairs), get_language()), self.revision, make
        )
        return html

    @cached_property
    def panels(self) -> list[FacetPanel]:
        """The facets that apply here, each with its values and their counts."""
        panels = (self._panel(facet) for facet in self.facets)
        return [panel for panel in panels if panel is not None]

    def _panel(self, facet: Facet) -> FacetPanel | None:
        special: dict[str, Callable[[Facet], FacetPanel | None]] = {
            "region": self._regions, "county": self._counties, "consortium": self._consortia,
        }  # fmt: skip
        if facet.name in special:
            return special[facet.name](facet)
        return FacetPanel(facet, self._options(facet, facet.choices))

    def _options(self, facet: Facet, choices: Choices, keys: Mapping[str, Any] | None = None) -> list[Option]:
        numbers, chosen = self.counts.by[facet.name], self.chosen(facet.name)
        offered = dict(choices)
        # A chosen value stays visible even if it is unknown.
        offered |= {
            value: self.label_of(facet, value) for value in self.parameters.get(facet.name, ()) if value not in offered
        }
        return [
            Option(
                value, label, numbers.get(keys[value] if keys and value in keys else value, 0), value in chosen,
                f"f-{facet.name}-{place}",
            )
            for place, (value, label) in enumerate(offered.items())
        ]  # fmt: skip

    def _regions(self, facet: Facet) -> FacetPanel | None:
        regions = self.places.regions_in(self.scope) if self.scope else []
        if not regions and not self.chosen("region"):
            return None  # counties are used instead
        beyond = self._beyond(facet, regions, lambda slug: self.places.regions[slug])
        return FacetPanel(facet, self._options(facet, [*regions, *beyond, ("unknown", gettext("Region not known"))]))

    def _counties(self, facet: Facet) -> FacetPanel | None:
        if not self.scope and not self.chosen("county"):
            return None
        counties = self.places.counties_in(self.scope, self.chosen("region")) if self.scope else []
        known = self.places.county_of
        beyond = self._beyond(facet, counties, lambda fips: (known[fips].name, known[fips].state))
        return FacetPanel(facet, self._options(facet, [*counties, *beyond, ("unknown", gettext("County not known"))]))

    def _beyond(self, facet: Facet, offered: Choices, name_of: Callable[[str], tuple[str, str]]) -> Choices:
        """Places in other states that have rows here: an office may be across the border."""
        there = self.counts.by[facet.name].keys() - dict(offered).keys() - {"unknown"}
        return sorted((value, ", ".join(name_of(value))) for value in there)

    def _consortia(self, facet: Facet) -> FacetPanel | None:
        numbers = self.counts.by["consortium"]
        known = [
            consortium
            for consortium in self.places.consortia
            if self.scope and (consortium.state == self.scope or consortium.pk in numbers)
        ]
        chosen = self.chosen("consortium")
        offered = [consortium for consortium in known if consortium.is_offered or consortium.slug in chosen]
        if not self.scope or len(offered) > MOST_OFFERED:
            typed = " ".join(self.parameters.get("consortium", ())[:1])
            return FacetPanel(facet, [], typed=str(self.label_of(facet, typed)) if typed else "")
        keys = {consortium.slug: consortium.pk for consortium in self.places.consortia}
        choices = [(consortium.slug, consortium.name) for consortium in offered]
        return FacetPanel(facet, self._options(facet, choices, keys))

    def label_of(self, facet: Facet, value: str) -> Any:
        """The label of a value of a facet; an unknown value is its own label."""
        if facet.name == "region" and value in self.places.regions:
            return self.places.regions[value][0]
        if facet.name == "county" and value in self.places.county_of:
            return self.places.county_of[value].name
        if facet.name == "consortium" and value in self.places.consortium_of:
            return self.places.consortium_of[value].name
        if value == "unknown":
            return gettext("not known")
        return dict(facet.choices).get(value, value)

    @cached_property
    def chips(self) -> list[Chip]:
        """Each filter in use, with the address of the list without it."""
        pairs = self.pairs
        chips = []
        for pair in pairs:
            name, value = pair
            parameter = self.filters[name]
            if isinstance(parameter, Setting):
                continue
            is_facet = isinstance(parameter, Facet)
            label = self.label_of(parameter, value) if is_facet else self.label_of_parameter(name, value)
            chips.append(Chip(parameter.label, label, self.address([other for other in pairs if other != pair])))
        return chips

    def label_of_parameter(self, name: str, value: str) -> str:
        """Display label for a non-facet parameter's value."""
        if name == "q":
            return f"“{value}”"
        return STATE_NAMES.get(value, value)

    @property
    def place_links(self) -> list[tuple[str, str]]:
        """The other lists with the same regions or counties, and the page of a single one: (label, address)."""
        regions = (
            *self.parameters.get("region", ()),
            *(STANDS_IN + fips for fips in self.parameters.get("county", ())),
        )
        return links_to_same_place(self.page, regions, self.places)
