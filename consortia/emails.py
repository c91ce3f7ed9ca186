"""Emails about memberships, to the people who can answer for a side.

Every function is called inside the action's transaction, after the writing; the emails are stored with it and sent
when it is committed. Each returns the emails to the people of a side: none where no one can answer for that side. Then
the registrars get an email instead, so that they invite someone.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max
from django.utils import timezone

from accounts.addresses import page
from accounts.dates import day_in_words
from accounts.emails import full_address, listed, queue_email
from accounts.models import OutgoingEmail, Role, User
from accounts.rules.email_templates import EmailValue
from consortia.models import Consortium, Membership, ScheduledClosure
from consortia.rules.deadlines import answer_by
from consortia.rules.invitations import last_day_to_answer
from consortia.states import PUBLIC_CONSORTIA, MembershipStatus, Side
from districts.models import Appointment, District, School
from districts.permissions import Actor

KIND = "membership"
A_DAY = datetime.timedelta(days=1)
NO_ONE = "no_one_can_answer"
REMINDER = f"{KIND}: reminder"
CONFIRMATION_DUE = "confirmation: due soon"
CONFIRMATION_OVERDUE = "confirmation: overdue"


def send_invited(membership: Membership, *, words: str = "", by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the member's people: the consortium invites them; they accept or decline."""
    return _send("invited", membership, (Side.MEMBER,), Side.CONSORTIUM, words, by, at)


