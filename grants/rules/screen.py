"""The eligibility screen: what two officers say about each rule of a round, and what follows from it."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from grants.rules.eligibility_checks import EligibilityRule
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import SCREENED, CheckResult, RuleJudgment, ScreenOutcome, ScreenResult

OFFICERS_NEEDED = 2
DECIDED = "Two officers already agree about this application, so it isn’t screened again."
NOT_INELIGIBLE = "Two officers have to agree that this application is ineligible first."
REINSTATED = "This application was reinstated, so the applicant isn’t told that it’s ineligible."
INFORMED = "The applicant was already notified. To let the application continue, reinstate it."


class JudgedRule(NamedTuple):
    """What an officer says about a rule, with the evidence: the fact on file is shown beside it."""

    answer: str
    evidence: str = ""


def proposed_judgment(rule: EligibilityRule) -> RuleJudgment:
    """What the fact suggests. Only a required rule that isn't met suggests that the application fails."""
    if rule.answer.result == CheckResult.PASS:
        return RuleJudgment.PASS
    is_failed = rule.is_required and rule.answer.result == CheckResult.FAIL
    return RuleJudgment.FAIL if is_failed else RuleJudgment.LOOK


def passes_everything(rules: Iterable[EligibilityRule]) -> bool:
    """Whether every fact says that the rule is met, so that the application can be confirmed with others."""
    return all(proposed_judgment(rule) == RuleJudgment.PASS for rule in rules)


def outcome_of(answers: Collection[str]) -> ScreenOutcome:
    """The conclusion from an officer's answers: one rule that isn't met is enough."""
    if RuleJudgment.FAIL in answers:
        return ScreenOutcome.INELIGIBLE
    return ScreenOutcome.LOOK if RuleJudgment.LOOK in answers else ScreenOutcome.ELIGIBLE


def result_of_screen(outcomes: Iterable[str]) -> ScreenResult:
    """What officers' conclusions come to: two that agree decide, so a third decides where the first two differ."""
    counts = Counter(outcomes)
    for outcome in (ScreenOutcome.ELIGIBLE, ScreenOutcome.INELIGIBLE):
        if counts[outcome] >= OFFICERS_NEEDED:
            return ScreenResult(outcome)
    concluded = counts[ScreenOutcome.ELIGIBLE] + counts[ScreenOutcome.INELIGIBLE]
    if concluded >= OFFICERS_NEEDED:
        return ScreenResult.DIFFER
    if counts[ScreenOutcome.LOOK]:
        return ScreenResult.LOOK
    return ScreenResult.ONE if concluded else ScreenResult.NOT_SCREENED


def shows_others(result: ScreenResult, own: str | None) -> bool:
    """Whether an officer may read others' conclusions: after recording one, or when a third has to decide."""
    return own in (ScreenOutcome.ELIGIBLE, ScreenOutcome.INELIGIBLE) or result in {*SCREENED, ScreenResult.DIFFER}


def problems_with_judgments(rules: Sequence[EligibilityRule], judged: Mapping[str, JudgedRule]) -> list[str]:
    """Why these answers can't be recorded: each rule needs one, and one that isn't the fact's needs evidence."""
    problems = []
    for rule in rules:
        answer, evidence = judged.get(rule.key, JudgedRule(""))
        if answer not in RuleJudgment.values:
            problems.append(f"Choose an answer for “{rule.title}”")
        elif len(evidence) > LONGEST_NOTE:
            problems.append(f"Shorten the evidence for “{rule.title}” to {LONGEST_NOTE:,} characters.")
        elif not cleaned(evidence) and (answer != proposed_judgment(rule) or answer != RuleJudgment.PASS):
            problems.append(f"Enter the evidence for “{rule.title}”")
    return problems


def problems_with_screening(
    result: ScreenResult, own: str | None, *, is_changed: bool, is_informed: bool, reason: str
) -> list[str]:
    """Why this officer can't record a conclusion now. `own` is the officer's conclusion so far."""
    if is_informed:
        return [INFORMED]
    if own is None:
        return [DECIDED] if result in SCREENED else []
    if own != ScreenOutcome.LOOK and is_changed and not cleaned(reason):
        return ["Enter the reason for the change."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reason) > LONGEST_NOTE else []


def reason_not_to_inform(result: ScreenResult, *, is_reinstated: bool) -> str:
    """Why the applicant isn't told that the application is ineligible; "" if an officer may say so."""
    if result != ScreenResult.INELIGIBLE:
        return NOT_INELIGIBLE
    return REINSTATED if is_reinstated else ""


def problems_with_informing(*, answer_by: datetime.date | None, on: datetime.date, how: str) -> list[str]:
    """What is missing from the notice that an application is ineligible."""
    problems = []
    if answer_by is None or answer_by <= on:
        problems.append("Enter a date in the future. The applicant can respond until then.")
    if not cleaned(how):
        problems.append("Enter how the applicant can respond.")
    elif len(how) > LONGEST_NOTE:
        problems.append(f"Shorten how to respond to {LONGEST_NOTE:,} characters.")
    return problems


def reasons_in_words(judgments: Iterable[Mapping[str, str]]) -> list[str]:
    """The rules that officers say aren't met, with their evidence; each rule and evidence once."""
    failed = [row for row in judgments if row["answer"] == RuleJudgment.FAIL]
    return list(dict.fromkeys(f"{row['title']} {row['evidence']}".strip() for row in failed))
