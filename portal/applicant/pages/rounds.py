"""The list of funding rounds, and the dates and amounts of one."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.dates import moment_in_words, short_day
from grants.models import Competition


@dataclass(frozen=True)
class RoundRow:
    """One round in the list."""

    name: str
    address: str
    status: str
    tone: str
    times: str


def round_rows(competitions: Iterable[Competition], now: datetime.datetime) -> list[RoundRow]:
    """The list of rounds; one whose times are not known has no status."""
    return [_round_row(competition, now) for competition in competitions]


def _round_row(competition: Competition, now: datetime.datetime) -> RoundRow:
    opens_at, closes_at = competition.opens_at, competition.closes_at
    status = tone = ""
    times = _("The dates of this round are not available.")
    if opens_at and closes_at:
        times = _("%(opens)s to %(closes)s") % {
            "opens": moment_in_words(opens_at),
            "closes": moment_in_words(closes_at),
        }
        status, tone = _("Open"), "good"
        if opens_at > now:
            status, tone = _("Not yet open"), "plain"
        elif closes_at < now:
            status, tone = _("Closed"), "plain"
    return RoundRow(competition.name, competition.get_absolute_url(), status, tone, times)


@dataclass(frozen=True)
class RoundFact:
    """One line of "Dates and funding"; without a value it is not available."""

    label: str
    value: str


def round_facts(competition: Competition) -> list[RoundFact]:
    """When the round opens and closes, when projects run, and how much an award can be."""
    not_available = _("Not available")

    def moment(at: datetime.datetime | None) -> str:
        return moment_in_words(at) if at else not_available

    def day(on: datetime.date | None) -> str:
        return short_day(on) if on else not_available

    def dollars(amount: int | None) -> str:
        return f"${amount:,}" if amount is not None else not_available

    return [
        RoundFact(_("Opens"), moment(competition.opens_at)),
        RoundFact(_("Closes"), moment(competition.closes_at)),
        RoundFact(_("Project start date"), day(competition.project_starts_on)),
        RoundFact(_("Project end date"), day(competition.project_ends_on)),
        RoundFact(_("Maximum award: single district"), dollars(competition.ceiling_single)),
        RoundFact(_("Maximum award: consortium"), dollars(competition.ceiling_consortium)),
    ]
