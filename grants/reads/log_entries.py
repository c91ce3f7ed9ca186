"""Which entries of the audit log an auditor reads, and how many of each kind there were lately."""

import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from accounts.models import User
from audit.models import Entry, EntryQuerySet
from grants.models import Application, IntentToApply
from grants.reads.intents import intents_kept_from


class LogActivity(NamedTuple):
    """How many entries there were today, and of each event since a moment."""

    today: int
    of_event: dict[str, int]


def entries_read_by(user: User) -> tuple[EntryQuerySet, bool]:
    """The entries that this auditor reads, and whether some are kept from the auditor.

    Those on applications of a place where the auditor has or had a role are kept, and on intents while there is one.
    """
    kept = [f"{row._meta.label_lower}:{row.pk}" for row in Application.objects.kept_from(user).only("pk")]
    kept += [f"{IntentToApply._meta.label_lower}:{pk}" for pk in intents_kept_from(user)]
    return Entry.objects.visible_to(user).not_on(kept), bool(kept)


def log_activity(user: User, *, today: datetime.datetime, since: datetime.datetime) -> LogActivity:
    """What happened since `today` (a midnight), and of each event since another moment. One query besides."""
    entries, _ = entries_read_by(user)
    counted = entries.between(min(today, since), None).order_by().values("event")
    rows = counted.annotate(
        today=Count("pk", filter=Q(at__gte=today)), lately=Count("pk", filter=Q(at__gte=since))
    ).values_list("event", "today", "lately")
    found = list(rows)
    return LogActivity(sum(number for _, number, _ in found), {event: lately for event, _, lately in found if lately})
