"""A rule is declared once, with everything that pages and documents say about it."""

import pkgutil
from importlib import import_module
from types import ModuleType, SimpleNamespace

import pytest

from grants.rules.citable import members_in
from grants.rules.collaboration import findings as package
from grants.rules.collaboration.findings import RULES, all_findings, declared_rules
from grants.rules.collaboration.findings.rule import FindingKind, FindingRule, FindingSubject, RuleGroup
from grants.rules.collaboration.packet_reader import snapshot_from
from portal.review.pages.review import rows_of
from tests.grants.collaboration.builders import ALDER, BIRCH, NAMES, a_plan
from tests.grants.collaboration.planted_errors import FAMILIES


def a_rule(**changes):
    declaration = {
        "name": "without-a-host",
        "version": 1,
        "group": RuleGroup.MISSING,
        "kind": FindingKind.MISSING,
        "subject": FindingSubject.ACTIVITY,
        "title": "Activities without a host",
        "reason": "An activity needs a place.",
        "found_when": "No member hosts the activity.",
        "compares": ("the activity", "the member list"),
        "find": lambda plan: [],
    }
    return FindingRule(**declaration | changes)


def a_stored_finding(rule, subject_key, places=({"anchor": "list"},)):
    return SimpleNamespace(pk=7, rule=rule, subject_key=subject_key, places=places, is_possible=False)


def rows_with(plan, *findings, signatures=()):
    members = members_in(plan[0], {})
    return {row.key: row for row in rows_of(members, findings, dict.fromkeys(signatures, "signed"), is_asked=True)}


def test_a_finding_about_a_member_is_on_its_row_whichever_rule_made_it():
    rows = rows_with(a_plan(), a_stored_finding("without-a-host", BIRCH))

    assert rows[BIRCH].notes == (("without a host", "finding-7"),)
    assert rows[ALDER].notes == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_planted_finding_about_a_member_is_on_its_row(family):
    for _what, plant, expected in FAMILIES[family]:
        plan = a_plan()
        plant(plan)
        stored = [
            a_stored_finding(f.rule, f.subject_key, f.as_json()["places"]) for f in all_findings(snapshot_from(*plan))
        ]

        rows = rows_with(plan, *stored)

        about_members = {subject for _rule, subject in expected if subject in NAMES}
        assert {key for key, row in rows.items() if row.notes} == about_members


def test_a_rule_about_members_needs_a_row_word_and_no_other_rule_has_one():
    assert a_rule(subject=FindingSubject.MEMBER, row_word="without a host").row_word == "without a host"

    with pytest.raises(ValueError, match="without-a-host needs a row word if it is about members"):
        a_rule(subject=FindingSubject.MEMBER)
    with pytest.raises(ValueError, match="without-a-host needs a row word if it is about members"):
        a_rule(row_word="without a host")


def test_a_rule_about_signatures_needs_a_signature_word_and_no_other_rule_has_one():
    assert not a_rule().concerns_signature
    assert a_rule(group=RuleGroup.SIGNATURES, signature_word="unread").concerns_signature

    with pytest.raises(ValueError, match="without-a-host needs a signature word if it is about signatures"):
        a_rule(group=RuleGroup.SIGNATURES)
    with pytest.raises(ValueError, match="without-a-host needs a signature word if it is about signatures"):
        a_rule(signature_word="unread")


@pytest.mark.parametrize(
    "mistake",
    [
        {"name": "Without a host"},
        {"name": "without-a-host-" + "x" * 40},
        {"version": 0},
        {"title": ""},
        {"title": "Activities without a host."},
        {"reason": ""},
        {"found_when": "No host"},
        {"compares": ("the activity", "")},
        {"question_when": "The host is unknown"},
    ],
)
def test_a_rule_without_a_proper_name_version_title_or_sentences_is_refused(mistake):
    with pytest.raises(ValueError, match=r"needs|is not a rule name"):
        a_rule(**mistake)


@pytest.mark.parametrize(
    "missing", ["name", "version", "group", "kind", "subject", "title", "reason", "found_when", "compares"]
)
def test_nothing_in_a_declaration_can_be_left_out(missing):
    declaration = {name: getattr(a_rule(), name) for name in a_rule().__dataclass_fields__}
    del declaration[missing]

    with pytest.raises(TypeError, match=missing):
        FindingRule(**declaration)


def test_every_rule_in_the_package_is_among_the_rules():
    modules = [import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)]

    assert {rule.name for rule in declared_rules(modules)} == {rule.name for rule in RULES}


def test_a_rule_name_is_used_once():
    module = ModuleType("rules")
    module.FIRST, module.SECOND = a_rule(), a_rule(title="The same name again")

    with pytest.raises(ValueError, match="Two finding rules have the same name"):
        declared_rules([module])


def test_rules_are_in_the_order_of_their_groups():
    module = ModuleType("rules")
    module.LATER = a_rule(name="later", group=RuleGroup.BUDGET)
    module.FIRST = a_rule(name="first")

    assert [rule.name for rule in declared_rules([module])] == ["first", "later"]


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("signature-outdated", "earlier version"),
        ("signature-unauthorized", "permission unclear"),
        ("gives-nothing", "yes"),
    ],
)
def test_the_signature_column_shows_the_word_of_the_rule(rule, word):
    row = rows_with(a_plan(), a_stored_finding(rule, BIRCH), signatures=[BIRCH])[BIRCH]

    assert row.signature == word
    assert row.is_signed == (word == "yes")
