"""The answer to everyone who reported a barrier. Stored in the action's transaction and sent after the commit."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, User
from districts.models import Appointment
from policies.models import Barrier, BarrierReport


def send_answer(
    barrier: Barrier,
    reports: Iterable[BarrierReport],
    *,
    outcome: str,
    reasons: str,
    follow_up_on: datetime.date | None,
    at: datetime.datetime,
) -> list[OutgoingEmail]:
    """To the people who register memberships today for the districts of these reports, each of them once."""
    districts = {report.district_id for report in reports}
    appointments = Appointment.objects.order_by().registering(timezone.localdate(at)).speaking_for(districts)
    about = barrier.get_absolute_url() if barrier.is_public else page("barrier reports")
    return queue_email_to_each(
        User.objects.filter(pk__in=appointments.values("user")).order_by("pk"),
        template="policies/emails/barrier_answered.txt",
        values={
            # Only a published title: the words of one report are no business of another district.
            "barrier": barrier.title or str(barrier.policy or "a state policy"),
            "outcome": outcome,
            "reasons": reasons,
            "follow_up": day_in_words(follow_up_on) if follow_up_on else "",
            "page": full_address(about),
        },
        about=about,
        at=at,
    )
