"""Yearly confirmation: when it is due, and what the label says."""

import datetime

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from consortia.models import Membership
from districts.rules.freshness import Fresh, due, freshness, member_since

D = datetime.date


@pytest.mark.parametrize(
    ("confirmed_on", "member_since", "expected"),
    [
        (D(2025, 9, 14), D(2013, 7, 1), D(2026, 9, 14)),
        (D(2024, 2, 29), None, D(2025, 3, 1)),
        (None, D(2026, 8, 15), D(2026, 9, 14)),
        (None, None, None),
    ],
)
def test_it_is_due_a_year_after_the_last_time_and_at_first_thirty_days_after_joining(
    confirmed_on, member_since, expected
):
    assert due(confirmed_on=confirmed_on, member_since=member_since) == expected


@pytest.mark.parametrize(
    ("on", "state"), [(D(2026, 9, 14), Fresh.CONFIRMED), (D(2026, 9, 15), Fresh.OVERDUE), (D(2025, 9, 14), "confirmed")]
)
def test_the_last_day_is_in_time(on, state):
    assert freshness(confirmed_on=D(2025, 9, 14), member_since=None, on=on).state == state


@pytest.mark.parametrize(
    ("confirmed_on", "member_since", "by", "words"),
    [
        ("2026-03-02", None, "", "Verified on Mar 2, 2026"),
        ("2026-03-02", "2013-07-01", "Superintendent", "Verified on Mar 2, 2026 by the superintendent"),
        ("2025-03-02", None, "", "Verified on Mar 2, 2025 Overdue since Mar 2, 2026"),
        (None, "2026-09-01", "", "Not yet verified, due by Oct 1, 2026"),
        (None, "2026-07-01", "", "Not verified, overdue since Jul 31, 2026"),
        (None, None, "", "Not yet verified"),
    ],
)
def test_the_label_names_the_date_and_the_office(confirmed_on, member_since, by, words):
    template = Template("{% load freshness %}{% freshness confirmed_on member_since on by %}")
    days = {"confirmed_on": confirmed_on, "member_since": member_since}
    values = {name: D.fromisoformat(day) if day else None for name, day in days.items()}

    html = template.render(Context(values | {"on": D(2026, 9, 14), "by": by}))

    assert " ".join(strip_tags(html).split()) == words


def test_a_membership_entered_long_after_joining_is_due_thirty_days_after_entry():
    entered = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
    line = Membership(joins_on=D(2012, 7, 1), claimed_at=entered)

    assert member_since([line]) == D(2026, 9, 1)
    assert due(confirmed_on=None, member_since=member_since([line])) == D(2026, 10, 1)
    # Entered before the member joins: joining decides.
    assert Membership(joins_on=D(2027, 1, 1), claimed_at=entered).asked_since == D(2027, 1, 1)
    assert Membership(joins_on=None, claimed_at=entered).asked_since is None
