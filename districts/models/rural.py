"""The facts for the rural program rules, and the state's decisions on which districts are rural."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Visitor
from districts.models.district import District
from districts.models.figures import DistrictFigures
from districts.models.school import School
from districts.states import AgencyStatus, FigureSource

FIGURE_COLUMNS = ("school_year", "source", "enrollment", "ada", "children_5_17", "children_5_17_in_poverty")


class RuralDesignationQuerySet(models.QuerySet["RuralDesignation"]):
    def visible_to(self, user: Visitor) -> "RuralDesignationQuerySet":
        """State decisions are public."""
        return self.all()

    def of_district(self, district: District) -> "RuralDesignationQuerySet":
        """All decisions on that district with their officers, latest first."""
        return self.filter(district=district).select_related("officer")

    def in_force(self, on: datetime.date) -> "RuralDesignationQuerySet":
        """Decisions in force on that date. On the end date of one there may be two: the later one applies."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class RuralDesignation(models.Model):
    """A state decision that a district is rural or not, or the withdrawal of an earlier decision."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="rural_designations")
    # Null if the state withdraws its decision: the locale of the schools decides again.
    is_rural = models.BooleanField(null=True)
    decided_on = models.DateField()
    starts_on = models.DateField()
    # The day before the next decision; null while it is in force.
    ends_on = models.DateField(null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1_000)

    objects = RuralDesignationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district"], condition=Q(ends_on=None), name="districts_rural_designation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="districts_rural_designation_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="districts_rural_designation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.district}: {self.decision}"

    @property
    def decision(self) -> str:
        """The decision in words."""
        if self.is_rural is None:
            return "Decision withdrawn"
        return "Rural" if self.is_rural else "Not rural"


def rural_facts(
    districts: models.QuerySet[District] | None,
    *,
    on: datetime.date,
    figures: Iterable[DistrictFigures] | None = None,
) -> defaultdict[int, dict[str, Any]]:  # as `rules.rural.facts_from` takes them
    """The facts about each of these districts, or about all, that decide rural program eligibility.

    By primary key: `figures` (latest first), open `schools`, and the `designation` on that date. Three queries for one
    district or the nation; `figures` are not read if the caller has them.
    """
    found: defaultdict[int, dict[str, Any]] = defaultdict(lambda: {"figures": [], "schools": [], "designation": None})
    schools, decisions = School.objects.filter(status=AgencyStatus.OPEN), RuralDesignation.objects.in_force(on)
    asked = DistrictFigures.objects.order_by("-school_year", "source")
    if districts is not None:
        wanted = districts.order_by().values("pk")
        asked, schools = asked.filter(district__in=wanted), schools.filter(district__in=wanted)
        decisions = decisions.filter(district__in=wanted)
    if figures is None:
        rows = asked.values_list("district", *FIGURE_COLUMNS).iterator(chunk_size=10_000)
    else:
        rows = ((row.district_id, *(getattr(row, column) for column in FIGURE_COLUMNS)) for row in figures)
    source_names = dict(FigureSource.choices)
    for pk, year, source, *numbers in rows:
        # Figures from an applicant's file do not count.
        if source != FigureSource.APPLICATION_FILE:
            found[pk]["figures"].append((year, source_names.get(source, source), *numbers))
    for pk, *place in (
        schools.order_by()
        .values_list(
            "district", "ncessch", "name", "locale", "county__name", "county__people_per_sq_mile", "place_year"
        )
        .iterator(chunk_size=10_000)
    ):
        found[pk]["schools"].append(place)
    # Earlier ones first, so that the latest is kept.
    for decision in decisions.order_by("starts_on", "pk").select_related("officer"):
        designation = (decision.is_rural, decision.decided_on.isoformat(), decision.officer.name, decision.reason)
        found[decision.district_id]["designation"] = designation if decision.is_rural is not None else None
    return found
