"""What the overview and the page of questions say about a returned application."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Application, ApplicationReturn
from grants.rules.sections import label_of
from grants.states import LOCKED
from portal.applicant.pages.navigation import address_of_section

READ, SEE_UNSENT = "Read the questions and answers", "Read the questions and see what wasn’t sent"
_NOT_SENT = "The state reviews the version you submitted, without changes you didn’t send."


@dataclass(frozen=True)
class UnlockedLink:
    """A section that the applicant may change, with its page."""

    label: str
    address: str


@dataclass(frozen=True)
class ReturnPanel:
    """What the overview says about the state's questions, and the label of the link to them."""

    words: str
    link: str


@dataclass(frozen=True)
class ReturnedSection:
    """The state’s last questions: until when they can or could be answered, or when they were withdrawn.

    Neither: they were answered.
    """

    until: datetime.datetime | None
    is_waiting: bool = False
    withdrawn_at: datetime.datetime | None = None


def returned_section(
    application: Application, last: ApplicationReturn | None, at: datetime.datetime
) -> ReturnedSection | None:
    """None unless the application was returned and can't be edited; `last` is its latest return. No query."""
    if application.status not in LOCKED:
        return None
    if application.returned_until is not None:
        return ReturnedSection(application.returned_until, is_waiting=application.is_returned(at))
    return ReturnedSection(None, withdrawn_at=last.withdrawn_at) if last else None


def unlocked_links(sections: Iterable[str], reference: str) -> list[UnlockedLink]:
    """The unlocked sections in the order of the questions."""
    return [UnlockedLink(label_of(key), address_of_section(key, reference)) for key in sections]


def return_panel(returned: ReturnedSection | None) -> ReturnPanel | None:
    """None for an application that was never returned."""
    if returned is None:
        return None
    if returned.withdrawn_at:
        withdrawn = f"The state withdrew its questions on {moment_in_words(returned.withdrawn_at)}."
        return ReturnPanel(f"{withdrawn} {_NOT_SENT}", SEE_UNSENT)
    if returned.until is None:
        return ReturnPanel("The state asked questions about this application.", READ)
    due = moment_in_words(returned.until)
    if returned.is_waiting:
        words = f"The state has questions about this application. Answer by {due}."
        return ReturnPanel(words, "Read and answer the questions")
    return ReturnPanel(f"The state’s questions weren’t answered by {due}. {_NOT_SENT}", SEE_UNSENT)
