"""The yearly verification: a member confirms that its record is correct."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Membership
from consortia.rules.yearly_confirmation import shown_for_confirmation, split_for_confirmation
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
    kept = {label: words for label, words in shown.items() if label not in reported}
    if problems := [*problems_with_reported(reported), *what_changed(kept, now)]:
        raise Unready(*problems)
    last = record.confirmations.order_by("-at", "-pk").select_related("appointment").first()
    if last and timezone.localdate(last.at) == today and last.facts == now:
        office = last.appointment.get_kind_display().lower()
        raise Unready(f"The {office} already confirmed this record today. You don’t need to do anything.")
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
