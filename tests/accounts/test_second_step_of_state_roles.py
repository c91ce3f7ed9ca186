"""State-wide roles need a second step: two weeks after the person is asked for it, they rest until it is set up."""

import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from accounts.actions.security import record_sign_in
from accounts.models import Role, User
from tests.factories import StateRoleFactory, UserFactory

MONDAY = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)
PASSWORD = "four words in a row"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ada() -> User:
    person = User.objects.create_user("ada@state.example", "Ada Winters", PASSWORD)
    StateRoleFactory(role=Role.GRANTS_OFFICER, user=person)
    return person


def on(day: datetime.datetime, person: User) -> User:
    """The person as a request of that day reads it."""
    with time_machine.travel(day, tick=False):
        read = User.objects.get(pk=person.pk)
        _ = read.roles
        return read


def with_app(person: User) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})


def test_the_role_rests_after_two_weeks_without_a_second_step(ada):
    record_sign_in(person=ada, how="password", at=MONDAY)
    record_sign_in(person=ada, how="password", at=MONDAY + 10 * A_DAY)

    assert on(MONDAY + 14 * A_DAY, ada).roles == {"grants_officer"}
    overdue = on(MONDAY + 15 * A_DAY, ada)
    assert overdue.roles == frozenset()
    assert not overdue.held_role_on(MONDAY.date(), Role.GRANTS_OFFICER)

    with_app(ada)
    assert on(MONDAY + 15 * A_DAY, ada).roles == {"grants_officer"}


def test_recovery_codes_alone_are_no_second_step(ada):
    record_sign_in(person=ada, how="password", at=MONDAY)
    Authenticator.objects.create(user=ada, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

    assert on(MONDAY + 15 * A_DAY, ada).roles == frozenset()


def test_no_one_else_is_asked(ada):
    with_app(ada)
    sample = StateRoleFactory(role=Role.REGISTRAR, user__sample_kind="registrar").user
    superintendent = UserFactory()

    for person in (ada, sample, superintendent):
        record_sign_in(person=person, how="password", at=MONDAY)
        person.refresh_from_db()
        assert person.second_step_asked_at is None


def test_the_person_is_told_in_time_and_finds_the_way_when_it_is_late(client, ada):
    with time_machine.travel(MONDAY, tick=False):
        client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
        tasks = client.get("/my/").context["page"].tasks
        assert tasks[0].text == "Set up two-step sign-in by September 28, 2026."
        assert client.get("/reviews/").status_code == 200
    with time_machine.travel(MONDAY + 15 * A_DAY, tick=False):
        client.force_login(ada)
        assert client.get("/reviews/").status_code == 403
        tasks = client.get("/my/").context["page"].tasks
        assert [task.text for task in tasks] == ["Set up two-step sign-in to use your state-wide role again."]
        assert client.get(tasks[0].url).status_code == 200
