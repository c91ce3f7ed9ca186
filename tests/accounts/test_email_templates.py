"""Administrators read and change the texts of emails; what they write can't break or misuse an email."""

import datetime
import time

import pytest
from django.test import Client

from accounts.actions.email_templates import change_email_text, restore_shipped_text
from accounts.delivery import html_of
from accounts.emails import queue_email, send_account_closed
from accounts.emails.texts import example_values, shipped_text, with_values
from accounts.models import EmailTemplateVersion, OutgoingEmail, Role, User
from accounts.refusals import Refused, Unready
from accounts.rules.email_templates import (
    EmailTemplate,
    EmailText,
    EmailVariable,
    all_templates,
    filled_in,
    line_differences,
    problems_with_email_text,
    template_of,
)
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
CLOSED = "accounts/emails/account_closed.txt"
REQUEST = EmailTemplate(
    file="grants/emails/made_up.txt",
    kind="made up",
    label="Made up",
    sent_to="A signer",
    sent_when="Never",
    variables=(
        EmailVariable("name", "A name", "Pat"),
        EmailVariable("link", "The link", "https://registry.example/"),
        EmailVariable("is_late", "Late", example=True),
    ),
    required=("link",),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    client.force_login(administrator)
    return administrator


def change(by: User, *, file: str = CLOSED, seen: int = 0, **text: str) -> EmailTemplateVersion:
    shipped = shipped_text(template_of(file))
    new = EmailText(text.get("subject", shipped.subject), text.get("body", shipped.body))
    return change_email_text(
        template=template_of(file), text=new, reason=text.get("reason", "Clearer"), seen=seen, by=by, at=NOON
    )


def problems(body: str, subject: str = "Please sign") -> list[str]:
    return problems_with_email_text(REQUEST, EmailText(subject, body))


def test_every_text_that_the_portal_is_shipped_with_can_be_sent():
    wrong = {one.file: problems_with_email_text(one, shipped_text(one)) for one in all_templates()}

    assert {file: found for file, found in wrong.items() if found} == {}
    assert len(all_templates()) == len({one.slug for one in all_templates()}) > 30


@pytest.mark.parametrize("template", all_templates(), ids=lambda template: template.slug)
def test_every_text_says_something_with_its_examples_and_with_the_opposite_conditions(template):
    examples = example_values(template)
    opposite = {name: (not value if isinstance(value, bool) else value) for name, value in examples.items()}

    for values in (examples, opposite):
        text = with_values(shipped_text(template), values)
        assert "{" not in text.subject + text.body
        assert "\n\n\n" not in text.body
        assert " ." not in text.body
        assert text.subject


def test_a_value_is_never_read_for_variables_again():
    assert filled_in("Dear {name}", {"name": "{link} {0.__class__}", "link": "secret"}) == "Dear {link} {0.__class__}"


def test_a_condition_keeps_what_fits():
    text = "{if is_late}Late{if name}, {name}{end}{otherwise}In time{end}."

    assert filled_in(text, {"is_late": True, "name": "Pat"}) == "Late, Pat."
    assert filled_in(text, {"is_late": True, "name": ""}) == "Late."
    assert filled_in(text, {"is_late": False, "name": "Pat"}) == "In time."


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Please sign.", "Add {link}. Without it, the recipient can’t do what the email asks."),
        ("{if is_late}{link}{end}", "Add {link}. Without it, the recipient can’t do what the email asks."),
        ("{if name}{link}{otherwise}Sorry{end}", "Add {link}. Without it, the recipient can’t do what the email asks."),
        ("{link} {nmae}", "Remove “{nmae}”: this email has no such variable. Use those listed below."),
        ("{link} {name.email}", "Remove “{name.email}”: this email has no such variable. Use those listed below."),
        ("{link} {}", "Remove “{?}”: this email has no such variable. Use those listed below."),
        ("{link} {is_late}", "Use “is_late” only as {if is_late}: it is a condition, not a text."),
        ("{link} {if is_late}", "End each {if …} with {end}."),
        ("{link} {end}", "Put {if …} before {end}."),
        ("{link} {otherwise}", "Put {otherwise} only once between {if …} and {end}."),
        ("{link} {name", "Close every brace: a variable is its name between { and }."),
        (
            "{link} https://evil.example/x",
            "Remove “https://evil.example/x”. An email links only to the portal: use a variable, such as {portal_url}.",
        ),
        (
            "{link} www.evil.example",
            "Remove “www.evil.example”. An email links only to the portal: use a variable, such as {portal_url}.",
        ),
        ("{link} \u202e", "Remove invisible characters from the text."),
        ("", "Enter a text of at most 10,000 characters."),
    ],
)
def test_a_text_that_can_not_be_sent_is_refused_with_the_reason(body, problem):
    assert problem in problems(body)


