"""Whether a consortium can apply in a round: each rule now and as of the deadline, and how to fix what fails."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, short_day
from grants.models import IneligibilityNotice, Reinstatement
from grants.reads.eligibility import EligibilityOfConsortium
from grants.rules.eligibility_checks import EligibilityRule, RuleAnswer
from grants.rules.sections import BUDGET, MEMBERS
from grants.states import CheckResult
from portal.applicant.pages.navigation import address_of_section

REQUIRED = "Required"
SEEN_BY_REVIEWERS = "Won’t block submission. Reviewers will see it."
_TONES = {CheckResult.PASS: "good", CheckResult.FAIL: "part", CheckResult.UNKNOWN: "plain"}
# Rules that the lead's own record decides, and those about the members of a draft.
_OF_LEAD, _OF_MEMBERS = {"lead", "rural", "signer", "agency"}, {"in_force", "number", "last", "open"}


@dataclass(frozen=True)
class AnswerCell:
    """One answer: its word, its color, and the facts; no facts where they are the same as today's."""

    label: str
    tone: str
    facts: list[str]


@dataclass(frozen=True)
class EligibilityRow:
    """One rule of the round."""

    title: str
    note: str
    now: AnswerCell
    by_deadline: AnswerCell | None
    source: str
    fix: str
    link: str
    address: str


@dataclass(frozen=True)
class EligibilityTable:
    """All rules of a round for one consortium."""

    consortium: str
    summary: str
    needs_attention: bool
    deadline: str
    rows: list[EligibilityRow]
    reference: str


def eligibility_table(found: EligibilityOfConsortium) -> EligibilityTable:
    """The rules in their order; a rule that only the deadline's day has is shown as unknown today."""
    later = {rule.key: rule for rule in found.by_deadline}
    rows = [_row(found, rule, later.get(rule.key)) for rule in found.now]
    answers = [(rule, later.get(rule.key)) for rule in found.now]
    failing = [rule for rule, other in answers if rule.is_required and (_fails(rule) or (other and _fails(other)))]
    return EligibilityTable(
        consortium=found.consortium.name,
        summary=_summary(found.now, found.by_deadline),
        needs_attention=bool(failing),
        deadline=short_day(found.deadline) if found.deadline else "",
        rows=rows,
        reference=found.reference,
    )


def _row(found: EligibilityOfConsortium, rule: EligibilityRule, later: EligibilityRule | None) -> EligibilityRow:
    decisive = later if later and _fails(later) and not _fails(rule) else rule
    is_met = decisive.answer.result == CheckResult.PASS
    link, address = ("", "") if is_met else _place(found, rule.key)
    return EligibilityRow(
        title=rule.title,
        note=REQUIRED if rule.is_required else SEEN_BY_REVIEWERS,
        now=_cell(rule.answer),
        by_deadline=_cell(later.answer, before=rule.answer) if later else None,
        source=decisive.answer.source,
        fix=decisive.answer.fix,
        link=link,
        address=address,
    )


def _cell(answer: RuleAnswer, before: RuleAnswer | None = None) -> AnswerCell:
    is_same = before is not None and before.facts == answer.facts
    return AnswerCell(answer.result.label, _TONES[answer.result], [] if is_same else list(answer.facts))


def _place(found: EligibilityOfConsortium, key: str) -> tuple[str, str]:
    """The link to where a rule can be met: its words and address."""
    if key == "maximum":
        return ("Open the budget", address_of_section(BUDGET, found.reference)) if found.reference else ("", "")
    if key == "once":
        return "Open your applications", reverse("applicant:application_list")
    if key in _OF_LEAD and found.lead is not None:
        return f"See the record of {found.lead}", found.lead.get_absolute_url()
    if key in _OF_MEMBERS and found.reference:
        return "Review members", address_of_section(MEMBERS, found.reference)
    return "See the consortium’s record", found.consortium.get_absolute_url()


def _summary(now: Iterable[EligibilityRule], by_deadline: Iterable[EligibilityRule]) -> str:
    """“passes 8 of 9 rules now, 7 of 9 as of the deadline.” Then how many required and other rules fail."""
    now, by_deadline = list(now), list(by_deadline)
    words = f"passes {_passing(now)} of {len(now)} rules now"
    if by_deadline:
        words += f", {_passing(by_deadline)} of {len(by_deadline)} as of the deadline"
    failing = {rule.key: rule.is_required for rule in [*now, *by_deadline] if _fails(rule)}
    required = sum(failing.values())
    others = len(failing) - required
    parts = [
        f"{required} required {'rule fails' if required == 1 else 'rules fail'}"
        if required
        else "No required rule fails",
        *([f"reviewers will see {others} that {'fails' if others == 1 else 'fail'}"] if others else []),
    ]
    return f"{words}. {'; '.join(parts)}."


def _passing(rules: Iterable[EligibilityRule]) -> int:
    return sum(rule.answer.result == CheckResult.PASS for rule in rules)


def _fails(rule: EligibilityRule) -> bool:
    return rule.answer.result == CheckResult.FAIL


@dataclass(frozen=True)
class EligibilityNotice:
    """What the state told the members about eligibility after the deadline."""

    heading: str
    sentence: str
    reasons: list[str]
    is_reinstated: bool


def notice_panel(notice: IneligibilityNotice | None, reinstated: Reinstatement | None) -> EligibilityNotice | None:
    """The notice on the application's page, until and after it was reinstated; None if there is none."""
    if notice is None:
        return None
    if reinstated is not None and reinstated.confirmed_at is not None:
        day = short_day(timezone.localdate(reinstated.confirmed_at))
        sentence = f"Your application continues in the review. Reason: {reinstated.reason}"
        return EligibilityNotice(f"Reinstated {day}", sentence, [], is_reinstated=True)
    return EligibilityNotice(
        "The state found your application ineligible",
        f"You can respond until {day_in_words(notice.answer_by)}. {notice.how_to_answer} These rules aren’t met:",
        list(notice.reasons),
        is_reinstated=False,
    )
