"""Whether a contract is in effect on a date, and how soon it ends. Pure."""

import datetime

CURRENT, UPCOMING, ENDED = "current", "upcoming", "ended"
# How long before its end a contract is shown as ending soon, and a joinder's holder is warned.
SOON = datetime.timedelta(90)
YEAR = datetime.timedelta(365)


def status_of(starts_on: datetime.date | None, ends_on: datetime.date | None, *, on: datetime.date) -> str:
    """CURRENT, UPCOMING, or ENDED on that date. The end date counts; an unknown date leaves that end open."""
    if ends_on and ends_on < on:
        return ENDED
    return UPCOMING if starts_on and starts_on > on else CURRENT


def day_of_term(starts_on: datetime.date | None, ends_on: datetime.date | None, *, on: datetime.date) -> datetime.date:
    """That date; before the term its first day, and after it its last day."""
    if ends_on and ends_on < on:
        return ends_on
    return starts_on if starts_on and starts_on > on else on


def expiry_of(ends_on: datetime.date | None, *, on: datetime.date) -> str:
    """When it ends: "past", "soon" (within 90 days), "year", "later", or "none" where no end date is on record."""
    if ends_on is None:
        return "none"
    if ends_on < on:
        return "past"
    if ends_on <= on + SOON:
        return "soon"
    return "year" if ends_on <= on + YEAR else "later"


def time_left(ends_on: datetime.date | None, *, on: datetime.date) -> str:
    """“ends today”, “ends in 1 day”, or “ends in 45 days” within 90 days of the end; empty at other times."""
    if ends_on is None or expiry_of(ends_on, on=on) != "soon":
        return ""
    days = (ends_on - on).days
    if not days:
        return "ends today"
    return "ends in 1 day" if days == 1 else f"ends in {days} days"
