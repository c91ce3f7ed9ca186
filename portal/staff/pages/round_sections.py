"""The sections of a round for its officers: what each says now, and where to edit it."""

from typing import NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import Competition, Criterion, Element
from grants.reads.rounds import Rules, lead_rule_of
from grants.rules.eligibility import lead_in_words
from grants.rules.requirements import REQUIREMENTS
from grants.rules.rounds import RulesChoices
from grants.rules.tie_rule import criteria_named
from grants.rules.wanted_files import need_in_words, wanted_files_in


class SectionRow(NamedTuple):
    """A section of a round: what it says now, and where to edit it (empty if it can't change)."""

    label: str
    summary: str
    address: str


class SectionGroup(NamedTuple):
    """Sections that belong together."""

    title: str
    rows: list[SectionRow]


def round_sections(rules: Rules, choices: RulesChoices) -> list[SectionGroup]:
    """All sections in the order in which an officer fills them in."""
    competition = rules.competition

    def row(label: str, summary: str, name: str, *more: int, is_open: bool = choices.may_edit) -> SectionRow:
        address = reverse(f"staff:{name}", args=[competition.slug, *more]) if is_open else ""
        return SectionRow(label, summary, address)

    dates = "Name and dates" if competition.is_draft else "Dates"
    lead = lead_in_words(lead_rule_of(competition))
    return [
        SectionGroup(
            "Dates, awards, and applicants",
            [
                row(dates, round_times(competition), "round_dates", is_open=choices.may_extend),
                row("Awards and decisions", _awards(competition), "round_awards"),
                row("Who may lead", lead, "round_leads"),
                row("What is needed to submit", _needed(competition), "round_requirements"),
                row("Files to attach", _files(competition), "round_files"),
                row("Assurances", _assurances(competition), "round_assurances"),
            ],
        ),
        SectionGroup(
            "Questions and rubrics",
            [
                row(f"Question {element.number}: {element.title}", _question(element), "round_question", element.number)
                for element in rules.elements
            ],
        ),
        SectionGroup(
            "Scoring",
            [
                row("Criteria and weights", f"{len(rules.criteria)} criteria.", "round_criteria"),
                *(
                    row(f"Criterion {number}: {criterion.title}", _criterion(criterion), "round_criterion", number)
                    for number, criterion in enumerate(rules.criteria, start=1)
                ),
            ],
        ),
    ]


def round_times(competition: Competition) -> str:
    """The window of the round, as far as it is known."""
    opens, closes = competition.opens_at, competition.closes_at
    if not opens and not closes:
        return "No dates yet."
    deadline = moment_in_words(closes) if closes else "no deadline yet"
    return f"{moment_in_words(opens) if opens else 'No opening date'} to {deadline}"


def _question(element: Element) -> str:
    rubric = "with a rubric" if element.explained_if and element.partly_if else "no complete rubric"
    return f"At most {element.word_limit:,} words, {rubric}."


def _criterion(criterion: Criterion) -> str:
    scores = "each score is described" if criterion.levels else "scores aren’t described"
    return f"{criterion.weight}%, {scores}."


def _awards(competition: Competition) -> str:
    ceiling = competition.ceiling_consortium
    awards = f"Up to ${ceiling:,} for a consortium." if ceiling is not None else "No maximum award yet."
    if competition.indirect_cap is not None:
        awards = f"{awards} Indirect costs of at most {competition.indirect_cap}%."
    if competition.tie_criteria:
        names = ", ".join(criterion.label for criterion in criteria_named(competition.tie_criteria))
        awards = f"{awards} Ties: {names}, then by lot."
    if competition.decision_days is None:
        return awards
    return f"{awards} Decisions within {competition.decision_days:,} days after the deadline."


def _needed(competition: Competition) -> str:
    needed = [words for key, words in REQUIREMENTS.items() if key in competition.requirements]
    if competition.fewest_members is not None:
        needed.append(f"At least {competition.fewest_members} members")
    return f"{'. '.join(needed)}." if needed else "Only what every round requires."


def _files(competition: Competition) -> str:
    files = wanted_files_in(competition.wanted_files)
    titles = [f"{file.title} ({need_in_words(file)})" for file in files]
    return f"{', '.join(titles)}." if titles else "No files asked for."


def _assurances(competition: Competition) -> str:
    count = len(competition.assurances)
    return "1 assurance." if count == 1 else f"{count} assurances."
