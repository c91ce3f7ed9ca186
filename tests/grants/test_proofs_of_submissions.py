"""What was submitted, signed, and determined is what the audit log says."""

import pytest
from django.core.management import CommandError, call_command

from audit import log
from grants.actions.application import submit_application
from grants.actions.findings import explain_finding
from grants.actions.rechecks import do_due_rechecks
from grants.actions.review import (
    answer_finding,
    record_determination,
    record_mark,
    remove_citation,
    restore_citation,
    start_review,
)
from grants.actions.signatures import open_signing, sign_application
from grants.models import Citation, Determination, Explanation, FindingAnswer, Mark, Signature, Version
from grants.reads.proofs import EXPLANATIONS, FINDING_ANSWERS, LogEntry
from reviews.rules import Cited
from signing.rules import digest_of
from tests.grants.builders import an_officer
from tests.grants.rounds import AFTER
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def version():
    world = a_draft()
    return submit_application(application=world.application, by=world.lead, at=WRITING)


def flaw():
    with pytest.raises(CommandError) as no:
        call_command("verify_audit")
    assert no.value.returncode == 1
    return str(no.value)


def test_an_untouched_version_is_proved(version, capsys):
    call_command("verify_audit")

    assert capsys.readouterr().out.startswith("The log is intact: ")


def test_a_version_whose_content_was_changed_is_found(version):
    Version.objects.update(content={**version.content, "title": "Another"})

    assert flaw() == f"Version 1 of {version.application.reference} was changed: it does not match its digest."


def test_a_version_that_was_changed_together_with_its_digest_is_found(version):
    content = {**version.content, "title": "Another"}
    Version.objects.update(content=content, digest=digest_of(content))

    assert flaw() == (
        f"Version 1 of {version.application.reference} does not match the log, which has {version.digest}."
    )


def test_a_version_that_nobody_submitted_is_found(version):
    Version.objects.create(
        application=version.application, number=2, sealed_at=WRITING, sealed_by=version.sealed_by,
        digest=version.digest, content=version.content,
    )  # fmt: skip

    assert flaw().endswith("does not match the log, which has no entry for it.")


def test_a_version_that_was_removed_is_found(version):
    application = version.application
    application.findings.all().delete()
    do_due_rechecks(clock=lambda: WRITING)  # what waits for its receipts keeps a version
    version.delete()

    assert flaw() == f"Version 1 of grants.application:{application.pk} is in the log and was removed."


@pytest.fixture
def determination(version):
    officer = an_officer()
    review = start_review(application=version.application, by=officer, at=AFTER)
    return record_determination(
        review=review,
        verdict="explained",
        reasons="Each member names its part.",
        unmarked_reason="Read with a colleague.",
        by=officer,
        at=AFTER,
    )


def test_reasons_that_were_changed_are_found(determination, capsys):
    call_command("verify_audit")
    Determination.objects.update(reasons="Other reasons.")

    reference = determination.review.application.reference
    assert flaw() == f"Determination {determination.pk} on {reference} was changed: it does not match the log."


def test_a_determination_that_was_removed_is_found(determination):
    pk = determination.pk
    determination.delete()

    assert flaw() == f"Determination {pk} is in the log and was removed."


@pytest.fixture
@kept
def signature():
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    return sign_application(participant=world.participants[1], name="A", by=world.signers[1], at=WRITING)


def test_a_signed_text_that_was_changed_is_found(signature, capsys):
    call_command("verify_audit")
    Signature.objects.update(part={**signature.part, "consortium": "Another"})

    assert flaw().endswith("was changed: what was signed does not match its digest.")


def test_a_signature_that_nobody_gave_is_found(signature):
    part = {**signature.part, "consortium": "Another"}
    Signature.objects.update(part=part, part_digest=digest_of(part))
    assert flaw().endswith("was changed: it does not match the log.")

    Signature.objects.update(part=signature.part, part_digest=signature.part_digest)
    signature.pk, signature.part, signature.part_digest = None, part, digest_of(part)
    signature.save(force_insert=True)
    assert flaw().endswith("has no entry in the log.")


def test_a_signer_name_that_was_changed_is_found(signature):
    Signature.objects.update(signer_name="Someone Else")

    assert flaw().endswith("was changed: it does not match the log.")


def test_a_signature_that_was_removed_is_found(signature):
    pk = signature.pk
    signature.application.findings.all().delete()
    signature.delete()

    assert flaw() == f"Signature {pk} is in the log and was removed."


@pytest.fixture
def mark(version):
    officer = an_officer()
    review = start_review(application=version.application, by=officer, at=AFTER)
    nothing = [Cited(kind="nothing_found")]
    said = {"review": review, "element": 1, "by": officer, "at": AFTER}
    record_mark(**said, verdict="not_explained", citations=nothing, note="No.", revision=0)
    return record_mark(**said, verdict="", note="None named.", revision=1)


