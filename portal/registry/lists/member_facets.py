"""The facets that the lists of districts and schools share: places, consortia, locale, status, and verification."""

import datetime
from abc import ABC, abstractmethod
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from districts.rules.freshness import a_year_before
from districts.states import AgencyStatus, Locale
from portal.registry.lists.facet_counts import locale_cell, locale_codes
from portal.registry.lists.facets import Facet
from portal.registry.lists.places import KnownCounty

ANSWERS = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Unknown")))


def CONFIRMED_ON(on: datetime.date) -> Case:  # noqa: N802  # an expression, as Django writes its own
    """When a record was last verified: the value of the facet `confirmed`."""
    return Case(
        When(confirmed_on=None, then=Value("never")),
        When(confirmed_on__lt=a_year_before(on), then=Value("overdue")),
        default=Value("year"),
        output_field=CharField(),
    )


def number_from(text: str) -> int | None:
    """A joined value as a whole number; None where it is empty."""
    return int(text) if text else None


def _locales() -> tuple[tuple[str, Any], ...]:
    groups = [("city", _("City")), ("suburb", _("Suburb")), ("town", _("Town")), ("rural", _("Rural"))]
    choices: list[tuple[str, Any]] = []
    for group, label in groups:
        codes = [
            (str(code.value), f"{code.label} ({code.value})") for code in Locale if code.name.lower().startswith(group)
        ]
        choices += [(group, label), *codes]
    return (*choices, ("unknown", _("Locale not known")))


class PlaceFacet(Facet, ABC):
    """A facet of the county of a record."""

    counted_by = ("place",)

    @abstractmethod
    def value_of(self, county: KnownCounty) -> str:
        """The value that records in this county have."""

    def cell(self, *values: str) -> str:
        """The value of the county, or “unknown”."""
        county = self.parent.places.counties.get(int(values[0])) if values[0] else None
        return self.value_of(county) if county else "unknown"

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows in the counties with one of these values."""
        of = self.parent
        if not of.scope:
            return rows.none()
        keys = [county.pk for county in of.places.counties.values() if self.value_of(county) in values]
        if "unknown" not in values:
            return of.in_counties(rows, keys)
        return rows.filter(Q(pk__in=of.in_counties(of.queryset, keys).order_by().values("pk")) | of.without_county())


class RegionFacet(PlaceFacet):
    """The region, by its slug."""

    def __init__(self) -> None:
        super().__init__(_("Region"))

    def value_of(self, county: KnownCounty) -> str:
        """The slug of the county's region."""
        return county.region or "unknown"


class CountyFacet(PlaceFacet):
    """The county, by its FIPS code."""

    def __init__(self) -> None:
        super().__init__(_("County"))

    def value_of(self, county: KnownCounty) -> str:
        """The FIPS code."""
        return county.fips


class ConsortiumFacet(Facet):
    """The consortia of a member, by slug or part of the name; they are counted by row id."""

    def __init__(self) -> None:
        super().__init__(
            _("Consortium"),
            hint=_("Current members. Members of more than one consortium are counted in each."),
            has_many=True,
        )

    @property
    def counted_by(self) -> tuple[str, ...]:
        """The keys of the members whose consortia count."""
        return tuple(self.parent.member_keys)

    def cell(self, *values: str) -> tuple[int, ...]:
        """The consortia of all these members."""
        if not any(values):
            return ()
        sides = self.parent.consortia_by_member
        return tuple(
            sorted({one for side, key in zip(sides, values, strict=False) if key for one in side.get(int(key), ())})
        )

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows with a membership in one of the consortia."""
        of = self.parent
        return of.with_membership(rows, of.memberships.filter(consortium__in=of.consortia or ()))


class MemberFacet(Facet):
    """Whether a record belongs to any consortium."""

    def __init__(self) -> None:
        super().__init__(_("In a consortium"), (("yes", _("Yes, today")), ("no", _("No"))))

    @property
    def counted_by(self) -> tuple[str, ...]:
        """The keys of the members it may be."""
        return tuple(self.parent.member_keys)

    def cell(self, *values: str) -> str:
        """Yes where there is any member."""
        return "yes" if any(values) else "no"

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The members, those that are none, or both."""
        of = self.parent
        if values >= {"yes", "no"}:
            return rows
        if "yes" in values:
            return of.with_membership(rows, of.memberships)
        members = of.with_membership(of.queryset, of.memberships).order_by().values("pk")
        return rows.exclude(pk__in=members) if "no" in values else rows.none()


class LocaleFacet(Facet):
    """The NCES locale: its group, and nested in it the code."""

    def __init__(self) -> None:
        super().__init__(_("Locale"), _locales(), hint=_("NCES locale codes, from city to rural."), has_many=True)
        self.nested = frozenset(map(str, Locale.values))

    def cell(self, *values: str) -> tuple[str, ...]:
        """The group and the code, or “unknown”."""
        return locale_cell(number_from(values[0]))

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows with one of these codes, or with a code in one of these groups."""
        codes, with_unknown = locale_codes(values, Locale.values)
        matches = Q(locale__in=codes)
        return rows.filter(matches | Q(locale=None) if with_unknown else matches)


class StatusFacet(Facet):
    """Open, closed, or another status."""

    def __init__(self) -> None:
        super().__init__(_("Status"), tuple(AgencyStatus.choices))


class ConfirmedFacet(Facet):
    """When the record was last verified."""

    counted_by = ("verified",)

    def __init__(self) -> None:
        super().__init__(
            _("Record verified"),
            (("year", _("In the last year")), ("overdue", _("More than a year ago")), ("never", _("Never"))),
        )

    def filter(self, rows: Any, values: frozenset[str]) -> Any:
        """The rows last verified then."""
        return rows.annotate(fresh=CONFIRMED_ON(self.parent.on)).filter(fresh__in=values)
