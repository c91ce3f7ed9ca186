"""What the page of a consortium's E-rate discounts shows, and the form for a member's own."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from consortia.models import Consortium
from districts.models import District
from portal.components.trails import Trail
from purchasing.models import ErateRate
from purchasing.permissions import RateEditor
from purchasing.reads.erate import ErateRecord, MatrixFacts
from purchasing.rules.erate import CATEGORIES, ONE, TWO, consortium_discount, matrix_discounts


class ErateMemberRow(NamedTuple):
    """A member: its own discount beside the consortium's, and what the matrix gives."""

    leaid: str
    name: str
    address: str
    is_rated: bool
    is_on_application: bool
    own: str
    difference: str
    source: str
    matrix: str
    facts: str
    edit_address: str
    edit_label: str


class ErateChoice(NamedTuple):
    """A choice of the form above the table."""

    value: int
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class EratePage:
    """The discounts of a funding year and a category, and the average of the members on an application."""

    record: ErateRecord
    year: int
    category: int
    # LEAIDs; None if no choice was made, so that every member with a discount is on the application.
    chosen: Collection[str] | None
    editor: RateEditor

    @property
    def consortium(self) -> Consortium:
        """The consortium."""
        return self.record.consortium

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            (gettext("Consortia"), reverse("registry:consortium_list")),
            (self.consortium.name, self.consortium.get_absolute_url()),
            (gettext("E-rate discounts"), None),
        ]

    @property
    def file_address(self) -> str:
        """The discounts of the year."""
        return f"{reverse('purchasing:erate_download', args=[self.consortium.slug])}?year={self.year}"

    @property
    def years(self) -> list[ErateChoice]:
        """The funding years to choose from."""
        return [ErateChoice(year, year_in_words(year), year == self.year) for year in self.record.years]

    @property
    def categories(self) -> list[ErateChoice]:
        """Category one and category two."""
        labels = (gettext("Category one: internet service"), gettext("Category two: equipment inside buildings"))
        return [ErateChoice(one, label, one == self.category) for one, label in zip(CATEGORIES, labels, strict=True)]

    @cached_property
    def rates(self) -> dict[int, ErateRate]:
        """The discounts of the year, by district."""
        return self.record.rates_in(self.year)

    def own(self, district: District) -> int | None:
        """The district's own discount; None where it is not on record."""
        rate = self.rates.get(district.pk)
        return rate.rate(self.category) if rate else None

    def _is_chosen(self, district: District) -> bool:
        return self.chosen is None or district.leaid in self.chosen

    @cached_property
    def on_application(self) -> dict[int, int]:
        """The discounts of the members on the application, by district."""
        own = {one.pk: self.own(one) for one in self.record.members if self._is_chosen(one)}
        return {pk: rate for pk, rate in own.items() if rate is not None}

    @cached_property
    def discount(self) -> int | None:
        """The consortium's discount; None if no member on the application has one."""
        return consortium_discount(list(self.on_application.values()))

    @property
    def heading(self) -> str:
        """The funding year and the category, which a printed page doesn't show otherwise."""
        words = {
            ONE: gettext("Funding year %(year)s, category one"),
            TWO: gettext("Funding year %(year)s, category two"),
        }
        return words[self.category] % {"year": self.year}

    @property
    def answer(self) -> str:
        """The consortium's discount in a sentence."""
        if self.discount is None:
            return gettext("No average: no discount of a member on the application is on record for this year.")
        words = ngettext(
            "The consortium’s discount is %(rate)s%%: the average of %(number)s member on the application.",
            "The consortium’s discount is %(rate)s%%: the average of %(number)s members on the application.",
            len(self.on_application),
        )
        return words % {"rate": self.discount, "number": len(self.on_application)}

    @property
    def winners(self) -> str:
        """How many members have more or less by the average than alone; empty without an average."""
        if self.discount is None:
            return ""
        rates = self.on_application.values()
        less, more = sum(one > self.discount for one in rates), sum(one < self.discount for one in rates)
        same = len(rates) - less - more
        counts = (
            (
                more,
                ngettext(
                    "%(number)s member gets more than it would alone.",
                    "%(number)s members get more than they would alone.",
                    more,
                ),
            ),
            (less, ngettext("%(number)s member gets less.", "%(number)s members get less.", less)),
            (same, ngettext("For %(number)s member it’s the same.", "For %(number)s members it’s the same.", same)),
        )
        return " ".join(words % {"number": f"{number:,}"} for number, words in counts if number)

    @property
    def missing(self) -> str:
        """Members on the application without a discount; empty where all have one."""
        if self.discount is None:
            return ""
        names = [one.name for one in self.record.members if self._is_chosen(one) and one.pk not in self.on_application]
        return "; ".join(names)

    @cached_property
    def rows(self) -> list[ErateMemberRow]:
        """The members, by name."""
        return [self._row(one) for one in self.record.members]

    def _row(self, district: District) -> ErateMemberRow:
        own, rate, difference = self.own(district), self.rates.get(district.pk), ""
        is_on = district.pk in self.on_application
        if is_on and own is not None and self.discount is not None:
            difference = points_in_words(self.discount - own)
        source = rate_source_in_words(rate) if rate else ""
        facts = self.record.facts_of(district)
        may_edit = self.editor.source_for(district.pk, rate.entered_by if rate else "")
        return ErateMemberRow(
            district.leaid,
            district.name,
            district.get_absolute_url(),
            own is not None,
            is_on,
            "" if own is None else f"{own}%",
            difference,
            source,
            gettext(" or ").join(f"{one}%" for one in matrix_discounts(facts.percent, facts.rural, self.category)),
            matrix_facts_in_words(facts),
            rate_address(self.consortium, district, self.year) if may_edit else "",
            gettext("Change") if rate else gettext("Enter discount"),
        )


