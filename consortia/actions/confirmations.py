"""The yearly verification: a member, or the lead of a consortium, confirms that its record is correct."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import lock_consortium
from consortia.models import Consortium, ConsortiumConfirmation, ConsortiumPurpose, Membership
from consortia.permissions import check_can_represent
from consortia.rules.yearly_confirmation import (
    consortium_shown_for_confirmation,
    labels_of_registrar,
    problems_with_verifying,
    shown_for_confirmation,
    split_for_confirmation,
)
from consortia.states import Side
from districts.actions.facts import locked
from districts.actions.history import touch_registry
from districts.models import Confirmation, District, School
from districts.permissions import check_can_confirm
from districts.rules.disputing import problems_with_reported, what_changed
from districts.rules.records import as_shown


@transaction.atomic
def confirm_record(
    *, record: District | School, shown: Mapping[str, str], by: User, at: datetime.datetime
) -> Confirmation:
    """Record that everything `shown` is correct: the record's undisputed facts and its memberships of today.

    Raises Unready where something has changed since it was shown, or where someone already confirmed it today. The
    memberships themselves do not change, so they get no new version.
    """
    record, today = locked(record), timezone.localdate(at)
    appointment = check_can_confirm(by, record, today)
    memberships = Membership.objects.select_for_update(of=("self",), no_key=True).of_member(record).in_force(today)
    confirmed = split_for_confirmation(memberships).confirmed
    disputed = set(record.disputes.open().values_list("field", flat=True))
    now = shown_for_confirmation(record, confirmed, disputed=disputed)
    reported = [label for label in as_shown(record) if label in shown and label not in now]
    shown = {label: words for label, words in shown.items() if label not in reported}
    last = record.confirmations.order_by("-at", "-pk").select_related("appointment").first()
    _check_shown(shown, now, last, today, also=problems_with_reported(reported))
    confirmation = Confirmation.objects.create(
        district=record if isinstance(record, District) else None,
        school=record if isinstance(record, School) else None,
        by=by,
        appointment=appointment,
        at=at,
        facts=now,
    )
    record.confirmed_on = today
    record.save(update_fields=["confirmed_on"])
    for membership in confirmed:
        membership.confirmed_on = today
    Membership.objects.bulk_update(confirmed, ["confirmed_on"])
    touch_registry()
    log.record(
        "record.confirmed",
        confirmation,
        by=by,
        at=at,
        record=record.federal_id,
        appointment=appointment.kind,
        lines=[membership.pk for membership in confirmed],
    )
    return confirmation


@transaction.atomic
def confirm_consortium(
    *,
    consortium: Consortium,
    shown: Mapping[str, str],
    left_out: Collection[str] = (),
    by: User,
    at: datetime.datetime,
) -> ConsortiumConfirmation:
    """Record that everything `shown` of the consortium's record is correct, except what is left out.

    `left_out` are labels of facts that the registrar maintains. Raises Refused or Unready, as above.
    """
    consortium, today = lock_consortium(consortium), timezone.localdate(at)
    appointment = check_can_represent(by, Side.CONSORTIUM, Membership(consortium=consortium), today)
    if problems := problems_with_verifying(consortium):
        raise Unready(*problems)
    now = consortium_shown_for_confirmation(
        consortium, ConsortiumPurpose.objects.on(today).filter(consortium=consortium)
    )
    now_confirmed = {label: words for label, words in now.items() if label not in left_out}
    shown = {label: words for label, words in shown.items() if label not in left_out}
    last = consortium.confirmations.select_related("appointment").first()
    if unknown := set(left_out) - {*labels_of_registrar()}:
        raise Unready(
            f"You can leave out only what the registrar maintains. Correct this first: {', '.join(sorted(unknown))}."
        )
    _check_shown(shown, now_confirmed, last, today)
    confirmation = ConsortiumConfirmation.objects.create(
        consortium=consortium, by=by, appointment=appointment, at=at, facts=now_confirmed, left_out=sorted(left_out)
    )
    consortium.confirmed_on = today
    consortium.save(update_fields=["confirmed_on"])
    touch_registry()
    log.record(
        "consortium.confirmed",
        confirmation,
        by=by,
        at=at,
        consortium=consortium.slug,
        appointment=appointment.kind,
        left_out=sorted(left_out),
    )
    return confirmation


def _check_shown(
    shown: Mapping[str, str],
    now: Mapping[str, str],
    last: Confirmation | ConsortiumConfirmation | None,
    today: datetime.date,
    also: Sequence[str] = (),
) -> None:
    """Refuse where something has changed since it was shown, or where it was already confirmed today."""
    if problems := [*also, *what_changed(shown, now)]:
        raise Unready(*problems)
    if last and timezone.localdate(last.at) == today and last.facts == now:
        office = last.appointment.get_kind_display().lower()
        raise Unready(f"The {office} already confirmed this record today. You don’t need to do anything.")
