"""The yearly confirmation: a member says that what is recorded of it is right."""

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
from districts.rules.disputing import what_changed


@transaction.atomic
def confirm_record(
    *, record: District | School, shown: Mapping[str, str], by: User, at: datetime.datetime
) -> Confirmation:
    """Everything that was `shown` is right: the record and its own memberships of today are confirmed.

    Raises Unready where something has changed since it was shown, and where somebody has confirmed the same already.
    What a membership says stays as it is, so that it gets no new version.
    """
    record, today = locked(record), timezone.localdate(at)
    appointment = check_can_confirm(by, record, today)
    memberships = Membership.objects.select_for_update(of=("self",), no_key=True).of_member(record).on(today)
    confirmed = split_for_confirmation(memberships).confirmed
    now = shown_for_confirmation(record, confirmed)
    if problems := what_changed(shown, now):
        raise Unready(*problems)
    last = record.confirmations.order_by("-at", "-pk").select_related("appointment").first()
    if last and timezone.localdate(last.at) == today and last.facts == now:
        office = last.appointment.get_kind_display().lower()
        raise Unready(f"The {office} has confirmed this today already. Nothing is left to do.")
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
        memberships=[membership.pk for membership in confirmed],
    )
    return confirmation
