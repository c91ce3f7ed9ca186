"""Names in the narrative say why they were understood so: focusable, described, and listed without a script."""

import pytest

from grants.models import Version
from tests.grants.builders import an_application, an_officer
from tests.grants.pages import shown, signed_in

pytestmark = pytest.mark.django_db
WHY = "“University” makes it a longer name."


def the_desk(client, **more):
    """The desk of an application whose reading says of each name only this beside what an earlier reading said."""
    application = an_application(3)
    version = application.versions.get()
    reading = version.reading
    for mentions in reading["mentions"].values():
        before = [{name: mention[name] for name in mention if name not in ("sense", "why")} for mention in mentions]
        mentions[:] = [mention | more for mention in before]
    Version.objects.filter(pk=version.pk).update(reading=reading)
    return signed_in(client, an_officer()).get(f"/reviews/{application.reference}/")


def test_a_name_is_described_by_what_it_was_understood_to_mean_and_why(client):
    page = the_desk(client, sense="other body", why=WHY)

    html = page.content.decode()
    assert 'aria-describedby="why-1" data-why="Understood as another organization. “University” makes it' in html
    assert '<span id="why-1">Understood as another organization. “University” makes it a longer name.</span>' in html
    assert "How the portal understood names in the narrative (3)" in shown(page)


def test_a_name_that_is_not_a_members_can_have_focus_too(client):
    html = the_desk(client, kind="other", sense="place", why="It is a county.").content.decode()

    assert '<span class="named named--read" tabindex="0" aria-describedby="why-1"' in html


def test_words_about_a_name_cannot_become_markup(client):
    html = the_desk(client, sense="<b>", why='"><script>').content.decode()

    assert "<script>" not in html.split('id="narrative"')[1].split('id="elements"')[0]


def test_a_paragraph_is_the_same_text_with_names_that_say_why(client):
    page = the_desk(client, sense="member", why=WHY)

    packet = page.context["packet"]
    passages = [passage.text for section in page.context["sections"] for passage in section.passages]
    assert "\n\n".join(passages).replace("\n", " ").split() == " ".join(t["text"] for t in packet["narrative"]).split()


def test_an_application_without_reasons_for_its_names_shows_as_before(client):
    html = the_desk(client, sense="", why="").content.decode()

    assert "data-why" not in html
    assert "How the portal understood names in the narrative" not in html
    assert 'class="named" href="#member-' in html
