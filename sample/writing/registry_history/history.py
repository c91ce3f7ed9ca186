"""The events that bring the small state's registry to its present state."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from accounts.models import User
from districts.models import Appointment, District, School
from sample.state import SampleState
from sample.writing.registry import StoredRegistry

DAY = datetime.timedelta(days=1)
Event = tuple[datetime.datetime, int, Callable[[], object]]
Members = Sequence[District | School]


@dataclass
class RegistryHistory:
    """The small state, its rows, and the events scheduled up to `until`."""

    state: SampleState
    stored_registry: StoredRegistry
    until: datetime.datetime

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        served = {member.key for row in self.state.consortia for member in row.members}
        agencies = [
            agency for agency in self.state.registry.agencies if agency.status == "open" and agency.closed_on is None
        ]
        self.free = [
            self.district(agency.leaid) for agency in agencies if agency.kind == "local" and agency.leaid not in served
        ]
        home = Appointment.objects.select_related("district").get(user=self.official("superintendent"))
        self.home_appointment, self.home = home, home.district or self.free[0]

    @property
    def on(self) -> datetime.date:
        """The date of the last event."""
        return timezone.localdate(self.until)

    def official(self, kind: str) -> User:
        """The person behind a button of the sign-in page."""
        return self.stored_registry.by_sample_kind[kind]

    def district(self, leaid: str) -> District:
        """The district with this LEAID."""
        return self.stored_registry.districts[leaid]

    def lead_of(self, condition: str) -> District:
        """The lead of the consortium whose application is in this condition."""
        return self.district(self.state.drafts[condition].plan.lead.key)

    def superintendent(self, district: District) -> User:
        """The district's superintendent."""
        return self.stored_registry.superintendents[district.leaid]

    def days_ago(self, days: int, hour: int = 10) -> datetime.datetime:
        """The given hour, `days` days before the last date; never after `until`."""
        day = self.on - days * DAY
        return min(datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone()), self.until)

    def schedule(self, at: datetime.datetime, what: Callable[[datetime.datetime], object]) -> None:
        """Schedule `what` for that moment."""
        self.events.append((at, len(self.events), partial(what, at)))
