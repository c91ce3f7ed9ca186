"""What the lists of districts and of schools have in common: places, consortia, locale, status, confirmation."""

import datetime
from abc import abstractmethod
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce

from districts.rules.freshness import a_year_before
from districts.states import AgencyStatus, Locale
from portal.registry.lists.facet_counts import locale_codes
from portal.registry.lists.faceted import Facet, FacetedList
from portal.registry.lists.places import stands_for_county

ANSWERS = (("yes", "Yes"), ("no", "No"), ("unknown", "Unknown"))


def named_or_unknown(choices: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The answers of a field; the empty one is called unknown in addresses."""
    return tuple((value or "unknown", label) for value, label in choices)


def _locales() -> tuple[tuple[str, str], ...]:
    groups = [("city", "City"), ("suburb", "Suburb"), ("town", "Town"), ("rural", "Rural")]
    found = []
    for group, label in groups:
        codes = [
            (str(code.value), f"{code.label} ({code.value})") for code in Locale if code.name.lower().startswith(group)
        ]
        found += [(group, label), *codes]
    return (*found, ("unknown", "Locale not known"))


REGION = Facet("region", "Region")
COUNTY = Facet("county", "County")
CONSORTIUM = Facet(
    "consortium", "Consortium", hint="Members today. Who is in two of them counts in both.", has_many=True
)
MEMBER = Facet("member", "Belongs to a consortium", (("yes", "Yes, today"), ("no", "No")))
LOCALES = Facet(
    "locale",
    "Locale",
    _locales(),
    hint="Four groups, each in three parts.",
    has_many=True,
    parts=frozenset(map(str, Locale.values)),
)
STATUSES = Facet("status", "Status", tuple(AgencyStatus.choices))
CONFIRMED = Facet(
    "confirmed",
    "Confirmed by its own people",
    (("year", "In the last year"), ("overdue", "Longer ago"), ("never", "Never")),
)


def CONFIRMED_ON(on: datetime.date) -> Case:  # noqa: N802  # an expression, as Django writes its own
    """How fresh a record is: the value of the facet `confirmed`."""
    return Case(
        When(confirmed_on=None, then=Value("never")),
        When(confirmed_on__lt=a_year_before(on), then=Value("overdue")),
        default=Value("year"),
        output_field=CharField(),
    )


class Together(Func):
    """Several values as one text, to group by.

    A planner cannot know how few combinations there are of a dozen columns, and would sort the whole table to find out;
    of one text it expects few.
    """

    template = "%(expressions)s"
    arg_joiner = " || '|' || "

    def __init__(self, *values: Any) -> None:
        texts = (Coalesce(Cast(value, CharField()), Value(""), output_field=CharField()) for value in values)
        super().__init__(*texts, output_field=CharField())


def apart(text: str) -> list[str]:
    """The values of `Together`, each as text; what is not known is empty."""
    return text.split("|")


def number(text: str) -> int | None:
    """A whole number that was put together; None where it is not known."""
    return int(text) if text else None


class MemberList(FacetedList):
    """A list of districts or of schools."""

    @cached_property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """A region that stands for a county is that county; states are asked for one at a time."""
        asked = dict(super().asked)
        stand_ins = [value for value in asked.get("region", ()) if stands_for_county(value)]
        if stand_ins:
            asked["county"] = (*asked.get("county", ()), *map(stands_for_county, stand_ins))
            asked["region"] = tuple(value for value in asked["region"] if value not in stand_ins)
        if "state" in asked:  # one at a time, as a reader types it
            asked["state"] = tuple(state.upper() if len(state) == 2 else state for state in asked["state"][:1])
        return {name: values for name, values in asked.items() if values}

    def narrowed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        """The rows that have one of these values of a facet."""
        if name in ("region", "county"):
            return self._placed(rows, name, values)
        if name == "consortium":
            return self.of(rows, self.memberships.filter(consortium__in=self.consortia or ()))
        if name == "member":
            return self._members(rows, values)
        if name == "locale":
            codes, with_unknown = locale_codes(values, Locale.values)
            fits = Q(locale__in=codes)
            return rows.filter(fits | Q(locale=None) if with_unknown else fits)
        if name == "confirmed":
            return rows.annotate(fresh=CONFIRMED_ON(self.on)).filter(fresh__in=values)
        return rows.filter(**{f"{name}__in": values})

    def _placed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        if not self.scope:
            return rows.none()
        known = self.places.counties.values()
        there = [one.pk for one in known if (one.fips if name == "county" else one.region or "unknown") in values]
        if "unknown" not in values:
            return self.in_counties(rows, there)
        return rows.filter(
            Q(pk__in=self.in_counties(self.queryset, there).order_by().values("pk")) | self.without_county()
        )

    def _members(self, rows: Any, values: frozenset[str]) -> Any:
        if values >= {"yes", "no"}:
            return rows
        if "yes" in values:
            return self.of(rows, self.memberships)
        members = self.of(self.queryset, self.memberships).order_by().values("pk")
        return rows.exclude(pk__in=members) if "no" in values else rows.none()

    # --- what each list says in its own columns

    @abstractmethod
    def in_counties(self, rows: Any, counties: list[int]) -> Any:
        """The rows in these counties."""

    @abstractmethod
    def without_county(self) -> Q:
        """The rows of which no county is known."""

    @abstractmethod
    def of(self, rows: Any, lines: Any) -> Any:
        """The rows that have one of these membership lines."""

    @abstractmethod
    def belongs(self, rows: Any) -> Any:
        """The rows that any count of an implied state may need."""

    # --- counting

    @property
    def universe(self) -> Any:
        """The rows over which is counted: those of the state asked for, or all that belong to the implied one."""
        if self.state:
            return self.base.filter(state=self.state)
        if not self.scope or len(self.places.states) == 1:
            return self.base
        return self.belongs(self.base)

    @property
    def lines_of_scope(self) -> Q:
        """The lines of consortia of the state, and of those chosen."""
        return Q(consortium__state=self.scope) | Q(consortium__in=self.consortia or ())

    @cached_property
    def consortia_by_member(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """The consortia of each district and of each school that any count of the state may need."""
        districts: dict[int, set[int]] = defaultdict(set)
        schools: dict[int, set[int]] = defaultdict(set)
        if self.scope:
            needed = self.lines_of_scope | Q(district__state=self.scope) | Q(school__state=self.scope)
            found = self.memberships.filter(needed).order_by().values_list("district", "school", "consortium")
            for district, school, consortium in found:
                (districts[district] if district else schools[school]).add(consortium)
        return districts, schools
