"""The list of emails, one email's page, and a person's own messages."""

import datetime

import pytest
from django.test import Client

from accounts.emails import send_daily_email
from accounts.models import KEPT_NOT_SENT, OutgoingEmail, Role, User
from accounts.rules.email_templates import all_templates, confidential_kinds
from tests.factories import StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client: Client) -> User:
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    client.force_login(registrar)
    return registrar


def an_email(**fields) -> OutgoingEmail:
    person = fields.pop("to_user", None) or UserFactory()
    words = {
        "kind": "membership: invited",
        "to": person.email,
        "subject": "Mill Creek invites you",
        "body": "Dear you,",
    }
    return OutgoingEmail.objects.create(**words | {"to_user": person, "written_at": NOON} | fields)


def subjects(client: Client, query: str = "", page: str = "/letters/") -> list[str]:
    return [email.subject for email in client.get(f"{page}{query}").context["page"].object_list]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_emails_makes_three_queries(client, registrar, django_assert_num_queries, rows):
    for _ in range(rows):
        an_email()
    client.get("/letters/")

    with django_assert_num_queries(6):  # session, user, roles; kinds, count, emails with their recipients
        client.get("/letters/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_persons_messages_make_two_queries(client, django_assert_num_queries, rows):
    person = UserFactory()
    for _ in range(rows):
        an_email(to_user=person)
    client.force_login(person)

    with django_assert_num_queries(5):  # session, user, roles; count, emails
        client.get("/my/letters/")


def test_emails_are_listed_newest_first_and_filtered_by_recipient_kind_and_status(client, registrar):
    an_email(subject="Sent", sent_at=NOON, to="cedar@example.org")
    an_email(subject="Kept", problem=KEPT_NOT_SENT, kind="invitation", written_at=NOON + datetime.timedelta(1))
    an_email(subject="Broken", problem="The mail server did not accept it", to_user=UserFactory(name="Mo Member"))
    an_email(subject="Waiting")

    assert subjects(client) == ["Kept", "Waiting", "Broken", "Sent"]
    assert subjects(client, "?state=sent") == ["Sent"]
    assert subjects(client, "?state=not_sent") == ["Kept", "Waiting"]
    assert subjects(client, "?state=problem") == ["Broken"]
    assert subjects(client, "?kind=invitation") == ["Kept"]
    assert subjects(client, "?q=CEDAR") == ["Sent"]
    assert subjects(client, "?q=mo+mem") == ["Broken"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("invitation", "Invitation"),
        ("membership: invited", "Membership: invited"),
        ("membership: asked", "Membership: requested"),
        ("powers given", "Permissions delegated"),
        ("post ended", "Appointment ended"),
    ],
)
def test_the_kind_of_an_email_is_shown_in_the_words_of_the_pages(client, registrar, stored, shown):
    email = an_email(kind=stored)

    rows = client.get("/letters/")
    assert f'data-label="Kind">{shown}<' in rows.content.decode()
    assert (stored, shown) in rows.context["filter"].form.fields["kind"].choices
    assert f"<dd>{shown}</dd>" in client.get(f"/letters/{email.pk}/").content.decode()


def test_an_unknown_filter_value_is_answered_with_a_sentence(client, registrar):
    an_email()

    page = client.get("/letters/?kind=nonsense&state=lost")

    assert page.status_code == 200
    assert "nonsense is not one of the available choices" in page.content.decode()


def test_an_email_shows_its_text_with_links_and_never_as_markup(client, registrar):
    email = an_email(body="Dear <b>you</b>,\n\nhttp://localhost:8000/memberships/1/", about="/memberships/1/")

    page = client.get(f"/letters/{email.pk}/").content.decode()

    assert "Dear &lt;b&gt;you&lt;/b&gt;," in page
    assert '<a href="http://localhost:8000/memberships/1/"' in page


def test_only_its_recipient_reads_an_email_about_an_application(client, registrar):
    lead = UserFactory(name="Lee Lead")
    email = an_email(
        kind="signature declined",
        to_user=lead,
        subject="Cedar Gap declined to sign 26-0011",
        body="Cedar Gap can’t pay its match.",
        about="/applications/26-0011/",
    )

    listed, page = (client.get(address).content.decode() for address in ("/letters/", f"/letters/{email.pk}/"))

    for shown in (listed, page):
        assert "Lee Lead" in shown
        assert "Signature declined" in shown
        assert "26-0011" not in shown
        assert "Cedar Gap" not in shown
    assert "Only its recipient can read the subject and the text." in page
    assert subjects(client, "?q=cedar+gap") == []

    client.force_login(lead)
    page = client.get(f"/letters/{email.pk}/").content.decode()
    assert "Cedar Gap can’t pay its match." in page
    assert 'href="/applications/26-0011/"' in page


def test_every_email_about_an_application_is_for_its_recipient_alone():
    about_applications = {template.kind for template in all_templates() if template.file.startswith("grants/")}

    assert confidential_kinds() == about_applications | {"daily email"}


def test_a_daily_email_shows_no_one_else_the_subjects_of_emails_about_applications(client, registrar):
    lead = UserFactory(name="Lee Lead")
    declined = an_email(kind="signature declined", to_user=lead, subject="Cedar Gap declined to sign 26-0011")
    daily = send_daily_email(lead, [declined], at=NOON)

    page = client.get(f"/letters/{daily.pk}/").content.decode()

    assert "Lee Lead" in page
    assert "Cedar Gap" not in page
    client.force_login(lead)
    assert "Cedar Gap declined to sign 26-0011" in client.get(f"/letters/{daily.pk}/").content.decode()


def test_sending_again_shows_the_new_status(client, registrar, django_capture_on_commit_callbacks, mailoutbox):
    email = an_email(problem="The mail server did not accept it")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/letters/{email.pk}/again/")

    assert (answer.status_code, answer.url) == (302, f"/letters/{email.pk}/")
    assert "Sent " in client.get(answer.url).content.decode()
    assert len(mailoutbox) == 1


def test_people_see_their_own_messages_and_no_one_elses(client):
    mine, other = an_email(subject="Mine"), an_email(subject="Another's")
    client.force_login(mine.to_user)

    assert subjects(client, page="/my/letters/") == ["Mine"]
    page = client.get(f"/letters/{mine.pk}/")
    assert "Dear you," in page.content.decode()
    assert "Send again" not in page.content.decode()
    assert client.get(f"/letters/{other.pk}/").status_code == 404


def test_a_registrars_messages_are_the_registrars_own(client, registrar):
    an_email()
    an_email(subject="To the registrar", to_user=registrar)

    assert subjects(client, page="/my/letters/") == ["To the registrar"]
