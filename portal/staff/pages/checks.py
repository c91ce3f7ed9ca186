"""How accurate the checks of applications are, in all rounds and in each."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Competition, FindingAnswer, RuleStrengthChange
from grants.reads.checks import CheckCounts
from grants.rules.collaboration.findings import RULES, FindingRule
from portal.components.findings import about_check

Counts = Mapping[tuple[str, int], CheckCounts]


class AccuracyRow(NamedTuple):
    """One line of a table: a check or a round, its counts, and the share of responses that say "not so"."""

    label: str
    address: str
    counts: CheckCounts
    share: str
    strength: str = ""
    change: str = ""


def accuracy_rows(counts: Counts, chosen: Competition | None) -> list[AccuracyRow]:
    """Every check in the chosen round, or in all of them, those most often "not so" first."""
    rows = [
        _row(rule.title, reverse("staff:check_detail", args=[rule.name]), _sum(counts, rule.name, chosen))
        for rule in RULES
    ]
    return sorted(rows, key=lambda row: (-(row.counts.share_not_so or 0), -row.counts.not_so))


def round_rows(rule: FindingRule, counts: Counts, rounds: Iterable[Competition]) -> list[AccuracyRow]:
    """The check in each round, with how it works there and the page that changes it."""
    return [
        _row(
            competition.name,
            reverse("staff:check_strength", args=[rule.name, competition.slug]),
            _sum(counts, rule.name, competition),
            strength="Only asks" if rule.name in competition.possible_rules else "States findings",
            change="State findings again" if rule.name in competition.possible_rules else "Only ask in this round",
        )
        for competition in rounds
    ]


class WrongFinding(NamedTuple):
    """What an officer said was wrong about one finding."""

    sentence: str
    application: str
    address: str
    words: str
    by: str


def wrong_findings(answers: Iterable[FindingAnswer]) -> list[WrongFinding]:
    """The officers' words, each with the finding that they are about."""
    return [
        WrongFinding(
            sentence=answer.finding.sentence,
            application=answer.finding.application.reference,
            address=reverse("review:review_desk", args=[answer.finding.application.reference])
            + f"#finding-{answer.finding_id}",
            words=answer.text,
            by=f"{answer.review.officer.name}, {moment_in_words(answer.answered_at)}",
        )
        for answer in answers
    ]


class StrengthChangeRow(NamedTuple):
    """One change of how the check works in a round."""

    sentence: str
    reason: str


def strength_changes(changes: Iterable[RuleStrengthChange]) -> list[StrengthChangeRow]:
    """The history, latest first."""
    return [
        StrengthChangeRow(
            f"{change.competition}: {'only asks' if change.only_asks else 'states findings again'}, set by "
            f"{change.by}, {moment_in_words(change.at)}",
            change.reason,
        )
        for change in changes
    ]


class StrengthCheck(NamedTuple):
    """What changing the check in a round does, and the button."""

    title: str
    what_follows: list[str]
    button: str
    done: str
    cancel: str
    about: str


def strength_check(rule: FindingRule, competition: Competition) -> StrengthCheck:
    """What the page says before the change."""
    cancel, about = reverse("staff:check_detail", args=[rule.name]), about_check(rule.name)
    if rule.name in competition.possible_rules:
        return StrengthCheck(
            f"State findings again in {competition}",
            [
                f"“{rule.title}” states findings again in this round. They are counted, and applicants are asked to "
                "fix or explain them.",
                "Drafts change right away. Submitted applications are checked again within minutes, and officers’ "
                "responses stay.",
            ],
            "State findings again",
            f"“{rule.title}” states findings again in {competition}.",
            cancel,
            about,
        )
    return StrengthCheck(
        f"Only ask in {competition}",
        [
            f"“{rule.title}” asks questions in this round instead of stating findings. Questions are folded and aren’t "
            "counted, and applicants don’t have to explain them.",
            "Drafts change right away. Submitted applications are checked again within minutes, and officers’ "
            "responses stay.",
            "You can change it back.",
        ],
        "Only ask in this round",
        f"“{rule.title}” only asks in {competition} now.",
        cancel,
        about,
    )


def _row(label: str, address: str, counts: CheckCounts, **more: str) -> AccuracyRow:
    share = "—" if counts.share_not_so is None else f"{counts.share_not_so:.0%}"
    return AccuracyRow(label, address, counts, share, **more)


def _sum(counts: Counts, rule: str, competition: Competition | None) -> CheckCounts:
    pk = competition.pk if competition else None
    return sum((c for (name, of), c in counts.items() if name == rule and pk in (None, of)), CheckCounts())
