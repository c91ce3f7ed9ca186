"""The members of all consortia on a date: their numbers, and the files to download."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.forms import Form
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from accounts.dates import day_in_words
from consortia.reads.rosters import StatusCounts
from consortia.states import MembershipStatus
from portal.registry.pages.rosters import RosterDates


class DateLink(NamedTuple):
    """A date that readers often ask for, and its address."""

    label: str
    address: str
    is_shown: bool


@dataclass(frozen=True)
class AllRostersPage:
    """The members of all consortia on a date."""

    form: Form
    dates: RosterDates
    # The status that the memberships have; empty for all.
    status: str
    counts: list[StatusCounts]
    # Those of them on this page of the table.
    rows: Any
    filters: list[tuple[str, str]]
    # The filters in use: (label, value).
    chips: list[Any]
    most_in_xlsx: int

    @property
    def title(self) -> str:
        """The title of the page."""
        return gettext("Members of all consortia on %(date)s") % {"date": day_in_words(self.dates.on)}

    @property
    def trail(self) -> list[tuple[str, str | None]]:
        """The way to the page."""
        return [
            (gettext("Consortia"), reverse("registry:consortium_list")),
            (gettext("Members of all consortia"), None),
        ]

    @property
    def total(self) -> int:
        """The number of memberships."""
        return sum(count.members for count in self.counts)

    @property
    def sentence(self) -> SafeString:
        """The number of memberships in bold, in how many consortia, and how many have which status."""
        words = {
            "": gettext(
                "<strong>{total}</strong> {memberships} in {consortia}: {confirmed} confirmed by both, {recorded} on "
                "record, entered by the State, and {disputed} disputed."
            ),
            MembershipStatus.CONFIRMED: gettext(
                "<strong>{total}</strong> {memberships} confirmed by both, in {consortia}."
            ),
            MembershipStatus.RECORDED: gettext(
                "<strong>{total}</strong> {memberships} on record, entered by the State, in {consortia}."
            ),
            MembershipStatus.DISPUTED: gettext("<strong>{total}</strong> disputed {memberships} in {consortia}."),
        }[self.status]
        consortia = ngettext("%(number)s consortium", "%(number)s consortia", len(self.counts))
        return format_html(
            words,
            total=f"{self.total:,}",
            memberships=ngettext("membership", "memberships", self.total),
            consortia=consortia % {"number": f"{len(self.counts):,}"},
            confirmed=f"{sum(count.confirmed for count in self.counts):,}",
            recorded=f"{sum(count.recorded for count in self.counts):,}",
            disputed=f"{sum(count.disputed for count in self.counts):,}",
        )

    @property
    def has_statuses(self) -> bool:
        """Whether the table has a column for each status: not where only one was asked for."""
        return not self.status

    @property
    def status_note(self) -> str:
        """On another date than today: of which day the statuses are."""
        if self.dates.on == self.dates.today:
            return ""
        return gettext("Statuses are those on record today.")

    @property
    def files(self) -> list[tuple[str, str]]:
        """The files with their addresses; no workbook where there are too many rows."""
        kinds = ("csv", "xlsx", "json") if self.total <= self.most_in_xlsx else ("csv", "json")
        return [
            (kind, reverse("registry:all_rosters_download", args=[kind]) + f"?{self.querystring}") for kind in kinds
        ]

    @property
    def _choices(self) -> list[tuple[str, str]]:
        """The status and the filters, as parameters."""
        return [*([("membership", self.status)] if self.status else []), *self.filters]

    @property
    def quick_dates(self) -> list[DateLink]:
        """Dates that readers often ask for, with the status and the filters in use."""
        return [
            DateLink(label, address_of_all_rosters([("on", day.isoformat()), *self._choices]), day == self.dates.on)
            for label, day in self.dates.quick_dates
        ]

    @property
    def address_without_filters(self) -> str:
        """This page for all consortia."""
        return address_of_all_rosters([("on", self.dates.on.isoformat())])

    @property
    def querystring(self) -> str:
        """The date and the filters, for the other pages of the table."""
        return urlencode([("on", self.dates.on.isoformat()), *self._choices])


def address_of_all_rosters(pairs: list[tuple[str, str]]) -> str:
    """The page of the members of all consortia, with these parameters."""
    return reverse("registry:all_rosters") + (f"?{urlencode(pairs)}" if pairs else "")
