"""The findings and the members table, as applicants read them before they submit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grants.models import Participant
from grants.rules.collaboration.findings import Finding, rule_named
from grants.rules.reading import Reading
from grants.rules.sections import section_of_place
from portal.applicant.pages.navigation import address_of_section
from portal.components.findings import NOTHING_FOUND, about_check, questions_in_words

# How many findings are listed in the margin of the plan, and on the page that submits.
MOST_IN_MARGIN, MOST_BEFORE_SUBMITTING = 12, 30


_ELEMENT_NUMBER = re.compile(r"\b([Ee])lement (?=[0-9])")
_ELEMENT = re.compile(r"\b([Ee])lement(s?)\b")


def address_to_edit(place: str, reference: str) -> str:
    """Where the applicant changes what a finding points to; "" for what is not written in the application."""
    section = section_of_place(place)
    return address_of_section(section, reference) if section else ""


def as_question(text: str) -> str:
    """The text with "Question 8" for "Element 8": applicants know the nine elements as questions."""
    return _ELEMENT_NUMBER.sub(lambda found: f"{'Q' if found[1] == 'E' else 'q'}uestion ", text)


def _about_questions(text: str) -> str:
    return _ELEMENT.sub(lambda found: f"{'Q' if found[1] == 'E' else 'q'}uestion{found[2]}", text)


@dataclass(frozen=True)
class FindingRow:
    """One finding with both places, and the applicant's explanation."""

    rule: str
    subject_key: str
    sentence: str
    places: list[tuple[str, str, str]]  # label, quote, address
    about: str
    is_question: bool
    explanation: str

    @property
    def action(self) -> str:
        """The label over its form."""
        if self.explanation:
            return "Your explanation"
        return "Explain this (optional)" if self.is_question else "Explain this"


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one rule and, separately, its questions (possible findings), which aren't counted."""

    title: str
    reason: str
    rows: list[FindingRow]
    questions: list[FindingRow]

    @property
    def questions_words(self) -> str:
        """How many questions there are: "1 question to check"; "" for none."""
        return questions_in_words(len(self.questions))


def finding_groups(
    findings: Iterable[Finding], explanations: Mapping[tuple[str, str], str], reference: str
) -> list[FindingGroup]:
    """The findings by rule, each with its explanation and links to where the application says what it compares."""
    by_rule: dict[str, list[FindingRow]] = {}
    for finding in findings:
        row = FindingRow(
            rule=finding.rule,
            subject_key=finding.subject_key,
            sentence=as_question(finding.sentence),
            places=[
                (as_question(place.label), place.quote, address_to_edit(place.anchor, reference))
                for place in finding.places
            ],
            about=about_check(finding.rule),
            is_question=finding.is_possible,
            explanation=explanations.get((finding.rule, finding.subject_key), ""),
        )
        by_rule.setdefault(finding.rule, []).append(row)
    groups = []
    for name, rows in by_rule.items():
        rule = rule_named(name)
        title, reason = (rule.title, rule.reason) if rule else (name, "")
        groups.append(
            FindingGroup(
                _about_questions(title),
                _about_questions(reason),
                [row for row in rows if not row.is_question],
                [row for row in rows if row.is_question],
            )
        )
    return groups


@dataclass(frozen=True)
class FindingsSummary:
    """The findings in short, for the margin of the plan and before submitting."""

    count: str
    questions: str
    coverage: str
    sentences: list[str]
    has_more: bool

    @property
    def has_findings(self) -> bool:
        """Whether there is any finding."""
        return bool(self.sentences)


def findings_summary(reading: Reading, most: int) -> FindingsSummary:
    """The count of findings and of questions, and the first `most` findings."""
    counted = [finding for finding in reading.findings if not finding.is_possible]
    number, questions = len(counted), len(reading.findings) - len(counted)
    totals = reading.coverage.totals
    return FindingsSummary(
        count=NOTHING_FOUND if not number else f"{number} finding{'s' if number > 1 else ''}.",
        questions=f"{questions_in_words(questions)}." if questions else "",
        coverage=_coverage(totals.participants, totals.giving, totals.gaining),
        sentences=[as_question(finding.sentence) for finding in counted[:most]],
        has_more=number > most,
    )


def _coverage(members: int, contributing: int, benefiting: int) -> str:
    if members and contributing == benefiting == members:
        return f"All {members} members contribute; students in all {members} benefit."
    return f"Members that contribute: {contributing} of {members}. Members whose students benefit: {benefiting}."


@dataclass(frozen=True)
class CoverageRow:
    """One member in the members table."""

    name: str
    contributes: str
    benefits: str
    students: str
    money_share: str
    mentions: int


def coverage_rows(reading: Reading) -> list[CoverageRow]:
    """The members table, the lead first; blank where nothing is stated."""
    return [
        CoverageRow(
            name=f"{row.name} (lead)" if row.role == Participant.Role.LEAD else row.name,
            contributes="; ".join(row.gives),
            benefits="; ".join(row.gains),
            students=_reach(row.students, row.enrollment),
            money_share="—" if row.money_share is None else f"{row.money_share:.0%}",
            mentions=row.mentions,
        )
        for row in reading.coverage.rows
    ]


def _reach(students: int | None, enrollment: int | None) -> str:
    reached = "—" if students is None else f"{students:,}"
    return reached if enrollment is None else f"{reached} / {enrollment:,}"
