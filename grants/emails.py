"""Emails about funding rounds and applications."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.addresses import page
from accounts.dates import moment_for_email
from accounts.emails import full_address, listed, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from districts.models import Appointment
from grants.models import Activity, Application, Participant, RulesVersion, SigningRequest, Version
from grants.reads.reminders import ReminderOfDeadline
from grants.reads.rounds import Addressee
from grants.reads.signing import SIGNATURE_REQUESTED
from grants.rules.packet_file import receipt_number
from grants.rules.reminders import days_in_words


def send_rules_changed(
    version: RulesVersion, addressees: Iterable[Addressee], *, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell everyone who edits an application of the round what changed, why, and where both versions are."""
    competition = version.competition
    return [
        queue_email(
            template="grants/emails/rules_changed.txt",
            to=person.email,
            to_user=person,
            values={
                "recipient": person.name,
                "round": str(competition),
                "applications": " and ".join(references),
                "changes": listed(version.changes),
                "reason": version.reason,
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
            template="grants/emails/member_removed.txt",
            to=person.email,
            to_user=person,
            values={
                **_facts(application),
                "recipient": person.name,
                "sender": by.name,
                "member": participant.name,
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
            template="grants/emails/activity_removed.txt",
            to=person.email,
            to_user=person,
            values={
                **_facts(application),
                "recipient": person.name,
                "sender": by.name,
                "member": participant.name,
                "activity": activity.title,
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

    Four queries, whatever the number of members.
    """
    application, sealed_at = version.application, timezone.localtime(version.sealed_at)
    members = application.participants.order_by().values_list("district", "school", "school__district")
    districts = {key for district, _, of_school in members for key in (district, of_school) if key}
    schools = {school for _, school, _ in members if school}
    may_act = Q(can_register_membership=True) | Q(can_sign_applications=True)
    here = Q(district__in=districts) | Q(school__in=schools)
    appointments = Appointment.objects.in_force(timezone.localdate(at)).filter(may_act & here)
    told = Q(pk__in=appointments.values("user")) | Q(pk=version.sealed_by_id)
    return queue_email_to_each(
        User.objects.filter(told, is_active=True).order_by("pk"),
        template="grants/emails/receipt.txt",
        values={
            **_facts(application),
            "receipt": receipt_number(application.reference, version.number),
            "submitted_at": f"{date_format(sealed_at)}, {date_format(sealed_at, 'g:i:s A T')}",
            "submitted_by": version.sealed_by.name if version.sealed_by else "",
            "total": f"${application.requested:,}",
            "digest": version.digest,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_deadline_reminder(
    application: Application, reminder: ReminderOfDeadline, *, at: datetime.datetime
) -> OutgoingEmail:
    """Remind a person of the deadline and of what is still to do. Names no amounts and quotes no answers."""
    person, closes_at = reminder.person, application.competition.closes_at or at
    left = (timezone.localdate(closes_at) - timezone.localdate(at)).days
    return queue_email(
        template="grants/emails/deadline_reminder.txt",
        to=person.email,
        to_user=person,
        values={
            **_facts(application),
            "recipient": person.name,
            "deadline": moment_for_email(closes_at),
            "days_left": days_in_words(left),
            "leads": reminder.leads,
            "missing": listed(reminder.missing),
            "to_sign": listed(reminder.to_sign),
            "to_write": listed(reminder.to_write),
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
    about, closes_at = page_to_sign(participant), application.competition.closes_at
    values = {
        **_facts(application),
        "recipient": person.name,
        "sender": request.sent_by.name,
        "role": request.appointment.role_in_words.lower(),
        "member": participant.name,
        "deadline": moment_for_email(closes_at) if closes_at else "",
        "has_signed": participant.signatures.exists(),
        "is_reminder": is_reminder,
    }
    if signs_in:
        template, ways = "grants/emails/signature_requested_sign_in.txt", {"page": full_address(about)}
    else:
        template = "grants/emails/signature_requested.txt"
        code_page = full_address(page("signing code"))
        ways = {"code_page": code_page, "expires": moment_for_email(request.expires_at)}
    return queue_email(
        template=template,
        to=request.email,
        to_user=person,
        values={**values, **ways},
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
    about, signer = page("signatures", application.reference), request.appointment
    return [
        queue_email(
            template="grants/emails/signature_declined.txt",
            to=person.email,
            to_user=person,
            values={
                **_facts(application),
                "recipient": person.name,
                "signer": signer.user.name,
                "signer_role": signer.role_in_words.lower(),
                "member": participant.name,
                "reason": request.declined_reason,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in people
    ]


def _facts(application: Application) -> dict[str, EmailValue]:
    """What every email says about an application."""
    return {
        "application": application.reference,
        "consortium": str(application.consortium),
        "round": str(application.competition),
    }
