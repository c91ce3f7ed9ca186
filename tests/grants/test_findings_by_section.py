"""What the overview counts in a section, the page of that section lists."""

import re

import pytest
import time_machine

from grants.actions.signatures import open_signing, sign_application
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft_with_a_plan

pytestmark = pytest.mark.django_db


def counted(words):
    """“2 findings, 1 question to check” as numbers."""
    found, asked = re.search(r"(\d+) finding", words), re.search(r"(\d+) question", words)
    return int(found[1]) if found else 0, int(asked[1]) if asked else 0


def test_every_section_lists_as_many_findings_as_the_overview_counts(client):
    world = a_draft_with_a_plan(3)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    sign_application(participant=world.participants[1], name="Ann Lee", by=world.signers[1], at=WRITING)
    world.application.answers.filter(position=1).update(text="All 5 members share a room with Nowhere Valley District.")
    signed_in(client, world.lead)
    with time_machine.travel(WRITING, tick=False):
        rows = client.get(world.application.get_absolute_url()).context["page"].rows
        seen = {}
        for row in rows[:-1]:
            page = client.get(row.address)
            found = page.context.get("found") or page.context["aside"].found
            assert (len(found.findings), len(found.questions)) == counted(row.findings), row.title
            assert all(sentence in shown(page) for sentence in found.findings)
            seen[row.title] = row.findings

    assert sum(map(bool, seen.values())) >= 2, seen
    assert seen["Signatures"]
