"""The frame of the registrar's guided steps: what was shown, what is recorded, what is taken back within a day."""

import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.closures import CONTRACTS, LINEAGE, MEMBERSHIPS, problems_with_documents, undo_membership_changes
from consortia.models import Closure, Consortium
from consortia.states import ClosureKind
from districts.actions.change_set import ChangeSet
from districts.actions.history import touch_registry
from districts.actions.mergers import AGENCIES, APPOINTMENTS, DAY, OTHER, RECORD, SCHOOLS, undo_record_changes
from districts.models import District
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import end_of_chain
from grants.actions.carrying import APPLICATIONS, undo_draft_changes
from grants.rules.closures import still_as_shown
from signing.rules import digest_of

Ended = TypeVar("Ended", District, Consortium)
# In this order people read what happens.
SECTIONS = (RECORD, MEMBERSHIPS, CONTRACTS, LINEAGE, SCHOOLS, AGENCIES, APPOINTMENTS, APPLICATIONS, OTHER)
# By the app whose rows they are, the upper ones first: what was written last is taken back first.
APPS = ("grants", "consortia", "districts")
_UNDO = {"grants": undo_draft_changes, "consortia": undo_membership_changes, "districts": undo_record_changes}


def new_change_set(reason: str, source: str, by: Actor, at: datetime.datetime, *, dry_run: bool = False) -> ChangeSet:
    """A ledger for a step of that reason."""
    where_from = f" ({source})" if source else ""
    return ChangeSet(by=by, at=at, source=f"The registrar: {reason}{where_from}"[:200], dry_run=dry_run)


def stop_at_problems(change_set: ChangeSet, preview_digest: str) -> None:
    """Unready where something stands in the way, or where it is not what was shown."""
    if change_set.problems:
        raise Unready(*change_set.problems)
    if problems := still_as_shown(preview_digest, shown(change_set)):
        raise Unready(*problems)


def recorded(change_set: ChangeSet, closure: Closure) -> Closure:
    """The step on record, with all that it wrote, and its line of the log."""
    closure.lines, closure.written = in_order(change_set.lines), change_set.written
    closure.recorded_by = change_set.by if isinstance(change_set.by, User) else None
    closure.recorded_at = change_set.at
    closure.save()
    touch_registry()
    log.record(
        f"{'district' if closure.district_id else 'consortium'}.{closure.kind}",
        closure.ended,
        by=change_set.by,
        at=change_set.at,
        into=_key(closure.into) if closure.into else None,
        on=closure.on,
        reason=closure.reason,
        source=closure.source,
        written=change_set.written,
    )
    return closure


@transaction.atomic
def undo_closure(*, closure: Closure, by: Actor, at: datetime.datetime) -> Closure:
    """Everything as it was before the step, within a day of it and while nothing was built on it."""
    closure = (
        Closure.objects.select_for_update(of=("self",)).select_related("district", "consortium").get(pk=closure.pk)
    )
    check_can_register(by, timezone.localdate(at))
    if closure.taken_back_at is not None:
        return closure
    if not closure.can_still_be_undone(at):
        raise Unready("This step was recorded more than a day ago. Record what is right now as a step of its own.")
    if problems := problems_with_documents(closure.written):
        raise Unready("This can no longer be taken back, because other work was built on it.", *problems)
    for app in APPS:
        written = [entry for entry in closure.written if entry["model"].startswith(f"{app}.")]
        _UNDO[app](written, by=by, at=at)
    closure.taken_back_at = at
    closure.taken_back_by = by if isinstance(by, User) else None
    closure.save(update_fields=["taken_back_at", "taken_back_by"])
    touch_registry()
    log.record("ending.taken_back", closure, by=by, at=at, ended=_key(closure.ended), kind=closure.kind)
    return closure


def last_successor(ended: Ended) -> Ended | None:
    """The one at the end of its chain of mergers: itself where it has none; None where the chain leads back to it."""
    rows = type(ended)._default_manager
    chain: dict[int, int | None] = {}
    here: int | None = ended.pk
    while here is not None and here not in chain:
        chain[here] = rows.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(ended.pk, chain)
    return None if end is None else ended if end == ended.pk else rows.get(pk=end)


def shown(change_set: ChangeSet) -> str:
    """The digest of what was shown; recording needs the same."""
    return digest_of({"lines": in_order(change_set.lines), "problems": change_set.problems})


def in_order(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """What happens, in the order in which people read it."""
    return sorted(lines, key=lambda line: SECTIONS.index(line["section"]))


def in_words(closure: Closure) -> str:
    """The closure in one sentence, with the last day of what closed (`closure.on` is the day after)."""
    closed = f" on {short_day(closure.on - DAY)}" if closure.on else ""
    if closure.kind == ClosureKind.DUPLICATE:
        return f"{closure.ended} was entered twice; what it had is with {closure.into} now."
    if closure.into:
        return f"{closure.ended} merged into {closure.into}{closed}."
    return f"{closure.ended} was dissolved{closed}."


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug
