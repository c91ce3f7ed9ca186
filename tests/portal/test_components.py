"""Components that pages of every area use."""

import re

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("verdict", "sign", "words"),
    [
        ("explained", "●", "Explained"),
        ("partly", "◐", "Partly explained"),
        ("not_explained", "○", "Not explained"),
        ("", "·", "Not marked"),
    ],
)
def test_a_verdict_is_a_sign_with_words_for_screen_readers(verdict, sign, words):
    html = render_to_string("components/verdict.html", {"verdict": verdict, "words": False})

    assert f'aria-hidden="true">{sign}</span>' in html
    assert f'<span class="usa-sr-only">{words}</span>' in html


def test_pages_of_a_list_keep_its_filters():
    page = Paginator(range(500), 50).page(3)

    html = render_to_string("components/pagination.html", {"page": page, "querystring": "region=southeast"})

    assert 'href="?region=southeast&amp;page=2"' in html
    assert 'href="?region=southeast&amp;page=4"' in html
    assert re.search(r'aria-current="page"><span class="usa-sr-only">Page </span>3<', html)


def test_a_list_of_one_page_has_no_links_to_others():
    page = Paginator(range(50), 50).page(1)

    assert render_to_string("components/pagination.html", {"page": page, "querystring": ""}).strip() == ""


def test_an_unknown_fact_is_marked_and_zero_is_a_fact():
    html = render_to_string("components/facts.html", {"facts": [("Closed on", None), ("Students", 0)]})

    assert _text(html) == "Closed on not known Students 0"


def test_bars_are_beside_their_numbers_and_the_longest_fills_its_cell():
    bars = [("Explained", 212, "explained"), ("Not yet read", 53, "rest")]

    html = render_to_string("components/bar_table.html", {"caption": "Applications", "bars": bars, "most": 212})

    assert re.findall(r'class="bar bar--(\w+)" width="(\d+)"', html) == [("explained", "300"), ("rest", "75")]
    assert "Explained 212" in _text(html)


def test_bars_of_nothing_are_drawn():
    html = render_to_string(
        "components/bar_table.html", {"caption": "Applications", "bars": [("Explained", 0, "explained")], "most": 0}
    )

    assert 'width="0"' in html


def test_breadcrumbs_end_with_the_page_itself():
    html = render_to_string("components/breadcrumbs.html", {"trail": [("Districts", "/districts/"), ("Mill", None)]})

    assert _text(html) == "Home Districts Mill"
    assert html.count("<a ") == 2
    assert 'aria-current="page"><span>Mill</span>' in html


def test_a_name_with_markup_in_it_stays_a_name():
    html = render_to_string("components/breadcrumbs.html", {"trail": [("<b>Mill</b>", None)]})

    assert "&lt;b&gt;Mill&lt;/b&gt;" in html
