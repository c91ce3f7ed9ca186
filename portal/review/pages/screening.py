"""The eligibility screen as officers see it: the list, one application, and what was reinstated."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, moment_in_words, short_day
from accounts.models import User
from grants.models import Competition, IneligibilityNotice, Reinstatement, Screening
from grants.reads.eligibility import ScreenedFacts
from grants.reads.screen import ScreenedApplication, ScreenOfApplication
from grants.rules.collaboration.tokens import truncate
from grants.rules.screen import passes_everything, proposed_judgment
from grants.states import SCREENED, ReinstatedStage, RuleJudgment, ScreenOutcome, ScreenResult

MINE, ALL = "mine", "all"
_FACTS_OF_A_ROW, _LONGEST_FACT = 3, 200
# The filters of the list, in their order.
SHOWN = {
    MINE: "For you to screen",
    ScreenResult.ONE: "Screened by one officer",
    ScreenResult.LOOK: "Needs review",
    ScreenResult.DIFFER: "Officers differ",
    ScreenResult.INELIGIBLE: "Ineligible",
    ScreenResult.ELIGIBLE: "Eligible",
    ALL: "All",
}


class ScreenLink(NamedTuple):
    """A filter of the list with its count."""

    label: str
    address: str
    is_chosen: bool


class ScreenRow(NamedTuple):
    """One application of the list."""

    reference: str
    name: str
    facts: str
    result: str
    own: str
    can_confirm: bool  # every fact passes, and the reader has no conclusion yet


@dataclass(frozen=True)
class ScreenList:
    """The counts of the round, its filters, and the applications that the chosen one leaves."""

    summary: str
    shown: str
    links: list[ScreenLink]
    rows: list[ScreenedApplication]


def is_to_do(row: ScreenedApplication) -> bool:
    """Whether the reader should screen it: it isn't decided, and the reader hasn't concluded yet."""
    return row.result not in SCREENED and row.own in (None, ScreenOutcome.LOOK)


def screen_list(rows: Sequence[ScreenedApplication], wanted: str) -> ScreenList:
    """The filtered list, what the reader has to do first; the "To do" filter if the filter is unknown."""
    shown = wanted if wanted in SHOWN else MINE
    counts = Counter[str](row.result for row in rows)
    counts[MINE], counts[ALL] = sum(map(is_to_do, rows)), len(rows)
    decided = sum(counts[result] for result in SCREENED)
    return ScreenList(
        summary=f"{decided:,} of {len(rows):,} decided, {counts[ScreenResult.INELIGIBLE]:,} ineligible.",
        shown=shown,
        links=[ScreenLink(f"{SHOWN[key]} ({counts[key]:,})", f"?show={key}", key == shown) for key in SHOWN],
        rows=sorted((row for row in rows if _is_shown(row, shown)), key=lambda row: not is_to_do(row)),
    )


def _is_shown(row: ScreenedApplication, shown: str) -> bool:
    return shown == ALL or (is_to_do(row) if shown == MINE else row.result == shown)


def screen_rows(
    rows: Iterable[ScreenedApplication], facts: Mapping[int, ScreenedFacts], *, in_short: bool = True
) -> list[ScreenRow]:
    """The rows of one page with what the registry says; in short, only the first facts that don't pass."""
    return [
        ScreenRow(
            row.reference,
            row.name,
            facts_in_words(facts.get(row.pk), in_short=in_short),
            result_in_words(row),
            str(ScreenOutcome(row.own).label) if row.own else "",
            row.own is None and row.result not in SCREENED and _passes(facts.get(row.pk)),
        )
        for row in rows
    ]


def _passes(facts: ScreenedFacts | None) -> bool:
    return facts is not None and passes_everything(facts.rules)


def facts_in_words(facts: ScreenedFacts | None, *, in_short: bool = False) -> str:
    """“All 9 rules pass”, or the facts that don’t; in short, the first three, and how many there are beside them."""
    if facts is None:
        return "No submitted version"
    open_ones = [rule for rule in facts.rules if proposed_judgment(rule) != RuleJudgment.PASS]
    if not open_ones:
        return f"All {len(facts.rules)} rules pass"
    sentences = [fact for rule in open_ones for fact in rule.answer.facts]
    if not in_short:
        return " ".join(sentences)
    first = [truncate(fact, _LONGEST_FACT) for fact in sentences[:_FACTS_OF_A_ROW]]
    if more := len(sentences) - len(first):
        first.append("1 more fact." if more == 1 else f"{more:,} more facts.")
    return " ".join(first)


def result_in_words(row: ScreenedApplication) -> str:
    """What the conclusions come to, and what followed from it."""
    words = str(row.result.label)
    if row.is_reinstated:
        return f"{words}, reinstated"
    return f"{words}, applicant notified" if row.is_informed else words


