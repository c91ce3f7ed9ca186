"""How fresh a record or a line is, as a label."""

import datetime
from typing import Any

from django import template

from districts.rules.freshness import freshness

register = template.Library()


@register.filter
def is_overdue(line: Any, on: datetime.date) -> bool:
    """`{% if line|is_overdue:on %}`: whether the yearly confirmation of that membership line is overdue."""
    return freshness(confirmed_on=line.confirmed_on, member_since=line.asked_since, on=on).is_overdue


@register.inclusion_tag("components/freshness.html", name="freshness")
def freshness_label(
    confirmed_on: datetime.date | None, member_since: datetime.date | None, on: datetime.date, by: str = ""
) -> dict[str, Any]:
    """`{% freshness line.confirmed_on line.asked_since on %}`: “Confirmed on …”, “Not yet”, “Overdue since …”.

    `by` is the post of whoever confirmed, where it is to be said.
    """
    return {"fresh": freshness(confirmed_on=confirmed_on, member_since=member_since, on=on), "by": by}