def rate_address(consortium: Consortium, district: District, year: int) -> str:
    """The form for the district's own discount."""
    return reverse("purchasing:erate_edit", args=[consortium.slug, district.leaid, year])


def year_in_words(year: int) -> str:
    """“2026 (July 2026 to June 2027)”."""
    return gettext("%(year)s (July %(year)s to June %(next)s)") % {"year": year, "next": year + 1}


def points_in_words(points: int) -> str:
    """“+4 points”, “−10 points”, or “Same”."""
    if not points:
        return gettext("Same")
    number = f"+{points}" if points > 0 else f"−{-points}"
    return ngettext("%(number)s point", "%(number)s points", abs(points)) % {"number": number}


def rate_source_in_words(rate: ErateRate) -> str:
    """“Form 471, no. 261000123. Entered by the district on Nov 3, 2026.”"""
    who = {
        "district": gettext("Entered by the district on %(day)s."),
        "lead": gettext("Entered by the consortium’s lead on %(day)s."),
        "registrar": gettext("Entered by a registrar on %(day)s."),
    }[rate.entered_by]
    return f"{rate.source.rstrip('.')}. {who % {'day': short_day(rate.entered_on)}}"


def matrix_facts_in_words(facts: MatrixFacts) -> str:
    """What the matrix was read with: “52% of students eligible (2024-25, 3 of 3 schools); rural”."""
    if facts.percent is None:
        return gettext("No meal counts on record")
    place = {True: gettext("rural"), False: gettext("urban"), None: gettext("urban or rural not known")}[facts.rural]
    return gettext("%(percent)s%% of students eligible (%(year)s, %(counted)s of %(schools)s schools); %(place)s") % {
        "percent": facts.percent,
        "year": facts.school_year,
        "counted": facts.counted,
        "schools": facts.schools,
        "place": place,
    }


@dataclass(frozen=True)
class ErateFormPage:
    """The form for a district's own discount of a year."""

    consortium: Consortium
    district: District
    year: int
    rate: ErateRate | None

    @property
    def back_address(self) -> str:
        """The discounts of the year."""
        return f"{reverse('purchasing:erate', args=[self.consortium.slug])}?year={self.year}"

    @property
    def title(self) -> str:
        """The district and the year."""
        return f"E-rate discount of {self.district}, {self.year}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            ("Consortia", reverse("registry:consortium_list")),
            (self.consortium.name, self.consortium.get_absolute_url()),
            ("E-rate discounts", self.back_address),
            (str(self.district), None),
        ]
