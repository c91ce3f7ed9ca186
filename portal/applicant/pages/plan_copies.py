"""Copying activities or partners: the applications to choose from, and what would be copied."""

from collections.abc import Iterable
from dataclasses import dataclass

from grants.models import Application
from grants.reads.copying import ToCopy
from grants.rules.sections import label_of
from portal.applicant.pages.navigation import address_of_section


@dataclass(frozen=True)
class PlanCopyRow:
    """One activity or partner. One that is here already can't be chosen."""

    number: int
    title: str
    note: str
    is_here: bool


@dataclass(frozen=True)
class PlanCopyPage:
    """The applications to choose from, and the rows of the chosen one."""

    label: str
    explanation: str
    sources: list[tuple[str, str]]
    chosen: str
    rows: list[PlanCopyRow]
    has_new: bool
    button: str
    back_url: str


_EXPLANATIONS = {
    "activities": (
        "Dates aren’t copied. What a member contributed is copied as a proposal that the member accepts, changes, or "
        "declines; what you write yourself is copied as yours. Signatures, attachments, and budget lines aren’t copied."
    ),
    "partners": "Attached files aren’t copied.",
}


def plan_copy_page(
    application: Application, key: str, sources: Iterable[Application], chosen: Application | None, rows: list[ToCopy]
) -> PlanCopyPage:
    """The page; `chosen` is one of the sources."""
    label = label_of(key).lower()
    return PlanCopyPage(
        label=label,
        explanation=_EXPLANATIONS[key],
        sources=[(f"{one.competition.name}, {one.reference}", f"?from={one.reference}") for one in sources],
        chosen=f"{chosen.competition.name}, {chosen.reference}" if chosen else "",
        rows=[PlanCopyRow(one.number, one.title or "(no name)", _note(one), one.is_here) for one in rows],
        has_new=any(not one.is_here for one in rows),
        button=f"Copy the selected {label}",
        back_url=address_of_section(key, application.reference),
    )


def copied_in_words(key: str, count: int) -> str:
    """The message after copying."""
    nouns = {"activities": ("1 activity was", "activities were"), "partners": ("1 partner was", "partners were")}
    one, many = nouns[key]
    return f"{one} copied." if count == 1 else f"{count} {many} copied."


def _note(one: ToCopy) -> str:
    if one.is_here:
        return "Already in this application"
    parts = [f"With what {_listed(one.members)} contributed"] if one.members else []
    if one.others:
        parts.append(f"Left out, because not a member now: {', '.join(one.others)}")
    return ". ".join(parts)


def _listed(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{len(names)} members"
