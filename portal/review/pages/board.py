"""The board's list of a round, an application before the board, and its decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.access import administrators, board_members, round_keepers
from accounts.dates import day_in_words, moment_in_words
from accounts.models import User
from grants.models import Application, BoardDecision, Competition, FactReply
from grants.permissions.hidden_names import hides_names_before_board
from grants.reads.board import BoardRow
from grants.reads.scoring import StageProgress
from grants.rules.allocation import grant_by_member
from grants.rules.board import AwardLimits, VoteTally, tally_of
from grants.rules.fact_replies import BoardFact
from grants.rules.hidden_names import Names, shown_name
from grants.rules.stage_results import stage_counts_in_words
from grants.states import BoardOutcome, DecisionState
from portal.address_forms import address_of
from portal.components.dates import decisions_due_on
from portal.review.pages.names import NamesNotice, names_notice
from reviews.rules import VERDICTS

_TONES: dict[str, str] = {BoardOutcome.YES: "good", BoardOutcome.HOLD: "part", BoardOutcome.EDIT: "part"}
NOT_DECIDED = "No decision yet"
NAMES_ARE_SHOWN = "Names of consortia, members, and people aren’t hidden on these pages."
NAMES_ARE_HIDDEN = "Names are hidden from board members in this round."


class BoardListRow(NamedTuple):
    """One application in the board's list."""

    reference: str
    address: str
    name: str
    requested: str
    answer: str
    votes: str
    decision: str
    tone: str
    amount: str


@dataclass(frozen=True)
class BoardPage:
    """The board's list of a round."""

    title: str
    summary: str
    apart: str  # what isn’t before the board; "" for nothing
    due: str  # "" if the round has no date
    balance: str
    released: str
    rows: list[BoardListRow]
    is_member: bool
    names: str  # whether this reader sees names
    release_address: str  # "" for those who don't release
    replies_address: str
    letters_address: str
    appeals_address: str  # "" for board members and auditors
    terms_address: str
    slate_address: str  # where officials prepare one


def board_page(competition: Competition, rows: Sequence[BoardRow], reader: User, apart: Mapping[str, int]) -> BoardPage:
    """The list as this reader sees it."""
    is_member, args = board_members(reader), [competition.slug]
    return BoardPage(
        title=f"{competition.name}: board decisions",
        summary=_summary(rows, reader, is_member=is_member),
        apart=_apart(apart),
        due=_due(competition),
        balance=_balance(competition, rows),
        released=_released(rows),
        rows=[_row(row, competition, reader, is_member=is_member) for row in rows],
        is_member=is_member,
        names=NAMES_ARE_HIDDEN if hides_names_before_board(reader, competition) else NAMES_ARE_SHOWN,
        release_address=reverse("review:award_release", args=args) if round_keepers(reader) else "",
        replies_address=reverse("review:reply_window", args=args) if round_keepers(reader) else "",
        letters_address=reverse("review:letter_list", args=args) if round_keepers(reader) else "",
        appeals_address=reverse("review:appeal_list") if round_keepers(reader) else "",
        terms_address=reverse("review:board_terms", args=args) if administrators(reader) else "",
        slate_address=reverse("review:board_slate_new", args=args) if round_keepers(reader) else "",
    )


def _summary(rows: Sequence[BoardRow], reader: User, *, is_member: bool) -> str:
    decided = sum(row.decision is not None for row in rows)
    text = f"{decided:,} of {applications_in_words(len(rows))} decided."
    if is_member:
        voted = sum(any(vote.member_id == reader.pk for vote in row.votes) for row in rows)
        text += f" You voted on {voted:,} of {len(rows):,}."
    return text


def _apart(counts: Mapping[str, int]) -> str:
    words = stage_counts_in_words(counts)
    return f"Not before the board: {words}." if words else ""


def applications_in_words(number: int) -> str:
    """“1 application”, “570 applications”."""
    return "1 application" if number == 1 else f"{number:,} applications"


def _due(competition: Competition) -> str:
    due_on = decisions_due_on(competition.closes_at, competition.decision_days)
    return f"Decisions are due {day_in_words(due_on)}." if due_on else competition.decision_clock


