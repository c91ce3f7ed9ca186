"""A list and its facets: what is asked for, the rows that fit, and what every other answer would leave."""

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from consortia.models import Membership
from districts.reads.name_suggestions import phrases_meant
from districts.rules.places import STATE_NAMES
from portal.registry.lists.counts_cache import KEPT, revision_now
from portal.registry.lists.facet_counts import Column, Counts, Row, counted
from portal.registry.lists.places import Places, audience_of, day_key, places_for

MOST_VALUES = 60
LONGEST_VALUE = 120
# Nobody reads a longer list of consortia, and every reader pays for it: a part of the name is written instead.
MOST_OFFERED = 100

Choices = Iterable[tuple[str, str]]
_CHECKED, _PART = mark_safe(" checked"), mark_safe(' class="facet__part"')


@dataclass(frozen=True)
class Facet:
    """One thing to narrow by: its parameter, what it is called, the answers in their order, and what to know of it."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    has_many: bool = False
    # Answers that are part of the one before them that is none.
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Option:
    """One answer of a facet with the number of rows that it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool
    id: str


@dataclass(frozen=True)
class Shown:
    """A facet as the page shows it."""

    facet: Facet
    options: list[Option]
    # The answer that is written instead of chosen; None where all are listed.
    written: str | None = None

    @property
    def chosen(self) -> int:
        """How many of its answers are chosen."""
        return sum(option.is_chosen for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether it begins open: where something is chosen."""
        return bool(self.chosen or self.written)

    @property
    def options_html(self) -> SafeString:
        """The options as a list of boxes to check; drawn here because a list may have hundreds."""
        boxes = format_html_join(
            "",
            '<li{}><label><input type="checkbox" id="{}" name="{}" value="{}"{}> <span>{}</span> '
            '<span class="facet__count">{}</span></label></li>',
            (
                (
                    _PART if one.value in self.facet.parts else "", one.id, self.facet.name, one.value,
                    _CHECKED if one.is_chosen else "", one.label, f"{one.count:,}",
                )
                for one in self.options
            ),
        )  # fmt: skip
        return format_html('<ul class="facet__list">{}</ul>', boxes) if boxes else boxes


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address of the list without it."""

    label: str
    value: str
    address: str


class FacetedList(ABC):
    """What one visitor asks of one list on one day. Values that nobody has find nothing and stay shown."""

    name: ClassVar[str]
    # What its pages are called among the addresses: "district" has district_list and district_download.
    page: ClassVar[str]
    facets: ClassVar[tuple[Facet, ...]]
    # Parameters that narrow what is counted and are no facets, with what they are called.
    words: ClassVar[dict[str, str]] = {"q": "Search"}

    def __init__(self, data: QueryDict, queryset: Any, *, request: HttpRequest, on: datetime.date) -> None:
        self.data = data
        self.queryset = queryset
        self.user: Any = request.user
        self.on = on

    # --- what is asked

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """Every parameter that this list knows, with its values; empty ones are not asked."""
        known = dict.fromkeys(("state", *self.words, *(facet.name for facet in self.facets)))
        found = {name: self._values(name) for name in known}
        return {name: values for name, values in found.items() if values}

    def _values(self, name: str) -> tuple[str, ...]:
        # A sign that no database takes stays a value that nobody has.
        given = (value.replace("\x00", "\ufffd")[:LONGEST_VALUE] for value in self.data.getlist(name))
        return tuple(dict.fromkeys(words for value in given if (words := " ".join(value.split()))))[:MOST_VALUES]

    @cached_property
    def q(self) -> str:
        """What is searched for."""
        return " ".join(self.asked.get("q", ()))

    @cached_property
    def state(self) -> str:
        """The state that is asked for; empty for all."""
        return self.asked.get("state", ("",))[0]

    @cached_property
    def revision(self) -> int | None:
        """The register's last change."""
        return revision_now()

    @cached_property
    def audience(self) -> tuple[int, ...]:
        """The proposals that this visitor sees beside what is public."""
        return audience_of(self.user)

    @cached_property
    def places(self) -> Places:
        """The states, regions, counties and consortia that may be named."""
        return places_for(self.user, self.audience, self.revision)

    @cached_property
    def memberships(self) -> Any:
        """The lines that hold on the day, as this visitor may see them."""
        return Membership.objects.visible_to(self.user).on(self.on)

    @cached_property
    def scope(self) -> str:
        """The state whose regions, counties and consortia are offered: chosen, or that of the place chosen, or the
        only one there is; empty where all states are looked at."""
        if self.state:
            return self.state
        if len(self.places.states) == 1:
            return self.places.states[0]
        return self.implied_state

    @cached_property
    def implied_state(self) -> str:
        """The state of the place or the consortium that is chosen without one."""
        states = [self.places.regions[slug][1] for slug in self.chosen("region") if slug in self.places.regions]
        counties = self.places.county_of
        states += [counties[fips].state for fips in self.chosen("county") if fips in counties]
        consortia = {one.pk: one.state for one in self.places.consortia}
        states += [consortia[pk] for pk in self.consortia or ()]
        return states[0] if states else ""

    @cached_property
    def consortia(self) -> frozenset[int] | None:
        """The consortia chosen by address or by part of the name; None where none is asked for."""
        asked = self.asked.get("consortium")
        if asked is None:
            return None
        return frozenset(one.pk for words in asked for one in self.places.consortia_called(words))

    def chosen(self, name: str) -> frozenset[str]:
        """The values chosen of a facet."""
        return frozenset(self.asked.get(name, ()))

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.asked)

    # --- the rows

    @cached_property
    @abstractmethod
    def base(self) -> Any:
        """The rows that fit the words; facets narrow them further."""

    @cached_property
    def qs(self) -> Any:
        """The rows that fit everything asked for."""
        rows = self.base
        if self.state:
            rows = rows.filter(state=self.state)
        for facet in self.facets:
            if values := self.chosen(facet.name):
                rows = self.narrowed(rows, facet.name, values)
        return rows

    @abstractmethod
    def narrowed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        """The rows that have one of these values of a facet."""

    # --- the counts

    @abstractmethod
    def combinations(self) -> list[Row]:
        """Every combination of facet values among the rows that fit the words, with its number."""

    @property
    def _question(self) -> tuple[Any, ...]:
        base = tuple((name, self.asked.get(name)) for name in self.words)
        where = (self.state, self.scope, self.consortia if not self.state else None)
        return (self.name, day_key(self.on), self.audience, base, where)

    @cached_property
    def counts(self) -> Counts:
        """How many rows fit, and what every other answer would leave."""
        columns = [Column(facet.name, facet.has_many) for facet in self.facets]
        if "state" not in {column.name for column in columns}:
            columns.insert(0, Column("state"))
        chosen: dict[str, frozenset[Any]] = {facet.name: self.chosen(facet.name) for facet in self.facets}
        if self.consortia is not None:
            chosen["consortium"] = self.consortia
        if self.state:
            chosen["state"] = frozenset(self.asked["state"]) if "state" in chosen else frozenset([self.state])
        chosen = {name: values for name, values in chosen.items() if values or name in self.asked}
        key = tuple(sorted((name, tuple(sorted(map(str, values)))) for name, values in chosen.items()))

        def count() -> Counts:
            rows = KEPT.answer(self._question, self.revision, self.combinations)
            return counted(rows, columns, chosen)

        return KEPT.answer((*self._question, key), self.revision, count)

    @property
    def total(self) -> int:
        """How many rows fit."""
        return self.counts.total

    # --- what the page shows

    @cached_property
    def meant(self) -> list[Chip]:
        """Where no name has the words: what may have been meant, each as the list of it."""
        if not self.q or self.counts.total:
            return []
        return [Chip("", phrase, self.address([("q", phrase)])) for phrase in phrases_meant(self.q, self.queryset)]

    @property
    def search_label(self) -> str:
        """What stands above the box for words."""
        return "Name, or a part of it, or an id"

    @property
    def offers_states(self) -> bool:
        """Whether there is a state to choose; a register of one state never asks."""
        is_facet = any(facet.name == "state" for facet in self.facets)
        return not is_facet and (len(self.places.states) > 1 or bool(self.state))

    @cached_property
    def offered_states(self) -> list[tuple[str, str]]:
        """The states by name; one that was asked for beyond them stays shown."""
        states = {*self.places.states, self.state} - {""}
        return sorted(((state, STATE_NAMES.get(state, state)) for state in states), key=lambda pair: pair[1])

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What narrows the list, has no field of its own in the form and must not be lost when it is sent."""
        return [(name, value) for name in self.words if name != "q" for value in self.asked.get(name, ())]

    @cached_property
    def shown(self) -> list[Shown]:
        """The facets that are of use here, each with its options and their counts."""
        facets = (self._facet(facet) for facet in self.facets)
        return [shown for shown in facets if shown is not None]

    def _facet(self, facet: Facet) -> Shown | None:
        special: dict[str, Callable[[Facet], Shown | None]] = {
            "region": self._regions, "county": self._counties, "consortium": self._consortia,
        }  # fmt: skip
        if facet.name in special:
            return special[facet.name](facet)
        return Shown(facet, self._options(facet, facet.choices))

    def _options(self, facet: Facet, choices: Choices, keys: Mapping[str, Any] | None = None) -> list[Option]:
        numbers, chosen = self.counts.by[facet.name], self.chosen(facet.name)
        offered = dict(choices)
        # What was asked for beyond the answers there are stays shown.
        offered |= {
            value: self.label_of(facet, value) for value in self.asked.get(facet.name, ()) if value not in offered
        }
        return [
            Option(
                value, label, numbers.get(keys[value] if keys and value in keys else value, 0), value in chosen,
                f"f-{facet.name}-{place}",
            )
            for place, (value, label) in enumerate(offered.items())
        ]  # fmt: skip

    def _regions(self, facet: Facet) -> Shown | None:
        regions = self.places.regions_in(self.scope) if self.scope else []
        if not regions and not self.chosen("region"):
            return None  # counties stand in
        beyond = self._beyond(facet, regions, lambda slug: self.places.regions[slug])
        return Shown(facet, self._options(facet, [*regions, *beyond, ("unknown", "Region not known")]))

    def _counties(self, facet: Facet) -> Shown | None:
        if not self.scope and not self.chosen("county"):
            return None
        counties = self.places.counties_in(self.scope, self.chosen("region")) if self.scope else []
        known = self.places.county_of
        beyond = self._beyond(facet, counties, lambda fips: (known[fips].name, known[fips].state))
        return Shown(facet, self._options(facet, [*counties, *beyond, ("unknown", "County not known")]))

    def _beyond(self, facet: Facet, offered: Choices, name_of: Callable[[str], tuple[str, str]]) -> Choices:
        """Places of other states that have rows here: an office may stand beyond the border."""
        there = self.counts.by[facet.name].keys() - dict(offered).keys() - {"unknown"}
        return sorted((value, ", ".join(name_of(value))) for value in there)

    def _consortia(self, facet: Facet) -> Shown | None:
        numbers = self.counts.by["consortium"]
        known = [one for one in self.places.consortia if self.scope and (one.state == self.scope or one.pk in numbers)]
        offered = [one for one in known if one.is_offered or one.slug in self.chosen("consortium")]
        if not self.scope or len(offered) > MOST_OFFERED:
            written = " ".join(self.asked.get("consortium", ())[:1])
            return Shown(facet, [], written=self.label_of(facet, written) if written else "")
        keys = {one.slug: one.pk for one in self.places.consortia}
        return Shown(facet, self._options(facet, [(one.slug, one.name) for one in offered], keys))

    def label_of(self, facet: Facet, value: str) -> str:
        """What one value of a facet is called; itself where nothing has it."""
        if facet.name == "region" and value in self.places.regions:
            return self.places.regions[value][0]
        if facet.name == "county" and value in self.places.county_of:
            return self.places.county_of[value].name
        if facet.name == "consortium" and value in self.places.consortium_of:
            return self.places.consortium_of[value].name
        if value == "unknown":
            return "not known"
        return dict(facet.choices).get(value, value)

    @cached_property
    def chips(self) -> list[Chip]:
        """Each filter that is on, with the address that takes it off."""
        labels = {facet.name: facet for facet in self.facets}
        pairs = [(name, value) for name, values in self.asked.items() for value in values]
        found = []
        for pair in pairs:
            name, value = pair
            facet = labels.get(name)
            label = facet.label if facet else self.words.get(name, "State")
            said = self.label_of(facet, value) if facet else self.said(name, value)
            found.append(Chip(label, said, self.address([other for other in pairs if other != pair])))
        return found

    def said(self, name: str, value: str) -> str:
        """What a value of a parameter that is no facet is called."""
        if name == "q":
            return f"“{value}”"
        return STATE_NAMES.get(value, value)

    def address(self, pairs: list[tuple[str, str]]) -> str:
        """The address of this list with these parameters."""
        return self.address_without_filters + (f"?{urlencode(pairs)}" if pairs else "")

    @property
    def address_without_filters(self) -> str:
        """The address of the whole list."""
        return reverse(f"registry:{self.page}_list")

    def address_of_file(self, kind: str) -> str:
        """The address of this list as a file (csv, json, geojson), with the list's own query string."""
        question = f"?{self.querystring}" if self.querystring else ""
        return reverse(f"registry:{self.page}_download", args=[kind]) + question

    @property
    def querystring(self) -> str:
        """What is asked for, as in an address, without the page."""
        return urlencode([(name, value) for name, values in self.asked.items() for value in values])