def test_a_mark_is_proved_through_every_change(mark, capsys):
    citation = mark.citations.get()
    remove_citation(citation=citation, by=mark.review.officer, at=AFTER)
    restore_citation(citation=citation, verdict="not_explained", by=mark.review.officer, at=AFTER)
    call_command("verify_audit")

    assert capsys.readouterr().out.startswith("The log is intact: ")


@pytest.mark.parametrize("change", [{"note": "Other words."}, {"verdict": "explained"}])
def test_a_mark_or_its_reason_that_was_changed_is_found(mark, change):
    Mark.objects.update(**change)

    reference = mark.review.application.reference
    assert flaw() == f"The mark of element 1 on {reference} was changed: it does not match the log."


def test_a_citation_that_was_changed_or_removed_is_found(mark):
    Citation.objects.all().delete()

    assert flaw().endswith("was changed: it does not match the log.")


def test_a_mark_that_no_one_made_and_one_that_was_removed_are_found(mark):
    forged = Mark.objects.create(review=mark.review, element=2, verdict="explained", marked_at=AFTER)
    assert flaw() == f"The mark of element 2 on {mark.review.application.reference} has no entry in the log."

    forged.delete()
    pk = mark.pk
    Citation.objects.all().delete()
    mark.delete()
    assert flaw() == f"Mark {pk} is in the log and was removed."


def test_a_determination_of_an_earlier_release_is_compared_by_its_moment_and_verdict(version, monkeypatch):
    record = log.record
    monkeypatch.setattr(log, "record", lambda *args, digest="", determination=0, **more: record(*args, **more))
    officer = an_officer()
    review = start_review(application=version.application, by=officer, at=AFTER)
    old = record_determination(
        review=review, verdict="explained", reasons="Each member names its part.",
        unmarked_reason="Read with a colleague.", by=officer, at=AFTER,
    )  # fmt: skip
    call_command("verify_audit")

    Determination.objects.update(verdict="not_explained")
    assert flaw() == f"Determination {old.pk} on {version.application.reference} has no entry in the log."


@pytest.fixture
@kept
def explanation():
    world = a_draft()
    return explain_finding(**about(world), text="It joins later.", by=world.lead, at=WRITING)


def about(world):
    rule, key = "member-not-in-plan", world.participants[2].key
    return {"application": world.application, "rule": rule, "subject_key": key}


def test_an_explanation_is_proved_through_every_change(capsys):
    world = a_draft()
    for text in ("It joins later.", "It joins in May.", "", "It joins in June."):
        explain_finding(**about(world), text=text, by=world.lead, at=WRITING)

    call_command("verify_audit")
    explain_finding(**about(world), text="", by=world.lead, at=WRITING)
    call_command("verify_audit")

    assert capsys.readouterr().out.count("The log is intact: ") == 2


def test_an_explanation_that_was_changed_forged_or_removed_is_found(explanation):
    Explanation.objects.update(text="It left.")
    name = f"The explanation of member-not-in-plan, {explanation.subject_key}, on {explanation.application.reference}"
    assert flaw() == f"{name} was changed: it does not match the log."

    Explanation.objects.all().delete()
    assert flaw() == f"Explanation {explanation.pk} is in the log and was removed."

    explanation.save(force_insert=True)
    explanation.pk, explanation.rule = None, "count-differs"
    explanation.save(force_insert=True)
    assert flaw().endswith("has no entry in the log.")


@pytest.fixture
def response(version):
    officer = an_officer()
    review = start_review(application=version.application, by=officer, at=AFTER)
    finding = version.application.findings.filter(rule="member-not-in-plan")[0]
    said = {"review": review, "finding": finding, "by": officer, "at": AFTER}
    answer_finding(**said, text="Seen.", revision=0)
    return answer_finding(**said, text="Asked the lead.", revision=1)


def test_a_response_to_a_finding_is_proved_and_changes_are_found(response, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("The log is intact: ")
    application = response.review.application

    FindingAnswer.objects.update(text="Resolved.")
    name = f"The response to member-not-in-plan, {response.finding.subject}, on {application.reference}"
    assert flaw() == f"{name} was changed: it does not match the log."

    response.delete()
    assert flaw().endswith("is in the log and was removed.")


@pytest.mark.parametrize(
    ("written", "first_without_proof"),
    [("explanation", EXPLANATIONS.first_without_proof), ("response", FINDING_ANSWERS.first_without_proof)],
)
def test_what_an_earlier_release_wrote_has_no_digest_and_keeps_verifying(request, written, first_without_proof):
    request.getfixturevalue(written)
    logged = [LogEntry("", AFTER, {"rule": "member-not-in-plan", "about": "", "text": "It joins later."})]

    assert first_without_proof(logged) is None
