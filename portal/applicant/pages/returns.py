"""What the overview and the page of questions say about a returned application."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Application
from grants.rules.sections import label_of
from grants.states import LOCKED
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


@dataclass(frozen=True)
class ReturnedSection:
    """What the page of a section says about the state's questions: until when they can or could be answered."""

    until: datetime.datetime
    is_waiting: bool


def returned_section(application: Application, at: datetime.datetime) -> ReturnedSection | None:
    """None for an application that has no open questions; no query."""
    until = application.returned_until
    if until is None or application.status not in LOCKED:
        return None
    return ReturnedSection(until, is_waiting=application.is_returned(at))


def unlocked_links(sections: Iterable[str], reference: str) -> list[UnlockedLink]:
    """The unlocked sections in the order of the questions."""
    return [UnlockedLink(label_of(key), address_of_section(key, reference)) for key in sections]


def return_panel(application: Application, *, was_returned: bool, at: datetime.datetime) -> ReturnPanel | None:
    """None for an application that was never returned."""
    returned = returned_section(application, at)
    due = moment_in_words(returned.until) if returned else ""
    if returned and returned.is_waiting:
        return ReturnPanel(f"The state has questions about this application. Answer by {due}.", is_waiting=True)
    if returned:
        missed = f"The state’s questions weren’t answered by {due}. The version you submitted counts."
        return ReturnPanel(missed, is_waiting=False)
    return ReturnPanel("The state asked questions about this application.", is_waiting=False) if was_returned else None
