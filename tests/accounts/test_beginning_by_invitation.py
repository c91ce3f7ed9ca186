"""Accounts are by invitation only: sent, accepted once, renewed, withdrawn, expired."""

import datetime
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, Role, StateRole, User
from accounts.refusals import Refused, Unready
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

MONDAY = datetime.datetime(2026, 9, 14, 15, 0, tzinfo=datetime.UTC)
PASSWORD = "four words in a row"

pytestmark = pytest.mark.django_db


def an_administrator() -> User:
    return StateRoleFactory(role=Role.ADMINISTRATOR, user__name="Ada Minton").user


def invite(email: str = "ivy@example.org", role: str = "", at: datetime.datetime = MONDAY) -> Invitation:
    return actions.invite_person(email=email, name="Ivy Lane", role=role, by=an_administrator(), at=at)


def link_in(email) -> str:
    return re.search(r"http://localhost:8000(/accounts/invitations/\S+/)", email.body)[1]


def test_an_invited_person_gets_an_email_with_a_link(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invite(role=Role.SCORER)

    (email,) = mailoutbox
    assert email.to == ["ivy@example.org"]
    assert email.subject == "Your invitation to District Consortium Registry"
    assert "Ada Minton invites you" in email.body
    assert "Your role: scorer." in email.body
    assert "until September 28, 2026, 11:00 a.m. (Ohio time)" in email.body
    assert link_in(email)


def test_only_a_digest_of_the_link_is_kept(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite()

    token = link_in(mailoutbox[0]).split("/")[-2]
    assert len(token) >= 43
    assert len(invitation.token_digest) == 64
    assert token not in str(Invitation.objects.values().get()) + str(Entry.objects.values())


def test_an_invited_person_cannot_sign_in_before_accepting(client):
    invite()

    person = User.objects.get(email="ivy@example.org")
    assert not person.is_active
    assert not person.has_usable_password()
    assert person.account_state == "Invited, not yet active"


@time_machine.travel(MONDAY)
def test_accepting_sets_the_password_opens_the_account_gives_the_role_and_signs_in(
    client, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(role=Role.SCORER)
    link = link_in(mailoutbox[0])

    assert "ivy@example.org" in client.get(link).content.decode()
    answer = client.post(link, {"name": "Ivy Q. Lane", "password": PASSWORD, "again": PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/my/")
    person = User.objects.get(email="ivy@example.org")
    assert (person.name, person.is_active, person.check_password(PASSWORD)) == ("Ivy Q. Lane", True, True)
    role = StateRole.objects.get(user=person)
    assert (role.role, role.starts_on, role.ends_on) == ("scorer", datetime.date(2026, 9, 14), None)
    assert role.given_by.name == "Ada Minton"
    assert client.get(reverse("account:my_settings")).status_code == 200
    events = ["invitation.sent", "invitation.accepted", "person.signed_in"]
    assert list(Entry.objects.values_list("event", flat=True)) == events


def accepted(link: str, client) -> None:
    client.post(link, {"name": "Ivy Lane", "password": PASSWORD, "again": PASSWORD})


@time_machine.travel(MONDAY)
def test_a_link_works_once(client, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invite()
    link = link_in(mailoutbox[0])
    accepted(link, client)
    client.logout()

    answer = client.post(link, {"name": "Eve", "password": "another one entirely", "again": "another one entirely"})

    assert "This invitation was already used." in answer.content.decode()
    assert User.objects.get(email="ivy@example.org").check_password(PASSWORD)


@pytest.mark.parametrize(("days", "works"), [(13, True), (14, False)])
def test_a_link_works_for_fourteen_days(days, works, client, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invite()
    with time_machine.travel(MONDAY + datetime.timedelta(days)):
        page = client.get(link_in(mailoutbox[0])).content.decode()
        accepted(link_in(mailoutbox[0]), client)

    assert ("This invitation has expired." in page) is not works
    assert User.objects.get(email="ivy@example.org").is_active is works


@time_machine.travel(MONDAY)
def test_inviting_again_sends_a_new_link_and_the_older_stops_working(
    client, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        first = invite(role=Role.SCORER)
    client.force_login(first.invited_by)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("staff:invitation_renew", args=[first.person_id]))
    client.logout()

    older, newer = (link_in(email) for email in mailoutbox)
    assert "A newer invitation replaced this one, or it was withdrawn" in client.get(older).content.decode()
    accepted(newer, client)
    assert User.objects.get(email="ivy@example.org").roles == {"scorer"}


@time_machine.travel(MONDAY)
def test_a_withdrawn_invitation_stops_working(client, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite()
    actions.withdraw_invitation(person=invitation.person, by=invitation.invited_by, at=MONDAY)
    accepted(link_in(mailoutbox[0]), client)

    assert not User.objects.get(email="ivy@example.org").is_active


def test_an_unknown_link_is_not_found(client):
    assert client.get("/accounts/invitations/no-such-token/").status_code == 404


@time_machine.travel(MONDAY)
@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("elevenchars", "elevenchars", "too short"),
        ("passwordpassword", "passwordpasswore", "The passwords don’t match."),
        ("ivy@example.org", "ivy@example.org", "too similar"),
        ("qwertyuiop123", "", "Enter the password again"),
    ],
)
def test_a_weak_password_is_explained_and_nothing_is_opened(
    password, again, says, client, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        invite()

    answer = client.post(link_in(mailoutbox[0]), {"name": "Ivy", "password": password, "again": again})

    assert says in answer.content.decode()
    assert not User.objects.get(email="ivy@example.org").is_active


def test_a_person_with_an_account_is_not_invited_again():
    UserFactory(email="ivy@example.org")

    with pytest.raises(Unready, match="already has an account"):
        invite(email="Ivy@Example.org")


def test_the_same_address_in_upper_or_lower_case_is_the_same_person():
    invite(email="ivy@example.org")
    invite(email=" IVY@example.ORG ")

    assert User.objects.filter(email__iexact="ivy@example.org").count() == 1
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.GRANTS_OFFICER, Role.AUDITOR])
def test_only_administrators_invite_to_state_wide_roles(role):
    with pytest.raises(Refused, match="Only an administrator"):
        actions.invite_person(
            email="ivy@example.org", name="Ivy", role=Role.SCORER, by=StateRoleFactory(role=role).user, at=MONDAY
        )


def test_a_registrar_invites_people_without_a_role():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user

    actions.invite_person(email="ivy@example.org", name="Ivy", by=registrar, at=MONDAY)

    assert User.objects.filter(email="ivy@example.org").exists()


@time_machine.travel(MONDAY)
def test_the_first_administrator_begins_with_a_link_printed_on_the_server(capsys, client):
    call_command("invite_administrator", "first@example.org", name="Fay First")
    printed = capsys.readouterr().out
    accepted(re.search(r"http://localhost:8000(/\S+)", printed)[1], client)

    assert "until September 28, 2026" in printed
    assert User.objects.get(email="first@example.org").roles == {"administrator"}
    assert client.get(reverse("staff:person_list")).status_code == 200
    assert Entry.objects.first().by == "manage.py invite_administrator"


def test_the_first_administrator_needs_no_name():
    call_command("invite_administrator", "fay.first@example.org")

    assert User.objects.get().name == "fay first"


@pytest.mark.parametrize("address", ["first", "first@", ""])
def test_the_first_administrator_needs_an_address(address):
    with pytest.raises(CommandError, match="is not an email address"):
        call_command("invite_administrator", address)


def test_there_is_no_sign_up(client):
    for answer in (
        client.get("/accounts/signup/"),
        client.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}),
    ):
        assert answer.status_code == 403
        assert "Accounts are by invitation only" in answer.content.decode()
    assert not User.objects.exists()
