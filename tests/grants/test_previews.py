"""Before submitting, applicants see exactly what reviewers will see."""

import re

import pytest
import time_machine

from grants.actions.application import submit_application
from tests.factories import UserFactory
from tests.grants.builders import an_officer
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan

pytestmark = pytest.mark.django_db


def content(answer, what):
    """The page from its heading on, without who prints it and when."""
    main = re.search(r"<main>.*</main>", answer.content.decode(), re.DOTALL)[0]
    printed = re.sub(r"<dt>Printed</dt>\s*<dd>.*?</dd>", "", main, flags=re.DOTALL)
    return re.sub(r"finding-\d+", "finding", printed)


@time_machine.travel(WRITING, tick=False)
def test_the_preview_is_the_page_that_reviewers_get_and_stores_nothing(client):
    world = a_draft_with_a_plan()
    reference = world.application.reference
    client.force_login(world.signers[1])
    preview = client.get(f"/applications/{reference}/preview/")
    assert not world.application.versions.exists()
    assert not world.application.findings.exists()
    submit_application(application=world.application, by=world.lead, at=WRITING)

    client.force_login(an_officer())
    reviewers = client.get(f"/reviews/{reference}/print/")

    assert "Shared calculus" in content(preview, "preview")
    assert content(preview, "preview") == content(reviewers, "review")
    before_the_links = preview.content.decode().split("<nav")[0]
    assert "preview, not submitted</title>" in before_the_links
    assert "Preview, not submitted." in before_the_links  # on paper, too


def test_only_members_preview_a_draft(client):
    world = a_draft()
    for person in (UserFactory(), an_officer()):
        client.force_login(person)
        assert client.get(f"/applications/{world.application.reference}/preview/").status_code == 404


def test_the_page_that_submits_leads_to_it(client):
    world = a_draft()
    client.force_login(world.lead)
    page = client.get(f"/applications/{world.application.reference}/submit/").content.decode()
    assert f"/applications/{world.application.reference}/preview/" in page
