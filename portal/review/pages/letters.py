"""Decision letters: the officials' list of a round, a letter before it is sent, and as members read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from grants.models import Application, DecisionLetter, LetterEdit, Participant
from grants.reads.letters import BuiltLetter, LetterRow
from grants.rules.letters import LetterPart, edits_to_read_again, with_edits
from grants.rules.redline import Redline, redline
from grants.states import RELEASED_LABELS

NOT_OPEN = "After your determination"


class LetterListRow(NamedTuple):
    """A letter in the officials' list."""

    reference: str
    address: str  # "" if the reader can't open it
    name: str
    outcome: str
    pages: int
    edits: int
    state: str


@dataclass(frozen=True)
class LetterListPage:
    """The letters of a round, sent and not sent."""

    title: str
    summary: str
    rows: list[LetterListRow]


def letter_list_page(name: str, rows: Sequence[LetterRow]) -> LetterListPage:
    """The list, with the count of what the next release sends."""
    unsent = [row for row in rows if row.letter is None and not row.decision.was_released()]
    pages = sum(row.pages for row in unsent)
    letters = "1 decision letter" if len(unsent) == 1 else f"{len(unsent):,} decision letters"
    return LetterListPage(
        title=f"{name}: decision letters",
        summary=f"The next release sends {letters} with {pages:,} pages for members."
        if unsent
        else _nothing_to_send(rows),
        rows=[_list_row(row) for row in rows],
    )


def _nothing_to_send(rows: Sequence[LetterRow]) -> str:
    sent = sum(row.letter is not None for row in rows)
    if not sent:
        return "No decision letter is waiting to be sent."
    letters = "1 decision letter was" if sent == 1 else f"{sent:,} decision letters were"
    return f"{letters} sent. None is waiting to be sent."


def _list_row(row: LetterRow) -> LetterListRow:
    application = row.decision.application
    args = [application.competition.slug, application.reference]
    if row.letter:
        address = reverse("review:decision_letter", args=[application.reference])
        state = f"Sent {day_in_words(timezone.localdate(row.letter.sent_at))}"
    elif row.decision.was_released():
        address, state = "", "Released without a decision letter"
    else:
        address = reverse("review:letter_draft", args=args) if row.is_open else ""
        state = "Not sent" if row.is_open else NOT_OPEN
    return LetterListRow(
        reference=application.reference,
        address=address,
        name=application.consortium.name,
        outcome=row.decision.get_outcome_display(),
        pages=row.pages,
        edits=row.edits,
        state=state,
    )


# ---- before it is sent ----


class DraftPart(NamedTuple):
    """A part of a letter, with its text, what an official changed, and where to change it."""

    heading: str
    lines: list[str]
    changes: Redline | None  # from the text as it was built
    is_to_read: bool  # what it was built from changed after the edit
    edit_address: str  # "" for a part that can't be changed


class DraftGroup(NamedTuple):
    """The letter itself, or the page of a member."""

    heading: str
    parts: list[DraftPart]


def draft_groups(application: Application, built: BuiltLetter, names: Mapping[str, str]) -> list[DraftGroup]:
    """The letter and each member's page, before they are sent. `names`: of the members, by key."""
    to_read = set(edits_to_read_again(built.parts, built.edits))
    edit = reverse("review:letter_edit", args=[application.competition.slug, application.reference])
    originals = {part.key: part.text for part in built.parts}
    groups: dict[str, list[DraftPart]] = {}
    for part in with_edits(built.parts, built.edits):
        groups.setdefault(part.member, []).append(
            DraftPart(
                heading=part.heading,
                lines=part.text.splitlines(),
                changes=redline(originals[part.key], part.text) if part.key in built.edits else None,
                is_to_read=part.key in to_read,
                edit_address="" if part.is_fixed else f"{edit}?{urlencode({'part': part.key})}",
            )
        )
    return [DraftGroup(_group_name(key, names), parts) for key, parts in groups.items()]


def _group_name(key: str, names: Mapping[str, str]) -> str:
    return f"Page for {names.get(key, key)}" if key else "Decision letter"


def names_in(built: BuiltLetter) -> dict[str, str]:
    """The names of the members by key, as they were submitted."""
    return {row["key"]: row["name"] for row in built.version.content["participants"]}


class EditHistoryRow(NamedTuple):
    """A change of a part: who, when, why, and the difference."""

    note: str
    reason: str
    changes: Redline


def edit_history(edits: Iterable[LetterEdit]) -> list[EditHistoryRow]:
    """The changes of one part, the latest first, each with its difference from what was built then."""
    return [
        EditHistoryRow(
            f"Changed by {edit.edited_by} {moment_in_words(edit.edited_at)}",
            edit.reason,
            redline(edit.original, edit.text),
        )
        for edit in edits
    ]


def part_heading(part: LetterPart, names: Mapping[str, str]) -> str:
    """The heading of a part, with the member whose page it is on."""
    return f"{part.heading}: {names.get(part.member, part.member)}" if part.member else part.heading


# ---- as it was sent ----


class SentPart(NamedTuple):
    """A part of a letter as it was sent."""

    heading: str
    lines: list[str]


@dataclass(frozen=True)
class LetterPage:
    """The letter, or the page of one member."""

    reference: str
    title: str
    file_name: str
    running_head: str
    facts: list[tuple[str, str]]
    parts: list[SentPart]
    members: list[tuple[str, str]]  # pages of members that the reader can open: name and address
    address: str
    pdf_address: str
    letter_address: str  # on a member's page
    trail: list[tuple[str, str | None]]


def letter_page(letter: DecisionLetter, members: Iterable[Participant], member: Participant | None) -> LetterPage:
    """The letter, with links to the pages of these members; or the page of one of them."""
    application = letter.application
    reference = application.reference
    key = member.key if member else ""
    args = [reference, key] if member else [reference]
    name = "review:member_letter" if member else "review:decision_letter"
    title = f"{reference}: page for {member.name}" if member else f"Decision on {reference}"
    facts = [
        ("Consortium", application.consortium.name),
        ("Round", application.competition.name),
        ("Decision", RELEASED_LABELS[letter.decision.outcome]),
        ("Date", day_in_words(timezone.localdate(letter.sent_at))),
    ]
    letter_address = reverse("review:decision_letter", args=[reference])
    trail: list[tuple[str, str | None]] = [(reference, application.get_absolute_url())]
    trail += [("Decision letter", letter_address), (member.name, None)] if member else [("Decision letter", None)]
    return LetterPage(
        reference=reference,
        title=title,
        file_name="-".join([reference, "letter", *([key] if member else [])]),
        running_head=f"{reference} {application.consortium.name}",
        facts=facts,
        parts=[SentPart(row["heading"], row["text"].splitlines()) for row in letter.parts if row["member"] == key],
        members=[]
        if member
        else [(one.name, reverse("review:member_letter", args=[reference, one.key])) for one in members],
        address=reverse(name, args=args),
        pdf_address=reverse(f"{name}_pdf", args=args),
        letter_address=letter_address if member else "",
        trail=trail,
    )
