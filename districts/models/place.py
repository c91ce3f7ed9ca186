"""Counties, and the regions that a state makes of them."""

from typing import Any

from django.db import models


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: Any) -> "RegionQuerySet":
        """Regions are public."""
        return self.all()


class Region(models.Model):
    """The state's own division: a set of counties (service-agency areas, planning regions)."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["state", "name"]
        constraints = [models.UniqueConstraint(fields=["state", "name"], name="districts_region_name_once_a_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        # A page that upper apps add to: its address is fixed, its view is theirs.
        return f"/regions/{self.slug}/"


class CountyQuerySet(models.QuerySet["County"]):
    def visible_to(self, user: Any) -> "CountyQuerySet":
        """Counties are public."""
        return self.all()


class County(models.Model):
    """A county or its equal, known by its five-digit FIPS code; the first two are the state's."""

    fips = models.CharField("FIPS code", max_length=5, unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2)
    # People per square mile of land (the SRSA density test); null where the county file has no row.
    people_per_sq_mile = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="counties")

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["state", "name"]
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name
