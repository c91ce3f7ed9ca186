"""What follows after a submission, a withdrawal, or a change of the registry: receipts and findings, by the worker."""

import datetime
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from accounts.rules import wait_before_next_try
from grants.actions.findings import difference_between, recheck_application, store_difference
from grants.emails import send_receipt
from grants.models import Application, Participant, Recheck, StoredFinding, Version
from grants.reads.neighbors import Shareable, neighbors_of, others_of_the_round
from grants.rules.citable import match_amounts
from grants.rules.collaboration.findings import COMPARING_RULES, comparing_findings
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.reading import with_possible_rules

log = logging.getLogger(__name__)
NOT_WRITTEN = "Receipts could not be written; they will be tried later"
NOT_CHECKED = "Findings could not be checked again; they will be tried later"
# Rows taken at a time, and applications locked at a time while they are compared.
MOST_ROWS, MOST_LOCKED = 200, 25
# A worker that was killed keeps its rows for so long; then another worker takes them.
LEASE = datetime.timedelta(minutes=2)
# A worker that goes on looking compares what was submitted in so many seconds together: in the last minute before a
# deadline nearly the same neighbors would otherwise be compared again at every look, beside the people who submit.
TOGETHER = 15


def ask_for_receipts(version: Version, *, at: datetime.datetime) -> None:
    """After the commit, write the receipts of this submission, then compare its application as `ask_to_compare`."""
    _ask([Recheck(submission=version, only_compares=True, asked_at=at, next_try_at=at)], at)


def ask_to_compare(application: Application, *, at: datetime.datetime) -> None:
    """After the commit, compare the application with the others of its round, and them with it."""
    _ask([Recheck(application=application, only_compares=True, asked_at=at, next_try_at=at)], at)


def ask_to_recheck(applications: Iterable[int], *, at: datetime.datetime) -> None:
    """After the commit, check everything about these applications again (those of them that are submitted)."""
    _ask([Recheck(application_id=pk, asked_at=at, next_try_at=at) for pk in applications], at)


def do_due_rechecks(*, clock: Callable[[], datetime.datetime], gathers: bool = False) -> int:
    """Do what is due and return how many applications changed. Any number of workers may do this at once.

    With `gathers`, comparisons that were asked for in the current quarter of a minute are left for a later call, which
    does them together. Receipts are always written at once. What fails is tried again later and doesn't prevent the
    rest.
    """
    changed, at = 0, clock()
    while rows := _take(at, since := _gathered_since(at) if gathers else at):
        changed, at = changed + _do(rows, at, since), clock()
    return changed


