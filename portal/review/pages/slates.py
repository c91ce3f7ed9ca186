"""The slates of a round, one slate with its applications and votes, and choosing applications for a new one."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.access import board_members, round_keepers
from accounts.dates import moment_in_words
from accounts.models import User
from grants.models import BoardSlate, Competition, SlateItem
from grants.permissions.hidden_names import hides_names_before_board
from grants.reads.slates import SlateFacts, SlateRow, ToChoose
from grants.rules.board import tally_of
from grants.rules.hidden_names import shown_name
from grants.rules.slates import keeps_own_vote, vote_on_each
from grants.states import BoardChoice, BoardOutcome
from portal.review.pages.board import applications_in_words, tally_in_words

_ON_EACH = {
    BoardChoice.YES: "recorded as a vote for an award on each application",
    BoardChoice.NO: "recorded as a vote against an award on each application",
    BoardChoice.ABSTAIN: "recorded as an abstention on each application",
}
# What each answer says about the slate, by its outcome.
_MEANS = {
    (BoardOutcome.YES, BoardChoice.YES): "Yes, award all of them",
    (BoardOutcome.NO, BoardChoice.YES): "Yes, award none of them",
    (BoardOutcome.HOLD, BoardChoice.YES): "Yes, hold all of them",
    (BoardOutcome.YES, BoardChoice.NO): "No, don’t award all of them together",
    (BoardOutcome.NO, BoardChoice.NO): "No, don’t turn all of them down together",
    (BoardOutcome.HOLD, BoardChoice.NO): "No, don’t hold all of them together",
}
_OWN_STAYS = "; votes of yours that already differ from the slate stay"


class SlateListRow(NamedTuple):
    """One slate in the list of a round."""

    name: str
    address: str
    outcome: str
    applications: str
    votes: str
    state: str


def slate_list_rows(competition: Competition, rows: Iterable[SlateRow], reader: User) -> list[SlateListRow]:
    """The slates as this reader sees them."""
    is_member = board_members(reader)
    return [
        SlateListRow(
            f"Slate {row.slate.pk}",
            reverse("review:board_slate", args=[competition.slug, row.slate.pk]),
            row.slate.get_outcome_display(),
            applications_in_words(row.applications),
            _own_vote(row, reader) if is_member else tally_in_words(tally_of(vote.choice for vote in row.votes)),
            state_of(row.slate),
        )
        for row in rows
    ]


def _own_vote(row: SlateRow, reader: User) -> str:
    return next((vote.get_choice_display() for vote in row.votes if vote.member_id == reader.pk), "Not voted")


def state_of(slate: BoardSlate) -> str:
    """How far the slate is."""
    if slate.withdrawn_at:
        return "Withdrawn"
    if slate.decided_at:
        return "Decided"
    return "To countersign" if slate.entered_at else "Open for votes"


class SlateLineRow(NamedTuple):
    """One application on the slate."""

    reference: str
    address: str
    name: str
    requested: str
    award: str
    note: str


@dataclass(frozen=True)
class SlatePage:
    """One slate."""

    title: str
    state: str
    summary: str
    outcome: str
    reasons: str
    votes: list[str]
    notes: list[str]
    rows: list[SlateLineRow]
    pulled: list[str]
    may_take_off: bool
    steps: list[
        tuple[str, str, bool]
    ]  # the last part of the address, the label of the button, whether it is the main one
    total: str  # "" if nothing is awarded


def slate_page(facts: SlateFacts, reader: User, words: Callable[[str], str], *, may_keep: bool) -> SlatePage:
    """The slate as this reader sees it; `words` is what the reader sees of words about several applications."""
    slate = facts.slate
    is_hidden = hides_names_before_board(reader, slate.competition)
    total = sum(item.amount or 0 for item in facts.items)
    return SlatePage(
        title=f"Slate {slate.pk}",
        state=state_of(slate),
        summary=f"{applications_in_words(len(facts.items))} to decide together.",
        outcome=slate.get_outcome_display(),
        reasons=words(slate.reasons),
        votes=[f"{vote.member.name}: {vote.get_choice_display()}" for vote in facts.votes],
        notes=list(_notes(slate)),
        rows=[_line(item, slate.competition, words, is_hidden=is_hidden) for item in facts.items],
        pulled=[_pulled(item, is_hidden=is_hidden) for item in facts.pulled],
        may_take_off=slate.is_open and (board_members(reader) or round_keepers(reader)),
        steps=_steps(slate, reader) if may_keep else [],
        total=f"Awards of these applications: ${total:,}." if total else "",
    )


def _line(item: SlateItem, competition: Competition, words: Callable[[str], str], *, is_hidden: bool) -> SlateLineRow:
    one = item.application
    return SlateLineRow(
        one.reference,
        reverse("review:board_application", args=[competition.slug, one.reference]),
        shown_name(one.consortium.name, is_hidden=is_hidden),
        f"${one.requested:,}",
        f"${item.amount:,}" if item.amount else "—",
        words(item.note),
    )


def _pulled(item: SlateItem, *, is_hidden: bool) -> str:
    one = item.application
    return one.reference if is_hidden else f"{one.reference} {one.consortium.name}"


def _notes(slate: BoardSlate) -> Iterable[str]:
    yield f"Prepared by {slate.prepared_by} {moment_in_words(slate.prepared_at)}."
    if slate.entered_by and slate.entered_at:
        yield f"Decisions entered by {slate.entered_by} {moment_in_words(slate.entered_at)}."
    if slate.countersigned_by and slate.decided_at:
        yield f"Countersigned by {slate.countersigned_by} {moment_in_words(slate.decided_at)}."
    if slate.withdrawn_at:
        yield f"Withdrawn {moment_in_words(slate.withdrawn_at)}."


def _steps(slate: BoardSlate, reader: User) -> list[tuple[str, str, bool]]:
    if slate.is_open:
        return [("enter", "Enter decisions", True), ("withdraw", "Withdraw slate", False)]
    if slate.is_waiting:
        cancel = ("reopen", "Cancel decisions", False)
        return (
            [cancel] if slate.entered_by_id == reader.pk else [("countersign", "Countersign decisions", True), cancel]
        )
    return []


def vote_labels(outcome: str) -> dict[BoardChoice, str]:
    """Each answer in words, with what it is recorded as on each application."""
    return {choice: _vote_label(BoardOutcome(outcome), choice) for choice in BoardChoice}


def _vote_label(outcome: BoardOutcome, choice: BoardChoice) -> str:
    words = f"{_MEANS.get((outcome, choice), choice.label)}: {_ON_EACH[vote_on_each(outcome, choice)]}"
    is_kept = any(keeps_own_vote(outcome, choice, cast) for cast in BoardChoice)
    return f"{words}{_OWN_STAYS}" if is_kept else words


class ChoiceRow(NamedTuple):
    """An application that can be put on a slate."""

    reference: str
    name: str
    requested: str
    place: str
    is_chosen: bool


def choice_rows(rows: Sequence[ToChoose], chosen: Collection[str]) -> list[ChoiceRow]:
    """The applications, with those chosen by the filter or in the form."""
    return [
        ChoiceRow(
            one.application.reference,
            one.application.consortium.name,
            f"${one.application.requested:,}",
            f"{one.place.rank:,}, band {one.place.band}" if one.place else "Not ranked",
            one.application.reference in chosen,
        )
        for one in rows
    ]


def bands_of(rows: Iterable[ToChoose]) -> list[int]:
    """The bands of the ranking that these applications are in."""
    return sorted({one.place.band for one in rows if one.place})
