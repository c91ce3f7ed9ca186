"""Numbers of applications."""

from django.db import models


class ReferenceCounter(models.Model):
    """The last number given in a year. Locked while the next one is given, so that no number is given twice."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
