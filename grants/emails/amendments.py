"""Emails about amendments to submitted applications."""

import datetime

from django.db.models import QuerySet

from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, User
from grants.emails import facts_of, people_of_members
from grants.models import Amendment
from grants.reads.amendments import words_of
from grants.states import AmendmentStatus


def send_amendment_proposed(amendment: Amendment, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people, also those of the one that left, what the lead proposes; signers get a link too."""
    people = people_of_members(amendment.application, None, at=at).exclude(pk=by.pk)
    file = "amendment_proposed" if amendment.member else "change_proposed"
    return _send_about_amendment(f"grants/emails/{file}.txt", amendment, people, at=at)


def send_amendment_sent(amendment: Amendment, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the assigned officer, if there is one, that an amendment waits for an answer."""
    officer = User.objects.filter(pk=amendment.application.assigned_to_id, is_active=True)
    file = "amendment_sent" if amendment.member else "change_sent"
    return _send_about_amendment(f"grants/emails/{file}.txt", amendment, officer, at=at)


def send_amendment_answered(amendment: Amendment, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people, also those of the one that left, how the state answered."""
    people = people_of_members(amendment.application, amendment.proposed_by_id, at=at)
    return _send_about_amendment("grants/emails/amendment_answered.txt", amendment, people, at=at)


def _send_about_amendment(
    template: str, amendment: Amendment, people: QuerySet[User], *, at: datetime.datetime
) -> list[OutgoingEmail]:
    application = amendment.application
    return queue_email_to_each(
        people,
        template=template,
        values={
            **facts_of(application),
            "sender": amendment.proposed_by.name,
            "member": amendment.member.name if amendment.member else "",
            "change": words_of(amendment),
            "replacement": amendment.replacement.name if amendment.replacement else "",
            "reason": amendment.answer_reason or amendment.reason,
            "is_accepted": amendment.status == AmendmentStatus.ACCEPTED,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )
