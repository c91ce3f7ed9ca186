"""Counties and the regions of a state."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F

from accounts.addresses import HasPage
from accounts.models import Visitor
from districts.states import STANDS_IN, RegionChangeKind


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: Visitor) -> "RegionQuerySet":
        """Regions are public."""
        return self.all()

    def in_state(self, state: str) -> "RegionQuerySet":
        """The regions of one state."""
        return self.filter(state=state)

    def in_use(self) -> "RegionQuerySet":
        """Regions that have not been retired."""
        return self.filter(retired_on=None)

    def retired(self) -> "RegionQuerySet":
        """Regions that a registrar has retired."""
        return self.exclude(retired_on=None)

    def apart_from(self, region: "Region") -> "RegionQuerySet":
        """The others."""
        return self.exclude(pk=region.pk)

    def for_list(self) -> "RegionQuerySet":
        """Regions with their counties."""
        return self.prefetch_related("counties")


class Region(HasPage, models.Model):
    """A region of a state: a set of counties (a service-agency area, a planning region)."""

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2)
    # The day on which a registrar retired it; it has no counties any more, and keeps its name and address.
    retired_on = models.DateField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["state", "name"]
        constraints = [models.UniqueConstraint(fields=["state", "name"], name="districts_region_name_once_a_state")]

    def __str__(self) -> str:
        return self.name


class RegionChangeQuerySet(models.QuerySet["RegionChange"]):
    def visible_to(self, user: Visitor) -> "RegionChangeQuerySet":
        """The history of regions is public."""
        return self.all()

    def of_region(self, slug: str) -> "RegionChangeQuerySet":
        """The changes of that region, newest first."""
        return self.filter(region__slug=slug)


class RegionChange(models.Model):
    """One change of a region by a registrar. Never changed."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=RegionChangeKind)
    # The county that joined or left, with its code; of a rename, the former name.
    old = models.CharField(max_length=220, blank=True)
    # The other region of a county, empty for none; of a rename, the new name.
    new = models.CharField(max_length=220, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = RegionChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.region}"


class CountyQuerySet(models.QuerySet["County"]):
    def visible_to(self, user: Visitor) -> "CountyQuerySet":
        """Counties are public."""
        return self.all()

    def in_state(self, state: str) -> "CountyQuerySet":
        """The counties of one state."""
        return self.filter(state=state)

    def in_region(self, slug: str) -> "CountyQuerySet":
        """The counties of a region; `county-39009` is one county, used if a state has no regions."""
        if slug.startswith(STANDS_IN):
            return self.filter(fips=slug.removeprefix(STANDS_IN))
        return self.filter(region__slug=slug)

    def for_list(self) -> "CountyQuerySet":
        """Counties with their region."""
        return self.select_related("region")

    def by_region(self) -> "CountyQuerySet":
        """Counties with their region, in the order of regions; counties without one at the end."""
        return self.for_list().order_by(F("region__name").asc(nulls_last=True), "name", "fips")

    def without_shape(self) -> list[tuple[str, str]]:
        """(FIPS code, state) of counties without a stored boundary."""
        return list(self.filter(shape=None).order_by("fips").values_list("fips", "state"))

    def with_codes(self, codes: Collection[str]) -> "CountyQuerySet":
        """The counties with these FIPS codes, by name; no query for no code."""
        return self.filter(fips__in=codes).order_by("name", "fips") if codes else self.none()

    def names(self) -> dict[str, str]:
        """Names by FIPS code, in alphabetical order."""
        return dict(self.order_by("name", "fips").values_list("fips", "name"))

    def states(self) -> list[str]:
        """The states that have counties in the registry, in alphabetical order."""
        return list(self.order_by("state").values_list("state", flat=True).distinct())


class County(HasPage, models.Model):
    """A county or its equivalent. The first two digits of its five-digit FIPS code are the state's."""

    fips = models.CharField("FIPS code", max_length=5, unique=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=2)
    # People per square mile of land (the SRSA density test); null if the county file has no row for it.
    people_per_sq_mile = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="counties")

    objects = CountyQuerySet.as_manager()

    class Meta:
        ordering = ["state", "name"]
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name

    def place_called(self, slug: str) -> "Region | County":
        """The region with that slug, or the county used instead of one."""
        return self if slug.startswith(STANDS_IN) or self.region is None else self.region
