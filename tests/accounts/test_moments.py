"""Times come from PostgreSQL as Django gives them."""

import datetime

import psycopg
import pytest
from django.db import connection

from accounts.models.moments import MomentLoader

pytestmark = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps times as text")
BC = b"0044-03-15 00:00:00+00 BC"


@pytest.mark.django_db
def test_a_time_is_read_in_utc_to_the_microsecond():
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-03-01 07:05:09.00012+02'::timestamptz, '2026-03-01 05:05:09Z'::timestamptz, NULL")
        exact, round_, none = cursor.fetchone()

    assert repr(exact) == "datetime.datetime(2026, 3, 1, 5, 5, 9, 120, tzinfo=datetime.timezone.utc)"
    assert repr(round_) == "datetime.datetime(2026, 3, 1, 5, 5, 9, tzinfo=datetime.timezone.utc)"
    assert none is None


@pytest.mark.django_db
def test_a_time_of_another_zone_is_read_too_and_one_before_christ_is_refused():
    connection.ensure_connection()
    loader = MomentLoader(0, connection.connection)

    assert loader.load(b"2026-03-01 00:05:09.5-05") == datetime.datetime(2026, 3, 1, 5, 5, 9, 500_000, datetime.UTC)
    with pytest.raises(psycopg.DataError, match="before year 1"):
        loader.load(BC)
