"""The E-rate discounts of a consortium's members as a file."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.components.columns import DAY, NEVER, Column, File
from portal.components.downloads import csv_response
from portal.purchasing.pages.erate import EratePage
from purchasing.rules.erate import ONE, matrix_discounts

RATE, REGISTRY, PERCENT = _("The form or decision in “source.”"), _("The registry."), _("percent")
NO_RATE, NO_COUNTS = _("No discount is on record for the year."), _("No meal counts are on record.")
ERATE = File(
    "e-rate",
    _("E-rate discounts of a consortium’s members"),
    _("Each row is a member that may use the consortium’s contracts."),
    (
        Column("leaid", _("LEAID of the member."), REGISTRY, empty=NEVER),
        Column("district", _("Name of the member."), REGISTRY, empty=NEVER),
        Column("funding_year", _("The funding year; 2026 begins July 1, 2026."), REGISTRY, empty=NEVER),
        Column("category_one", _("Its own discount for internet service."), RATE, PERCENT, NO_RATE),
        Column("category_two", _("Its own discount for equipment inside buildings."), RATE, PERCENT, NO_RATE),
        Column("source", _("The form or decision that states the discount."), RATE, empty=NO_RATE),
        Column("entered_by", _("Who entered it: district, lead, or registrar."), RATE, empty=NO_RATE),
        Column("entered_on", _("Date it was entered."), RATE, DAY, NO_RATE),
        Column("meals_year", _("School year of the meal counts."), REGISTRY, empty=NO_COUNTS),
        Column(
            "eligible_percent", _("Students eligible for free or reduced-price meals."), REGISTRY, PERCENT, NO_COUNTS
        ),
        Column("rural", _("Whether most of its schools are rural: yes, no, or not known."), REGISTRY, empty=NEVER),
        Column("matrix", _("Category one in the discount matrix: one discount, or two."), REGISTRY, PERCENT, NO_COUNTS),
    ),
)


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
