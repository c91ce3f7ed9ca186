"""A changed row is stored as JSON, and its values come back in the types of their columns."""

import datetime
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.actions.rows import decoded, encoded
from districts.models import Appointment, District, DistrictFigures, School

MOMENT = datetime.datetime(2026, 9, 14, 16, 5, 6, 789, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))


def through_json(model, column, value):
    return decoded(model, column, json.loads(json.dumps(encoded(value))))


@pytest.mark.parametrize(
    ("model", "column", "value", "as_stored"),
    [
        (DistrictFigures, "teachers", Decimal("12.50"), "12.50"),
        (District, "closed_on", datetime.date(2026, 6, 30), "2026-06-30"),
        (Appointment, "withdrawn_at", MOMENT, "2026-09-14T20:05:06.000789+00:00"),
        (School, "district_id", 7, 7),
        (School, "district_id", None, None),
        (District, "latitude", 39.3, 39.3),
        (School, "is_charter", True, True),
        (District, "name", "Otter Run", "Otter Run"),
    ],
)
def test_a_value_comes_back_in_the_type_of_its_column(model, column, value, as_stored):
    assert encoded(value) == as_stored

    back = through_json(model, column, value)

    assert (back, type(back)) == (value, type(value))


@given(
    st.decimals(min_value=-9_999_999, max_value=9_999_999, places=2), st.dates(), st.datetimes(timezones=st.timezones())
)
def test_every_decimal_date_and_moment_comes_back(number, day, moment):
    assert through_json(DistrictFigures, "teachers", number) == number
    assert through_json(District, "closed_on", day) == day
    try:
        in_utc = moment.astimezone(datetime.UTC)
    except OverflowError:  # at the very ends of the calendar
        return
    assert through_json(Appointment, "withdrawn_at", moment) == in_utc
