"""Pages are small: what only helps authors of templates is not sent to readers."""

from django.conf import settings
from django.template.loader import get_template
from django.test import Client


def test_pages_are_sent_without_the_indentation_of_their_templates(db):
    page = Client().get("/").content.decode()

    assert [line for line in page.splitlines() if line.startswith((" ", "\t"))] == []


def test_emails_keep_their_lines_as_written():
    name = "districts/emails/permissions_given.txt"

    assert get_template(name).template.source == (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")
