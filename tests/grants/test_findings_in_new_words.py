"""What becomes of stored findings when a rule gets a new version with other words."""

from dataclasses import replace

import pytest

from grants.actions.application import submit_application
from grants.actions.findings import recheck_application
from grants.rules.collaboration import findings
from grants.rules.collaboration.findings import rule_named
from tests.grants.walking import CLOSES, WRITING, a_draft

pytestmark = pytest.mark.django_db


def a_submitted_application():
    world = a_draft()
    submit_application(application=world.application, by=world.lead, at=WRITING)
    return world


def test_a_rule_with_new_words_rewords_its_stored_findings_in_place():
    """They keep their key, so that an officer's answer and an applicant's explanation stay with them."""
    world = a_submitted_application()
    findings = world.application.findings.standing()
    before = list(findings.order_by("pk").values_list("pk", "sentence"))
    findings.update(sentence="In the words of an earlier version.", rule_version=1)

    assert recheck_application(application=world.application, at=CLOSES) is True
    assert recheck_application(application=world.application, at=CLOSES) is False

    assert list(findings.order_by("pk").values_list("pk", "sentence")) == before
    assert {(f.is_new_since_sealing, f.found_at) for f in findings} == {(False, WRITING)}
    assert all(f.rule_version == rule_named(f.rule).version for f in findings)
    world.application.refresh_from_db()
    assert world.application.new_findings_count == 0
    assert not world.application.findings.exclude(gone_at=None).exists()


def test_a_fact_that_changes_is_still_a_new_finding():
    world = a_submitted_application()
    world.application.findings.standing().filter(rule="member-not-in-plan").update(sentence="Another fact.")

    recheck_application(application=world.application, at=CLOSES)

    new = world.application.findings.standing().filter(is_new_since_sealing=True)
    assert {finding.rule for finding in new} == {"member-not-in-plan"}


def test_a_finding_that_a_new_version_calls_possible_leaves_the_count_of_the_queue(monkeypatch):
    """A possible finding is a question: it isn't in totals, and it isn't new since submission."""
    world = a_submitted_application()
    before = world.application.findings.standing().count()
    rule = rule_named("member-not-in-plan")
    asked = [replace(rule, version=9, find=lambda plan: [replace(o, is_possible=True) for o in rule.find(plan)])]
    monkeypatch.setattr(findings, "RULES", tuple(asked + [other for other in findings.RULES if other != rule]))

    recheck_application(application=world.application, at=CLOSES)

    possible = world.application.findings.standing().filter(is_possible=True)
    world.application.refresh_from_db()
    assert {finding.rule for finding in possible} == {"member-not-in-plan"}
    assert (
        world.application.findings_count
        == before - possible.count()
        == len(world.application.findings.standing().counted())
    )
    assert world.application.new_findings_count == 0
