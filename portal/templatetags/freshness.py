"""When a record or a membership was last verified, as a label."""

import datetime

from django import template
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.rules.freshness import Freshness, freshness

register = template.Library()


@register.inclusion_tag("components/freshness.html", name="freshness")
def freshness_label(
    confirmed_on: datetime.date | None, member_since: datetime.date | None, on: datetime.date, by: str = ""
) -> dict[str, object]:
    """`{% freshness membership.confirmed_on membership.asked_since on %}`: “Verified on …”, “Not yet verified”.

    `by` is the office of the person who verified it, where it should be named.
    """
    state = freshness(confirmed_on=confirmed_on, member_since=member_since, on=on)
    return {
        "label": _label(state, by),
        "overdue": _overdue(state),
        "is_verified": state.confirmed_on is not None,
    }


def _label(state: Freshness, by: str) -> str:
    if state.confirmed_on is None:
        if state.is_overdue:
            return ""
        if state.due_on is None:
            return gettext("Not yet verified")
        return gettext("Not yet verified, due by %(date)s") % {"date": short_day(state.due_on)}
    names = {"date": short_day(state.confirmed_on), "office": by.lower()}
    return (gettext("Verified on %(date)s by the %(office)s") if by else gettext("Verified on %(date)s")) % names


def _overdue(state: Freshness) -> str:
    if not state.is_overdue or state.due_on is None:
        return ""
    words = gettext("Overdue since %(date)s") if state.confirmed_on else gettext("Not verified, overdue since %(date)s")
    return words % {"date": short_day(state.due_on)}
