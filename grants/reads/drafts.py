"""Since when an application is a draft, whose text is its members' alone."""

import datetime
from collections.abc import Collection

from django.db.models import Max, Q

from grants.models import Application
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
