"""What the lists of districts and schools share: places, consortia, locale, status, and verification."""

import datetime
from abc import abstractmethod
from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from districts.rules.freshness import a_year_before
from districts.states import AgencyStatus, Locale
from portal.registry.lists.facet_counts import locale_codes
from portal.registry.lists.faceted import FacetedList
from portal.registry.lists.facets import Facet
from portal.registry.lists.places import county_of_region

ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Unknown")))


def named_or_unknown(choices: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The choices of a field; in addresses, the empty one is “unknown”."""
    return tuple((value or "unknown", label) for value, label in choices)


def _locales() -> tuple[tuple[str, Any], ...]:
    groups = [("city", _("City")), ("suburb", _("Suburb")), ("town", _("Town")), ("rural", _("Rural"))]
    choices: list[tuple[str, Any]] = []
    for group, label in groups:
        codes = [
            (str(code.value), f"{code.label} ({code.value})") for code in Locale if code.name.lower().startswith(group)
        ]
        choices += [(group, label), *codes]
    return (*choices, ("unknown", _("Locale not known")))


REGION = Facet("region", _("Region"))
COUNTY = Facet("county", _("County"))
CONSORTIUM = Facet(
    "consortium",
    _("Consortium"),
    hint=_("Current members. Members of more than one consortium are counted in each."),
    has_many=True,
)
MEMBER = Facet("member", _("In a consortium"), (("yes", _("Yes, today")), ("no", _("No"))))
LOCALES = Facet(
    "locale",
    _("Locale"),
    _locales(),
    hint=_("NCES locale codes, from city to rural."),
    has_many=True,
    nested=frozenset(map(str, Locale.values)),
)
STATUSES = Facet("status", _("Status"), tuple(AgencyStatus.choices))
CONFIRMED = Facet(
    "confirmed",
    _("Record verified"),
    (("year", _("In the last year")), ("overdue", _("More than a year ago")), ("never", _("Never"))),
)


def CONFIRMED_ON(on: datetime.date) -> Case:  # noqa: N802  # an expression, as Django writes its own
    """When a record was last verified: the value of the facet `confirmed`."""
    return Case(
        When(confirmed_on=None, then=Value("never")),
        When(confirmed_on__lt=a_year_before(on), then=Value("overdue")),
        default=Value("year"),
        output_field=CharField(),
    )


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


def split_values(text: str) -> list[str]:
    """The values joined by `JoinedValues`, as text; a missing one is empty."""
    return text.split("|")


def number_from(text: str) -> int | None:
    """A joined value as a whole number; None where it is empty."""
    return int(text) if text else None


class MemberList(FacetedList):
    """A list of districts or schools."""

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

    def narrowed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        """The rows that have one of these values of a facet."""
        if name in ("region", "county"):
            return self._placed(rows, name, values)
        if name == "consortium":
            return self.with_membership(rows, self.memberships.filter(consortium__in=self.consortia or ()))
        if name == "member":
            return self._members(rows, values)
        if name == "locale":
            codes, with_unknown = locale_codes(values, Locale.values)
            matches = Q(locale__in=codes)
            return rows.filter(matches | Q(locale=None) if with_unknown else matches)
        if name == "confirmed":
            return rows.annotate(fresh=CONFIRMED_ON(self.on)).filter(fresh__in=values)
        return rows.filter(**{f"{name}__in": values})

    def _placed(self, rows: Any, name: str, values: frozenset[str]) -> Any:
        if not self.scope:
            return rows.none()
        keys = [
            county.pk
            for county in self.places.counties.values()
            if (county.fips if name == "county" else county.region or "unknown") in values
        ]
        if "unknown" not in values:
            return self.in_counties(rows, keys)
        return rows.filter(
            Q(pk__in=self.in_counties(self.queryset, keys).order_by().values("pk")) | self.without_county()
        )

    def _members(self, rows: Any, values: frozenset[str]) -> Any:
        if values >= {"yes", "no"}:
            return rows
        if "yes" in values:
            return self.with_membership(rows, self.memberships)
        members = self.with_membership(self.queryset, self.memberships).order_by().values("pk")
        return rows.exclude(pk__in=members) if "no" in values else rows.none()

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

    # --- counting

    @property
    def universe(self) -> Any:
        """The rows to count: those of the chosen state, or all that are related to the implied one."""
        if self.state:
            return self.base.filter(state=self.state)
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
