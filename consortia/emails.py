"""Letters about memberships: to the people who can answer for a side.

Every function is called inside the action's transaction, after the writing; the letters are kept with it and leave
when it is committed. Each gives back the letters written: none where nobody can answer for that side. Then the
registrars are written to instead, so that somebody invites them.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from accounts.addresses import page
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, Role, User
from consortia.models import Consortium, Membership
from consortia.rules.deadlines import answer_by
from consortia.states import Side
from districts.models import Appointment, District, School
from districts.permissions import Actor

KIND = "membership"
REMINDER = f"{KIND}: reminder"
CONFIRMATION_DUE = "confirmation: due soon"
CONFIRMATION_OVERDUE = "confirmation: overdue"


def send_invited(membership: Membership, *, words: str = "", by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the member's people: the consortium says that it belongs; they confirm or decline."""
    return _send("invited", membership, f"{membership.consortium.name} invites you", (Side.MEMBER,), Side.CONSORTIUM, words, by, at)


def send_asked(membership: Membership, *, words: str = "", by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the people of the consortium's leads: a district or a school asks to join; they confirm or decline."""
    subject = f"{membership.member} asks to join {membership.consortium.name}"
    return _send("asked", membership, subject, (Side.CONSORTIUM,), Side.MEMBER, words, by, at)


def send_confirmed(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the other side (to both where the State confirms): the membership is confirmed, or waits for the State now."""
    return _send("confirmed", membership, f"Confirmed: {_in(membership)}", _others(side), side, words, by, at)


def send_declined(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the other side: the membership was declined, or taken back by who claimed it."""
    return _send("declined", membership, f"Declined: {_in(membership)}", _others(side), side, words, by, at)


def send_disputed(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the other side: what it says of the membership is disputed; it answers."""
    return _send("disputed", membership, f"Disputed: {_in(membership)}", _others(side), side, words, by, at)


def send_left(membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the other side: the membership has a last day (`membership.leaves_on`)."""
    return _send("left", membership, f"The last day is set: {_in(membership)}", _others(side), side, words, by, at)


def send_changed(
    membership: Membership, *, changes: Sequence[str], side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the other side: what is different now, each change in words ("role: lead instead of member")."""
    subject = f"Changed: {_in(membership)}"
    return _send("changed", membership, subject, _others(side), side, words, by, at, changes=list(changes))


def send_reminder(membership: Membership, *, side: str, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the side whose answer a membership has been waiting for."""
    return _send("reminder", membership, f"Still waits for an answer: {_in(membership)}", (side,), "", "", "", at)


def send_registered(
    consortium: Consortium, *, reason: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To who proposed the consortium: it stands in the register now."""
    return _about_proposal("registered", consortium, f"Registered: {consortium.name}", reason, by, at)


def send_refused(consortium: Consortium, *, reason: str, by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To who proposed the consortium: the registrar does not register it, and why."""
    return _about_proposal("refused", consortium, f"Not registered: {consortium.name}", reason, by, at)


def send_confirmation_asked(
    record: District | School, *, due_on: datetime.date, is_overdue: bool, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To who can confirm the record: the yearly confirmation is due soon, or overdue."""
    kind = CONFIRMATION_OVERDUE if is_overdue else CONFIRMATION_DUE
    subject = f"{'Overdue' if is_overdue else 'Due soon'}: the yearly confirmation of {record}"
    page = page_of_confirmation(record)
    context = {"record": record, "due_on": due_on, "is_overdue": is_overdue, "page": full_address(page)}
    appointments = Appointment.objects.order_by().confirming(record, on=timezone.localdate(at))
    people = User.objects.filter(pk__in=appointments.values("user")).order_by("pk")
    return [
        queue_email(
            kind=kind,
            to=person.email,
            to_user=person,
            subject=subject,
            template="consortia/emails/confirmation_asked.txt",
            context={**context, "person": person},
            about=page,
            at=at,
        )
        for person in people
    ]


def page_of_confirmation(record: District | School) -> str:
    """Where the record is confirmed."""
    if isinstance(record, District):
        return page("verify district", record.leaid)
    return page("verify school", record.ncessch)


def people_of(membership: Membership, side: str, on: datetime.date) -> list[User]:
    """Who can answer for that side of the membership on that day; for the State, its registrars."""
    if side == Side.STATE:
        return list(User.objects.holding(Role.REGISTRAR, on=on).filter(is_active=True).order_by("pk"))
    appointments = Appointment.objects.order_by().registering(on)
    if side == Side.MEMBER:
        appointments = appointments.of_member(membership)
    else:
        appointments = appointments.of_members(Membership.objects.order_by().running(membership.consortium, on=on))
    return list(User.objects.filter(pk__in=appointments.values("user")).order_by("pk"))


def _others(side: str) -> tuple[str, ...]:
    """The sides that a letter about what this side did goes to."""
    return tuple(one for one in (Side.MEMBER, Side.CONSORTIUM) if one != side)


def _in(membership: Membership) -> str:
    return f"{membership.member} in {membership.consortium.name}"


def _send(
    name: str,
    membership: Membership,
    subject: str,
    sides: Iterable[str],
    said_by: str,
    words: str,
    by: Actor,
    at: datetime.datetime,
    **more: Any,
) -> list[OutgoingEmail]:
    on = timezone.localdate(at)
    written: list[OutgoingEmail] = []
    for side in sides:
        people = [person for person in people_of(membership, side, on) if person != by]
        for person in people or [one for one in people_of(membership, Side.STATE, on) if one != by]:
            context = {
                "person": person,
                "membership": membership,
                "member": membership.member,
                "consortium": membership.consortium,
                "speaker": _speaker(membership, said_by, by),
                "words": words.strip(),
                "answer_by": answer_by(on),
                "page": full_address(membership.get_absolute_url()),
                "side": side,
                "nobody": "" if people else _place(membership, side),
                "people_page": "" if people else full_address(_people_page(membership, side)),
                **more,
            }
            template = f"consortia/emails/{name if people else 'nobody_to_ask'}.txt"
            letter = _keep(name, person, subject, template, context, membership.get_absolute_url(), at)
            if people:
                written.append(letter)
    return written


def _about_proposal(
    name: str, consortium: Consortium, subject: str, reason: str, by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    person = consortium.proposed_by
    if person is None or person == by:
        return []
    address = consortium.get_absolute_url()
    context = {
        "person": person,
        "consortium": consortium,
        "reason": reason.strip(),
        "by": by,
        "page": full_address(address),
    }
    return [_keep(name, person, subject, f"consortia/emails/{name}.txt", context, address, at)]


def _keep(
    name: str, person: User, subject: str, template: str, context: dict[str, Any], about: str, at: datetime.datetime
) -> OutgoingEmail:
    return queue_email(
        kind=f"{KIND}: {name}",
        to=person.email,
        to_user=person,
        subject=subject,
        template=template,
        context=context,
        about=about,
        at=at,
    )


def _speaker(membership: Membership, side: str, by: Actor) -> str:
    """Who says it, as a letter names them."""
    if isinstance(by, str):
        return "The State"
    if side == Side.STATE:
        return f"{by.name}, for the State,"
    return f"{by.name}, for {membership.member if side == Side.MEMBER else membership.consortium.name},"


def _place(membership: Membership, side: str) -> str:
    return str(membership.member if side == Side.MEMBER else membership.consortium.name)


def _people_page(membership: Membership, side: str) -> str:
    """Where a registrar sees who holds which post; for a consortium, its own page leads to its leads."""
    if side == Side.CONSORTIUM:
        return membership.consortium.get_absolute_url()
    district = membership.member if isinstance(membership.member, District) else membership.member.district
    return page("appointments", district.leaid)
