"""Yearly figures with their sources."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery

from accounts.models import Visitor
from districts.models.district import District
from districts.models.school import School
from districts.states import AgencyStatus, FigureSource

# The label of each figure on pages, and its field.
LABELS = (
    ("Enrollment", "enrollment"),
    ("Average daily attendance", "ada"),
    ("Teachers, full-time equivalent", "teachers"),
    ("Students for each teacher", "students_per_teacher"),
    ("Spending for each student, US dollars", "spending_per_student"),
    ("Population", "population"),
    ("Children aged 5 to 17", "children_5_17"),
    ("Children aged 5 to 17 in poverty", "children_5_17_in_poverty"),
)


SCHOOL_LABELS = (
    ("Enrollment", "enrollment"),
    ("Teachers, full-time equivalent", "teachers"),
    ("Students for each teacher", "students_per_teacher"),
    ("Students with free lunch", "free_lunch"),
    ("Students with reduced-price lunch", "reduced_lunch"),
    ("Students directly certified for meals", "directly_certified"),
)


class DistrictFiguresQuerySet(models.QuerySet["DistrictFigures"]):
    def visible_to(self, user: Visitor) -> "DistrictFiguresQuerySet":
        """Figures are public."""
        return self.all()

    def attached(self) -> Prefetch:
        """A prefetch of each district's rows with an enrollment, latest first, as `enrollments`."""
        return Prefetch("figures", self.with_enrollment(), to_attr="enrollments")

    def latest_enrollment(self, column: str = "enrollment", *, of: str = "pk") -> Subquery:
        """The latest enrollment of each district of a queryset, or another column of the same row.

        `of` is the field with the district in a queryset of something else.
        """
        return Subquery(self.with_enrollment().filter(district=OuterRef(of)).values(column)[:1])

    def enrollment_in(self, school_year: str, districts: Collection[int]) -> dict[int, int]:
        """Students of these districts (row ids) in that school year; those without a figure are left out."""
        rows = self.with_enrollment().filter(school_year=school_year, district__in=districts)
        found = list(rows.values_list("district", "enrollment"))
        # Of several sources, the first.
        return {district: students for district, students in reversed(found) if students is not None}

    def with_enrollment(self) -> "DistrictFiguresQuerySet":
        """Rows with an enrollment, latest first."""
        return self.exclude(enrollment=None).order_by("-school_year", "source")


class AbstractFigures(models.Model):
    school_year = models.CharField(max_length=9)  # "2023-24"; for SAIPE the calendar year, "2020"
    source = models.CharField(max_length=20, choices=FigureSource)
    enrollment = models.PositiveIntegerField(null=True, blank=True)
    locale = models.PositiveSmallIntegerField(null=True, blank=True)
    teachers = models.DecimalField("full-time equivalent", max_digits=9, decimal_places=2, null=True, blank=True)
    students_per_teacher = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.school_year}, {self.get_source_display()}"


class DistrictFigures(AbstractFigures):
    """One source's figures for a district and year; null means not stated."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="figures")
    ada = models.DecimalField("average daily attendance", max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    children_5_17 = models.PositiveIntegerField("children aged 5 to 17", null=True, blank=True)
    children_5_17_in_poverty = models.PositiveIntegerField(null=True, blank=True)
    spending_per_student = models.PositiveIntegerField("US dollars for each student", null=True, blank=True)

    objects = DistrictFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "source"]
        verbose_name_plural = "district figures"
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school_year", "source"], name="districts_district_figures_once_a_year_and_source"
            ),
            models.CheckConstraint(condition=~Q(school_year=""), name="districts_district_figures_have_a_year"),
        ]
        indexes = [
            # Holds all that `latest_enrollment` asks, for the list of districts sorted by enrollment.
            models.Index(
                fields=["district", "-school_year", "source", "enrollment"],
                condition=Q(enrollment__isnull=False),
                name="districts_latest_enrollment",
            )
        ]


class SchoolFiguresQuerySet(models.QuerySet["SchoolFigures"]):
    def visible_to(self, user: Visitor) -> "SchoolFiguresQuerySet":
        """Figures are public."""
        return self.all()

    def with_meals(self, districts: Collection[int]) -> "SchoolFiguresQuerySet":
        """Rows with a count of eligible students in open schools of these districts (row ids), latest first."""
        nothing = Q(free_lunch=None, reduced_lunch=None, directly_certified=None)
        rows = self.filter(school__district__in=districts, school__status=AgencyStatus.OPEN).exclude(nothing)
        return rows.order_by("-school_year", "source", "pk")


class SchoolFigures(AbstractFigures):
    """One source's figures for a school and year; null means not stated."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="figures")
    free_lunch = models.PositiveIntegerField("students with free lunch", null=True, blank=True)
    reduced_lunch = models.PositiveIntegerField("students with reduced-price lunch", null=True, blank=True)
    directly_certified = models.PositiveIntegerField("students directly certified", null=True, blank=True)

    objects = SchoolFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "source"]
        verbose_name_plural = "school figures"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "source"], name="districts_school_figures_once_a_year_and_source"
            ),
            models.CheckConstraint(condition=~Q(school_year=""), name="districts_school_figures_have_a_year"),
        ]


AnyFigures = TypeVar("AnyFigures", DistrictFigures, SchoolFigures)


def known_figures(rows: Iterable[AnyFigures]) -> list[tuple[str, Any, AnyFigures]]:
    """Every known figure of a district or a school as (label, value, row with its year and source)."""
    return [
        (label, value, row)
        for row in rows
        for label, field in (LABELS if isinstance(row, DistrictFigures) else SCHOOL_LABELS)
        if (value := getattr(row, field)) is not None
    ]