@pytest.mark.parametrize(
    "address",
    [
        "{portal_url}.evil.example/x",
        "{portal_url}@evil.example/x",
        "{portal_url}evil.example",
        "{portal_url}{if is_late}.evil.example{end}",
        "https:{if is_late}{end}//evil.example/x",
        "https:{if is_late}x{otherwise}{end}//evil.example/x",
        "w{if is_late}w{end}w.evil.example",
        "{link}.evil.example",
    ],
)
def test_no_text_leads_to_another_site_by_what_stands_beside_a_variable(address):
    assert any("An email links only to the portal" in problem for problem in problems("{link} " + address))


@pytest.mark.parametrize("text", ["See {portal_url}.", "{portal_url}/my/", "({portal_url})", "{portal_url}, or {link}"])
def test_addresses_of_the_portal_are_followed_by_signs_and_paths(text):
    assert problems("{link} " + text) == []


def test_texts_that_differ_in_every_line_are_compared_at_once():
    before, after = (
        EmailText("Subject", "".join(f"{letters}{n % 7}\n" for n in range(2_000))) for letters in ("abc", "abd")
    )

    began = time.monotonic()
    changes = line_differences(before, after)

    assert time.monotonic() - began < 5
    assert sum(line.is_added for line in changes) == 2_000


def test_a_required_variable_in_both_branches_of_a_condition_is_enough():
    assert problems("{if is_late}Hurry: {link}{otherwise}{link}{end}") == []


def test_a_subject_is_one_line_and_shows_no_link():
    assert problems("{link}", "Sign\nBcc: x@example.org") == [
        "Enter the subject on one line, without line breaks or invisible characters."
    ]
    assert problems("{link}", "Sign {link}") == ["Remove {link} from the subject. Use it only in the text."]


def test_new_emails_have_the_new_text_and_earlier_ones_keep_theirs(administrator):
    person = UserFactory(name="Pat Morgan")
    before = send_account_closed(person, at=NOON)

    change(administrator, subject="Good-bye, {recipient}", body="{recipient}: your account is closed.")
    after = send_account_closed(person, at=NOON)

    before.refresh_from_db()
    assert before.subject == "Your account was closed"
    assert (after.subject, after.body) == ("Good-bye, Pat Morgan", "Pat Morgan: your account is closed.\n")
    assert Entry.objects.get(event="email_template.changed").detail["reason"] == "Clearer"


def test_the_shipped_text_can_be_restored(administrator):
    change(administrator, body="Closed.")

    restore_shipped_text(template=template_of(CLOSED), reason="It was better", seen=1, by=administrator, at=NOON)

    assert "An administrator closed your account" in send_account_closed(UserFactory(), at=NOON).body
    with pytest.raises(Unready, match="This email already uses this text"):
        restore_shipped_text(template=template_of(CLOSED), reason="Again", seen=2, by=administrator, at=NOON)


def test_a_second_person_does_not_overwrite_the_first(administrator):
    change(administrator, body="First.")

    with pytest.raises(Unready, match="Someone else saved version 1"):
        change(administrator, body="Second.")
    assert change(administrator, body="Second.", seen=1).number == 2


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.GRANTS_OFFICER, Role.AUDITOR])
def test_only_an_administrator_changes_a_text(role):
    with pytest.raises(Refused, match="Only an administrator"):
        change(StateRoleFactory(role=role).user, body="Closed.")


@pytest.mark.parametrize(
    "file",
    [
        "accounts/emails/password_reset.txt",
        "accounts/emails/second_step_reset_asked.txt",
        "accounts/emails/second_step_reset_done.txt",
        "accounts/emails/second_step_reset_to_confirm.txt",
    ],
)
def test_emails_about_signing_in_can_be_read_but_not_changed(administrator, client, file):
    with pytest.raises(Unready, match="can’t be changed here"):
        change(administrator, file=file, subject="Call this number")
    page = client.get(f"/staff/emails/{template_of(file).slug}/").content.decode()
    assert "can’t be changed here" in page
    assert "Edit text" not in page


