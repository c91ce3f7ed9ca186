"""Importing official files: only differences are written, in one transaction, with one entry in the audit log."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import log
from districts.actions.bulk import refresh_statistics, wait_for_other_imports
from districts.actions.history import touch_registry
from districts.actions.official.comparing import Comparison, OfficialFacts
from districts.actions.official.writing import write_comparison
from districts.actions.outcome import Outcome, RowResult
from districts.actions.rural import store_answers
from districts.permissions import Actor, check_can_register

__all__ = ["OfficialFacts", "Outcome", "RowResult", "record_official_files"]


@transaction.atomic
def record_official_files(
    *,
    facts: OfficialFacts,
    files: Sequence[Mapping[str, Any]],
    state: str | None,
    dry_run: bool,
    by: Actor,
    at: datetime.datetime,
) -> Outcome:
    """Import the facts of official files; a dry run counts without writing.

    Nothing is deleted: records that the files do not name do not change. `files` (names, digests, and counts of
    reading) go into the audit log with the counts of the outcome.
    """
    check_can_register(by, timezone.localdate(at))
    wait_for_other_imports()
    compared = Comparison(facts, state)
    compared.compare()
    if dry_run:
        return compared.outcome
    outcome = compared.outcome
    write_comparison(compared, by_id=by.pk if isinstance(by, User) else None, batch=None, at=at)
    refresh_statistics()
    touch_registry()
    answers, reclassified = store_answers(districts=None, on=timezone.localdate(at))
    counted_files = [dict(file) | dict(outcome.counts[file["name"]]) for file in files]
    log.record(
        "official_files.recorded",
        "register",
        by=by,
        at=at,
        state=state or "all",
        files=counted_files,
        made=dict(outcome.made),
        small_and_rural={"changed": reclassified, "answers": answers},
        registry=outcome.totals,
    )
    return outcome
