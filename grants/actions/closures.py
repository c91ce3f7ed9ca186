"""The frame of the registrar's guided steps: what was shown, what is recorded, what is taken back within a day."""

import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.closures import CONTRACTS, LINEAGE, MEMBERSHIPS, problems_with_papers, take_back_lines
from consortia.models import Consortium, Ending
from consortia.states import EndingKind
from districts.actions.history import touch_register
from districts.actions.ledger import Ledger
from districts.actions.mergers import AGENCIES, OTHER, POSTS, RECORD, SCHOOLS, take_back_records
from districts.models import District
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import end_of_chain
from grants.actions.carrying import APPLICATIONS, take_back_drafts
from grants.rules.closures import still_as_shown
from signing.rules import digest_of

Ended = TypeVar("Ended", District, Consortium)
# In this order people read what happens.
SECTIONS = (RECORD, MEMBERSHIPS, CONTRACTS, LINEAGE, SCHOOLS, AGENCIES, POSTS, APPLICATIONS, OTHER)
# By the app whose rows they are, the upper ones first: what was written last is taken back first.
APPS = ("grants", "consortia", "districts")
_TAKE_BACK = {"grants": take_back_drafts, "consortia": take_back_lines, "districts": take_back_records}


def new_ledger(reason: str, source: str, by: Actor, at: datetime.datetime, *, is_rehearsal: bool = False) -> Ledger:
    """A ledger for a step of that reason."""
    where_from = f" ({source})" if source else ""
    return Ledger(by=by, at=at, source=f"The registrar: {reason}{where_from}"[:200], is_rehearsal=is_rehearsal)


def stop_at_problems(ledger: Ledger, beheld: str) -> None:
    """Unready where something stands in the way, or where it is not what was shown."""
    if ledger.problems:
        raise Unready(*ledger.problems)
    if problems := still_as_shown(beheld, shown(ledger)):
        raise Unready(*problems)


def recorded(ledger: Ledger, ending: Ending) -> Ending:
    """The step on record, with all that it wrote, and its line of the log."""
    ending.lines, ending.written = in_order(ledger.lines), ledger.written
    ending.recorded_by = ledger.by if isinstance(ledger.by, User) else None
    ending.recorded_at = ledger.at
    ending.save()
    touch_register()
    log.record(
        f"{'district' if ending.district_id else 'consortium'}.{ending.kind}",
        ending.ended,
        by=ledger.by,
        at=ledger.at,
        into=_key(ending.into) if ending.into else None,
        on=ending.on,
        reason=ending.reason,
        source=ending.source,
        written=ledger.written,
    )
    return ending


@transaction.atomic
def take_back_ending(*, ending: Ending, by: Actor, at: datetime.datetime) -> Ending:
    """Everything as it was before the step, within a day of it and while nothing was built on it."""
    ending = Ending.objects.select_for_update(of=("self",)).select_related("district", "consortium").get(pk=ending.pk)
    check_can_register(by, timezone.localdate(at))
    if ending.taken_back_at is not None:
        return ending
    if not ending.may_still_be_taken_back(at):
        raise Unready("This step was recorded more than a day ago. Record what is right now as a step of its own.")
    if problems := problems_with_papers(ending.written):
        raise Unready("This can no longer be taken back, because other work was built on it.", *problems)
    for app in APPS:
        written = [entry for entry in ending.written if entry["model"].startswith(f"{app}.")]
        _TAKE_BACK[app](written, by=by, at=at)
    ending.taken_back_at = at
    ending.taken_back_by = by if isinstance(by, User) else None
    ending.save(update_fields=["taken_back_at", "taken_back_by"])
    touch_register()
    log.record("ending.taken_back", ending, by=by, at=at, ended=_key(ending.ended), kind=ending.kind)
    return ending


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


def shown(ledger: Ledger) -> str:
    """The digest of what was shown; recording needs the same."""
    return digest_of({"lines": in_order(ledger.lines), "problems": ledger.problems})


def in_order(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """What happens, in the order in which people read it."""
    return sorted(lines, key=lambda line: SECTIONS.index(line["section"]))


def in_words(ending: Ending) -> str:
    """What was done, in one sentence."""
    since = f" on {short_day(ending.on)}" if ending.on else ""
    if ending.kind == EndingKind.DUPLICATE:
        return f"{ending.ended} was entered twice; what it had is with {ending.into} now."
    if ending.into:
        return f"{ending.ended} became part of {ending.into}{since}."
    return f"{ending.ended} was dissolved{since}."


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug
