"""A state invites its officers, registrars, and auditors with one list: previewed by line, all or none."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions.many_people import invite_people
from accounts.models import Invitation, OutgoingEmail, Role, User
from accounts.refusals import Unready
from accounts.rules import PersonToInvite
from audit.models import Entry
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db
LIST = 'email,name,role\nann@state.example,Ann Marsh,Grants officer\nbo@state.example,"Summers, Bo",auditor\n'


@pytest.fixture
def administrator(client):
    person = StateRoleFactory(role=Role.ADMINISTRATOR).user
    User.objects.filter(pk=person.pk).update(sample_kind="administrator")  # they aren't asked for a password
    client.force_login(person)
    return person


def post(client, rows="", **more):
    return client.post(reverse("staff:people_invite"), {"rows": rows, **more})


def words_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_preview_shows_every_line_and_sends_nothing(client, administrator):
    page = post(client, LIST)

    rows = page.context["preview"].rows
    assert [(row.line, row.email, row.name, row.role, row.problems) for row in rows] == [
        (2, "ann@state.example", "Ann Marsh", "Grants officer", ()),
        (3, "bo@state.example", "Summers, Bo", "Auditor", ()),
    ]
    form = page.content.decode().partition("Preview</h2>")[2].partition("</form>")[0]
    assert "Send 2 invitations" in form
    assert "csrfmiddlewaretoken" in form
    assert not Invitation.objects.exists()
    assert not OutgoingEmail.objects.exists()
    assert not Entry.objects.filter(event="invitation.sent").exists()


def test_the_list_is_sent_as_it_was_previewed_with_an_entry_for_each_person(client, administrator):
    text = post(client, LIST).context["preview"].text

    answer = post(client, text, decision="send")

    assert answer.url == reverse("staff:person_list")
    sent = Invitation.objects.order_by("pk").values_list("email", "role", "invited_by")
    assert list(sent) == [
        ("ann@state.example", "grants_officer", administrator.pk),
        ("bo@state.example", "auditor", administrator.pk),
    ]
    assert OutgoingEmail.objects.count() == 2
    assert Entry.objects.filter(event="invitation.sent").count() == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("nobody,Cy Dell,auditor", "Enter an email address"),
        ("cy@state.example,,auditor", "Enter a name"),
        ("cy@state.example,www.evil.com,auditor", "Enter a name without a web or email address."),
        ("cy@state.example,Cy Dell,king", "Enter one of the statewide roles."),
        ("cy@state.example,Cy Dell", "Enter a statewide role."),
        ("cy@state.example,Dell, Cy,auditor", "Put a name with a comma in quotation marks."),
        ("ANN@state.example,Ann Again,auditor", "This address is also in line 2."),
    ],
)
def test_one_wrong_line_stops_all_of_them(client, administrator, line, problem):
    page = post(client, LIST + line + "\n", decision="send")

    assert problem in words_of(page)
    assert not Invitation.objects.exists()
    assert "Send 3 invitations" not in words_of(page)


def test_people_with_an_account_are_not_invited_again(client, administrator):
    User.objects.create_user("cy@state.example", "Cy Dell", "four words in a row")

    page = post(client, "cy@state.example,Cy Dell,auditor")

    assert "already has an account. Give the role on that person&#x27;s page." in words_of(page)


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode("utf-8-sig"),
        LIST.replace('"Summers, Bo"', "Bo Summers").replace(",", "\t").encode(),
        LIST.replace('"Summers, Bo"', "Bo Summers").replace(",", ";").encode(),
    ],
    ids=["with a byte order mark", "tabs", "semicolons"],
)
def test_a_file_of_a_spreadsheet_is_read(client, administrator, content):
    page = post(client, file=SimpleUploadedFile("people.csv", content))

    assert [row.role for row in page.context["preview"].rows] == ["Grants officer", "Auditor"]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"rows": " \n"}, "Enter at least one person."),
        ({"rows": LIST, "file": SimpleUploadedFile("p.csv", b"a")}, "Paste the list or upload a file, not both."),
        ({"file": SimpleUploadedFile("p.csv", "é".encode("latin-1"))}, "UTF-8"),
        ({"file": SimpleUploadedFile("p.csv", b"a" * 200_001)}, "at most 200 KB"),
        ({"rows": "a@b.example,A,auditor\n" * 101}, "This list has 101."),
    ],
)
def test_what_is_not_a_list_says_why(client, administrator, sent, problem):
    page = post(client, **sent)

    assert problem in words_of(page)
    assert page.context["preview"] is None


def test_only_administrators_invite_people_to_roles():
    registrar, at = StateRoleFactory(role=Role.REGISTRAR).user, datetime.datetime.now(datetime.UTC)
    one = PersonToInvite(1, "cy@state.example", "Cy Dell", "auditor", "auditor")

    with pytest.raises(Unready, match="Only an administrator can invite"):
        invite_people(people=[one], by=registrar, at=at)
    assert not Invitation.objects.exists()


def test_the_password_is_asked_for_again(client):
    person = StateRoleFactory(role=Role.ADMINISTRATOR).user
    client.force_login(person)

    answer = post(client, LIST, decision="send")

    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert not Invitation.objects.exists()
