"""On PostgreSQL, a connection parses and plans a kept statement once (ADR 52)."""

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from accounts.models.prepared import preparing
from accounts.models.statements import kept_statement
from districts.models import School
from tests.factories import SchoolFactory

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans in no time")
OFTEN = 5  # a statement that comes for the fifth time is planned for good


@kept_statement
def _schools_named(*, name: str) -> QuerySet[School]:
    return School.objects.filter(name=name)


def _planned_with(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"%{words}%"])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_frequent_read_is_planned_once_and_gives_the_rows_of_each_value():
    otter, mill = SchoolFactory(name="Otter Run"), SchoolFactory(name="Mill Creek")

    for _ in range(OFTEN):
        assert _schools_named(name="Otter Run") == [otter]
        assert _schools_named(name="Mill Creek") == [mill]

    assert _planned_with('"districts_school"."name" = $1') == 1


@pytest.mark.django_db
def test_nothing_is_planned_for_good_where_the_setting_is_off(settings):
    settings.DATABASE_PREPARE = False
    before = _planned_with("districts_school")

    for _ in range(OFTEN):
        assert _schools_named(name="Otter Run") == []

    assert _planned_with("districts_school") == before


def _read_after_its_column_changed() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE planned (name varchar(5))")
        cursor.execute("INSERT INTO planned VALUES ('Otter')")
    for time in range(OFTEN + 1):
        if time == OFTEN:
            with connection.cursor() as cursor:
                cursor.execute(
                    "DO $$ BEGIN ALTER TABLE planned ALTER name TYPE varchar(9); END $$"
                )  # as by another connection
        with preparing(connection).cursor() as cursor:
            cursor.execute("SELECT name FROM planned WHERE name = %s", ["Otter"])
            rows = cursor.fetchall()
    return rows


@pytest.mark.django_db(transaction=True)
def test_a_read_goes_on_after_a_migration_changed_the_type_of_its_column():
    assert _read_after_its_column_changed() == [("Otter",)]
    connection.close()


@pytest.mark.django_db
def test_in_a_transaction_such_a_read_asks_the_visitor_to_try_again():
    with pytest.raises(OperationalError, match="Another attempt will work"):
        _read_after_its_column_changed()
    assert connection.connection.keeps_no_plans
    connection.connection.keeps_no_plans = False
