"""Components that pages of every area use."""

import re

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_pages_of_a_list_keep_its_filters():
    page = Paginator(range(500), 50).page(3)

    html = render_to_string("components/pagination.html", {"page": page, "querystring": "region=southeast"})

    assert 'href="?region=southeast&amp;page=2"' in html
    assert 'href="?region=southeast&amp;page=4"' in html
    assert re.search(r'aria-current="page"><span class="usa-sr-only">Page </span>3<', html)


def test_a_list_of_one_page_has_no_links_to_others():
    page = Paginator(range(50), 50).page(1)

    assert render_to_string("components/pagination.html", {"page": page, "querystring": ""}).strip() == ""


def test_breadcrumbs_end_with_the_page_itself():
    html = render_to_string("components/breadcrumbs.html", {"trail": [("Districts", "/districts/"), ("Mill", None)]})

    assert _text(html) == "Home Districts Mill"
    assert html.count("<a ") == 2
    assert 'aria-current="page"><span>Mill</span>' in html


def test_a_name_with_markup_in_it_stays_a_name():
    html = render_to_string("components/breadcrumbs.html", {"trail": [("<b>Mill</b>", None)]})

    assert "&lt;b&gt;Mill&lt;/b&gt;" in html
