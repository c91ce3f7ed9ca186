"""What the pages of a list keep in memory is right for each choice of filters, order, and page, until a change."""

import re

import pytest
from django.test import Client

from districts.actions.history import touch_registry
from districts.models import District
from portal.registry.lists import COUNTS_CACHE
from tests.factories import DistrictFactory

pytestmark = pytest.mark.django_db


def page(address):
    return Client().get(address).content.decode()


def test_which_rows_a_page_has_is_cached_by_filters_order_and_page_until_the_registry_changes(monkeypatch):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    for number in range(51):
        DistrictFactory(name=f"Bell {number:02} Local", srsa="yes" if number < 2 else "no")
    touch_registry()

    def names(question=""):
        return re.findall(r">(Bell \d\d Local)</a>", page(f"/districts/?{question}"))

    for _twice in range(2):
        assert (names()[0], len(names()), names("page=2")) == ("Bell 00 Local", 50, ["Bell 50 Local"])
        assert names("sort=-name&page=2") == ["Bell 00 Local"]
        assert names("srsa=yes") == ["Bell 00 Local", "Bell 01 Local"]
        assert names("srsa=yes&sort=-name") == ["Bell 01 Local", "Bell 00 Local"]
        assert names("q=bell+42") == ["Bell 42 Local"]
    District.objects.filter(name="Bell 00 Local").update(name="Bell 99 Local")
    touch_registry()
    assert (names()[0], names("page=2")) == ("Bell 01 Local", ["Bell 99 Local"])


def test_the_filters_of_a_page_are_made_again_when_a_value_is_chosen_or_the_registry_changes(monkeypatch):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    DistrictFactory(srsa="yes")
    touch_registry()

    def box(question=""):
        return re.search(r'name="srsa" value="yes"( checked)?> <span>Yes</span> <span[^>]*>(\d+)<', page(question))

    for _twice in range(2):
        assert box("/districts/").groups() == (None, "1")
        assert box("/districts/?srsa=yes").groups() == (" checked", "1")
    DistrictFactory(srsa="yes")
    touch_registry()
    assert box("/districts/").groups() == (None, "2")
