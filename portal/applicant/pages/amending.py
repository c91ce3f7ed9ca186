"""The amendments of a submitted application, what a lead can propose, and how a proposal would look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from grants.models import Amendment
from grants.reads.amendments import words_of
from grants.rules.amendment_edits import TYPES, targets_of
from grants.states import AmendmentStatus
from portal.components.amendments import AmendedRow, amended_rows, requested_in_words

Packet = Mapping[str, Any]


@dataclass(frozen=True)
class AmendmentChoice:
    """One kind of amendment: what it is for, and what it can be about."""

    title: str
    about: str
    targets: list[tuple[str, str]]  # label and address


@dataclass(frozen=True)
class AmendmentsPage:
    """The amendments so far, and what the reader can propose, or why not."""

    amendments: list[tuple[str, str, str]]  # title, how far it is, and address
    choices: list[AmendmentChoice]
    problems: list[str]


@dataclass(frozen=True)
class EditsPreview:
    """How the proposal would look: the red line, the money, and who signs."""

    rows: list[AmendedRow]
    requested: str
    signers: list[str]
    digest: str


def amendments_page(
    reference: str, amendments: Iterable[Amendment], packet: Packet, *, problems: list[str]
) -> AmendmentsPage:
    """The page; with problems, nothing can be proposed."""
    return AmendmentsPage(
        amendments=listed_amendments(reference, amendments),
        choices=[] if problems else [_choice(reference, kind, packet) for kind in TYPES],
        problems=problems,
    )


def listed_amendments(reference: str, amendments: Iterable[Amendment]) -> list[tuple[str, str, str]]:
    """The title of each, how far it is, and its address."""
    return [
        (
            words_of(one),
            AmendmentStatus(one.status).label,
            reverse("applicant:amendment_detail", args=[reference, one.number]),
        )
        for one in amendments
    ]


def _choice(reference: str, kind: str, packet: Packet) -> AmendmentChoice:
    what = TYPES[kind]
    targets = [
        (target.label, reverse("applicant:amendment_edit", args=[reference, what.slug, target.key]))
        for target in targets_of(kind, packet)
    ]
    return AmendmentChoice(what.title, what.about, targets)


def edits_preview(before: Packet, after: Packet, touched: Iterable[str], digest: str) -> EditsPreview:
    """What is shown before the lead proposes; `touched` are the keys of those who sign.

    `digest` is that of the version as it would be.
    """
    names = {row["key"]: row["name"] for row in after["participants"]}
    return EditsPreview(
        rows=amended_rows(before, after),
        requested=requested_in_words(before, after),
        signers=[names[key] for key in touched],
        digest=digest,
    )
