"""Lists and records on paper: without what only a screen needs, with the page's address and number on every sheet."""

import re

from tests.factories import DistrictFactory, DistrictFiguresFactory


def test_a_printed_list_has_its_rows_its_heads_and_its_address(world, open_as):
    for number in range(45):
        DistrictFactory(name=f"Printed {number:02d}")
    page = open_as(None)
    page.goto("/districts/?q=printed")
    page.emulate_media(media="print")

    for gone in (".site-nav", ".site-search", ".list-filters", ".downloads", ".usa-breadcrumb", ".site-footer__links"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.get_by_role("link", name="Printed 44").is_visible()
    # The head of a table is repeated on each sheet.
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    address = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--page-address')")
    assert re.fullmatch(r'"http://[^"]+/districts/\?q=printed"', address.strip())
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") > 1


def test_a_printed_record_shows_what_is_folded_on_the_screen(world, open_as):
    district = DistrictFactory(leaid="3999999", source="NCES agency file 2018-19")
    DistrictFiguresFactory(district=district)
    page = open_as(None)
    page.goto("/districts/3999999/")
    sources = page.locator(".fact-table")
    assert not sources.is_visible()

    page.emulate_media(media="print")
    assert sources.is_visible()
