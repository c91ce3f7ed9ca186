"""Districts and schools change their own facts and dispute the state's; the registrar responds."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import history_text, record_changes, touch_registry
from districts.actions.rural import store_answers
from districts.models import County, District, FactDispute, School
from districts.permissions import check_can_decide_dispute, check_can_represent_record
from districts.rules.disputing import (
    problems_with_answer,
    problems_with_dispute,
    problems_with_own_fact,
    value_for,
    what_changed,
)
from districts.rules.fact_owners import Shape
from districts.rules.records import choices_of, facts_of
from districts.rules.registering import problems_with_period
from districts.states import DISPUTE_STEPS, GRADE_NUMBERS, DisputeStatus

# Facts that decide SRSA and RLIS eligibility.
FOR_SMALL_AND_RURAL = ("county", "locale", "status")
NUMBERS = {"lowest_grade": "first_grade", "highest_grade": "last_grade"}


@transaction.atomic
def change_own_facts(
    *, record: District | School, values: Mapping[str, str], seen: Mapping[str, str], by: User, at: datetime.datetime
) -> list[str]:
    """Change facts that the district or school maintains; returns the names of those that changed.

    `seen` holds the values when the form was shown, so that changes by others since then are not overwritten.
    """
    record = locked(record)
    appointment = check_can_represent_record(by, record, timezone.localdate(at))
    table = facts_of(record)
    wanted = {
        field: text.strip()
        for field, text in values.items()
        if table[field].is_own and text.strip() != seen.get(field, "")
    }
    before = {field: getattr(record, field) for field in wanted}
    changed_since = [field for field in wanted if before[field] not in (seen.get(field, ""), wanted[field])]
    problems = what_changed(
        {table[field].label: seen.get(field, "") for field in changed_since},
        {table[field].label: before[field] for field in changed_since},
    )
    problems += [one for field, text in wanted.items() for one in problems_with_own_fact(table[field], text)]
    if problems:
        raise Unready(*problems)
    for field, text in wanted.items():
        setattr(record, field, text)
    record.save(update_fields=[*wanted])
    changed = record_changes(record, before, source=f"its {appointment.get_kind_display().lower()}", by=by, at=at)
    if changed:
        log.record("facts.changed", record, by=by, at=at, appointment=appointment.kind, changed=changed)
    return changed


@transaction.atomic
def dispute_fact(
    *, record: District | School, field: str, claimed: str, reason: str, by: User, at: datetime.datetime
) -> FactDispute:
    """Report that a fact maintained by the state or the registrar is wrong, and what it should be.

    `claimed` is text as the history stores it: the code of a choice, a date like 2026-07-01, a county's FIPS code.
    """
    record = locked(record)
    check_can_represent_record(by, record, timezone.localdate(at))
    whose = {"district": record} if isinstance(record, District) else {"school": record}
    fact = facts_of(record).get(field)
    is_open = FactDispute.objects.open().filter(field=field, **whose).exists()
    recorded = written(record, field) if fact else ""
    problems = problems_with_dispute(fact, recorded=recorded, claimed=claimed, reason=reason, is_open=is_open)
    if fact and not problems:
        _, problems = value_for(fact, claimed, choices=_codes(record, field))
    if problems:
        raise Unready(*problems)
    dispute = FactDispute.objects.create(
        **whose,
        field=field,
        recorded=recorded,
        claimed=claimed.strip(),
        reason=reason.strip(),
        raised_by=by,
        raised_at=at,
    )
    touch_registry()
    log.record("fact.disputed", dispute, by=by, at=at, record=record.federal_id, field=field)
    return dispute


@transaction.atomic
def withdraw_dispute(*, dispute: FactDispute, by: User, at: datetime.datetime) -> FactDispute:
    """Withdraw a dispute."""
    dispute = FactDispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    check_can_represent_record(by, dispute.record, timezone.localdate(at))
    _move(dispute, "withdraw")
    dispute.save(update_fields=["status"])
    touch_registry()
    log.record("fact.dispute_withdrawn", dispute, by=by, at=at, record=dispute.record.federal_id, field=dispute.field)
    return dispute


@transaction.atomic
def accept_dispute(*, dispute: FactDispute, value: str, answer: str, by: User, at: datetime.datetime) -> FactDispute:
    """Correct the record to `value`, given as the history stores it; no import brings the old value back."""
    record = locked(dispute.record)
    dispute = FactDispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    today = timezone.localdate(at)
    check_can_decide_dispute(by, dispute, today)
    _move(dispute, "accept")
    fact = facts_of(record)[dispute.field]
    stored, problems = value_for(fact, value, choices=_codes(record, dispute.field))
    problems += problems_with_answer(answer, is_needed=False)
    if fact.shape == Shape.COUNTY and not problems:
        stored = County.objects.get(fips=value)
    before = _before(record, dispute.field)
    for field, new in _with_numbers(record, dispute.field, stored).items():
        setattr(record, field, new)
    if not problems and written(record, dispute.field) == dispute.recorded:
        problems.append("The record already has this value. To keep it, choose “Don’t correct” and enter the reason.")
    if problems := problems + problems_with_period(starts_on=record.opened_on, ends_on=record.closed_on):
        raise Unready(*problems)
    record.save(update_fields=[*before])
    record_changes(record, before, source="corrected by the registrar after a dispute", by=by, at=at)
    if dispute.field in FOR_SMALL_AND_RURAL:
        district = record if isinstance(record, District) else record.district
        store_answers(districts=District.objects.filter(pk=district.pk), on=today)
    _answer(dispute, answer, by, at)
    log.record(
        "fact.corrected",
        dispute,
        by=by,
        at=at,
        record=record.federal_id,
        field=dispute.field,
        old=dispute.recorded,
        new=written(record, dispute.field),
    )
    return dispute


@transaction.atomic
def refuse_dispute(*, dispute: FactDispute, answer: str, by: User, at: datetime.datetime) -> FactDispute:
    """Leave the fact unchanged; the answer gives the reason."""
    dispute = FactDispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    check_can_decide_dispute(by, dispute, timezone.localdate(at))
    _move(dispute, "refuse")
    if problems := problems_with_answer(answer, is_needed=True):
        raise Unready(*problems)
    touch_registry()
    _answer(dispute, answer, by, at)
    log.record("fact.dispute_refused", dispute, by=by, at=at, record=dispute.record.federal_id, field=dispute.field)
    return dispute


def locked(record: District | School) -> District | School:
    """The same row, read again and locked until the end of the transaction, with its county and district."""
    if isinstance(record, District):
        return District.objects.select_for_update(of=("self",), no_key=True).select_related("county").get(pk=record.pk)
    found = School.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("county", "district").get(pk=record.pk)


def written(record: District | School, field: str) -> str:
    """A fact as disputes store it: text, with a county as its FIPS code."""
    value = getattr(record, field)
    return value.fips if isinstance(value, County) else history_text(value)


def _codes(record: District | School, field: str) -> set[str]:
    if field == "county":
        return set(County.objects.in_state(record.state).values_list("fips", flat=True))
    return {code for code, _ in choices_of(record, field)}


def _with_numbers(record: District | School, field: str, stored: Any) -> dict[str, Any]:
    """The column, and for a school's grades also the number."""
    if isinstance(record, School) and field in NUMBERS:
        return {field: stored, NUMBERS[field]: GRADE_NUMBERS.get(stored)}
    return {field: stored}


def _before(record: District | School, field: str) -> dict[str, Any]:
    return {one: getattr(record, one) for one in _with_numbers(record, field, None)}


def _move(dispute: FactDispute, step: str) -> None:
    begins, ends = DISPUTE_STEPS[step]
    if dispute.status not in begins:
        raise Unready(
            f"This error report is no longer open. Its status is “{DisputeStatus(dispute.status).label.lower()}.”"
        )
    dispute.status = ends


def _answer(dispute: FactDispute, answer: str, by: User, at: datetime.datetime) -> None:
    dispute.answer, dispute.answered_by, dispute.answered_at = answer.strip(), by, at
    dispute.save(update_fields=["status", "answer", "answered_by", "answered_at"])
