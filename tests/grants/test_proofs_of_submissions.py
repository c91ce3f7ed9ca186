"""What was submitted is what the audit log says was submitted."""

import pytest
from django.core.management import CommandError, call_command

from grants.actions.application import submit_application
from grants.models import Version
from signing.rules import digest_of
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
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

    assert capsys.readouterr().out.startswith("The log is whole: ")


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
    version.delete()

    assert flaw() == f"Version 1 of grants.application:{application.pk} is in the log and was removed."
