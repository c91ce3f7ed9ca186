"""Who is reminded of a round's deadline, and of what."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from districts.models import Appointment
from grants.models import Application, Commitment, DeadlineReminder, Participant
from grants.reads.application_statements import participants_signed_of
from grants.reads.packets import Packet, is_current, packet_of
from grants.reads.readiness import problems_before_submitting
from grants.reads.signing import signers_of
from grants.reads.wanted_signatures import has_left, is_wanted_of
from grants.rules.reminders import reminder_due
from grants.states import OPEN_FOR_WRITING


@dataclass
class ReminderOfDeadline:
    """What one person has still to do: what the application lacks, and members to sign and to write for."""

    person: User
    leads: bool = False
    missing: list[str] = field(default_factory=list)
    to_sign: list[str] = field(default_factory=list)
    to_write: list[str] = field(default_factory=list)


def applications_before_deadline(days: Collection[int], *, at: datetime.datetime) -> list[Application]:
    """Applications that the applicant can edit, in rounds that close within the longest of these numbers of days."""
    soon = at + datetime.timedelta(days=max(days, default=0) + 1)
    applications = Application.objects.filter(status__in=OPEN_FOR_WRITING).in_the_running()
    open_rounds = applications.filter(competition__closes_at__gte=at, competition__closes_at__lte=soon)
    return list(open_rounds.select_related("competition", "consortium").order_by("reference"))


def reminders_of(application: Application, days: Collection[int], *, at: datetime.datetime) -> list[ReminderOfDeadline]:
    """The people to remind now who have something to do and were not reminded of this deadline for this day."""
    closes_at, on = application.competition.closes_at, timezone.localdate(at)
    due = reminder_due(days, on=on, deadline_day=timezone.localdate(closes_at)) if closes_at else None
    if due is None or closes_at is None or at > closes_at or application.status not in OPEN_FOR_WRITING:
        return []
    sent = DeadlineReminder.objects.filter(application=application, closes_at=closes_at, days_before=due)
    told = set(sent.values_list("person", flat=True))
    return [one for one in _people_with_something_to_do(application, on=on) if one.person.pk not in told]


def applications_before_signing_date(days: Collection[int], *, at: datetime.datetime) -> list[Application]:
    """Applications whose members were asked to sign, in open rounds that name a day for it that is near."""
    today = timezone.localdate(at)
    soon = today + datetime.timedelta(days=max(days, default=0))
    applications = Application.objects.filter(status__in=OPEN_FOR_WRITING, signing_opened_at__isnull=False)
    near = applications.filter(competition__signatures_by__range=(today, soon), competition__closes_at__gte=at)
    return list(near.select_related("competition", "consortium").order_by("reference"))


def signing_reminders_of(
    application: Application, days: Collection[int], *, at: datetime.datetime
) -> list[ReminderOfDeadline]:
    """The signers to remind now of the round's day for signatures, unless they were reminded of anything here today."""
    wanted, on = application.competition.signatures_by, timezone.localdate(at)
    due = reminder_due(days, on=on, deadline_day=wanted) if wanted else None
    closes_at = application.competition.closes_at
    if due is None or wanted is None or closes_at is None or at > closes_at:
        return []
    if application.status not in OPEN_FOR_WRITING or application.signing_opened_at is None:
        return []
    sent = DeadlineReminder.objects.filter(application=application)
    of_this = Q(closes_at=end_of_day(wanted), days_before=due)
    told = set(sent.filter(of_this | Q(sent_at__date=on)).values_list("person", flat=True))
    participants, found = _participants_of(application), dict[int, ReminderOfDeadline]()
    _add_signers(found, application, packet_of(application), participants, on)
    return [one for one in found.values() if one.person.pk not in told]


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of the day in the state's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def _participants_of(application: Application) -> list[Participant]:
    participants = list(application.participants.with_records())
    for participant in participants:
        participant.application = application
    return participants


def _add_signers(
    found: dict[int, ReminderOfDeadline],
    application: Application,
    packet: Packet,
    participants: list[Participant],
    on: datetime.date,
) -> None:
    """Add to what each person has to do the members that the person is asked to sign for."""
    for participant, signers in _to_sign(application, packet, participants, on):
        for signer in signers:
            found.setdefault(signer.user_id, ReminderOfDeadline(signer.user)).to_sign.append(participant.name)


def _people_with_something_to_do(application: Application, *, on: datetime.date) -> list[ReminderOfDeadline]:
    packet, found = packet_of(application), dict[int, ReminderOfDeadline]()
    participants = _participants_of(application)
    people = _people_at(participants, on)
    for participant in participants:
        if participant.is_lead:
            missing = problems_before_submitting(application, packet, on=on)
            for person in people[participant.pk]:
                one = found.setdefault(person.pk, ReminderOfDeadline(person))
                one.leads, one.missing = True, missing
    _add_signers(found, application, packet, participants, on)
    for participant in _to_write(application, packet, participants, on):
        for person in people[participant.pk]:
            found.setdefault(person.pk, ReminderOfDeadline(person)).to_write.append(participant.name)
    return list(found.values())


def _people_at(participants: list[Participant], on: datetime.date) -> dict[int, list[User]]:
    """By participant (row id), the people with an account who have a role there on the day. One query."""
    districts = {p.school.district_id if p.school else p.district_id for p in participants} - {None}
    schools = {p.school_id for p in participants} - {None}
    places = Q(district__in=districts) | Q(school__in=schools)
    appointments = Appointment.objects.in_force(on).filter(places, user__is_active=True).select_related("user")
    by_place = defaultdict[tuple[str, int | None], list[User]](list)
    for appointment in appointments.order_by("user", "pk"):
        place = ("school", appointment.school_id) if appointment.school_id else ("district", appointment.district_id)
        by_place[place].append(appointment.user)
    people = {}
    for p in participants:
        of_district = by_place["district", p.school.district_id if p.school else p.district_id]
        people[p.pk] = list(dict.fromkeys(of_district + by_place["school", p.school_id]))
    return people


def _to_sign(
    application: Application, packet: Packet, participants: list[Participant], on: datetime.date
) -> list[tuple[Participant, list[Appointment]]]:
    """Members whose signature was requested and isn't there or isn't current, each with its signers."""
    if application.signing_opened_at is None:
        return []
    signers, latest = signers_of(participants, on), dict(participants_signed_of(application))
    return [
        (p, signers[p.pk])
        for p in participants
        if is_wanted_of(p, is_current=is_current(packet, p.key, latest.get(p)), has_left=has_left(p, on))
    ]


def _to_write(
    application: Application, packet: Packet, participants: list[Participant], on: datetime.date
) -> list[Participant]:
    """Members other than the lead that have written no commitment, where there is an activity to commit to.

    Not those that left or closed after a submission.
    """
    own = Commitment.objects.filter(activity__application=application, proposed_at=None)
    written = set(own.order_by().values_list("participant", flat=True))
    waiting = [p for p in participants if packet["activities"] and not p.is_lead and p.pk not in written]
    return [p for p in waiting if not has_left(p, on)]
