"""Services that a consortium or service agency renders, agreed year by year (a BOCES calls one a CO-SER)."""

from django.db import models

from consortia.models.consortium import Consortium
from districts.models import District


class Service(models.Model):
    """A shared service, by the number under which the consortium offers it."""

    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="services")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "number"], name="consortia_service_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ServiceYear(models.Model):
    """A district takes part in a service in one school year; each year anew."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="years")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="service_years")
    school_year = models.CharField(max_length=9)  # "2025-26"

    class Meta:
        ordering = ["-school_year", "district"]
        constraints = [
            models.UniqueConstraint(fields=["service", "district", "school_year"], name="consortia_service_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.district}, {self.service}, {self.school_year}"
