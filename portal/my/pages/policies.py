"""Policies and reported barriers in My work."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from policies.models import BarrierReport
from policies.reads.waiting import BarriersToDo
from portal.my.pages.dashboard import WaitingRow
from portal.my.pages.tasks import Task


def barrier_tasks(to_do: BarriersToDo) -> list[Task]:
    """For a registrar: reports to review, barriers to answer, and follow-ups that are due; a task of each kind."""
    url, tasks = reverse("policies:barrier_docket"), []
    if received := to_do.received:
        what = "1 reported barrier" if received == 1 else f"{received:,} reported barriers"
        about = "Districts say that a state policy keeps them from working together."
        tasks.append(Task(text=f"Review {what}.", about=about, button="Open docket", url=url))
    if in_review := to_do.in_review:
        what = "1 barrier" if in_review == 1 else f"{in_review:,} barriers"
        about = "The public text is published. The districts that reported it are waiting."
        tasks.append(Task(text=f"Answer {what} under review.", about=about, button="Open docket", url=url))
    if due := to_do.due:
        what = "1 answered barrier" if due == 1 else f"{due:,} answered barriers"
        about = "Tell the public whether the answer worked."
        tasks.append(Task(text=f"Follow up on {what}.", about=about, button="Open docket", url=url, is_overdue=True))
    return tasks


def barrier_rows(reports: Iterable[BarrierReport]) -> list[WaitingRow]:
    """The barriers that the reader's districts reported and that the State has not answered."""
    return [
        WaitingRow(
            f"Your report of a barrier for {report.party}: the State needs to answer. Waiting since "
            f"{_day(report.reported_at)}.",
            report.get_absolute_url(),
        )
        for report in reports
    ]


def _day(moment: datetime.datetime) -> str:
    return short_day(timezone.localdate(moment))
