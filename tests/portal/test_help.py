"""Help for every kind of user, the glossary, and how to reach the state's office."""

import re
from html import unescape

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import RequestFactory

from portal.home import views
from portal.home.pages.glossary import GLOSSARY
from portal.home.pages.glossary.code import IN_THE_CODE

pytestmark = pytest.mark.django_db
PAGES = [
    "/help/",
    "/help/state-officials/",
    "/help/district-leaders/",
    "/help/after-an-award/",
    "/help/scorers/",
    "/help/public/",
    "/help/glossary/",
    "/about/accessibility/",
    "/about/privacy/",
]
CALL = '<a class="usa-link" href="tel:555-555-0142">555-555-0142</a>'
WRITE = '<a class="usa-link" href="mailto:schools@example.gov">schools@example.gov</a>'


@pytest.fixture
def contact(settings):
    settings.CONTACT_OFFICE = "Office of Rural Schools"
    settings.CONTACT_PHONE = "555-555-0142"
    settings.CONTACT_EMAIL = "schools@example.gov"


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("path", PAGES)
def test_a_help_page_opens_without_an_account_and_without_asking_the_database(client, django_assert_num_queries, path):
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/districts/", "/help/", "/accounts/login/"])
def test_the_office_to_contact_is_in_the_footer_of_every_page(client, contact, path):
    footer = client.get(path).content.decode().split("<footer")[1]

    assert "Office of Rural Schools" in footer
    assert CALL in footer
    assert WRITE in footer


@pytest.mark.parametrize(
    "path",
    ["/help/state-officials/", "/help/district-leaders/", "/help/after-an-award/", "/help/scorers/", "/help/public/"],
)
def test_a_help_page_says_where_to_start_how_it_works_and_who_to_call(client, contact, path):
    main = client.get(path).content.decode().split("<main")[1].split("</main>")[0]

    assert [_text(heading) for heading in re.findall(r"<h2>(.*?)</h2>", main)] == [
        "Start here",
        "How it works",
        "Who to call",
    ]
    assert CALL in main


@pytest.mark.parametrize("path", ["/about/accessibility/", "/about/privacy/"])
def test_statements_about_the_portal_name_the_office_to_contact(client, contact, path):
    main = client.get(path).content.decode().split("<main")[1].split("</main>")[0]

    assert CALL in main
    assert WRITE in main


def test_a_fault_names_the_office_to_contact_without_the_database(contact, django_assert_num_queries):
    with django_assert_num_queries(0):
        fault = views.server_error(RequestFactory().get("/")).content.decode()

    assert "Office of Rural Schools" in fault
    assert CALL in fault


def test_the_accessibility_page_speaks_of_the_documents_that_exist(client):
    page = _text(client.get("/about/accessibility/").content.decode())

    assert "Documents that districts upload as evidence of a membership" in page
    assert "applicants attach" not in page


def test_help_is_in_the_navigation_and_marked_on_its_pages(client):
    page = client.get("/help/public/").content.decode()

    assert '<a href="/help/" aria-current="true">Help</a>' in page


def test_the_page_of_checks_has_the_figures_of_the_last_measurement_and_says_what_came_after(client):
    page = _text(client.get("/help/checks/").content.decode())

    assert (
        "On 48 invented applications, 31 of the 34 findings about what the narrative says were right (91%). A careful "
        "reader would point out 42 things; the checks found 31 of them (74%), or 36 with their questions (86%). The 16 "
        "applications with nothing to find had 1 wrong finding (0.06 per application). Of 262 members that the "
        "narratives name, the checks recognized 262. Of the 10 that they never name, the checks took none for named. "
        "These are figures of November 27, 2026; the checks have been corrected since." in page
    )


def test_the_glossary_gives_each_term_its_meaning_and_an_example(client):
    page = client.get("/help/glossary/").content.decode()

    assert '<dt id="fiscal-agent"><strong>Fiscal agent</strong></dt>' in page
    assert "The district that receives and pays out the consortium’s money." in page
    assert "Example: The grant is paid to the fiscal agent." in page
    assert "Packet" not in page


def test_every_term_of_the_glossary_is_there_once_and_can_be_linked_to():
    anchors = [term.anchor for group in GLOSSARY for term in group.terms]

    assert len(anchors) == len(set(anchors))
    assert all(anchors)
    assert {"srsa", "rlis", "leaid", "locale", "component-district", "fiscal-agent", "joinder"} <= set(anchors)


def test_names_in_the_glossary_are_models_and_fields_of_the_code():
    models = {model.__name__: model for model in apps.get_models()}
    for term in (term for group in (*GLOSSARY, IN_THE_CODE) for term in group.terms if term.in_code):
        model, _, field = term.in_code.partition(".")
        assert model in models, term.in_code
        assert not field or models[model]._meta.get_field(field), term.in_code


def test_the_document_of_the_glossary_is_the_table_of_the_page():
    call_command("draw_glossary", "--check")


def test_a_changed_document_of_the_glossary_is_noticed(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match=r"run manage\.py draw_glossary"):
        call_command("draw_glossary", "--check")
