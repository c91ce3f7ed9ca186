"""Keeping what the register said before."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from accounts.models import User
from districts.models import Change, County, District, Revision, School
from districts.permissions import Actor


def touch_registry() -> None:
    """Say that something which lists count has changed. Every action that writes to the register calls it."""
    if not Revision.objects.filter(pk=1).update(number=F("number") + 1):
        Revision.objects.get_or_create(pk=1)


def record_changes(
    record: District | School,
    before: Mapping[str, Any],
    *,
    source: str,
    holds_from: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> list[str]:
    """One row of history for each field of `before` that the record now says otherwise; the names of those fields.

    To be called after the writing, in its transaction.
    """
    touch_registry()
    whose = {"district": record} if isinstance(record, District) else {"school": record}
    changed = [field for field, old in before.items() if getattr(record, field) != old]
    Change.objects.bulk_create(
        Change(
            **whose,
            field=field,
            old=said(before[field]),
            new=said(getattr(record, field)),
            holds_from=holds_from,
            recorded_at=at,
            source=source,
            by=by if isinstance(by, User) else None,
        )
        for field in changed
    )
    return changed


def said(value: Any) -> str:
    """A fact as history keeps it: text, empty where nothing is known, a county with its code."""
    if isinstance(value, County):
        return county_said(value.name, value.fips)
    return "" if value is None else str(value)


def county_said(name: str, fips: str) -> str:
    """A county as history keeps it: counties of one name are told apart by their code."""
    return f"{name} ({fips})"
