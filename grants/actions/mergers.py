"""Guided steps of the registrar: a district or a consortium ends, and everything that hung on it is carried forward.

Each step runs twice through the same code: as a rehearsal, which tells in words what would happen and writes nothing,
and for good, in one transaction with one line of the log. `beheld` is the digest of what was shown: where the register
has changed since, the step is refused and shown again.
"""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.endings import (
    CONTRACTS,
    LINEAGE,
    MEMBERSHIPS,
    end_consortium,
    end_services_and_wishes,
    hand_over_memberships,
    may_end,
    problems_with_lineage,
    problems_with_papers,
    take_back_lines,
)
from consortia.models import Consortium, Ending, EndingKind, Membership
from districts.actions.history import touch_register
from districts.actions.ledger import Ledger, Written
from districts.actions.mergers import AGENCIES, OTHER, POSTS, RECORD, SCHOOLS, end_district, take_back_records
from districts.models import AgencyStatus, District, School
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import end_of_chain, problems_with_day, problems_with_successor
from grants.actions.findings import recheck_application
from grants.actions.pen import locked, put_down
from grants.models import Application, Participant
from grants.rules.endings import problems_with_reason, problems_with_split, still_as_shown
from grants.states import HANDED_IN, OPEN_FOR_WRITING, Status
from signing.rules import digest_of

APPLICATIONS = "Applications"
# In this order people read what happens.
SECTIONS = (RECORD, MEMBERSHIPS, CONTRACTS, LINEAGE, SCHOOLS, AGENCIES, POSTS, APPLICATIONS, OTHER)
ENDED = (AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.DUPLICATE)
# By the app whose rows they are, the upper ones first: what was written last is taken back first.
APPS = ("grants", "consortia", "districts")


