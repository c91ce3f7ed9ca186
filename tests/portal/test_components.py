"""Components that pages of every area use."""

import re
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from portal.my.pages.tasks import Task


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


def test_a_style_for_cells_of_one_column_names_a_column_that_a_table_has():
    templates = "".join(file.read_text() for file in Path(settings.BASE_DIR, "templates").rglob("*.html"))
    styled = {
        label
        for file in Path(settings.BASE_DIR, "static/css").glob("*.css")
        for label in re.findall(r'data-label="([^"]+)"', file.read_text())
    }

    assert styled
    assert {label for label in styled if f'data-label="{label}"' not in templates} == set()


def test_a_task_without_a_deadline_leaves_no_empty_paragraph():
    task = Task(text="Review 1 reported error.", about="", button="Review and decide", url="/disputes/")

    html = render_to_string("my/dashboard_tasks.html", {"tasks": [task]})

    assert not re.search(r"<p[^>]*>\s*</p>", html)
