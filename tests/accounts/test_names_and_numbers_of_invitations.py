"""What the portal emails in someone's name: one line, no link, and only so many a day."""

import datetime

import pytest
from django.utils import timezone

from accounts.actions import change_settings, invite_person
from accounts.models import Invitation, OutgoingEmail, Role, User
from accounts.refusals import Unready
from accounts.rules import problems_with_name
from districts.actions.delegations import delegate_powers
from tests.factories import AppointmentFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    "name",
    ["Ann Marsh", "J.R. Smith", "Dr. Ann M. Marsh", "Dr.Smith", "María-José O’Neill", "Nguyễn Thị Hà", "St. John, Jr."],
)
def test_names_that_people_have(name):
    assert problems_with_name(name) == []


@pytest.mark.parametrize(
    "name",
    [
        "Verify now: https://evil.example", "www.evil.example", "Ann evil.com", "EVIL.COM", "Evil.Com", "a@b.example",
        "free.money", "Ann\u202e Marsh", "Ann\x07",
    ],
)  # fmt: skip
def test_names_that_carry_a_link_or_hide_something(name):
    assert len(problems_with_name(name)) == 1


def test_a_name_with_line_ends_becomes_one_line_and_one_with_a_link_is_refused():
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    values = {"by": administrator, "at": timezone.now()}

    invited = invite_person(email="ivy@example.org", name="Ivy\r\nLane", **values)
    assert invited.person.name == "Ivy Lane"
    with pytest.raises(Unready, match="without a web or email address"):
        invite_person(email="eve@example.org", name="Claim your prize at evil.example/win", **values)
    assert not User.objects.filter(email="eve@example.org").exists()
    with pytest.raises(Unready, match="without a web or email address"):
        change_settings(person=administrator, name="evil.com", has_shortcuts=True, **values)


def test_the_settings_page_says_what_is_wrong_with_a_name(client):
    person = UserFactory(name="Pat Doe")
    client.force_login(person)

    page = client.post("/accounts/settings/", {"name": "evil.com"}).content.decode()

    assert "Enter a name without a web or email address." in page
    person.refresh_from_db()
    assert person.name == "Pat Doe"


def delegate(own, number: int):
    today = timezone.localdate()
    return delegate_powers(
        own=own,
        email=f"person-{number}@example.org",
        name="Dee Deputy",
        powers=["register_membership"],
        starts_on=today,
        ends_on=today + A_DAY,
        by=own.user,
        at=timezone.now(),
    )


def test_a_superintendent_writes_to_twenty_new_people_a_day(time_machine):
    time_machine.move_to(datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC), tick=False)
    own = AppointmentFactory()
    for number in range(20):
        delegate(own, number)

    with pytest.raises(Unready, match="in the last 24 hours, which is the most"):
        delegate(own, 20)
    assert Invitation.objects.count() == 20

    time_machine.move_to(datetime.datetime(2026, 9, 15, 16, 1, tzinfo=datetime.UTC), tick=False)
    delegate(own, 21)


def test_a_superintendent_writes_to_twenty_known_people_a_day():
    own = AppointmentFactory()
    for number in range(21):
        UserFactory(email=f"person-{number}@example.org")
    for number in range(20):
        delegate(own, number)

    with pytest.raises(Unready, match="delegated permissions 20 times"):
        delegate(own, 20)
    assert OutgoingEmail.objects.count() == 20


def test_the_states_own_people_invite_more(monkeypatch):
    monkeypatch.setattr("accounts.rules.MOST_INVITATIONS", 1)
    monkeypatch.setattr("accounts.rules.MOST_INVITATIONS_BY_THE_STATE", 3)
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    for number in range(3):
        invite_person(email=f"person-{number}@example.org", name="Ivy Lane", by=registrar, at=timezone.now())

    with pytest.raises(Unready, match="You have sent 3 invitations"):
        invite_person(email="person-9@example.org", name="Ivy Lane", by=registrar, at=timezone.now())
