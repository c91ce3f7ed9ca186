"""A kind of guided change: previewed, then carried out exactly as previewed, in parts that apps add to it."""

import datetime
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction

from accounts.models import User
from changes.actions.change_set import ChangeSet, stop_at_problems


class GuidedRequest(Protocol):
    """What a registrar asks for; each kind adds its own facts, and parts may add theirs for later ones."""

    reason: str
    source: str


Asked = TypeVar("Asked", bound=GuidedRequest)
Record = TypeVar("Record")


class GuidedChange(Generic[Asked, Record]):
    """One kind of guided change: how a request is checked, locked, and recorded, and its parts in their order."""

    def __init__(
        self,
        request: Callable[..., Asked],
        *,
        check: Callable[[ChangeSet, Asked], None],
        lock: Callable[[Asked], None],
        record: Callable[[ChangeSet, Asked], Record],
    ) -> None:
        self._request, self._check, self._lock, self._record = request, check, lock, record
        self._parts: list[tuple[int, Callable[[ChangeSet, Asked], None]]] = []

    def add_part(self, place: int, part: Callable[[ChangeSet, Asked], None]) -> None:
        """Run this part too; those with a lower place run first."""
        self._parts = sorted([*self._parts, (place, part)], key=itemgetter(0))

    @transaction.atomic
    def preview(self, *, by: User | str, at: datetime.datetime, **facts: Any) -> ChangeSet:
        """What this request would change, in words, and the problems with it; nothing is written."""
        return self._run(self._request(**facts), by, at, dry_run=True)

    @transaction.atomic
    def carry_out(self, *, preview_digest: str, by: User | str, at: datetime.datetime, **facts: Any) -> Record:
        """Write every part, and record it. Raises Refused, or Unready with problems or if the preview was another."""
        asked = self._request(**facts)
        self._lock(asked)
        change_set = self._run(asked, by, at, dry_run=False)
        stop_at_problems(change_set, preview_digest)
        return self._record(change_set, asked)

    @transaction.atomic
    def confirm(
        self, *, preview_digest: str, by: User | str, at: datetime.datetime, **facts: Any
    ) -> tuple[Asked, ChangeSet]:
        """The request and its preview, if it has no problems and the preview was the same; nothing is written.

        For a request that is carried out later. Both records are locked. Raises Refused or Unready.
        """
        asked = self._request(**facts)
        self._lock(asked)
        change_set = self._run(asked, by, at, dry_run=True)
        stop_at_problems(change_set, preview_digest)
        return asked, change_set

    def _run(self, asked: Asked, by: User | str, at: datetime.datetime, *, dry_run: bool) -> ChangeSet:
        where_from = f" ({asked.source})" if asked.source else ""
        source = f"Registrar: {asked.reason}{where_from}"[:200]
        change_set = ChangeSet(by=by, at=at, source=source, dry_run=dry_run)
        self._check(change_set, asked)
        if not change_set.problems:
            for _, part in self._parts:
                part(change_set, asked)
        return change_set
