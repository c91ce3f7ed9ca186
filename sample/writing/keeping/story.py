"""The register of the small state, and what happens in it when."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from accounts.models import User
from districts.models import Appointment, District, School
from sample.state import SampleState
from sample.writing.register import Register

DAY = datetime.timedelta(days=1)
Event = tuple[datetime.datetime, int, Callable[[], object]]
Members = Sequence[District | School]


@dataclass
class Keeping:
    """The register of the small state and the day on which its story ends."""

    state: SampleState
    register: Register
    until: datetime.datetime

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        served = {member.key for row in self.state.consortia for member in row.members}
        agencies = [one for one in self.state.registry.agencies if one.status == "open" and one.closed_on is None]
        self.free = [self.district(one.leaid) for one in agencies if one.kind == "local" and one.leaid not in served]
        home = Appointment.objects.select_related("district").get(user=self.official("superintendent"))
        self.home_appointment, self.home = home, home.district or self.free[0]

    @property
    def on(self) -> datetime.date:
        """The last day of the story."""
        return timezone.localdate(self.until)

    def official(self, kind: str) -> User:
        """The person behind that button of the sign-in page."""
        return self.register.by_sample_kind[kind]

    def district(self, leaid: str) -> District:
        """The district with that id."""
        return self.register.districts[leaid]

    def lead_of(self, condition: str) -> District:
        """The lead of the consortium whose application is in that condition."""
        return self.district(self.state.drafts[condition].plan.lead.key)

    def superintendent(self, district: District) -> User:
        """Who speaks for the district."""
        return self.register.superintendents[district.leaid]

    def days_ago(self, days: int, hour: int = 10) -> datetime.datetime:
        """A moment so many days before the story ends, never after it."""
        day = self.on - days * DAY
        return min(datetime.datetime.combine(day, datetime.time(hour), timezone.get_default_timezone()), self.until)

    def then(self, at: datetime.datetime, what: Callable[[datetime.datetime], object]) -> None:
        """Plan that `what` happens at that moment."""
        self.events.append((at, len(self.events), partial(what, at)))
