"""The size of a roster: members, their schools, and their students."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from portal.registry.pages.rosters import RosterRow


@dataclass(frozen=True)
class RosterTotals:
    """The size of a roster; None means that the number is not known."""

    members: int
    districts: int
    schools_as_members: int
    schools: int
    students: int | None
    students_known_for: int
    states: int

    @property
    def sentences(self) -> list[str]:
        """The number of members in bold, what they are and where; then their schools and their students."""
        members = format_html(
            self._members,
            members=f"{self.members:,}",
            districts=_districts(self.districts),
            schools=_schools(self.schools_as_members),
            states=self.states,
        )
        return [sentence for sentence in (members, self._schools, self._students) if sentence]

    @property
    def _members(self) -> str:
        is_wide = self.states > 1
        if self.districts and self.schools_as_members:
            if is_wide:
                return gettext("<strong>{members}</strong> members: {districts} and {schools} in {states} states.")
            return gettext("<strong>{members}</strong> members: {districts} and {schools}.")
        if self.districts or not self.schools_as_members:
            if is_wide:
                return gettext("<strong>{members}</strong> districts in {states} states.")
            return ngettext(
                "<strong>{members}</strong> district.", "<strong>{members}</strong> districts.", self.members
            )
        if is_wide:
            return gettext("<strong>{members}</strong> schools in {states} states.")
        return ngettext("<strong>{members}</strong> school.", "<strong>{members}</strong> schools.", self.members)

    @property
    def _schools(self) -> str:
        if not self.districts:
            return ""
        return ngettext("The district has %(schools)s.", "The districts have %(schools)s.", self.districts) % {
            "schools": _schools(self.schools)
        }

    @property
    def _students(self) -> str:
        if not self.districts:
            return ""
        if self.students is None:
            return gettext("The number of students is not known.")
        numbers = {
            "students": f"{self.students:,}", "known": f"{self.students_known_for:,}",
            "districts": f"{self.districts:,}",
        }  # fmt: skip
        if self.students_known_for < self.districts:
            return gettext("%(students)s students are known, in %(known)s of %(districts)s districts.") % numbers
        return ngettext("It has %(students)s students.", "They have %(students)s students.", self.districts) % numbers


def _districts(number: int) -> str:
    return ngettext("%(number)s district", "%(number)s districts", number) % {"number": f"{number:,}"}


def _schools(number: int) -> str:
    return ngettext("%(number)s school", "%(number)s schools", number) % {"number": f"{number:,}"}


def totals_of(rows: Sequence[RosterRow]) -> RosterTotals:
    """Each member counted once, with its schools and, as far as they are known, its students."""
    once = {row.entry.member: row for row in rows}
    districts = [row for row in once.values() if not row.entry.is_school]
    known = [row.enrollment for row in districts if row.enrollment is not None]
    return RosterTotals(
        members=len(once),
        districts=len(districts),
        schools_as_members=len(once) - len(districts),
        schools=sum(row.schools or 0 for row in districts),
        students=sum(known) if known else None,
        students_known_for=len(known),
        states=len({row.entry.state for row in once.values()}),
    )
