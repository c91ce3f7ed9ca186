"""The history of changed facts."""

import datetime
import secrets
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from accounts.models import User
from districts.actions.followers import ChangedRecords, tell_followers
from districts.models import Change, County, District, Revision, School
from districts.permissions import Actor

# A column of 63 bits has room for more than eight million million changes.
_LARGEST_STEP = 2**20


def touch_registry() -> None:
    """Mark cached counts and names as stale. Every action that changes what lists count calls it.

    The number grows by a random step: what a transaction cached before it was rolled back is never taken for what a
    later one wrote.
    """
    step = 1 + secrets.randbelow(_LARGEST_STEP)
    if not Revision.objects.filter(pk=1).update(number=F("number") + step):
        Revision.objects.get_or_create(pk=1, defaults={"number": step})


def record_changes(
    record: District | School,
    before: Mapping[str, Any],
    *,
    source: str,
    holds_from: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> list[str]:
    """Add a history entry for each field of `before` whose value has changed; returns the names of those fields.

    Call it after saving the record, in the same transaction.
    """
    touch_registry()
    whose = {"district": record} if isinstance(record, District) else {"school": record}
    changed = [field for field, old in before.items() if getattr(record, field) != old]
    if changed:
        own = record.pk if isinstance(record, District) else record.district_id
        # Narratives may name any district of the state.
        states = [record.state] if isinstance(record, District) and "name" in changed else []
        tell_followers(ChangedRecords(at=at, districts=[own, before.get("district_id")], states=states))
    Change.objects.bulk_create(
        Change(
            **whose,
            field=field,
            old=history_text(before[field]),
            new=history_text(getattr(record, field)),
            holds_from=holds_from,
            recorded_at=at,
            source=source,
            by=by if isinstance(by, User) else None,
        )
        for field in changed
    )
    return changed


def history_text(value: Any) -> str:
    """A fact as the history stores it: text, empty if unknown, a county with its code."""
    if isinstance(value, County):
        return county_text(value.name, value.fips)
    return "" if value is None else str(value)


def county_text(name: str, fips: str) -> str:
    """A county as the history stores it: the code tells counties of one name apart."""
    return f"{name} ({fips})"
