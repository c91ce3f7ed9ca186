"""The E-rate discounts of districts."""

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from districts.models import District
from purchasing.states import RateSource


class ErateRateQuerySet(models.QuerySet["ErateRate"]):
    def of_districts(self, districts: Collection[int]) -> "ErateRateQuerySet":
        """The discounts of these districts (row ids), the latest funding year first."""
        return self.filter(district__in=districts).order_by("-funding_year", "district")

    def in_year(self, year: int) -> "ErateRateQuerySet":
        """The discounts of that funding year."""
        return self.filter(funding_year=year)


class ErateRate(models.Model):
    """A district's own E-rate discount for a funding year, in percent, as a form or a decision states it."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="erate_rates")
    # The year in which it begins, on July 1.
    funding_year = models.PositiveSmallIntegerField()
    category_one = models.PositiveSmallIntegerField()
    category_two = models.PositiveSmallIntegerField(null=True, blank=True)
    # The form or the decision that states it.
    source = models.CharField(max_length=300)
    entered_by = models.CharField(max_length=10, choices=RateSource)
    entered_on = models.DateField()

    objects = ErateRateQuerySet.as_manager()

    class Meta:
        ordering = ["-funding_year", "district"]
        constraints = [
            models.UniqueConstraint(fields=["district", "funding_year"], name="purchasing_erate_rate_once_a_year"),
            models.CheckConstraint(
                condition=Q(category_one__gte=20, category_one__lte=90), name="purchasing_erate_category_one_is_a_rate"
            ),
            models.CheckConstraint(
                condition=Q(category_two=None) | Q(category_two__gte=20, category_two__lte=85),
                name="purchasing_erate_category_two_is_a_rate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district}, {self.funding_year}"

    def rate(self, category: int) -> int | None:
        """The discount of category one or two; None where it is not on record."""
        return self.category_one if category == 1 else self.category_two
