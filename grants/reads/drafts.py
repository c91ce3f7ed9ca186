"""What of an application is a draft, whose text is its members' alone, and since when."""

import datetime
from collections.abc import Collection

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from grants.models import Amendment, Application, ApplicationReturn
from grants.states import LOCKED

ALWAYS = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def drafts_since(keys: Collection[str]) -> dict[int, datetime.datetime]:
    """Those of these applications (row ids) that aren’t submitted now, and when they were reopened; ALWAYS: never.

    A withdrawn one is as it was before. At most one query.
    """
    if not keys:
        return {}
    reopened = Max("steps__at", filter=Q(steps__step="reopen"))
    rows = Application.objects.filter(pk__in=keys).exclude(status__in=LOCKED).annotate(reopened_at=reopened)
    moments = {row.pk: row.reopened_at if row.submitted_at else ALWAYS for row in rows}
    submitted = {row.pk: row.submitted_at or ALWAYS for row in rows}
    return {pk: at for pk, at in moments.items() if at is not None and at >= submitted[pk]}


def unsent_edits(keys: Collection[str]) -> dict[int, list[tuple[datetime.datetime, datetime.datetime]]]:
    """By application (row id), the times in which sections were unlocked for answers that no one sent. One query.

    Not those before the application was submitted again as a whole.
    """
    if not keys:
        return {}
    unsent = ApplicationReturn.objects.filter(application__in=map(int, keys), answered_at=None)
    unsent = unsent.filter(application__submitted_at__lt=F("asked_at"))
    found: dict[int, list[tuple[datetime.datetime, datetime.datetime]]] = {}
    for pk, first, last in unsent.values_list("application", "asked_at", Coalesce("withdrawn_at", "due_at")):
        found.setdefault(pk, []).append((first, last))
    return found


def unsent_amendments(keys: Collection[str]) -> set[tuple[int, int]]:
    """The amendments that were never sent to the state: the application (row id) and the number. One query."""
    if not keys:
        return set()
    unsent = Amendment.objects.filter(application__in=map(int, keys), sent_at=None)
    return set(unsent.values_list("application", "number"))
