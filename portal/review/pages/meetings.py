"""A consensus meeting as its readers see it: opening it, its minutes, and one application."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words
from accounts.models import User
from grants.models import Competition, ConsensusMeeting, Dissent, MeetingItem, Score, ScoreChange
from grants.permissions.scoring import can_conclude, can_run_meeting
from grants.reads.meetings import ItemOfMeeting, MeetingMinutes, MissingScores
from grants.rules.citable import paragraphs_in
from grants.rules.collaboration.packet_values import JsonObject
from grants.rules.hidden_names import shown_name
from grants.rules.scoring import WORDS_OF_LEVELS
from portal.review.pages.desk import sections_in
from portal.review.pages.names import NamesNotice, names_notice
from reviews.rules import NOTHING_FOUND

ABSTAINED = "Abstained"


class ChangeRow(NamedTuple):
    """A score change, and what the reader can do about it."""

    scorer: str
    criterion: str
    before: str
    after: str
    reason: str
    quote: str
    entered: str
    confirm_address: str  # "" unless it waits for this reader
    withdraw_address: str  # "" unless it can be withdrawn by this reader


class DissentRow(NamedTuple):
    """What a scorer disagrees with."""

    scorer: str
    words: str
    entered: str


class MinutesRow(NamedTuple):
    """One application in the order of the meeting."""

    place: int
    reference: str
    name: str
    address: str  # "" for readers who only read minutes
    leave: str
    present: str
    state: str
    changes: list[ChangeRow]
    dissents: list[DissentRow]


@dataclass(frozen=True)
class MinutesPage:
    """The minutes of a meeting, built from its rows."""

    title: str
    facts: list[tuple[str, str]]
    summary: str
    left_out: str
    rows: list[MinutesRow]
    close_address: str  # "" unless the reader can close the meeting
    file: str


def minutes_page(minutes: MeetingMinutes, reader: User, at: datetime.datetime) -> MinutesPage:
    """Attendance, quorum, order, recusals, changes with reasons, and dissent."""
    meeting = minutes.meeting
    slug = meeting.competition.slug
    rows = [_minutes_row(place, item, minutes, reader) for place, item in enumerate(minutes.items, start=1)]
    may_close = meeting.closed_at is None and can_run_meeting(reader, meeting.competition, timezone.localdate(at))
    done = sum(item.closed_at is not None for item in minutes.items)
    changes = sum(len(item.kept_changes) for item in minutes.items)
    return MinutesPage(
        title=f"{meeting.competition.name}: consensus meeting of {day_in_words(meeting.held_on)}",
        facts=[
            ("Date", day_in_words(meeting.held_on)),
            ("Attended", ", ".join(minutes.attendees)),
            ("Quorum", _quorum(meeting.quorum)),
            ("Opened", f"{moment_in_words(meeting.opened_at)}, by {meeting.opened_by}"),
            ("Closed", _closed(meeting)),
        ],
        summary=f"{done:,} of {len(rows):,} {_applications(len(rows))} closed. {_changes(changes)}",
        left_out=_left_out(minutes.left_out),
        rows=rows,
        close_address=reverse("review:meeting_close", args=[slug, meeting.pk]) if may_close else "",
        file=reverse("review:meeting_csv", args=[slug, meeting.pk]),
    )


def _minutes_row(place: int, item: MeetingItem, minutes: MeetingMinutes, reader: User) -> MinutesRow:
    meeting, words = minutes.meeting, minutes.words
    args = [meeting.competition.slug, meeting.pk, item.application.reference]
    opens = reader.has_role("grants_officer", "scorer")
    return MinutesRow(
        place=place,
        reference=item.application.reference,
        name=shown_name(item.application.consortium.name, is_hidden=minutes.hidden is not None),
        address=reverse("review:meeting_application", args=args) if opens else "",
        leave=", ".join(sorted(one.person.name for one in item.away.all())) or "No one",
        present=f"{item.present:,} of its scorers",
        state=_state(item),
        changes=[change_row(one, item, None, words) for one in item.kept_changes],
        dissents=[dissent_row(one, words) for one in item.all_dissents],
    )


def _state(item: MeetingItem) -> str:
    if item.closed_at:
        return f"Closed {moment_in_words(item.closed_at)}, by {item.closed_by}"
    if not item.has_quorum:
        return "Not taken up: no quorum"
    return "Not taken up" if item.meeting.closed_at else "Open"


def _closed(meeting: ConsensusMeeting) -> str:
    if meeting.closed_at is None:
        return "Not closed yet"
    return f"{moment_in_words(meeting.closed_at)}, by {meeting.closed_by}"


def _quorum(count: int) -> str:
    return f"{count:,} of an application’s scorers in the room"


def _applications(count: int) -> str:
    return "application" if count == 1 else "applications"


def _changes(count: int) -> str:
    if not count:
        return "No score was changed."
    return "1 score change." if count == 1 else f"{count:,} score changes."


def _left_out(count: int) -> str:
    if not count:
        return ""
    which = "1 application is" if count == 1 else f"{count:,} applications are"
    return f"{which} left out, because you represent or represented a district or school that takes part."


def change_row(change: ScoreChange, item: MeetingItem, reader: User | None, words: Callable[[str], str]) -> ChangeRow:
    """A change in words, which the reader sees through `words`; `reader` is None where nothing can be done about it."""
    person = change.score.assignment.scorer.person
    entered = f"Entered by {change.entered_by}"
    if change.confirmed_at is None:
        entered += ", not confirmed yet"
    elif change.entered_by_id != person.pk:
        entered += f", confirmed by {person}"
    waits = reader is not None and change.confirmed_at is None and item.closed_at is None
    args = [item.meeting.competition.slug, item.meeting_id, item.application.reference, change.pk]
    return ChangeRow(
        scorer=person.name,
        criterion=change.score.criterion.title if change.score.criterion else "",
        before=level_in_words(change.from_level),
        after=level_in_words(change.level),
        reason=words(change.reason),
        quote="Nothing found" if change.kind == NOTHING_FOUND else words(change.quote),
        entered=f"{entered}.",
        confirm_address=reverse("review:change_confirm", args=args) if waits and reader == person else "",
        withdraw_address=reverse("review:change_withdraw", args=args) if waits else "",
    )


def dissent_row(dissent: Dissent, words: Callable[[str], str]) -> DissentRow:
    """Dissent with who wrote it down."""
    by = f"Entered by {dissent.entered_by}, {moment_in_words(dissent.entered_at)}."
    return DissentRow(dissent.scorer.person.name, words(dissent.words), by)


def level_in_words(level: int | None) -> str:
    """“Level 3”, or that the scorer abstained."""
    return ABSTAINED if level is None else WORDS_OF_LEVELS[level]


class SideRow(NamedTuple):
    """One criterion: what each scorer first gave, and what changed since."""

    criterion: str
    cells: list[str]


@dataclass(frozen=True)
class MeetingApplicationPage:
    """One application of a meeting: first scores side by side, changes, dissent, and what the reader can do."""

    title: str
    name: str
    notice: NamesNotice | None
    state: str
    scorers: list[str]
    rows: list[SideRow]
    changes: list[ChangeRow]
    dissents: list[DissentRow]
    can_write: bool
    close_address: str  # "" unless the reader can close the application
    dissent_address: str


def meeting_application_page(known: ItemOfMeeting, reader: User, at: datetime.datetime) -> MeetingApplicationPage:
    """The page of one application."""
    item = known.item
    args = [item.meeting.competition.slug, item.meeting_id, item.application.reference]
    people = sorted({(one.assignment.scorer_id, one.assignment.scorer.person.name) for one in known.scores}, key=_name)
    is_open = item.closed_at is None and item.meeting.closed_at is None and item.has_quorum
    may_close = is_open and can_conclude(reader, item, timezone.localdate(at))
    return MeetingApplicationPage(
        title=f"{item.application.reference} in the consensus meeting",
        name=shown_name(item.application.consortium.name, is_hidden=known.names is not None),
        notice=names_notice(known.names) if known.names else None,
        state=_state(item),
        scorers=[name if pk in known.present else f"{name} (not in the room)" for pk, name in people],
        rows=_side_by_side(known, [pk for pk, _ in people]),
        changes=[change_row(one, item, reader if is_open else None, known.words) for one in known.changes],
        dissents=[dissent_row(one, known.words) for one in known.dissents],
        can_write=is_open,
        close_address=reverse("review:meeting_application_close", args=args) if may_close else "",
        dissent_address=reverse("review:meeting_dissent", args=args) if is_open else "",
    )


def _name(person: tuple[int, str]) -> str:
    return person[1]


def _side_by_side(known: ItemOfMeeting, people: Sequence[int]) -> list[SideRow]:
    """A row for each criterion with a cell for each scorer: “Level 3”, or “Level 3, now Level 1”."""
    titles = {one.criterion_id: one.criterion.title for one in known.scores if one.criterion}
    by_place = {(one.criterion_id, one.assignment.scorer_id): one for one in known.scores}
    return [
        SideRow(title, [_cell(known, by_place.get((criterion, scorer))) for scorer in people])
        for criterion, title in titles.items()
    ]


def _cell(known: ItemOfMeeting, score: Score | None) -> str:
    if score is None:
        return "No score"
    first, now = level_in_words(score.level), level_in_words(known.current(score))
    return first if first == now else f"{first}, now {now}"


def writable_scores(known: ItemOfMeeting, reader: User) -> list[tuple[int, str]]:
    """The scores that the reader can change: a scorer's own, or for an officer those of everyone in the room."""
    is_officer = reader.has_role("grants_officer")
    return [
        (
            one.pk,
            f"{one.assignment.scorer.person}: {one.criterion.title if one.criterion else ''}, "
            f"{level_in_words(known.current(one))}",
        )
        for one in known.scores
        if one.assignment.scorer_id in known.present and (is_officer or one.assignment.scorer.person_id == reader.pk)
    ]