def _balance(competition: Competition, rows: Iterable[BoardRow]) -> str:
    awarded = sum(max(_amount(row.decision), _amount(row.waiting)) for row in rows)
    if competition.board_budget is None:
        return f"Awards on this page: ${awarded:,}. The round has no budget for awards."
    left = competition.board_budget - awarded
    return f"Awards on this page: ${awarded:,} of ${competition.board_budget:,}. Left: ${left:,}."


def _amount(decision: BoardDecision | None) -> int:
    return (decision.amount or 0) if decision else 0


def _released(rows: Iterable[BoardRow]) -> str:
    if any(row.decision and row.decision.was_released() for row in rows):
        return "Released decisions are marked. Applicants and the public can’t see the others."
    return "Applicants and the public can’t see any of this until the state releases awards."


def _row(row: BoardRow, competition: Competition, reader: User, *, is_member: bool) -> BoardListRow:
    decision = row.waiting or row.decision
    return BoardListRow(
        reference=row.application.reference,
        address=address_of("review:board_application", competition.slug, row.application.reference),
        name=shown_name(row.application.consortium.name, is_hidden=hides_names_before_board(reader, competition)),
        requested=f"${row.application.requested:,}",
        answer=VERDICTS[row.answer.verdict] if row.answer else "Not recorded",
        votes=_own_vote(row, reader) if is_member else tally_in_words(tally_of(vote.choice for vote in row.votes)),
        decision=_decision_in_words(row),
        tone=_TONES.get(decision.outcome, "plain") if decision else "",
        amount=f"${decision.amount:,}" if decision and decision.amount else "—",
    )


def _own_vote(row: BoardRow, reader: User) -> str:
    return next((vote.get_choice_display() for vote in row.votes if vote.member_id == reader.pk), "Not voted")


def _decision_in_words(row: BoardRow) -> str:
    if row.waiting:
        return f"{row.waiting.get_outcome_display()} (to countersign)"
    if row.decision is None:
        return NOT_DECIDED
    return f"{row.decision.get_outcome_display()}{' (released)' if row.decision.was_released() else ''}"


def tally_in_words(tally: VoteTally) -> str:
    """“2 yes, 1 no, 0 abstained”; that no one voted."""
    return f"{tally.yes} yes, {tally.no} no, {tally.abstain} abstained" if tally.total else "No votes"


# ---- one application ----


class MemberLine(NamedTuple):
    """A member with the grant money that the budget gives it."""

    name: str
    role: str
    money: str


@dataclass(frozen=True)
class BoardApplicationPage:
    """An application before the board."""

    reference: str
    name: str
    notice: NamesNotice | None
    requested: str
    answer: str
    answer_reasons: str
    scoring: list[tuple[str, str]]
    votes: list[str]
    members: list[MemberLine]
    decide_address: str  # "" for those who don't decide, or while a decision waits
    decide_label: str


def application_page(row: BoardRow, scoring: StageProgress, names: Names, reader: User) -> BoardApplicationPage:
    """The facts about it; the text of the application follows below them."""
    application, packet = row.application, names.packet
    args = [application.competition.slug, application.reference]
    may_decide = round_keepers(reader) and row.waiting is None
    money = grant_by_member(packet)
    return BoardApplicationPage(
        reference=application.reference,
        name=shown_name(application.consortium.name, is_hidden=names.are_hidden),
        notice=names_notice(names, NAMES_ARE_HIDDEN),
        requested=f"${application.requested:,}",
        answer=VERDICTS[row.answer.verdict] if row.answer else "Not recorded",
        answer_reasons=names.text(row.answer.reasons) if row.answer else "",
        scoring=scoring_facts(scoring),
        votes=[f"{vote.member.name}: {vote.get_choice_display()}" for vote in row.votes],
        members=[
            MemberLine(member["name"], member["role"].capitalize(), f"${money.get(member['key'], 0):,}")
            for member in packet.get("participants", [])
        ],
        decide_address=reverse("review:board_decide", args=args) if may_decide else "",
        decide_label="Enter a new decision" if row.decision else "Enter the board’s decision",
    )


def scoring_facts(scoring: StageProgress) -> list[tuple[str, str]]:
    """How far scoring is: label and value. Empty in a round without scorers."""
    assigned, submitted = scoring
    if not assigned:
        return []
    scorers = "scorer" if assigned == 1 else "scorers"
    progress = f"{submitted} of {assigned} {scorers} {'has' if submitted == 1 else 'have'} submitted."
    return [("Scoring", progress if submitted == assigned else f"{progress} Scoring isn’t finished.")]


