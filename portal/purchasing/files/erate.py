"""The E-rate discounts of a consortium's members as a file."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils.text import slugify

from portal.components.downloads import csv_response
from portal.components.purchasing_columns import ERATE
from portal.purchasing.pages.erate import EratePage
from purchasing.rules.erate import ONE, matrix_discounts


def erate_file(page: EratePage) -> HttpResponseBase:
    """The members' discounts in the page's funding year."""
    name = slugify(f"e-rate-{page.consortium.slug}-{page.year}")
    return csv_response(name, ERATE.header, _rows(page), on=page.record.on)


def _rows(page: EratePage) -> Iterator[tuple[object, ...]]:
    for district in page.record.members:
        rate, facts = page.rates.get(district.pk), page.record.facts_of(district)
        own = (
            (rate.category_one, rate.category_two, rate.source, rate.entered_by, rate.entered_on)
            if rate
            else ("", "", "", "", "")
        )
        rural = {True: "yes", False: "no", None: "not known"}[facts.rural]
        matrix = " or ".join(map(str, matrix_discounts(facts.percent, facts.rural, ONE)))
        yield (district.leaid, district.name, page.year, *own, facts.school_year, facts.percent, rural, matrix)