def writing_scorers(known: ItemOfMeeting, reader: User) -> list[tuple[int, str]]:
    """Whose dissent the reader can enter."""
    people = {one.assignment.scorer_id: one.assignment.scorer.person for one in known.scores}
    is_officer = reader.has_role("grants_officer")
    return [
        (pk, person.name)
        for pk, person in people.items()
        if pk in known.present and (is_officer or person.pk == reader.pk)
    ]


def passages_in(content: JsonObject) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """What a change can cite: “Nothing found”, and each paragraph of the narrative under its heading."""
    texts = paragraphs_in(content)
    groups: list[tuple[str, str | list[tuple[str, str]]]] = [("", "Choose a passage"), (NOTHING_FOUND, "Nothing found")]
    for section in sections_in(content, {}):
        choices = [(one.key, f"{number}. {_short(texts[one.key])}") for number, one in enumerate(section.passages, 1)]
        if choices:
            groups.append((section.title, choices))
    return groups


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


class MeetingLink(NamedTuple):
    """A meeting of the round."""

    label: str
    address: str


def meeting_links(meetings: Iterable[ConsensusMeeting], competition: Competition) -> list[MeetingLink]:
    """The meetings of a round, the latest first."""
    return [
        MeetingLink(
            f"Minutes of {day_in_words(one.held_on)}{'' if one.closed_at else ' (open)'}",
            reverse("review:meeting_detail", args=[competition.slug, one.pk]),
        )
        for one in meetings
    ]


def missing_in_words(missing: Iterable[MissingScores]) -> list[str]:
    """Who hasn't submitted, by application."""
    return [f"{one.reference}: {one.scorer}" for one in missing]


class MinutesLine(NamedTuple):
    """One line of the minutes as a file: an application, or one of its changes or dissents."""

    place: int
    reference: str
    name: str
    leave: str
    present: str
    state: str
    kind: str
    scorer: str
    criterion: str
    before: str
    after: str
    reason: str
    quote: str
    entered: str


def file_rows(page: MinutesPage) -> list[MinutesLine]:
    """The minutes line by line."""
    rows: list[MinutesLine] = []
    for row in page.rows:
        head = (row.place, row.reference, row.name, row.leave, row.present, row.state)
        rows.append(MinutesLine(*head, "application", "", "", "", "", "", "", ""))
        rows += [MinutesLine(*head, "change", *one[:7]) for one in row.changes]
        rows += [MinutesLine(*head, "dissent", d.scorer, "", "", "", d.words, "", d.entered) for d in row.dissents]
    return rows