class JudgmentRow(NamedTuple):
    """One rule as an officer answered it."""

    title: str
    fact: str
    answer: str
    evidence: str


class ConclusionCard(NamedTuple):
    """What one officer concluded."""

    heading: str
    note: str
    rows: list[JudgmentRow]


@dataclass(frozen=True)
class ScreenPage:
    """One application in the screen."""

    as_of: str
    result: str
    hidden: str  # a sentence, if another officer’s conclusion is not shown yet
    cards: list[ConclusionCard]
    notice: str
    inform_address: str  # "" unless the applicant can be informed now
    reinstate_address: str
    can_record: bool


def screen_page(
    screen: ScreenOfApplication, facts: ScreenedFacts | None, competition: Competition, reference: str
) -> ScreenPage:
    """The page of one application."""
    args = [competition.slug, reference]
    is_out = screen.result == ScreenResult.INELIGIBLE and not screen.is_reinstated
    reinstated = ", reinstated" if screen.is_reinstated else ""
    return ScreenPage(
        as_of=f"Version {facts.number}, with the registry as of {day_in_words(facts.on)}." if facts else "",
        result=f"{screen.result.label}{reinstated}",
        hidden=_hidden(screen.hidden) if screen.hidden else "",
        cards=[
            *(_card(one) for one in [*([screen.own] if screen.own else []), *screen.others]),
            *(_card(one) for one in screen.replaced),
        ],
        notice=_notice(screen.notice) if screen.notice else "",
        inform_address=reverse("review:screen_inform", args=args) if is_out and not screen.notice else "",
        reinstate_address=_reinstate(competition, ReinstatedStage.SCREEN, reference) if is_out else "",
        can_record=screen.notice is None and (screen.own is not None or screen.result not in SCREENED),
    )


def _reinstate(competition: Competition, stage: ReinstatedStage, reference: str) -> str:
    return reverse("review:reinstatement", args=[competition.slug, stage, reference])


def _hidden(others: int) -> str:
    who = "Another officer" if others == 1 else f"{others} other officers"
    return f"{who} recorded a conclusion. You’ll see it after you record your own."


def _notice(notice: IneligibilityNotice) -> str:
    return (
        f"{notice.sent_by.name} notified the applicant {moment_in_words(notice.sent_at)}. It can answer until "
        f"{day_in_words(notice.answer_by)}. {notice.how_to_answer}"
    )


def _card(one: Screening) -> ConclusionCard:
    note = f"Recorded {moment_in_words(one.recorded_at)}"
    if one.is_confirmed_in_list:
        note += ", in the list with others whose facts all pass"
    if one.replaced_at:
        note += f". Replaced {moment_in_words(one.replaced_at)}"
        note += f". Reason: {one.change_reason}" if one.change_reason else ""
    return ConclusionCard(
        heading=f"{one.officer.name}: {one.get_outcome_display()}",
        note=f"{note}.",
        rows=[
            JudgmentRow(row["title"], " ".join(row["facts"]), str(RuleJudgment(row["answer"]).label), row["evidence"])
            for row in one.judgments
        ],
    )


class ReinstatementCard(NamedTuple):
    """A reinstatement that a second official has to confirm."""

    pk: int
    sentence: str
    reason: str
    may_confirm: bool


@dataclass(frozen=True)
class ReinstatementPage:
    """What was proposed and confirmed, and whether a new one can be proposed."""

    card: ReinstatementCard | None
    history: list[str]
    is_reinstated: bool


def reinstatement_page(rows: Sequence[Reinstatement], reader: User) -> ReinstatementPage:
    """The reinstatements of an application after one stage."""
    waiting = next((one for one in rows if not (one.confirmed_at or one.canceled_at)), None)
    return ReinstatementPage(
        card=ReinstatementCard(
            waiting.pk,
            f"{waiting.get_ground_display()}. Proposed by {waiting.proposed_by.name} "
            f"{moment_in_words(waiting.proposed_at)}.",
            waiting.reason,
            waiting.proposed_by_id != reader.pk,
        )
        if waiting
        else None,
        history=[_past(one) for one in rows if one is not waiting],
        is_reinstated=any(one.confirmed_at for one in rows),
    )


def _past(one: Reinstatement) -> str:
    words = f"{one.get_ground_display()}: {one.reason} Proposed by {one.proposed_by.name}"
    if one.confirmed_at and one.confirmed_by:
        return f"{words}, confirmed by {one.confirmed_by.name} {moment_in_words(one.confirmed_at)}."
    day = short_day(timezone.localdate(one.canceled_at)) if one.canceled_at else ""
    return f"{words}, canceled {day}."