@transaction.atomic
def merge_district(
    *,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    goes_to: Mapping[int, District | None] | None = None,
    beheld: str,
    by: Actor,
    at: datetime.datetime,
) -> Ending:
    """The district merged into its successor, or dissolved where there is none; `on` is the first day without it.

    Of a district that is split, `goes_to` says which school goes where. Raises Refused or Unready.
    """
    locked_ids = [row.pk for row in (district, successor) if row]
    rows = {row.pk: row for row in District.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    district, successor = rows[district.pk], rows[successor.pk] if successor else None
    # Whoever registers a line locks its consortium: none appears while these are handed over.
    own = models.Q(district__in=rows) | models.Q(school__district=district)
    theirs = Membership.objects.filter(own).values("consortium")
    list(Consortium.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    ledger = new_ledger(reason, source, by, at)
    _write_district(ledger, district, successor, on, reason, goes_to)
    stop_at_problems(ledger, beheld)
    return recorded(
        ledger,
        Ending(
            kind=EndingKind.MERGER if successor else EndingKind.DISSOLUTION,
            district=district,
            into_district=successor,
            on=on,
            reason=reason,
            source=source,
        ),
    )


@transaction.atomic
def rehearse_merger_of_district(
    *,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    goes_to: Mapping[int, District | None] | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Ledger:
    """What `merge_district` would do, in words, and what stands in its way; nothing is written."""
    ledger = new_ledger(reason, source, by, at, is_rehearsal=True)
    _write_district(ledger, district, successor, on, reason, goes_to)
    return ledger


@transaction.atomic
def close_consortium(
    *,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    carries_contracts: bool = False,
    beheld: str,
    by: Actor,
    at: datetime.datetime,
) -> Ending:
    """The consortium merged into its successor, or dissolved where there is none; `on` is the first day without it."""
    locked_ids = [row.pk for row in (consortium, successor) if row]
    rows = {row.pk: row for row in Consortium.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    consortium, successor = rows[consortium.pk], rows[successor.pk] if successor else None
    ledger = new_ledger(reason, source, by, at)
    _write_consortium(ledger, consortium, successor, on, reason, carries_contracts)
    stop_at_problems(ledger, beheld)
    return recorded(
        ledger,
        Ending(
            kind=EndingKind.MERGER if successor else EndingKind.DISSOLUTION,
            consortium=consortium,
            into_consortium=successor,
            on=on,
            reason=reason,
            source=source,
        ),
    )


@transaction.atomic
def rehearse_close_of_consortium(
    *,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    carries_contracts: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Ledger:
    """What `close_consortium` would do, in words, and what stands in its way; nothing is written."""
    ledger = new_ledger(reason, source, by, at, is_rehearsal=True)
    _write_consortium(ledger, consortium, successor, on, reason, carries_contracts)
    return ledger


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


def last_successor(district: District) -> District | None:
    """The district at the end of its chain of mergers: itself where it goes on; None where the chain is a circle."""
    chain: dict[int, int | None] = {}
    here: int | None = district.pk
    while here is not None and here not in chain:
        chain[here] = District.objects.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(district.pk, chain)
    return None if end is None else district if end == district.pk else District.objects.get(pk=end)


def last_successor_of_consortium(consortium: Consortium) -> Consortium | None:
    """The consortium at the end of its chain of mergers, in the same way."""
    chain: dict[int, int | None] = {}
    here: int | None = consortium.pk
    while here is not None and here not in chain:
        chain[here] = Consortium.objects.values_list("successor", flat=True).get(pk=here)
        here = chain[here]
    end = end_of_chain(consortium.pk, chain)
    return None if end is None else consortium if end == consortium.pk else Consortium.objects.get(pk=end)


def shown(ledger: Ledger) -> str:
    """The digest of what was shown; recording needs the same."""
    return digest_of({"lines": in_order(ledger.lines), "problems": ledger.problems})


def in_order(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """What happens, in the order in which people read it."""
    return sorted(lines, key=lambda line: SECTIONS.index(line["section"]))


def _write_district(
    ledger: Ledger,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    goes_to: Mapping[int, District | None] | None,
) -> None:
    today = timezone.localdate(ledger.at)
    check_can_register(ledger.by, today)
    ledger.problems += problems_with_reason(reason)
    if district.status in (AgencyStatus.MERGED, AgencyStatus.DUPLICATE) or district.successor_id:
        ledger.problems.append(f"{district} is merged already: see where its address leads.")
        return
    days = {"opened_on": district.opened_on, "closed_on": district.closed_on}
    ledger.problems += problems_with_day(name=district.name, **days, on=on, today=today)
    if successor is not None:
        end = last_successor(successor)
        ledger.problems += problems_with_successor(
            name=district.name,
            successor=successor.name,
            is_itself=successor.pk == district.pk,
            leads_back=end is None or end.pk == district.pk,
            opened_on=successor.opened_on,
            closed_on=successor.closed_on,
            has_ended=successor.status in ENDED,
            on=on,
        )
    if goes_to is not None:
        schools = School.objects.filter(district=district).exclude(status__in=ENDED)
        ledger.problems += problems_with_split(schools.count(), len(goes_to))
    if ledger.problems:
        return
    closing = end_district(ledger=ledger, district=district, successor=successor, on=on, goes_to=goes_to)
    following = hand_over_memberships(ledger=ledger, district=district, successor=successor, on=on, closing=closing)
    end_services_and_wishes(ledger=ledger, district=district, successor=successor, on=on)
    carry_applications(ledger, district, successor, following)


def _write_consortium(
    ledger: Ledger,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    carries_contracts: bool,
) -> None:
    today = timezone.localdate(ledger.at)
    check_can_register(ledger.by, today)
    ledger.problems += problems_with_reason(reason)
    if not may_end(consortium.status):
        ledger.problems.append(f"{consortium} cannot end: it is “{consortium.get_status_display().lower()}”.")
        return
    days = {"opened_on": consortium.formed_on, "closed_on": consortium.ended_on}
    ledger.problems += problems_with_day(name=consortium.name, **days, on=on, today=today)
    if successor is not None:
        end = last_successor_of_consortium(successor)
        ledger.problems += problems_with_successor(
            name=consortium.name,
            successor=successor.name,
            is_itself=successor.pk == consortium.pk,
            leads_back=end is None or end.pk == consortium.pk,
            opened_on=successor.formed_on,
            closed_on=successor.ended_on,
            has_ended=not may_end(successor.status),
            on=on,
        )
        ledger.problems += problems_with_lineage(consortium, successor)
    if ledger.problems:
        return
    end_consortium(
        ledger=ledger,
        consortium=consortium,
        successor=successor,
        on=on,
        reason=reason,
        carries_contracts=carries_contracts,
    )
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    for one in applications.select_related("consortium", "competition").order_by("reference"):
        if one.status == Status.DRAFT:
            words = "it stays with everything written in it, and cannot be handed in: its page says why."
        else:
            words = f"it stays as it was handed in ({one.get_status_display().lower()})."
        tell_of(ledger, one, words)


def carry_applications(
    ledger: Ledger, district: District, successor: District | None, following: Mapping[int, Membership]
) -> None:
    """Drafts name the successor; what was handed in stays as it was sealed, and is checked again."""
    parts = Participant.objects.filter(district=district).exclude(application__status=Status.WITHDRAWN)
    parts = parts.select_related("application__consortium", "application__competition")
    for part in parts.order_by("application__reference"):
        application = part.application
        if application.status in HANDED_IN:
            words = f"it stays as it was handed in, with {district}; a check notes that it has ended."
            tell_of(ledger, application, words)
            if not ledger.is_rehearsal:
                transaction.on_commit(partial(recheck_application, application=application, at=ledger.at), robust=True)
        if application.status in OPEN_FOR_WRITING:
            _carry_draft(ledger, part, successor, following.get(application.consortium_id))


def tell_of(ledger: Ledger, application: Application, words: str) -> None:
    """What becomes of an application, without its reference: registrars do not read applications."""
    kind = "The draft" if application.status == Status.DRAFT else "The application"
    ledger.tell(APPLICATIONS, application.consortium, f"{kind} for {application.competition}: {words}")


def _carry_draft(ledger: Ledger, part: Participant, successor: District | None, line: Membership | None) -> None:
    application = part.application if ledger.is_rehearsal else locked(part.application)
    if successor is None:
        words = f"it keeps {part} as it is written; its lead sees that it has ended, and decides."
        tell_of(ledger, application, words)
        return
    if application.participants.filter(models.Q(key=successor.leaid) | models.Q(district=successor)).exists():
        words = f"{successor} takes part in it already. {part} stays beside it with what it gives and gains; the "
        tell_of(ledger, application, words + "lead moves that by hand.")
        return
    words = f"{successor} takes the place of {part}, with its rows of the plan and the budget."
    if part.signatures.exists():
        words += " The signature stands under the old name: the successor is asked to sign anew."
    tell_of(ledger, application, words)
    values: dict[str, Any] = {"district": successor, "key": successor.leaid, "name": successor.name}
    if line is not None:
        values |= {"membership": line, "joined_on": line.joins_on}
    ledger.change(part, **values)
    if not ledger.is_rehearsal:
        put_down(application)


def _take_back_drafts(written: list[Written], *, by: Any, at: datetime.datetime) -> None:
    take_back_records(written, by=by, at=at)
    parts = [entry["pk"] for entry in written if entry["model"] == Participant._meta.label_lower]
    for application in Application.objects.filter(participants__in=parts).distinct():
        put_down(locked(application))


_TAKE_BACK = {"grants": _take_back_drafts, "consortia": take_back_lines, "districts": take_back_records}


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


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug


def in_words(ending: Ending) -> str:
    """What was done, in one sentence."""
    since = f" on {date_format(ending.on)}" if ending.on else ""
    if ending.kind == EndingKind.DUPLICATE:
        return f"{ending.ended} was entered twice; what it had is with {ending.into} now."
    if ending.into:
        return f"{ending.ended} became part of {ending.into}{since}."
    return f"{ending.ended} was dissolved{since}."
