"""What all closures share: the change set, the check of the preview, the record of the closure, and undoing it."""

import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.closures import LINEAGE, MEMBERSHIPS, problems_with_documents, undo_membership_changes
from consortia.models import Closure, Consortium
from consortia.states import ClosureKind
from districts.actions.change_set import ChangeSet
from districts.actions.history import touch_registry
from districts.actions.mergers import AGENCIES, APPOINTMENTS, DAY, OTHER, RECORD, SCHOOLS, undo_record_changes
from districts.models import District
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import end_of_chain
from grants.actions.carrying import APPLICATIONS, undo_draft_changes
from grants.rules.closures import problems_with_stale_preview
from purchasing.actions.closures import CONTRACTS
from signing.rules import digest_of

Ended = TypeVar("Ended", District, Consortium)
# The order of the headings in the preview.
SECTIONS = (RECORD, MEMBERSHIPS, CONTRACTS, LINEAGE, SCHOOLS, AGENCIES, APPOINTMENTS, APPLICATIONS, OTHER)
# The apps whose rows a closure writes, upper ones first: the last changes are undone first.
APPS = ("grants", "exchange", "purchasing", "consortia", "districts")
_UNDO = {
    "grants": undo_draft_changes,
    "exchange": undo_membership_changes,
    "purchasing": undo_membership_changes,
    "consortia": undo_membership_changes,
    "districts": undo_record_changes,
}


def new_change_set(reason: str, source: str, by: Actor, at: datetime.datetime, *, dry_run: bool = False) -> ChangeSet:
    """An empty change set whose history entries name this reason and source."""
    where_from = f" ({source})" if source else ""
    return ChangeSet(by=by, at=at, source=f"Registrar: {reason}{where_from}"[:200], dry_run=dry_run)


def stop_at_problems(change_set: ChangeSet, preview_digest: str) -> None:
    """Raise Unready if there are problems or the changes are not the ones in the preview."""
    if change_set.problems:
        raise Unready(*change_set.problems)
    if problems := problems_with_stale_preview(preview_digest, digest_of_preview(change_set)):
        raise Unready(*problems)


def record_closure(change_set: ChangeSet, closure: Closure) -> Closure:
    """Store the closure with all of its changes, and its entry in the audit log."""
    closure.lines, closure.written = in_reading_order(change_set.lines), change_set.changes
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
        written=change_set.changes,
    )
    return closure


@transaction.atomic
def undo_closure(*, closure: Closure, by: Actor, at: datetime.datetime) -> Closure:
    """Undo the closure, within a day and only if nothing has changed since."""
    closure = (
        Closure.objects.select_for_update(of=("self",)).select_related("district", "consortium").get(pk=closure.pk)
    )
    check_can_register(by, timezone.localdate(at))
    if closure.taken_back_at is not None:
        return closure
    if not closure.can_still_be_undone(at):
        raise Unready("This was recorded more than a day ago, so it can’t be undone. Record a correction instead.")
    if problems := problems_with_documents(closure.written):
        raise Unready("This can’t be undone, because these records have changed since.", *problems)
    for app in APPS:
        changes = [entry for entry in closure.written if entry["model"].startswith(f"{app}.")]
        _UNDO[app](changes, by=by, at=at)
    closure.taken_back_at = at
    closure.taken_back_by = by if isinstance(by, User) else None
    closure.save(update_fields=["taken_back_at", "taken_back_by"])
    touch_registry()
    log.record("ending.taken_back", closure, by=by, at=at, ended=_key(closure.ended), kind=closure.kind)
    return closure


def last_successor(ended: Ended) -> Ended | None:
    """The last one in its chain of mergers, or itself if it has no successor; None if the chain leads back to it."""
    rows = type(ended)._default_manager
    chain: dict[int, int | None] = {}
    here: int | None = ended.pk
    while here is not None and here not in chain:
        chain[here] = rows.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(ended.pk, chain)
    return None if end is None else ended if end == ended.pk else rows.get(pk=end)


def digest_of_preview(change_set: ChangeSet) -> str:
    """The digest of a preview; recording the closure requires the same one."""
    return digest_of({"lines": in_reading_order(change_set.lines), "problems": change_set.problems})


def in_reading_order(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """The sentences of a change set in the order of the headings."""
    return sorted(lines, key=lambda line: SECTIONS.index(line["section"]))


def closure_in_words(closure: Closure) -> str:
    """The closure in one sentence, with the last day of what closed (`closure.on` is the day after)."""
    closed = f" on {short_day(closure.on - DAY)}" if closure.on else ""
    if closure.kind == ClosureKind.DUPLICATE:
        return f"{closure.ended} was a duplicate and was merged into {closure.into}."
    if closure.into:
        return f"{closure.ended} merged into {closure.into}{closed}."
    return f"{closure.ended} was dissolved{closed}."


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug
