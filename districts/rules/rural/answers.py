"""The answers for SRSA and RLIS, with the steps that lead to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from districts.rules.rural.facts import Facts, KnownRows, facts_from
from districts.rules.rural.logic import RuralAnswer, and_, is_true, or_
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
    """Small, Rural School Achievement: whether the district is small and rural in a school year."""

    rule: SrsaRule
    facts: Facts
    few_students: RuralAnswer
    few_people: RuralAnswer
    rural_locales: RuralAnswer

    @property
    def small(self) -> RuralAnswer:
        """Whether it is small by its number of students or by population density."""
        return or_(self.few_students, self.few_people)

    @property
    def rural(self) -> RuralAnswer:
        """Whether it is rural by the state's designation or, without one, by the locale codes of its schools."""
        return is_true(self.facts.designation.is_rural) if self.facts.designation else self.rural_locales

    @property
    def answer(self) -> RuralAnswer:
        """Whether it is small and rural."""
        return and_(self.small, self.rural)

    @property
    def name(self) -> str:
        """The program's name."""
        return PROGRAM_NAMES[self.rule.program]

    @property
    def steps(self) -> Sequence[Step]:
        """Each fact beside its threshold, with the intermediate answers."""
        rule, facts, state = self.rule, self.facts, self.facts.designation
        by = "By state designation, instead of locale codes" if state else "By the locale codes of its schools"
        people = f"fewer than {rule.people_per_sq_mile_below} people per square mile in every known county"
        return (
            Step("Students", students_in_words(facts), f"fewer than {rule.students_below:,}", self.few_students),
            Step("Population density", people_in_words(facts), people, self.few_people),
            Step("Small", "By students or by population density", "", self.small),
            Step("Locales", locales_in_words(facts, rule.locales), codes_in_words(rule.locales), self.rural_locales),
            Step("State designation", decision_in_words(facts), "", self.rural if state else None),
            Step("Rural", by, "", self.rural),
            Step(rule.program, "Small and rural", "", self.answer),
        )


@dataclass(frozen=True)
class RlisVerdict:
    """Rural and Low-Income School: whether the district is low-income and rural in a school year."""

    rule: RlisRule
    facts: Facts
    poor: RuralAnswer
    rural: RuralAnswer

    @property
    def answer(self) -> RuralAnswer:
        """Whether it is low-income and rural."""
        return and_(self.poor, self.rural)

    @property
    def name(self) -> str:
        """The program's name."""
        return PROGRAM_NAMES[self.rule.program]

    @property
    def steps(self) -> Sequence[Step]:
        """Each fact beside its threshold, with the intermediate answers."""
        rule, facts = self.rule, self.facts
        share = f"at least {100 / rule.one_child_in:g}% of children aged 5 to 17, not rounded"
        return (
            Step("Poverty", poverty_in_words(facts), share, self.poor),
            Step("Locales", locales_in_words(facts, rule.locales), codes_in_words(rule.locales), self.rural),
            Step(rule.program, "Low-income and rural", "", self.answer),
        )


def srsa(facts: Facts, rules: Sequence[SrsaRule] = SRSA_RULES) -> SrsaVerdict:
    """The answer under the rule in effect in the facts' school year."""
    rule = rule_in(rules, facts.school_year)
    return SrsaVerdict(
        rule,
        facts,
        few_students=has_few_students(facts, rule),
        few_people=has_few_people_around(facts, rule),
        rural_locales=has_only_locales(facts, rule.locales),
    )


def rlis(facts: Facts, rules: Sequence[RlisRule] = RLIS_RULES) -> RlisVerdict:
    """The answer under the rule in effect in the facts' school year."""
    rule = rule_in(rules, facts.school_year)
    return RlisVerdict(rule, facts, poor=is_poor(facts, rule), rural=has_only_locales(facts, rule.locales))


def verdicts(known: KnownRows, *, school_year: str) -> tuple[SrsaVerdict, RlisVerdict]:
    """The answers for SRSA and RLIS in a school year, from rows of the database."""
    facts = facts_from(known, school_year=school_year)
    return srsa(facts), rlis(facts)
