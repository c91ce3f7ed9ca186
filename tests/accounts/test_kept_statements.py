"""Reads whose SQL is written once give what Django's own give, whatever the values (ADR 38)."""

import datetime
from typing import Any

import pytest
from django.db.models import BooleanField, CharField, Count, ExpressionWrapper, Prefetch, Q, QuerySet, Value

from accounts.models.statements import kept_statement
from districts.models import District, DistrictFigures, School
from districts.models.keys import HasKey
from tests.factories import DistrictFactory, DistrictFiguresFactory, SchoolFactory

pytestmark = pytest.mark.django_db
JULY = datetime.date(2026, 7, 1)
MIDNIGHT = datetime.datetime(2026, 7, 1, 4, tzinfo=datetime.UTC)  # in New York


@kept_statement
def _schools(*, district: int) -> QuerySet[School]:
    return School.objects.filter(district=district).select_related("district__county", "county")


@kept_statement
def _closed_by(order: str, *, on: datetime.date) -> QuerySet[School, Any]:
    is_closed = ExpressionWrapper(Q(closed_on__lte=on), BooleanField())
    return School.objects.order_by(order).values_list("name", "closed_on", is_closed)


def test_rows_are_models_with_what_they_were_joined_with(django_assert_num_queries):
    one, other = SchoolFactory(name="Otter Run Elementary"), SchoolFactory(name="Mill Creek High", county=None)

    for school in (one, other, one):
        with django_assert_num_queries(1):
            (found,) = _schools(district=school.district_id)
            assert (found, found.district, found.county) == (school, school.district, school.county)


def test_an_unknown_value_in_a_row_is_none_and_a_condition_is_a_boolean():
    SchoolFactory(name="Closed", closed_on=JULY)
    SchoolFactory(name="Open", closed_on=None)

    day_before = JULY - datetime.timedelta(days=1)

    assert _closed_by("name", on=JULY) == [("Closed", JULY, True), ("Open", None, None)]
    assert _closed_by("name", on=day_before) == [("Closed", JULY, False), ("Open", None, None)]


def test_each_form_has_its_own_statement():
    SchoolFactory(name="Mill Creek")
    SchoolFactory(name="Otter Run")

    assert [name for name, *_ in _closed_by("-name", on=JULY)] == ["Otter Run", "Mill Creek"]
    assert [name for name, *_ in _closed_by("name", on=JULY)] == ["Mill Creek", "Otter Run"]


def test_a_time_is_compared_as_django_compares_it():
    SchoolFactory(name="At midnight", recorded_at=MIDNIGHT)
    SchoolFactory(name="Later", recorded_at=MIDNIGHT + datetime.timedelta(microseconds=1))
    SchoolFactory(name="Not known", recorded_at=None)

    @kept_statement
    def recorded_by(*, at: datetime.datetime) -> QuerySet[School, Any]:
        return School.objects.filter(recorded_at__lte=at).order_by("name").values_list("name", "recorded_at")

    new_york = MIDNIGHT.astimezone(datetime.timezone(-datetime.timedelta(hours=4)))
    for at in (new_york, MIDNIGHT + datetime.timedelta(days=1), MIDNIGHT - datetime.timedelta(days=1), MIDNIGHT):
        rows = School.objects.filter(recorded_at__lte=at).order_by("name")
        assert recorded_by(at=at) == list(rows.values_list("name", "recorded_at"))


def test_a_list_of_row_ids_may_have_any_length():
    schools = [SchoolFactory() for _ in range(3)]

    @kept_statement
    def among(*, keys: list[int]) -> QuerySet[School]:
        return School.objects.filter(HasKey("pk", keys)).order_by("pk")

    for some in (schools[:2], [], schools, schools[2:]):
        assert among(keys=[school.pk for school in some]) == some
    assert among(keys=frozenset(school.pk for school in schools)) == schools


def test_a_text_is_compared_whole_and_never_becomes_part_of_the_statement():
    SchoolFactory(name="100 % 'Otter' Run; --")

    @kept_statement
    def named(*, name: str) -> QuerySet[School, Any]:
        return School.objects.filter(name=name).annotate(typed=Value(name, CharField())).values_list("name", "typed")

    for name in ("Mill Creek", "100 % 'Otter' Run; --", "%s", "' OR 1=1"):
        assert named(name=name) == ([(name, name)] if name.startswith("100") else [])


