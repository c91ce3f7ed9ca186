"""Two people attach at the same moment: the limit holds, and the same bytes are stored once. Only on PostgreSQL."""

import pytest

from accounts.refusals import Unready
from grants.actions import attachments as actions
from grants.models import StoredFile
from grants.rules.attachments import Limits
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.grants.files import PDF, PNG, attach
from tests.grants.walking import a_draft

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_last_free_place_is_given_once(monkeypatch):
    monkeypatch.setattr(actions, "LIMITS", Limits(10_000, 100_000, 1))
    world = a_draft()

    other = while_it_waits(lambda: attach(world), lambda: attach(world, PNG))

    assert isinstance(other.outcome, Unready)
    assert world.application.attachments.count() == 1


def test_two_who_attach_the_same_bytes_store_them_once():
    world = a_draft()

    other = while_it_waits(lambda: attach(world), lambda: attach(world))

    assert other.outcome.number == 2
    assert StoredFile.objects.get().attachments.count() == 2
    assert StoredFile.objects.get().size == len(PDF)
