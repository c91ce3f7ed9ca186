"""Two people at the same moment: only on PostgreSQL, where two can write."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts import actions
from accounts.models import Role, StateRole, User
from accounts.refusals import Unready
from accounts.rules import digest_of_token
from audit.log import record
from audit.models import Entry, Head
from tests.factories import StateRoleFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 9, 14)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


class Person(threading.Thread):
    """Does one thing on a separate connection and keeps the outcome."""

    def __init__(self, action: Callable[[], object]) -> None:
        super().__init__()
        self.action, self.outcome = action, None

    def run(self) -> None:
        try:
            self.outcome = self.action()
        except Unready as no:
            self.outcome = no
        finally:
            connection.close()


def while_it_waits(first: Callable[[], object], second: Callable[[], object]) -> Person:
    """Starts `second` before `first` is committed; returns it when both are done."""
    other = Person(second)
    with transaction.atomic():
        first()
        other.start()
        other.join(0.5)
        assert other.is_alive(), "the second did not wait for the first"
    other.join(10)
    assert not other.is_alive()
    return other


def test_a_link_opened_twice_at_once_sets_one_password():
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    invitation = actions.invite_person(email="ivy@example.org", name="Ivy", role=Role.SCORER, by=administrator, at=NOON)
    invitation.token_digest = digest_of_token("known")
    invitation.save()

    def accept(password: str) -> Callable[[], object]:
        return lambda: actions.accept_invitation(token="known", name="Ivy", password=password, at=NOON)

    second = while_it_waits(accept("the first of both"), accept("the second of both"))

    assert "already used" in str(second.outcome)
    assert User.objects.get(email="ivy@example.org").check_password("the first of both")
    assert StateRole.objects.filter(role=Role.SCORER).count() == 1


def test_two_invitations_of_one_address_at_once_make_one_person():
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user

    def invite() -> object:
        return actions.invite_person(email="ivy@example.org", name="Ivy", by=administrator, at=NOON)

    while_it_waits(invite, invite)

    person = User.objects.get(email="ivy@example.org")
    assert person.invitations.count() == 2
    assert person.invitations.open().count() == 1


def test_two_administrators_who_end_each_others_role_do_not_both_go():
    one, two = (StateRoleFactory(role=Role.ADMINISTRATOR) for _ in range(2))

    second = while_it_waits(
        lambda: actions.end_role(role=two, ends_on=DAY, by=one.user, at=NOON),
        lambda: actions.end_role(role=one, ends_on=DAY, by=two.user, at=NOON),
    )

    assert "last administrator" in str(second.outcome)
    assert StateRole.objects.filter(role=Role.ADMINISTRATOR, ends_on=None).count() == 1


def test_two_who_write_to_the_log_at_once_get_numbers_without_a_gap():
    def write() -> object:
        return record("event", "subject", by="a test", at=NOON).number

    second = while_it_waits(write, write)

    assert second.outcome == 2
    assert list(Entry.objects.values_list("number", flat=True)) == [1, 2]
    assert Head.objects.get().number == 2
