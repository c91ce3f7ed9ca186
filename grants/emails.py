"""Emails about funding rounds and applications."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, User
from districts.models import Appointment
from grants.models import Activity, Participant, RulesVersion
from grants.reads.rounds import Addressee


def send_rules_changed(
    version: RulesVersion, addressees: Iterable[Addressee], *, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell everyone who edits an application of the round what changed, why, and where both versions are."""
    competition = version.competition
    return [
        queue_email(
            kind="rules changed",
            to=person.email,
            to_user=person,
            subject=f"The rules of {competition} changed",
            template="grants/emails/rules_changed.txt",
            context={
                "person": person,
                "version": version,
                "competition": competition,
                "applications": " and ".join(references),
                "page": full_address(competition),
            },
            about=competition.get_absolute_url(),
            at=at,
        )
        for person, references in addressees
    ]


def send_removed(participant: Participant, *, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the member's people who register memberships or sign that it no longer takes part in the draft.

    None where it has no one with an account. Call it before the member is removed.
    """
    application = participant.application
    about = application.consortium.get_absolute_url()
    return [
        queue_email(
            kind="application: member removed",
            to=person.email,
            to_user=person,
            subject=f"{participant.name} was removed from {application.reference}",
            template="grants/emails/member_removed.txt",
            context={
                "person": person,
                "by": by,
                "participant": participant,
                "application": application,
                "had_signed": participant.signatures.exists(),
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in _people_of(participant, without=by, at=at)
    ]


def send_activity_removed(
    activity: Activity, participant: Participant, *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the member's people that an activity was removed together with what the member wrote there.

    None where it has no one with an account. Call it before the activity is removed.
    """
    application = activity.application
    return [
        queue_email(
            kind="application: activity removed",
            to=person.email,
            to_user=person,
            subject=f"An activity was removed from {application.reference}",
            template="grants/emails/activity_removed.txt",
            context={
                "person": person,
                "by": by,
                "activity": activity,
                "participant": participant,
                "application": application,
                "page": full_address(application),
            },
            about=application.get_absolute_url(),
            at=at,
        )
        for person in _people_of(participant, without=by, at=at)
    ]


def _people_of(participant: Participant, *, without: User, at: datetime.datetime) -> Iterable[User]:
    """The member's people who register memberships or sign, except the one who did it."""
    record = participant.district or participant.school
    if record is None:
        return []
    may_act = Q(can_register_membership=True) | Q(can_sign_applications=True)
    appointments = Appointment.objects.in_force(timezone.localdate(at)).of_record(record).filter(may_act)
    return User.objects.filter(pk__in=appointments.values("user"), is_active=True).exclude(pk=without.pk).order_by("pk")
