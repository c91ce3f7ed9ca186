"""The answers of SRSA and RLIS, and how each came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from districts.rules.rural.facts import Facts, facts_from
from districts.rules.rural.logic import Answer, and_, is_true, or_
from districts.rules.rural.questions import has_few_people_around, has_few_students, has_only_locales, is_poor
from districts.rules.rural.versions import PROGRAM_NAMES, RLIS_RULES, SRSA_RULES, RlisRule, SrsaRule, rule_in
from districts.rules.rural.words import (
    Step,
    codes_in_words,
    decision_in_words,
    locales_in_words,
    people_in_words,
    poverty_in_words,
    students_in_words,
)


@dataclass(frozen=True)
class SrsaVerdict:
    """Whether the district is small and rural in a school year: Small, Rural School Achievement."""

    rule: SrsaRule
    facts: Facts
    few_students: Answer
    few_people: Answer
    rural_locales: Answer

    @property
    def small(self) -> Answer:
        """By its students or by the people around."""
        return or_(self.few_students, self.few_people)

    @property
    def rural(self) -> Answer:
        """By decision of the State, which goes before any locale, or by the locales."""
        return is_true(self.facts.designation.is_rural) if self.facts.designation else self.rural_locales

    @property
    def answer(self) -> Answer:
        """Small and rural."""
        return and_(self.small, self.rural)

    @property
    def name(self) -> str:
        """The program's name."""
        return PROGRAM_NAMES[self.rule.program]

    @property
    def steps(self) -> Sequence[Step]:
        """Every fact beside its threshold, with the answers on the way."""
        rule, facts, state = self.rule, self.facts, self.facts.designation
        by = "By decision of the State, before any locale" if state else "By the locale of its schools"
        people = f"all known counties below {rule.people_per_sq_mile_below} people per square mile"
        return (
            Step("Students", students_in_words(facts), f"below {rule.students_below:,}", self.few_students),
            Step("People around", people_in_words(facts), people, self.few_people),
            Step("Small", "By its students or by the people around", "", self.small),
            Step("Locales", locales_in_words(facts, rule.locales), codes_in_words(rule.locales), self.rural_locales),
            Step("Decision of the State", decision_in_words(facts), "", self.rural if state else None),
            Step("Rural", by, "", self.rural),
            Step(rule.program, "Small and rural", "", self.answer),
        )


@dataclass(frozen=True)
class RlisVerdict:
    """Whether the district is poor and rural in a school year: Rural and Low-Income School."""

    rule: RlisRule
    facts: Facts
    poor: Answer
    rural: Answer

    @property
    def answer(self) -> Answer:
        """Poor and rural."""
        return and_(self.poor, self.rural)

    @property
    def name(self) -> str:
        """The program's name."""
        return PROGRAM_NAMES[self.rule.program]

    @property
    def steps(self) -> Sequence[Step]:
        """Every fact beside its threshold, with the answers on the way."""
        rule, facts = self.rule, self.facts
        share = f"at least {100 / rule.one_child_in:g}% of children aged 5 to 17, not rounded"
        return (
            Step("Poverty", poverty_in_words(facts), share, self.poor),
            Step("Locales", locales_in_words(facts, rule.locales), codes_in_words(rule.locales), self.rural),
            Step(rule.program, "Poor and rural", "", self.answer),
        )


def srsa(facts: Facts, rules: Sequence[SrsaRule] = SRSA_RULES) -> SrsaVerdict:
    """The answer of the rule that holds in the facts' school year."""
    rule = rule_in(rules, facts.school_year)
    return SrsaVerdict(
        rule,
        facts,
        few_students=has_few_students(facts, rule),
        few_people=has_few_people_around(facts, rule),
        rural_locales=has_only_locales(facts, rule.locales),
    )


def rlis(facts: Facts, rules: Sequence[RlisRule] = RLIS_RULES) -> RlisVerdict:
    """The answer of the rule that holds in the facts' school year."""
    rule = rule_in(rules, facts.school_year)
    return RlisVerdict(rule, facts, poor=is_poor(facts, rule), rural=has_only_locales(facts, rule.locales))


def verdicts(known: Mapping[str, Any], *, school_year: str) -> tuple[SrsaVerdict, RlisVerdict]:
    """SRSA and RLIS of a school year, from the register's rows."""
    facts = facts_from(known, school_year=school_year)
    return srsa(facts), rlis(facts)