class DecisionCard(NamedTuple):
    """A decision of the board, now or before."""

    outcome: str
    tone: str
    amount: str
    conditions: str
    reasons: str
    state: str
    votes: list[str]
    notes: list[str]
    countersign_address: str  # "" if the reader can't
    cancel_address: str


def decision_cards(
    application: Application, decisions: Iterable[BoardDecision], reader: User, names: Names
) -> list[DecisionCard]:
    """The decisions, the latest first, with what this reader can do."""
    return [_card(application, decision, reader, names) for decision in decisions]


def _card(application: Application, decision: BoardDecision, reader: User, names: Names) -> DecisionCard:
    # What was entered with a slate is countersigned and canceled there.
    waits = decision.state == DecisionState.PROPOSED and round_keepers(reader) and decision.slate_id is None
    args = [application.competition.slug, application.reference, decision.pk]
    may_countersign = waits and decision.proposed_by_id != reader.pk
    shows_votes = not board_members(reader) or decision.decided_at is not None
    return DecisionCard(
        outcome=decision.get_outcome_display(),
        tone=_TONES.get(decision.outcome, "plain"),
        amount=f"${decision.amount:,}" if decision.amount else "",
        conditions=names.text(decision.conditions),
        reasons=names.text(decision.reasons),
        state="Released" if decision.was_released() else decision.get_state_display(),
        votes=[f"{vote['name']}: {vote['choice']}" for vote in decision.votes] if shows_votes else [],
        notes=[names.text(note) for note in _notes(decision)],
        countersign_address=reverse("review:board_countersign", args=args) if may_countersign else "",
        cancel_address=reverse("review:board_cancel", args=args) if waits else "",
    )


def _notes(decision: BoardDecision) -> Iterable[str]:
    if decision.slate_id:
        yield f"Decided with slate {decision.slate_id}."
    if decision.proposed_by:
        yield f"Entered by {decision.proposed_by} {moment_in_words(decision.proposed_at)}."
    else:
        yield f"Recorded at a stage before the board, {moment_in_words(decision.proposed_at)}."
    if decision.countersigned_by and decision.decided_at:
        yield f"Countersigned by {decision.countersigned_by} {moment_in_words(decision.decided_at)}."
    if decision.replacement_reason:
        yield f"Why it replaces the earlier decision: {decision.replacement_reason}"
    if decision.release and decision.release.confirmed_at:
        yield f"Released {day_in_words(timezone.localdate(decision.release.confirmed_at))}."


def decision_facts(row: BoardRow, scoring: StageProgress, limits: AwardLimits) -> list[tuple[str, str]]:
    """What someone who enters a decision needs to know: label and value."""
    facts = [
        ("Consortium", row.application.consortium.name),
        ("Votes", tally_in_words(tally_of(vote.choice for vote in row.votes))),
        *scoring_facts(scoring),
        ("Requested", f"${limits.requested:,}"),
    ]
    if limits.most is not None:
        facts.append(("Maximum award in this round", f"${limits.most:,}"))
    if limits.claimed:
        facts.append(("Members’ claims on this award", f"${limits.claimed:,}"))
    return facts


class BoardFactRow(NamedTuple):
    """A fact that the board reads, with what the applicant replied; "" if it didn't."""

    label: str
    text: str
    reply: str


def fact_rows(facts: Iterable[BoardFact], replies: Iterable[FactReply], names: Names) -> list[BoardFactRow]:
    """The facts with the replies beside them, then replies to facts that no longer hold."""
    return [BoardFactRow(*map(names.text, row)) for row in _fact_rows(facts, replies)]


def _fact_rows(facts: Iterable[BoardFact], replies: Iterable[FactReply]) -> list[BoardFactRow]:
    by_key = {reply.key: reply for reply in replies}
    rows = [BoardFactRow(one.label, one.text, _reply_to(one, by_key.pop(one.key, None))) for one in facts]
    return [*rows, *(BoardFactRow("No longer found", reply.fact, reply.text) for reply in by_key.values())]


def _reply_to(fact: BoardFact, reply: FactReply | None) -> str:
    if reply is None or reply.fact == fact.in_words:
        return reply.text if reply else ""
    return f"{reply.text} (This replies to: {reply.fact})"
