"""A kind of guided change: previewed, then carried out exactly as previewed, in parts that apps add to it."""

import datetime
from collections.abc import Callable
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from accounts.models import User
from changes.actions.change_set import ChangeSet, stop_at_problems


class GuidedRequest(Protocol):
    """What a registrar asks for; each kind adds its own facts, and parts may add theirs for later ones."""

    reason: str
    source: str


Asked = TypeVar("Asked", bound=GuidedRequest)


class GuidedChange(Generic[Asked]):
    """The check of one kind of guided change, and its parts in the order of their places."""

    def __init__(self, check: Callable[[ChangeSet, Asked], None]) -> None:
        self.check = check
        self.parts: list[tuple[int, Callable[[ChangeSet, Asked], None]]] = []

    def add_part(self, place: int, part: Callable[[ChangeSet, Asked], None]) -> None:
        """Run this part too; those with a lower place run first."""
        self.parts = sorted([*self.parts, (place, part)], key=itemgetter(0))

    def preview(self, asked: Asked, *, by: User | str, at: datetime.datetime) -> ChangeSet:
        """What would change, in words, and the problems with it; nothing is written."""
        return self._run(asked, by, at, dry_run=True)

    def carry_out(self, asked: Asked, *, preview_digest: str, by: User | str, at: datetime.datetime) -> ChangeSet:
        """Write every part. Raises Refused, or Unready if there are problems or the preview was another one."""
        change_set = self._run(asked, by, at, dry_run=False)
        stop_at_problems(change_set, preview_digest)
        return change_set

    def _run(self, asked: Asked, by: User | str, at: datetime.datetime, *, dry_run: bool) -> ChangeSet:
        where_from = f" ({asked.source})" if asked.source else ""
        source = f"Registrar: {asked.reason}{where_from}"[:200]
        change_set = ChangeSet(by=by, at=at, source=source, dry_run=dry_run)
        self.check(change_set, asked)
        if not change_set.problems:
            for _, part in self.parts:
                part(change_set, asked)
        return change_set