def _gathered_since(at: datetime.datetime) -> datetime.datetime:
    """Comparisons asked for after this moment are still gathered. The same for all workers."""
    return datetime.datetime.fromtimestamp(at.timestamp() // TOGETHER * TOGETHER, at.tzinfo)


def _ask(rows: Collection[Recheck], at: datetime.datetime) -> None:
    Recheck.objects.bulk_create(rows)
    if rows and not settings.WORKER:
        transaction.on_commit(partial(do_due_rechecks, clock=lambda: at), robust=True)


def _take(at: datetime.datetime, since: datetime.datetime) -> list[Recheck]:
    """Rows that are due, kept from other workers for a while. Committed before anything is checked."""
    due = Recheck.objects.due(at, compares_until=since)
    if not due.exists():  # most often there is none, and SQLite needs no lock to see that
        return []
    with transaction.atomic():
        due = due.select_related("application", "submission__application")
        due = due.defer("submission__content", "submission__reading")
        rows = list(due.select_for_update(skip_locked=True, of=("self",))[:MOST_ROWS])
        for row in rows:
            row.attempts, row.next_try_at = row.attempts + 1, at + LEASE
        Recheck.objects.bulk_update(rows, ["attempts", "next_try_at"])
    return rows


def _do(rows: list[Recheck], at: datetime.datetime, since: datetime.datetime) -> int:
    changed = 0
    gathered = []
    by_round: dict[int, list[Recheck]] = defaultdict(list)
    by_application: dict[int, list[Recheck]] = defaultdict(list)
    for row in rows:
        if row.submission:
            write = partial(write_receipts, submission=row.submission, at=at)
            if _attempt([row], write, NOT_WRITTEN, at) is None:
                continue
            if row.asked_at > since:
                gathered.append(row)
                continue
        application = _application_of(row)
        if row.only_compares:
            by_round[application.competition_id].append(row)
        else:
            by_application[application.pk].append(row)
    _same(gathered).update(attempts=0, next_try_at=at)
    for competition, of_round in by_round.items():
        together = {_application_of(row).pk for row in of_round}
        changed += _finish(of_round, partial(compare_round, competition, together, at=at), at)
    for of_one in by_application.values():
        changed += _finish(of_one, partial(recheck_application, application=_application_of(of_one[0]), at=at), at)
    return changed


def _finish(rows: list[Recheck], check: Callable[[], int], at: datetime.datetime) -> int:
    """Remove the rows after the check; how many applications changed."""
    changed = _attempt(rows, check, NOT_CHECKED, at)
    if changed is None:
        return 0
    _same(rows).delete()
    return changed


def _attempt(rows: list[Recheck], work: Callable[[], int], failure: str, at: datetime.datetime) -> int | None:
    """What the work returns; None if it fails: then that is logged, and the rows are put off."""
    try:
        return work()
    except (OperationalError, InterfaceError):  # the database: the worker waits, and the rows become due by themselves
        raise
    except Exception:
        log.exception(failure)
        wait = wait_before_next_try(attempts=rows[0].attempts, waited=datetime.timedelta(0))
        _same(rows).update(next_try_at=at + (wait or LEASE))
        return None


def _same(rows: list[Recheck]) -> QuerySet[Recheck]:
    return Recheck.objects.filter(pk__in=[row.pk for row in rows])


def _application_of(row: Recheck) -> Application:
    return row.submission.application if row.submission else row.application  # type: ignore[return-value]  # one is there


@transaction.atomic
def write_receipts(*, submission: Version, at: datetime.datetime) -> int:
    """Write the emails with the receipt of this submission; return how many. 0 if another worker did it.

    What asks for them is gone with the commit that stores them.
    """
    mine = Recheck.objects.filter(submission=submission)
    if not mine.update(application=submission.application_id, submission=None):
        return 0
    return len(send_receipt(Version.objects.for_receipt().get(pk=submission.pk), at=at))


def compare_round(competition: int, applications: Collection[int], *, at: datetime.datetime) -> int:
    """Compare these applications of one round with those that share something with them; return how many changed.

    Only the rules that compare applications are used. Applications are locked a few at a time, so that their own
    people wait for a moment only.
    """
    pks = neighbors_of(competition, applications)
    return sum(_compare(competition, pks[i : i + MOST_LOCKED], at=at) for i in range(0, len(pks), MOST_LOCKED))


@transaction.atomic
def _compare(competition: int, pks: Collection[int], *, at: datetime.datetime) -> int:
    # What they are compared with is read after they are locked, so the last of two workers knows the latest.
    locked = (
        Application.objects.select_for_update(of=("self",)).select_related("consortium", "competition").order_by("pk")
    )
    applications = {application.pk: application for application in locked.filter(pk__in=pks).submitted()}
    versions = Version.objects.filter(application__in=applications).newest(1).only("application", "number")
    contents = {
        pk: {"reference": applications[pk].reference, "participants": participants, "budget": budget}
        for pk, participants, budget in versions.values_list("application", "content__participants", "content__budget")
    }
    names, districts = _members_in_registry(contents)
    shareable = {pk: Shareable(districts[pk], match_amounts(packet)) for pk, packet in contents.items()}
    others = others_of_the_round(competition, shareable)
    standing: dict[int, list[StoredFinding]] = defaultdict(list)
    comparing = StoredFinding.objects.standing().filter(rule__in=[rule.name for rule in COMPARING_RULES])
    for stored in comparing.filter(application__in=contents):
        standing[stored.application_id].append(stored)
    differences = []
    for version in versions:
        pk = version.application_id
        facts = {"participants": names[pk], "other_applications": others[pk]}
        found = with_possible_rules(
            comparing_findings(snapshot_from(contents[pk], facts)), applications[pk].competition.possible_rules
        )
        if difference := difference_between(standing[pk], found):
            differences.append((difference, applications[pk], version))
    for difference, application, version in differences:  # at the end: the log lets one writer in at a time
        store_difference(difference, application, version, at=at)
    return len(differences)


def _members_in_registry(
    applications: Collection[int],
) -> tuple[dict[int, dict[str, dict[str, object]]], dict[int, list[int]]]:
    """By application: what the registry calls each participant, if it has it; and the districts among them."""
    names: dict[int, dict[str, dict[str, object]]] = defaultdict(dict)
    districts: dict[int, list[int]] = defaultdict(list)
    rows = Participant.present.filter(application__in=applications)
    for pk, key, district, name, school in rows.values_list(
        "application", "key", "district", "district__name", "school__name"
    ):
        names[pk][key] = {"in_registry": bool(name or school), "registry_name": name or school}
        if district:
            districts[pk].append(district)
    return names, districts
