"""Keeping every version of a membership: what the register said, from when to when."""

import datetime

from accounts.models import User
from consortia.models import Membership, MembershipPeriod
from districts.actions.history import touch_registry
from districts.permissions import Actor

SAID = ("consortium_id", "district_id", "school_id", "membership_class", "role", "joins_on", "leaves_on", "status")


def keep_version(membership: Membership, *, by: Actor, at: datetime.datetime) -> None:
    """Close the version that the register held until now and open the one that it holds from `at`.

    To be called by every action that has written to a membership, after the writing and in its transaction.
    Nothing happens where the membership says the same as before.
    """
    touch_registry()
    said = {field: getattr(membership, field) for field in SAID}
    now = MembershipPeriod.objects.select_for_update().filter(line=membership, superseded_at=None).first()
    if now is not None:
        if {field: getattr(now, field) for field in SAID} == said:
            return
        # Clocks of two servers differ by a little: a version never ends before it began.
        at = max(at, now.recorded_at or at)
        now.superseded_at = at
        now.save(update_fields=["superseded_at"])
    MembershipPeriod.objects.create(line=membership, recorded_at=at, recorded_by=by if isinstance(by, User) else None, **said)
