"""Keeping every version of a membership: what the registry held, from when to when."""

import datetime

from accounts.models import User
from consortia.models import Membership, MembershipPeriod, MembershipStep
from consortia.states import Side
from districts.actions.followers import ChangedRecords, tell_followers
from districts.actions.history import touch_registry
from districts.permissions import Actor

VERSIONED = ("consortium_id", "district_id", "school_id", "membership_class", "role", "joins_on", "leaves_on", "status")


def keep_version(membership: Membership, *, by: Actor, at: datetime.datetime) -> None:
    """Close the membership's current version and open the one that applies from `at`.

    Every action that saves a membership calls this afterward, in the same transaction. Nothing happens if the
    membership's facts are unchanged.
    """
    touch_registry()
    facts = {field: getattr(membership, field) for field in VERSIONED}
    now = MembershipPeriod.objects.select_for_update().filter(line=membership, superseded_at=None).first()
    if now is not None:
        if {field: getattr(now, field) for field in VERSIONED} == facts:
            return
        # Clocks of two servers differ by a little: a version never ends before it began.
        at = max(at, now.recorded_at or at)
        now.superseded_at = at
        now.save(update_fields=["superseded_at"])
    MembershipPeriod.objects.create(
        line=membership, recorded_at=at, recorded_by=by if isinstance(by, User) else None, **facts
    )
    school = membership.school
    tell_followers(ChangedRecords(at=at, districts=[membership.district_id, school.district_id if school else None]))


def keep_version_with_step(membership: Membership, step: str, words: str, *, by: Actor, at: datetime.datetime) -> None:
    """Keep the version of a membership that the State changed, with a step that gives the reason."""
    keep_version(membership, by=by, at=at)
    MembershipStep.objects.create(
        membership=membership, step=step, side=Side.STATE, words=words, by=by if isinstance(by, User) else None, at=at
    )
