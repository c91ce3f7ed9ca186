"""The boundaries of counties, for maps and for .geojson."""

from typing import Any, NamedTuple

from django.db import models

from accounts.models import Visitor
from accounts.models.statements import kept_statement
from districts.models.place import County


class DrawnCounty(NamedTuple):
    """What a map needs to draw a county: its path on the state's sheet, and its bounding box."""

    fips: str
    name: str
    state: str
    path: str
    left: int
    top: int
    right: int
    bottom: int


class CountyShapeQuerySet(models.QuerySet["CountyShape"]):
    def visible_to(self, user: Visitor) -> "CountyShapeQuerySet":
        """Boundaries are public."""
        return self.all()

    def drawn(self, state: str) -> list[DrawnCounty]:
        """The counties of a state as its maps show them; empty if no boundaries are stored. One query."""
        return [DrawnCounty(*values) for values in _drawn(state=state)]

    def polygons(self, counties: models.QuerySet[County] | list[County]) -> dict[int, Any]:  # JSON
        """The boundaries of these counties by primary key, as coordinates of a GeoJSON MultiPolygon."""
        return dict(self.filter(county__in=counties).values_list("county", "coordinates"))


@kept_statement
def _drawn(*, state: str) -> "models.QuerySet[CountyShape, Any]":
    found = CountyShape.objects.filter(county__state=state).order_by("county__name", "county__fips")
    return found.values_list("county__fips", "county__name", "county__state", "path", "left", "top", "right", "bottom")


class CountyShape(models.Model):
    """A county's boundary, from the county boundaries of the npm package us-atlas."""

    county = models.OneToOneField(County, on_delete=models.PROTECT, primary_key=True, related_name="shape")
    # GeoJSON: the coordinates of a MultiPolygon, longitude before latitude, WGS 84.
    coordinates = models.JSONField()
    # The same as the `d` of an SVG path on the state's own sheet (districts.rules.drawing), and its box there.
    path = models.TextField()
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()

    objects = CountyShapeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Boundary of {self.county}"
