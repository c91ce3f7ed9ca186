"""The ways through an application: its tabs, the trail above a page, and the sections before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from grants.models import Application
from grants.rules.sections import (
    ACTIVITIES,
    ATTACHMENTS,
    BUDGET,
    MEMBERS,
    PARTNERS,
    QUESTIONS,
    SIGNATURES,
    SUBMIT,
    WHOLE,
    key_of_answer,
    label_of,
    neighbors_of,
)

# Name of the page, and its label. Every answer is under Narrative.
_TABS = {
    "application_detail": "Overview",
    "application_members": "Members",
    "section_detail": "Narrative",
    "application_activities": "Activities",
    "application_budget": "Budget",
    "section_partners": "Partners",
    "application_attachments": "Attachments",
    "application_signatures": "Signatures",
    "application_findings": "Findings",
    "application_submit": "Check and submit",
}
# The pages of sections that aren't answers.
_PAGES = {
    MEMBERS: "application_members",
    ACTIVITIES: "application_activities",
    BUDGET: "application_budget",
    PARTNERS: "section_partners",
    ATTACHMENTS: "application_attachments",
    SIGNATURES: "application_signatures",
    SUBMIT: "application_submit",
}


@dataclass(frozen=True)
class Way:
    """A link to the section before or after."""

    label: str
    address: str


@dataclass(frozen=True)
class Ways:
    """Back and next at the end of a section."""

    back: Way
    next: Way | None


def address_of_section(key: str, reference: str) -> str:
    """The page of a section."""
    page = _PAGES.get(key)
    return reverse(f"applicant:{page}", args=[reference]) if page else _answer_page(key, reference)


def tab_of_section(key: str) -> str:
    """The name of the tab under which a section is."""
    return _PAGES.get(key, "section_detail")


def section_of_tab(name: str) -> str:
    """The key of the section that the tab is the page of; WHOLE for other tabs."""
    return next((key for key, page in _PAGES.items() if page == name), WHOLE)


def tabs_of(application: Application, here: str) -> list[tuple[str, str, bool]]:
    """The tabs of an application: label, address, and whether the page is under it."""
    return [(label, _address(name, application), name == here) for name, label in _TABS.items()]


def trail_of(application: Application, here: str, below: str = "") -> list[tuple[str, str | None]]:
    """The breadcrumbs of a page; `below` is the title of a page under a tab."""
    is_overview = here == "application_detail"
    return [
        ("My applications", reverse("applicant:application_list")),
        (application.reference, application.get_absolute_url() if below or not is_overview else None),
        *([] if is_overview else [(_TABS[here], _address(here, application) if below else None)]),
        *([(below, None)] if below else []),
    ]


def ways_from(key: str, reference: str, positions: Iterable[int] = QUESTIONS) -> Ways:
    """Back and next from a section; `positions` are those of the application's answers."""
    before, after = neighbors_of(key, positions)
    overview = Way("Overview", reverse("applicant:application_detail", args=[reference]))
    return Ways(
        Way(label_of(before), address_of_section(before, reference)) if before else overview,
        Way(label_of(after), address_of_section(after, reference)) if after else None,
    )


def _address(name: str, application: Application) -> str:
    if name == "section_detail":
        return _answer_page(key_of_answer(QUESTIONS[0]), application.reference)
    return reverse(f"applicant:{name}", args=[application.reference])


def _answer_page(key: str, reference: str) -> str:
    return reverse("applicant:section_detail", args=[reference, key])
