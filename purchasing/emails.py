"""Emails about contracts, to the people of members that may buy. Queued in the action's transaction."""

import datetime

from django.utils import timezone

from accounts.dates import day_in_words
from accounts.emails import full_address, listed, queue_email
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from consortia.models import Membership
from districts.models import Appointment
from districts.permissions import Actor
from purchasing.models import ContractAmendment
from purchasing.rules.emails import CONTRACT_CHANGED
from purchasing.states import ContractChangeKind


def send_contract_changed(
    amendment: ContractAmendment, *, changes: list[str], by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the people who register memberships for members that may buy: what changes, why, and from when."""
    contract, on = amendment.contract, timezone.localdate(at)
    members = Membership.objects.of_consortium(contract.consortium.slug).giving_rights().in_force(on).order_by()
    appointments = Appointment.objects.order_by().registering(on).of_members(members)
    about = contract.get_absolute_url()
    values: dict[str, EmailValue] = {
        "contract": str(contract),
        "consortium": contract.consortium.name,
        "day": day_in_words(amendment.effective_on),
        "reason": amendment.reason,
        "changes": listed(changes),
        "is_terminated": amendment.kind == ContractChangeKind.TERMINATION,
        "page": full_address(about),
    }
    return [
        queue_email(
            kind=CONTRACT_CHANGED,
            to=person.email,
            to_user=person,
            template="purchasing/emails/contract_changed.txt",
            values={**values, "recipient": person.name},
            about=about,
            at=at,
        )
        for person in User.objects.filter(pk__in=appointments.values("user")).order_by("pk")
        if person != by
    ]
