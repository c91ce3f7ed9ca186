"""Emails to the members of an award."""

import datetime
from collections.abc import Iterable

from accounts.addresses import page
from accounts.emails import full_address, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail, User
from grants.emails import facts_of, people_of_member, people_of_members
from grants.models import Allocation, Award


def send_allocation_changed(
    award: Award, allocations: Iterable[Allocation], *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Ask each member's people who register memberships or sign to accept the amount that the lead proposes."""
    about = page("award", award.application.reference)
    return [
        queue_email(
            template="grants/emails/allocation_changed.txt",
            to=person.email,
            to_user=person,
            values={
                **facts_of(award.application),
                "recipient": person.name,
                "sender": by.name,
                "member": allocation.participant.name,
                "amount": f"${allocation.amount:,}",
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for allocation in allocations
        for person in people_of_member(allocation.participant, without=by, at=at)
    ]


def send_award_started(award: Award, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people who register memberships or sign that the award started."""
    about = page("award", award.application.reference)
    return queue_email_to_each(
        people_of_members(award.application, None, at=at),
        template="grants/emails/award_started.txt",
        values={
            **facts_of(award.application),
            "amount": f"${award.amount:,}",
            "agreement": award.agreement_number,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )


def send_award_closed(award: Award, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people who register memberships or sign that the award is closed."""
    return _to_everyone("grants/emails/award_closed.txt", award, at=at)


def send_award_reopened(award: Award, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people who register memberships or sign that the award is open again."""
    return _to_everyone("grants/emails/award_reopened.txt", award, at=at)


def _to_everyone(template: str, award: Award, *, at: datetime.datetime) -> list[OutgoingEmail]:
    about = page("award", award.application.reference)
    values = {**facts_of(award.application), "page": full_address(about)}
    people = people_of_members(award.application, None, at=at)
    return queue_email_to_each(people, template=template, values=values, about=about, at=at)
