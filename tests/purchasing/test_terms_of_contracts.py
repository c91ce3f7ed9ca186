"""Whether a contract is in effect on a date, and how soon it ends."""

import datetime

import pytest

from purchasing.rules.terms import expiry_of, status_of, time_left

TODAY = datetime.date(2026, 9, 14)
DAY = datetime.timedelta(1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "status"),
    [
        (None, None, "current"),
        (TODAY, TODAY, "current"),
        (TODAY + DAY, None, "upcoming"),
        (None, TODAY - DAY, "ended"),
    ],
)
def test_both_the_first_and_the_last_date_count(starts_on, ends_on, status):
    assert status_of(starts_on, ends_on, on=TODAY) == status


@pytest.mark.parametrize(
    ("ends_on", "expiry", "words"),
    [
        (None, "none", ""),
        (TODAY - DAY, "past", ""),
        (TODAY, "soon", "ends today"),
        (TODAY + DAY, "soon", "ends in 1 day"),
        (TODAY + 90 * DAY, "soon", "ends in 90 days"),
        (TODAY + 91 * DAY, "year", ""),
        (TODAY + 365 * DAY, "year", ""),
        (TODAY + 366 * DAY, "later", ""),
    ],
)
def test_a_contract_ends_soon_in_its_last_90_days(ends_on, expiry, words):
    assert (expiry_of(ends_on, on=TODAY), time_left(ends_on, on=TODAY)) == (expiry, words)
