"""What an auditor's page says about the audit log: when it was checked, how much is new, and what is unusual."""

import datetime
from urllib.parse import urlencode

from django.urls import reverse

from grants.models import LogCheck
from grants.reads.log_entries import LogActivity
from grants.states import LogResult
from portal.components.log_checks import last_check_in_words
from portal.my.pages.dashboard import WaitingRow
from portal.my.pages.tasks import Task

DAYS = 7  # how far back the page looks for what is unusual
# Events that an auditor looks into, in words for one of them and for more.
UNUSUAL = {
    "person.sign_in_failed": ("failed sign-in", "failed sign-ins"),
    "security.code_failed": ("wrong sign-in code", "wrong sign-in codes"),
    "second_step.reset_asked": ("request to reset a two-step sign-in", "requests to reset a two-step sign-in"),
    "signing.link_astray": ("signing link that reached someone else", "signing links that reached someone else"),
    "attachment.infected": ("uploaded file with malware", "uploaded files with malware"),
    "scoring.excluded": ("exclusion of scores for a conflict", "exclusions of scores for a conflict"),
    "role.given": ("role given", "roles given"),
}
NOTHING_UNUSUAL = (
    f"Nothing unusual in the last {DAYS} days: no failed sign-ins, wrong codes, misdirected signing links, "
    "or changes to roles."
)


def log_rows(check: LogCheck | None, activity: LogActivity, on: datetime.date) -> list[WaitingRow]:
    """What the auditor reads about the log, each with its page."""
    today = "1 entry" if activity.today == 1 else f"{activity.today:,} entries"
    rows = [
        WaitingRow(last_check_in_words(check), reverse("staff:audit_check")),
        WaitingRow(f"{today} today.", _log(first=on, last=on)),
    ]
    since = on - datetime.timedelta(days=DAYS)
    unusual = [
        WaitingRow(f"{number:,} {words[number > 1]} in the last {DAYS} days.", _log(event=event, first=since))
        for event, words in UNUSUAL.items()
        if (number := activity.of_event.get(event, 0))
    ]
    return rows + (unusual or [WaitingRow(NOTHING_UNUSUAL, reverse("staff:audit_log"))])


def log_check_tasks(check: LogCheck | None) -> list[Task]:
    """One task where the last check found something that isn't as written."""
    if check is None or check.result != LogResult.BROKEN:
        return []
    return [
        Task(
            text="Find out what changed the audit log.",
            about=check.flaw,
            button="Open last check",
            url=reverse("staff:audit_check"),
            is_overdue=True,
        )
    ]


def _log(**query: object) -> str:
    return f"{reverse('staff:audit_log')}?{urlencode(query)}"
