"""Emails about funding rounds and applications."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.addresses import page
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail, User
from districts.models import Appointment
from grants.models import (
    Activity,
    Application,
    BudgetLineProposal,
    CommitmentProposal,
    Participant,
    RulesVersion,
    SigningRequest,
)
from grants.reads.rounds import Addressee

SIGNATURE_REQUESTED = "signature requested"
PROPOSAL_DECLINED = "application: proposal declined"
# What members decline within this time is one message to each person.
ONE_MESSAGE = datetime.timedelta(hours=1)


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
        for person in _people_of_lead(application, request.sent_by_id, at=at)
    ]


def send_proposal_declined(
    proposal: CommitmentProposal | BudgetLineProposal, application: Application, *, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell the lead's people who sign or who proposed it that the member declined, and why.

    One email an hour to each: thirty declined lines are one message, and the page lists them all.
    """
    about = application.get_absolute_url()
    lately = OutgoingEmail.objects.of_kind(PROPOSAL_DECLINED).filter(about=about, written_at__gt=at - ONE_MESSAGE)
    told = set(lately.values_list("to_user", flat=True))
    return [
        queue_email(
            kind=PROPOSAL_DECLINED,
            to=person.email,
            to_user=person,
            subject=f"{proposal.participant.name} declined a proposal in {application.reference}",
            template="grants/emails/proposal_declined.txt",
            context={
                "person": person,
                "by": by,
                "proposal": proposal,
                "participant": proposal.participant,
                "application": application,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in _people_of_lead(application, proposal.proposed_by_id, at=at)
        if person.pk not in told and person.pk != by.pk
    ]


def _people_of_lead(application: Application, asked_by: int | None, *, at: datetime.datetime) -> Iterable[User]:
    """The lead's people who sign, and the one who asked if that is one of them."""
    lead = application.participants.filter(role=Participant.Role.LEAD).select_related("district", "school").first()
    record = (lead.district or lead.school) if lead else None
    if record is None:
        return []
    appointments = Appointment.objects.in_force(timezone.localdate(at)).of_record(record)
    told = Q(can_sign_applications=True) | Q(user=asked_by)
    return User.objects.filter(pk__in=appointments.filter(told).values("user"), is_active=True).order_by("pk")
