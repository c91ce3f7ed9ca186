"""The words that a finding is about are marked in the narrative, and can be shown or hidden."""

import html
import re

import pytest

from grants.rules.quoted_words import words_quoted
from tests.grants.builders import a_case, an_application, an_officer
from tests.grants.pages import shown, signed_in

pytestmark = pytest.mark.django_db
SAYS = "The narrative says “{}”; the member list has 3 members."


def an_application_that_counts_wrong():
    narrative = a_case(3)["narrative"]
    narrative[4]["text"] = "Our two coaches travel.\nMill Creek and our ten member districts share them."
    return an_application(3, narrative=narrative)


@pytest.mark.parametrize(
    ("phrase", "quote", "paragraph", "words"),
    [
        ("ten towns", "Our ten towns meet.", "Our ten towns meet.", "ten towns"),
        ("ten towns", "… Our ten towns meet. Then …", "We met. Our ten towns meet. Then we go.", "ten towns"),
        ("ten towns", "A line before. All ten towns meet.", "All ten towns meet.", "ten towns"),
        ("ten towns", "… ten towns meet. A line after.", "Now ten towns meet.", "ten towns"),
        ("ten towns", "Our ten towns meet.", "Our ten\u200b  \u00a0towns meet.", "ten\u200b  \u00a0towns"),
        ("ten towns", "Our ten towns meet.", "Our eleven towns meet.", None),
        ("…", "We work with … here.", "We work with … here.", None),
        ("ten towns", "Our ten towns meet.", "Those ten towns left.", None),
        ("\U0001f600 ten", "The \U0001f600 ten.", "The \U0001f600 ten.", "\U0001f600 ten"),
    ],
)
def test_the_words_of_a_finding_are_found_in_its_paragraph(phrase, quote, paragraph, words):
    place = words_quoted(SAYS.format(phrase), quote, paragraph)

    assert (paragraph[slice(*place)] if place else None) == words


def test_of_several_equal_words_those_that_the_finding_quotes_are_marked():
    paragraph = "First, ten districts meet. Second, ten districts vote. Third, ten districts pay."

    place = words_quoted(SAYS.format("ten districts"), "… Second, ten districts vote. …", paragraph)

    assert place == (35, 48)


def test_a_narrative_without_the_words_has_no_highlight_and_takes_no_time():
    paragraph = "ten\u200b" * 100_000 + "ten districts. " * 30_000

    assert words_quoted(SAYS.format("ten " * 30), "Our " + "ten " * 30 + "go", paragraph) is None
    assert words_quoted(SAYS.format("ten districts"), "Our ten districts go", paragraph) is None


def test_the_words_lead_to_the_finding_and_the_finding_to_the_words(client):
    application = an_application_that_counts_wrong()
    finding = application.findings.get(rule="count-differs")

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert f'<a class="to-finding" id="words-{finding.pk}" href="#finding-{finding.pk}"' in page
    assert '<mark class="found">ten member districts</mark>' in page
    assert f'<a href="#words-{finding.pk}">Narrative, element 5</a>' in page
    paragraph = re.search(r'id="n5-p2".*?<p class="para-text" dir="auto">(.*?)</p>', page, re.DOTALL)[1]
    assert f'id="words-{finding.pk}"' in paragraph
    text = html.unescape(re.sub(r"<[^>]+>", "", paragraph))
    assert text == "Mill Creek and our ten member districts share them."


def test_an_agency_that_is_not_a_member_is_marked_where_it_is_named_first(client):
    districts = [*a_case(4)["districts"]]
    narrative = a_case(3)["narrative"]
    outsider = districts[3]["name"]
    narrative[4]["text"] = f"We visit.\n{outsider} hosts us, and {outsider} pays."
    application = an_application(3, districts=districts, narrative=narrative)
    finding = application.findings.get(rule="outsider-named")

    page = signed_in(client, an_officer()).get(f"/reviews/{application.reference}/").content.decode()

    assert page.count(f'id="words-{finding.pk}"') == 1
    why = "Understood as an agency that isn’t a member"
    marked = rf'<span class="named named--outsider" tabindex="0" [^>]*data-why="{why}\.[^>]*>'
    assert re.search(rf"{marked}{outsider}</span></mark>", page)


def test_highlights_are_hidden_until_they_are_shown_again(client):
    application = an_application_that_counts_wrong()
    desk = f"/reviews/{application.reference}/"
    signed_in(client, an_officer())
    assert "Hide highlights" in shown(client.get(desk))

    answer = client.post("/reviews/highlights/", {"highlights": "off", "next": f"{desk}?by=activity#narrative"})
    assert answer.url == f"{desk}?by=activity#narrative"
    for _ in range(2):
        page = client.get(desk)
        assert "Show highlights" in shown(page)
        assert not re.search(r'class="(named|found|cited)', page.content.decode())
        assert '<a href="#n5-p2">Narrative, element 5</a>' in page.content.decode()

    client.post("/reviews/highlights/", {"highlights": "on", "next": "https://example.org/"})
    assert "Hide highlights" in shown(client.get(desk))
