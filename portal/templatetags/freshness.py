"""When a record or a membership was last verified, as a label."""

import datetime

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.rules.freshness import Freshness, freshness
from portal.components.markup import markup

register = template.Library()


@register.simple_tag(name="freshness")
def freshness_label(
    confirmed_on: datetime.date | None, member_since: datetime.date | None, on: datetime.date, by: str = ""
) -> SafeString:
    """`{% freshness membership.confirmed_on membership.asked_since on %}`: “Verified on …”, “Not yet verified”.

    `by` is the office of the person who verified it, where it should be named.
    """
    state = freshness(confirmed_on=confirmed_on, member_since=member_since, on=on)
    # Made here and not by a template: a roster has one in each row.
    label, overdue, css = _label(state, by), _overdue(state), "fresh" if state.confirmed_on else "fresh quiet"
    parts = [markup('<span class="%s">%s</span>', css, label)] if label else []
    if overdue:
        parts.append(markup('<span class="usa-tag usa-tag--part usa-tag--wraps">%s</span>', overdue))
    return mark_safe("\n".join(parts))


def _label(state: Freshness, by: str) -> str:
    if state.confirmed_on is None:
        if state.is_overdue:
            return ""
        if state.due_on is None:
            return gettext("Not yet verified")
        return gettext("Not yet verified, due by %(date)s") % {"date": short_day(state.due_on)}
    names = {"date": short_day(state.confirmed_on), "office": by[:1].lower() + by[1:]}
    return (gettext("Verified on %(date)s by the %(office)s") if by else gettext("Verified on %(date)s")) % names


def _overdue(state: Freshness) -> str:
    if not state.is_overdue or state.due_on is None:
        return ""
    words = gettext("Overdue since %(date)s") if state.confirmed_on else gettext("Not verified, overdue since %(date)s")
    return words % {"date": short_day(state.due_on)}
