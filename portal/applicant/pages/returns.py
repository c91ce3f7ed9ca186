"""What the overview and the page of questions say about a returned application."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Application, ApplicationReturn
from grants.rules.sections import label_of
from portal.applicant.pages.navigation import address_of_section


@dataclass(frozen=True)
class UnlockedLink:
    """A section that the applicant may change, with its page."""

    label: str
    address: str


@dataclass(frozen=True)
class ReturnPanel:
    """What the overview says: that the state waits for answers, or that there are earlier questions."""

    words: str
    is_waiting: bool


def unlocked_links(sections: Iterable[str], reference: str) -> list[UnlockedLink]:
    """The unlocked sections in the order of the questions."""
    return [UnlockedLink(label_of(key), address_of_section(key, reference)) for key in sections]


def return_panel(
    application: Application, last: ApplicationReturn | None, *, at: datetime.datetime
) -> ReturnPanel | None:
    """None for an application that was never returned. `last` is its latest return."""
    if last is None:
        return None
    due = moment_in_words(last.due_at)
    if application.is_returned(at) and last.is_waiting(at):
        return ReturnPanel(f"The state has questions about this application. Answer by {due}.", is_waiting=True)
    if last.answered_at is not None:
        return ReturnPanel("The state asked questions about this application.", is_waiting=False)
    over = f"The time to answer the state’s questions ended {due}."
    if last.withdrawn_at is not None:
        over = "The state withdrew its questions about this application."
    return ReturnPanel(
        f"{over} What you submitted last counts. Changes made since then weren’t sent.", is_waiting=False
    )