def test_a_version_that_no_longer_fits_a_release_is_not_sent(administrator):
    EmailTemplateVersion.objects.create(
        file=CLOSED, number=1, subject="Bye", body="{gone}", reason="x", written_by=administrator, written_at=NOON
    )

    assert "An administrator closed your account" in send_account_closed(UserFactory(), at=NOON).body


def test_the_html_part_is_the_plain_text_with_links_only_to_the_portal(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        queue_email(
            template=CLOSED,
            to="pat@example.org",
            to_user=None,
            values={"recipient": "<b>Pat</b> http://evil.example/x"},
            at=NOON,
        )

    ((html, kind),) = mailoutbox[0].alternatives
    assert kind == "text/html"
    assert "&lt;b&gt;Pat&lt;/b&gt; http://evil.example/x" in html
    assert html.count("<a") == 1
    assert 'href="http://localhost:8000">http://localhost:8000</a>' in html
    assert "<img" not in html


def test_a_list_in_the_text_is_a_list_in_the_html_part():
    html = html_of("x", "What changed:\n\n  - One\n  - Two\n\nSee http://localhost:8000/my/.")

    assert html.count("<li>") == 2
    assert 'href="http://localhost:8000/my/"' in html
    assert 'href="http://localhost:8000.evil.example' not in html_of("x", "http://localhost:8000.evil.example/")


def test_differences_name_each_line():
    lines = line_differences(EmailText("A", "One\n"), EmailText("B", "One\n"))

    assert [(line.text, line.is_removed, line.is_added) for line in lines] == [
        ("Subject: A", True, False),
        ("Subject: B", False, True),
        ("", False, False),
        ("One", False, False),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_make_the_same_number_of_queries_for_any_number_of_versions(
    client, administrator, django_assert_num_queries, rows
):
    for number in range(rows):
        change(administrator, body=f"Version {number}", seen=number)
        send_account_closed(UserFactory(), at=NOON)

    with django_assert_num_queries(4):  # session, user, roles; newest versions with their writers
        client.get("/staff/emails/")
    with django_assert_num_queries(5):  # session, user, roles; versions with their writers, recent emails
        client.get("/staff/emails/accounts-account-closed/")


def test_the_preview_shows_what_an_email_said_to_its_recipient(client, administrator):
    email = send_account_closed(UserFactory(name="Mo Member"), at=NOON)

    page = client.get(f"/staff/emails/accounts-account-closed/?email={email.pk}").content.decode()

    assert "Dear Mo Member," in page
    assert "Dear Pat Morgan," in client.get("/staff/emails/accounts-account-closed/?email=0").content.decode()


def test_a_preview_saves_nothing_and_a_wrong_text_is_kept_in_the_form(client, administrator):
    address = "/staff/emails/accounts-account-closed/edit/"
    typed = {"subject": "Bye", "body": "Dear {recipient}, bye.", "seen": "0"}

    page = client.post(address, typed | {"preview": "1"}).content.decode()
    assert "Dear Pat Morgan, bye." in page
    assert not EmailTemplateVersion.objects.exists()

    page = client.post(address, typed | {"body": "Dear {you}", "reason": "x"}).content.decode()
    assert "this email has no such variable" in page
    assert "Dear {you}</textarea>" in page

    assert client.post(address, typed | {"reason": "Shorter"}).status_code == 302
    assert EmailTemplateVersion.objects.get().body == "Dear {recipient}, bye.\n"
    detail = client.get("/staff/emails/accounts-account-closed/").content.decode()
    assert "Shorter" in detail
    assert "Differences from the standard text" in detail


def test_a_stored_email_holds_no_link_or_code(administrator):
    queue_email(
        template="accounts/emails/password_reset.txt", to="a@example.org", to_user=UserFactory(), values={},
        link_seed="password reset", at=NOON,
    )  # fmt: skip

    email = OutgoingEmail.objects.get()
    assert "we don’t keep it" in email.values["link"]
    assert "http" not in email.body
