"""Emails about funding rounds and applications."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.addresses import page
from accounts.emails import full_address, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail, User
from districts.models import Appointment
from grants.models import Activity, Participant, RulesVersion, SigningRequest, Version
from grants.reads.rounds import Addressee
from grants.rules.packet_file import receipt_number

SIGNATURE_REQUESTED = "signature requested"


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


def send_receipt(version: Version, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Send the receipt to every member's people who register memberships or sign, and to the one who submitted.

    Three queries, whatever the number of members.
    """
    application = version.application
    members = application.participants.order_by().values_list("district", "school", "school__district")
    districts = {key for district, _, of_school in members for key in (district, of_school) if key}
    schools = {school for _, school, _ in members if school}
    may_act = Q(can_register_membership=True) | Q(can_sign_applications=True)
    here = Q(district__in=districts) | Q(school__in=schools)
    appointments = Appointment.objects.in_force(timezone.localdate(at)).filter(may_act & here)
    told = Q(pk__in=appointments.values("user")) | Q(pk=version.sealed_by_id)
    return queue_email_to_each(
        User.objects.filter(told, is_active=True).order_by("pk"),
        kind="receipt",
        subject=f"Receipt {receipt_number(application.reference, version.number)}: {application.consortium.name}",
        template="grants/emails/receipt.txt",
        context={
            "version": version,
            "application": application,
            "receipt": receipt_number(application.reference, version.number),
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_signature_requested(
    request: SigningRequest, *, seed: str, signs_in: bool, is_reminder: bool, at: datetime.datetime
) -> OutgoingEmail:
    """Ask an appointed person to sign for a member, by a one-time link; with `signs_in`, by signing in."""
    participant, person = request.participant, request.appointment.user
    application = participant.application
    about = page_to_sign(participant)
    return queue_email(
        kind=SIGNATURE_REQUESTED,
        to=request.email,
        to_user=person,
        subject=f"{'Reminder: sign' if is_reminder else 'Please sign'} for {participant.name}",
        template="grants/emails/signature_requested.txt",
        context={
            "person": person,
            "request": request,
            "participant": participant,
            "application": application,
            "has_signed": participant.signatures.exists(),
            "signs_in": signs_in,
            "page": full_address(about),
            "code_page": full_address(page("signing code")),
        },
        about=about,
        link_seed=seed,
        at=at,
    )


def page_to_sign(participant: Participant) -> str:
    """The path of the page on which people with an account sign for the member."""
    return page("sign", participant.application.reference, participant.key)


def give_up_request(participant: Participant, person: User) -> None:
    """Emails to the person about this member's signature that still wait are not sent: their links don't work."""
    about = OutgoingEmail.objects.filter(about=page_to_sign(participant))
    about.give_up_for_newer(person, SIGNATURE_REQUESTED)


def send_declined(request: SigningRequest, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the lead's people who sign or who asked that a member's signer declined, and why."""
    participant = request.participant
    application = participant.application
    lead = application.participants.filter(role=Participant.Role.LEAD).select_related("district", "school").first()
    record = (lead.district or lead.school) if lead else None
    if record is None:
        return []
    appointments = Appointment.objects.in_force(timezone.localdate(at)).of_record(record)
    told = Q(can_sign_applications=True) | Q(user=request.sent_by_id)
    people = User.objects.filter(pk__in=appointments.filter(told).values("user"), is_active=True).order_by("pk")
    about = page("signatures", application.reference)
    return [
        queue_email(
            kind="signature declined",
            to=person.email,
            to_user=person,
            subject=f"{participant.name} declined to sign {application.reference}",
            template="grants/emails/signature_declined.txt",
            context={
                "person": person,
                "request": request,
                "signer": request.appointment,
                "participant": participant,
                "application": application,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in people
    ]
