"""The calendar of contracts: what ends, and by when the supplier has to hear of it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import Consortium
from districts.models import District
from portal.components.calendar_file import CalendarEvent
from portal.components.dates import start_of_day
from portal.components.trails import Trail
from purchasing.models import Contract
from purchasing.rules.calendar import NOTICE, ContractDate


class CalendarRow(NamedTuple):
    """A date of a contract in words."""

    on: datetime.date
    event: str
    contract: Contract
    days: str


@dataclass(frozen=True)
class ContractCalendarPage:
    """The notice dates and end dates of contracts: all of them, or those of a consortium or a district."""

    dates: Any  # a page of purchasing.rules.calendar.ContractDate
    contracts: Mapping[int, Contract]
    consortium: Consortium | None
    district: District | None
    own: Sequence[District]
    on: datetime.date

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (gettext("Calendar"), None)]

    @property
    def title(self) -> str:
        """Whose calendar it is."""
        whose = self.consortium or self.district
        if whose is None:
            return gettext("Contract calendar")
        return gettext("Contract calendar: %(name)s") % {"name": whose}

    @property
    def querystring(self) -> str:
        """The choice as a query string."""
        chosen = {"consortium": self.consortium.slug} if self.consortium else {}
        chosen |= {"district": self.district.leaid} if self.district else {}
        return urlencode(chosen)

    @property
    def file_address(self) -> str:
        """The same dates for a calendar program."""
        address = reverse("purchasing:contract_calendar_file")
        return f"{address}?{self.querystring}" if self.querystring else address

    @property
    def own_links(self) -> list[tuple[str, str]]:
        """The calendars of the reader's districts."""
        address = reverse("purchasing:contract_calendar")
        return [(district.name, f"{address}?district={district.leaid}") for district in self.own]

    @property
    def rows(self) -> list[CalendarRow]:
        """The dates on this page, the next first."""
        return [
            CalendarRow(one.on, event_label(one), self.contracts[one.key], _days_until(one.on, self.on))
            for one in self.dates.object_list
        ]


def event_label(one: ContractDate) -> str:
    """“Notice date” or “End date”."""
    return gettext("Notice date") if one.kind == NOTICE else gettext("End date")


def _days_until(day: datetime.date, on: datetime.date) -> str:
    days = (day - on).days
    if not days:
        return gettext("today")
    return gettext("in 1 day") if days == 1 else gettext("in %(days)s days") % {"days": f"{days:,}"}


def calendar_events(dates: Sequence[ContractDate], contracts: Mapping[int, Contract], host: str) -> list[CalendarEvent]:
    """The dates as all-day events; `host` is the address of the portal."""
    events = []
    for one in dates:
        contract = contracts[one.key]
        if one.kind == NOTICE:
            title = gettext("Give notice on contract %(contract)s")
            words = gettext("The last day to tell the supplier whether %(consortium)s renews the contract.")
        else:
            title = gettext("Contract %(contract)s ends")
            words = gettext("Members of %(consortium)s can buy under it through %(date)s.")
        names = {"contract": contract, "consortium": contract.consortium, "date": short_day(one.on)}
        events.append(
            CalendarEvent(
                uid=f"contract-{contract.pk}-{one.kind}",
                at=start_of_day(one.on),
                title=title % names,
                description=words % names,
                address=f"{host}{contract.get_absolute_url()}",
                is_all_day=True,
            )
        )
    return events
