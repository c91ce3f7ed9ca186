"""Emails about changes to promises. None contains what was promised or a reason."""

import datetime

from accounts.addresses import page
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, User
from grants.emails import facts_of, people_of_member
from grants.models import Award, PromiseChange


def send_promise_change_proposed(
    award: Award, change: PromiseChange, *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Ask the member's people who register memberships or sign to agree to a change that others proposed."""
    return _to_member("grants/emails/promise_change_proposed.txt", award, change, by=by, at=at)


def send_promise_change_answered(
    award: Award, change: PromiseChange, *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member's people, and who proposed the change, that the state answered it."""
    return _to_member("grants/emails/promise_change_answered.txt", award, change, by=by, at=at)


def _to_member(
    template: str, award: Award, change: PromiseChange, *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    about = page("promise", award.application.reference, change.promise.position)
    people = people_of_member(change.promise.participant, without=by, at=at)
    if change.proposed_by not in (by, *people):
        people = [*people, change.proposed_by]
    return [
        queue_email(
            template=template,
            to=person.email,
            to_user=person,
            values={
                **facts_of(award.application),
                "recipient": person.name,
                "sender": by.name,
                "member": change.promise.participant.name,
                "activity": change.promise.activity,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in people
    ]
