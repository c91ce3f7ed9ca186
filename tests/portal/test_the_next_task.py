"""What a message asks of My work: whether there is a next task, and no more than that."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import AppointmentFactory, MembershipFactory
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_a_message_reads_my_work_only_up_to_its_first_task(time_machine):
    time_machine.move_to(WRITING, tick=False)
    draft = a_draft()
    client = Client()
    client.force_login(draft.lead)
    whole = _queries(client, "/my/")
    without = _queries(client, "/accounts/settings/")

    client.post("/accounts/settings/", {"name": "Lena Lead"})
    with_message = _queries(client, "/accounts/settings/")

    # The person's roles, the offers to the person, the contracts of the consortia, and the drafts: the first is a task.
    # Roles in districts, offers of roles, memberships, contracts, drafts, and the members of these.
    assert with_message - without == 6 < whole - without


def test_a_task_that_comes_last_is_found_too():
    person = AppointmentFactory().user
    MembershipFactory(district=person.appointments.get().district, status="claimed", claimed_by="consortium")
    client = Client()
    client.force_login(person)

    page = client.post("/accounts/settings/", {"name": "Mo Member"}, follow=True).content.decode()

    assert 'href="/my/next/"' in page