def send_asked(membership: Membership, *, words: str = "", by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the people of the consortium's lead and fiscal agent: a district or school asks to join."""
    return _send("asked", membership, (Side.CONSORTIUM,), Side.MEMBER, words, by, at)


def send_confirmed(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the other party (both, if the State approved) that it is confirmed or awaits state approval."""
    return _send("confirmed", membership, _others(side), side, words, by, at)


def send_declined(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member or the consortium, whichever did not act, that it was declined or withdrawn."""
    return _send("declined", membership, _others(side), side, words, by, at)


def send_expired(membership: Membership, *, by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the member and the consortium that the invitation ended without an answer."""
    sides = [side for side in _others(Side.STATE) if people_of(membership, side, timezone.localdate(at))]
    return _send("expired", membership, sides, Side.STATE, "", by, at)


def send_disputed(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member or the consortium, whichever did not act, that it was disputed and needs a response."""
    return _send("disputed", membership, _others(side), side, words, by, at)


def send_left(
    membership: Membership, *, side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member or the consortium, whichever did not act, the end date (`membership.leaves_on`)."""
    return _send("left", membership, _others(side), side, words, by, at)


def send_changed(
    membership: Membership, *, changes: Sequence[str], side: str, words: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member or the consortium, whichever did not act, each change ("Role: lead instead of member")."""
    return _send("changed", membership, _others(side), side, words, by, at, changes=listed(changes))


def send_reminder(membership: Membership, *, side: str, at: datetime.datetime) -> list[OutgoingEmail]:
    """Remind the party that has not answered, the member or the consortium."""
    return _send("reminder", membership, (side,), "", "", "", at)


def send_registered(
    consortium: Consortium, *, reason: str = "", by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the person who proposed the consortium: it is in the registry now."""
    return _about_proposal("registered", consortium, reason, by, at)


def send_refused(consortium: Consortium, *, reason: str, by: Actor, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the person who proposed the consortium: the registrar does not approve it, and why."""
    return _about_proposal("refused", consortium, reason, by, at)


def send_proposal_news(
    kind: str, membership: Membership, *, reason: str = "", changes: Sequence[str] = (), by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the people of an invited member: the proposal was changed, withdrawn, or submitted again (`kind`)."""
    values = {**_facts(membership), "sender": by.name, "message": reason.strip(), "changes": listed(changes)}
    people = [person for person in people_of(membership, Side.MEMBER, timezone.localdate(at)) if person != by]
    sent = []
    for person in people:
        free_at = _time_of_news(kind, membership, person, at)
        if free_at is None:
            continue
        template = kind if free_at == at else "proposal_changed_again"
        sent.append(_queue_about(membership, kind, template, person, values, Side.MEMBER, at, not_before=free_at))
    return sent


def _time_of_news(kind: str, membership: Membership, person: User, at: datetime.datetime) -> datetime.datetime | None:
    """When the person may get another email of this kind about the proposal (one a day). None if one is waiting."""
    told = OutgoingEmail.objects.of_kind(_kind(kind)).addressed_to(person).filter(about=membership.get_absolute_url())
    latest = told.aggregate(latest=Max("queued_at"))["latest"]
    if latest is None or latest <= at - A_DAY:
        return at
    return None if latest > at else latest + A_DAY


def send_closure_blocked(scheduled: ScheduledClosure, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """To every registrar: a scheduled merger or dissolution was not carried out, and why."""
    registrars = User.objects.holding(Role.REGISTRAR, on=timezone.localdate(at)).filter(is_active=True).order_by("pk")
    return [_about_closure("closure_blocked", scheduled, person, at) for person in registrars]


def send_closure_carried_out(scheduled: ScheduledClosure, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """To the registrar who scheduled it: the merger or dissolution was carried out, and can be undone for a day."""
    if not scheduled.scheduled_by.is_active:
        return []
    return [_about_closure("closure_carried_out", scheduled, scheduled.scheduled_by, at)]


def send_confirmation_asked(
    record: District | School | Consortium, *, due_on: datetime.date, is_overdue: bool, at: datetime.datetime
) -> list[OutgoingEmail]:
    """To the people who can verify the record: the yearly verification is due soon, or overdue."""
    kind = CONFIRMATION_OVERDUE if is_overdue else CONFIRMATION_DUE
    page = page_of_confirmation(record)
    values: dict[str, EmailValue] = {
        "record": str(record),
        "due_on": day_in_words(due_on),
        "is_overdue": is_overdue,
        "page": full_address(page),
    }
    return [
        queue_email(
            kind=kind,
            to=person.email,
            to_user=person,
            template="consortia/emails/confirmation_asked.txt",
            values={**values, "recipient": person.name},
            about=page,
            at=at,
        )
        for person in _people_to_confirm(record, timezone.localdate(at))
    ]


def _people_to_confirm(record: District | School | Consortium, on: datetime.date) -> list[User]:
    if isinstance(record, Consortium):
        return people_of(Membership(consortium=record), Side.CONSORTIUM, on)
    appointments = Appointment.objects.order_by().confirming(record, on=on)
    return list(User.objects.filter(pk__in=appointments.values("user")).order_by("pk"))


def page_of_confirmation(record: District | School | Consortium) -> str:
    """The path of the page where the record is verified."""
    if isinstance(record, Consortium):
        return page("verify consortium", record.slug)
    if isinstance(record, District):
        return page("verify district", record.leaid)
    return page("verify school", record.ncessch)


def people_of(membership: Membership, side: str, on: datetime.date) -> list[User]:
    """The people who can answer for that side of the membership on that date; for the State, the registrars."""
    if side == Side.STATE:
        return list(User.objects.holding(Role.REGISTRAR, on=on).filter(is_active=True).order_by("pk"))
    appointments = Appointment.objects.order_by().registering(on)
    if side == Side.MEMBER:
        appointments = appointments.of_member(membership)
    else:
        appointments = appointments.of_members(Membership.objects.order_by().running(membership.consortium, on=on))
    return list(User.objects.filter(pk__in=appointments.values("user")).order_by("pk"))


def _others(side: str) -> tuple[str, ...]:
    """The sides that get an email about what this side did."""
    return tuple(one for one in (Side.MEMBER, Side.CONSORTIUM) if one != side)


def _send(
    name: str,
    membership: Membership,
    sides: Iterable[str],
    acting_side: str,
    words: str,
    by: Actor,
    at: datetime.datetime,
    **more: EmailValue,
) -> list[OutgoingEmail]:
    on, to_sides = timezone.localdate(at), []
    values = {
        **_facts(membership),
        "actor": _actor(membership, acting_side, by),
        "message": words.strip(),
        "answer_by": day_in_words(answer_by(on)),
        "last_day": day_in_words(last_day_to_answer(on)),
        **more,
    }
    for side in sides:
        people = [person for person in people_of(membership, side, on) if person != by]
        if people:
            to_sides += [_queue_about(membership, name, name, person, values, side, at) for person in people]
            continue
        unanswered = {
            "unanswered": _place(membership, side),
            "people_page": full_address(_people_page(membership, side)),
        }
        for registrar in people_of(membership, Side.STATE, on):
            if registrar != by:
                _queue_about(membership, name, NO_ONE, registrar, values | unanswered, side, at)
    return to_sides


def _queue_about(
    membership: Membership,
    name: str,
    template: str,
    person: User,
    values: Mapping[str, EmailValue],
    side: str,
    at: datetime.datetime,
    *,
    not_before: datetime.datetime | None = None,
) -> OutgoingEmail:
    answering = "the State" if side == Side.STATE else _place(membership, side)
    about = membership.get_absolute_url()
    return _queue(name, template, person, {**values, "answering": answering}, about, at, not_before)


def _facts(membership: Membership) -> dict[str, EmailValue]:
    """What every email says about a membership."""
    return {
        "member": str(membership.member),
        "consortium": membership.consortium.name,
        "membership": _membership_in_lines(membership),
        "ends_on": day_in_words(membership.leaves_on) if membership.leaves_on else "",
        "awaits_state": membership.status == MembershipStatus.AGREED,
        "has_accepted": membership.status != MembershipStatus.CLAIMED,
        "is_declined_invitation": membership.status == MembershipStatus.DECLINED
        and membership.claimed_by == Side.CONSORTIUM,
        "is_withdrawn": membership.status == MembershipStatus.WITHDRAWN,
        "is_disputed": membership.status == MembershipStatus.DISPUTED,
        "page": full_address(membership.get_absolute_url()),
    }


def _membership_in_lines(membership: Membership) -> str:
    role, member_type = membership.get_role_display().lower(), membership.get_membership_class_display().lower()
    lines = [
        f"  Member:      {membership.member}",
        f"  Consortium:  {membership.consortium}",
        f"  Role:        {role}, {member_type}",
        f"  Start date:  {day_in_words(membership.joins_on) if membership.joins_on else 'not known'}",
    ]
    return "\n".join(lines + [f"  End date:    {day_in_words(day)}" for day in [membership.leaves_on] if day])


def _about_proposal(
    name: str, consortium: Consortium, reason: str, by: Actor, at: datetime.datetime
) -> list[OutgoingEmail]:
    person = consortium.proposed_by
    if person is None or person == by:
        return []
    is_public = consortium.status in PUBLIC_CONSORTIA
    address = consortium.get_absolute_url() if is_public else page("proposal", consortium.slug)
    values = {"consortium": consortium.name, "message": reason.strip(), "page": full_address(address)}
    return [_queue(name, name, person, values, address, at)]


def _closure_in_words(scheduled: ScheduledClosure) -> str:
    if scheduled.into:
        return f"merger of {scheduled.ends} into {scheduled.into}"
    return f"split of {scheduled.ends}" if scheduled.is_split else f"dissolution of {scheduled.ends}"


def _about_closure(name: str, scheduled: ScheduledClosure, person: User, at: datetime.datetime) -> OutgoingEmail:
    about = (scheduled.closure or scheduled).get_absolute_url()
    values = {
        "change": _closure_in_words(scheduled),
        "day": day_in_words(scheduled.on),
        "problems": listed(scheduled.problems),
        "page": full_address(about),
    }
    return _queue(name, name, person, values, about, at)


def _queue(
    name: str,
    template: str,
    person: User,
    values: Mapping[str, EmailValue],
    about: str,
    at: datetime.datetime,
    not_before: datetime.datetime | None = None,
) -> OutgoingEmail:
    return queue_email(
        kind=_kind(name),
        to=person.email,
        to_user=person,
        template=f"consortia/emails/{template}.txt",
        values={**values, "recipient": person.name},
        about=about,
        at=at,
        not_before=not_before,
    )


def _kind(name: str) -> str:
    return f"{KIND}: {name.replace('_', ' ')}"


def _actor(membership: Membership, side: str, by: Actor) -> str:
    """Who acts, as an email names them."""
    if isinstance(by, str):
        return "The State"
    if side == Side.STATE:
        return f"{by.name}, for the State,"
    return f"{by.name}, for {membership.member if side == Side.MEMBER else membership.consortium.name},"


def _place(membership: Membership, side: str) -> str:
    return str(membership.member if side == Side.MEMBER else membership.consortium.name)


def _people_page(membership: Membership, side: str) -> str:
    """Where a registrar appoints people; for a consortium, its page, which leads to its lead."""
    if side == Side.CONSORTIUM:
        return membership.consortium.get_absolute_url()
    district = membership.member if isinstance(membership.member, District) else membership.member.district
    return page("appointments", district.leaid)
