"""What becomes of stored findings when a rule gets a new version with other words."""

import datetime
from dataclasses import replace

import pytest
from django.core.management import call_command

from grants.actions.application import submit_application
from grants.actions.findings import recheck_application
from grants.actions.review import answer_finding, start_review
from grants.rules.collaboration import findings
from grants.rules.collaboration.findings import rule_named
from tests.grants.builders import an_officer
from tests.grants.pages import shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft

pytestmark = pytest.mark.django_db
AFTER = CLOSES + datetime.timedelta(hours=1)


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


def test_a_question_that_becomes_a_finding_by_itself_is_new_and_one_of_the_round_is_not():
    """The check is sure now because something changed; the round's setting changes nothing in the application."""
    world = a_submitted_application()
    first, second, *_ = world.application.findings.standing().filter(rule="member-not-in-plan")
    by_itself = world.application.findings.filter(pk=first.pk)
    by_itself.update(is_possible=True, sentence="Does a line of the plan mean this member?")
    of_the_round = world.application.findings.filter(pk=second.pk)
    of_the_round.update(is_possible=True, sentence=f"{second.sentence} Is this correct?")

    recheck_application(application=world.application, at=CLOSES)

    assert by_itself.get().gone_at == CLOSES
    new = world.application.findings.standing().filter(is_new_since_sealing=True)
    assert [(finding.subject_key, finding.is_possible) for finding in new] == [(first.subject_key, False)]
    assert (of_the_round.get().sentence, of_the_round.get().gone_at) == (second.sentence, None)


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


def test_a_finding_that_no_longer_holds_stays_on_the_desk_with_the_response_to_it(client, monkeypatch):
    world = a_submitted_application()
    review = start_review(application=world.application, by=an_officer(), at=AFTER)
    finding = world.application.findings.filter(rule="member-not-in-plan").first()
    answer_finding(
        review=review, finding=finding, kind="not_so", text="It is in.", revision=0, by=review.officer, at=AFTER
    )
    rule = rule_named("member-not-in-plan")
    mended = [replace(rule, version=9, find=lambda plan: [])]
    monkeypatch.setattr(findings, "RULES", tuple(mended + [other for other in findings.RULES if other != rule]))
    monkeypatch.setattr(findings, "_RULES_BY_NAME", {"member-not-in-plan": mended[0]})

    recheck_application(application=world.application, at=AFTER)

    signed_in(client, review.officer)
    for address in ("", "print/"):
        words = shown(client.get(f"/reviews/{world.application.reference}/{address}"))
        assert "earlier findings no longer apply" in words
        assert "by an earlier version of this check. No longer found" in words
        assert "Incorrect. It is in." in words


def test_the_command_names_the_applications_and_officers_concerned(monkeypatch, capsys):
    world = a_submitted_application()
    rule = rule_named("member-not-in-plan")
    count = world.application.findings.filter(rule=rule.name).count()
    asked = [replace(rule, version=9, find=lambda plan: [replace(o, is_possible=True) for o in rule.find(plan)])]
    monkeypatch.setattr(findings, "RULES", tuple(asked + [other for other in findings.RULES if other != rule]))

    call_command("recheck_findings")
    printed = capsys.readouterr().out.splitlines()

    assert printed[0].split() == ["Application", "New", "Gone", "Questions", "Assigned", "to", "Consortium"]
    assert printed[1].split()[:7] == [world.application.reference, "0", "0", str(count), "no", "one", "yet"]
    assert printed[-1] == "1 applications checked, 1 changed."
    call_command("recheck_findings")
    assert capsys.readouterr().out == "1 applications checked, 0 changed.\n"
