"""The boundaries of counties, for maps and for .geojson."""

from django.db import models

from districts.models.place import County


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

    def __str__(self) -> str:
        return f"Boundary of {self.county}"