def test_a_union_its_order_and_its_limit_are_kept():
    one, other = DistrictFactory(), DistrictFactory()
    for district in (one, other):
        SchoolFactory(district=district, name=f"School of {district.pk}")

    @kept_statement
    def both(*, mine: int, theirs: int) -> QuerySet[School, Any]:
        rows = [School.objects.order_by().filter(district=key).values_list("name") for key in (mine, theirs)]
        return rows[0].union(rows[1], all=True).order_by("name")[:2]

    assert both(mine=one.pk, theirs=other.pk) == [(f"School of {one.pk}",), (f"School of {other.pk}",)]
    assert both(mine=other.pk, theirs=other.pk) == [(f"School of {other.pk}",)] * 2


def test_what_can_match_nothing_asks_nothing(django_assert_num_queries):
    school = SchoolFactory()

    @kept_statement
    def none_of(*, district: int) -> QuerySet[School]:
        return School.objects.filter(pk__in=[], district=district)

    for _ in range(2):
        with django_assert_num_queries(0):
            assert none_of(district=school.district_id) == []


def test_groups_and_rows_fetched_beside_are_those_of_the_value(django_assert_num_queries):
    one, other = DistrictFactory(), DistrictFactory()
    for district, year in ((one, "2024-25"), (one, "2025-26"), (other, "2025-26")):
        DistrictFiguresFactory(district=district, school_year=year)

    @kept_statement
    def years(*, district: int) -> QuerySet[DistrictFigures, Any]:
        return DistrictFigures.objects.filter(district=district).order_by().values_list("source").annotate(Count("pk"))

    @kept_statement
    def with_figures(*, district: int) -> QuerySet[Any]:
        return District.objects.filter(pk=district).prefetch_related("figures")

    assert [number for _, number in years(district=one.pk)] == [2]
    assert [number for _, number in years(district=other.pk)] == [1]
    with django_assert_num_queries(2):
        (found,) = with_figures(district=one.pk)
        assert [row.school_year for row in found.figures.all()] == ["2025-26", "2024-25"]


def test_rows_fetched_beside_by_a_queryset_of_their_own_are_refused_because_it_would_keep_its_values():
    @kept_statement
    def with_figures_of(*, district: int, year: str) -> QuerySet[Any]:
        figures = DistrictFigures.objects.filter(school_year=year)
        return District.objects.filter(pk=district).prefetch_related(Prefetch("figures", figures, to_attr="of_year"))

    with pytest.raises(TypeError, match="the queryset of a Prefetch"):
        with_figures_of(district=DistrictFactory().pk, year="2025-26")


def test_none_is_refused_because_null_is_compared_in_another_way():
    _schools(district=SchoolFactory().district_id)

    with pytest.raises(TypeError, match="takes no None"):
        _schools(district=None)  # type: ignore[arg-type]


def test_a_value_that_changes_on_its_way_is_refused():
    @kept_statement
    def the_day_after(*, on: datetime.date) -> QuerySet[School]:
        return School.objects.filter(closed_on__lte=on, opened_on__lte=on + datetime.timedelta(days=1))

    @kept_statement
    def called(*, words: str) -> QuerySet[School]:
        return School.objects.filter(name__icontains=words)

    with pytest.raises(TypeError, match="is changed on the way"):
        the_day_after(on=JULY)
    with pytest.raises(TypeError, match="is changed on the way"):
        called(words="otter")


def test_a_value_that_changes_the_form_is_refused():
    @kept_statement
    def first(*, most: int) -> QuerySet[School]:
        return School.objects.all()[:most]

    @kept_statement
    def charters(*, is_charter: bool) -> QuerySet[School]:
        return School.objects.filter(is_charter=is_charter)

    with pytest.raises(TypeError, match="changes the statement"):
        first(most=5)
    with pytest.raises(TypeError, match="takes no bool"):
        charters(is_charter=True)
