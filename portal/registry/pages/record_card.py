"""The summary of a district or school that its page begins with: how to reach it, whom it teaches, where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from consortia.models import Membership
from districts.models import District, School
from districts.states import grade_span
from portal.components.facts import FactLine, FigureLine
from portal.components.maps import PlaceMap

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ADDRESS = ("street", "city", "zip_code")
GRADES = ("lowest_grade", "highest_grade")
ENROLLMENT = "Enrollment"


class CardLink(NamedTuple):
    """A link of the card, and what follows it."""

    label: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class CardFact:
    """One fact of the card: its label, its lines, the address that they lead to if any, and whether it is disputed."""

    label: str
    lines: Sequence[str]
    address: str = ""
    is_website: bool = False
    is_disputed: bool = False


@dataclass(frozen=True)
class RecordCard:
    """The summary of a district or school. Facts that are not known are listed once, without a row of their own."""

    record: District | School
    facts: Sequence[FactLine]
    figures: Sequence[FigureLine]
    memberships: Sequence[Membership]
    map: PlaceMap | None

    @cached_property
    def rows(self) -> list[CardFact]:
        """The facts that are known."""
        rows = (self._address, *self._contact, self._grades, self._students)
        return [row for row in rows if row is not None]

    @cached_property
    def places(self) -> list[CardLink]:
        """The county and the region."""
        county = self.record.county or (self.record.district.county if isinstance(self.record, School) else None)
        if county is None:
            return []
        note = (
            ""
            if self.record.county
            else gettext("location of its district’s office; the school’s own location is not known")
        )
        links = [CardLink(county.name, county.get_absolute_url(), note)]
        if county.region:
            links.append(CardLink(county.region.name, county.region.get_absolute_url()))
        return links

    @cached_property
    def consortia(self) -> list[CardLink]:
        """The consortia of today, each once; a membership of its own comes before that of its school or district."""
        own = "district_id" if isinstance(self.record, District) else "school_id"
        first = sorted(self.memberships, key=lambda membership: getattr(membership, own) != self.record.pk)
        once = {membership.consortium_id: membership for membership in reversed(first)}
        links = [
            CardLink(
                once[pk].consortium.name,
                once[pk].consortium.get_absolute_url(),
                "" if getattr(once[pk], own) == self.record.pk else self._through(once[pk]),
            )
            for pk in once
        ]
        return sorted(links)

    @cached_property
    def unknown(self) -> list["str | _StrPromise"]:
        """The labels of the facts that are not known, those of an address and of grades together."""
        labels: list[str | _StrPromise] = []
        missing = {line.fact.field for line in self.facts if not line.is_shown}
        groups = ((ADDRESS, gettext("Address")), (GRADES, gettext("Grades")))
        whole = {fields[0]: (fields, label) for fields, label in groups if missing >= set(fields)}
        hidden = {field for fields, _label in whole.values() for field in fields}
        if not self.record.has_ended:
            hidden.add("closed_on")  # an open record has no last day to be known
        for line in self.facts:
            if line.fact.field in whole:
                labels.append(whole[line.fact.field][1])
            elif line.fact.field in missing - hidden:
                labels.append(line.fact.label)
        return [*labels, *([] if self._students else [gettext("Students")])]

    @staticmethod
    def _through(membership: Membership) -> str:
        if membership.school:
            return gettext("through %(school)s") % {"school": membership.school}
        return gettext("through its district")

    def _line(self, field: str) -> FactLine | None:
        return next((line for line in self.facts if line.fact.field == field and line.words), None)

    def _is_disputed(self, fields: Sequence[str]) -> bool:
        return any(line.is_disputed for line in self.facts if line.fact.field in fields)

    @property
    def _address(self) -> CardFact | None:
        record = self.record
        if not record.street and not record.city:
            return None
        last = " ".join(filter(None, (f"{record.city}," if record.city else "", record.state, record.zip_code)))
        lines = [line for line in (record.street, last) if line]
        return CardFact(gettext("Address"), lines, is_disputed=self._is_disputed(ADDRESS))

    @property
    def _contact(self) -> list[CardFact]:
        rows = []
        for field, scheme in (("phone", "tel:"), ("office_email", "mailto:"), ("website", "")):
            if line := self._line(field):
                address = scheme + line.words.replace(" ", "") if scheme else line.address
                rows.append(CardFact(line.fact.label, [line.words], address, not scheme, line.is_disputed))
        return rows

    @property
    def _grades(self) -> CardFact | None:
        words = grade_span(self.record.lowest_grade, self.record.highest_grade)
        return CardFact(gettext("Grades"), [words], is_disputed=self._is_disputed(GRADES)) if words else None

    @property
    def _students(self) -> CardFact | None:
        for line in self.figures:
            if line.label == ENROLLMENT:
                words = gettext("%(number)s in %(year)s") % {
                    "number": intcomma(line.value), "year": line.row.school_year,
                }  # fmt: skip
                return CardFact(gettext("Students"), [words])
        return None
