"""Emails about funding rounds and applications."""

import datetime
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from accounts.addresses import page
from accounts.dates import day_in_words, moment_for_email
from accounts.emails import full_address, listed, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail, User
from accounts.rules.email_templates import EmailValue
from districts.models import Appointment, District, School
from grants.models import (
    Activity,
    Application,
    BudgetLineProposal,
    CommitmentProposal,
    Participant,
    RulesVersion,
    SigningRequest,
    Version,
)
from grants.reads.amendments import open_amendment_of
from grants.reads.rounds import Addressee
from grants.reads.signing import SIGNATURE_REQUESTED
from grants.rules.citable import requested_in
from grants.rules.packet_file import receipt_number

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


def send_removed(participant: Participant, *, reason: str, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
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
                **facts_of(application),
                "recipient": person.name,
                "sender": by.name,
                "member": participant.name,
                "had_signed": participant.signatures.exists(),
                "reason": reason,
                "page": full_address(about),
            },
            about=about,
            at=at,
        )
        for person in people_of_member(participant, without=by, at=at)
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
                **facts_of(application),
                "recipient": person.name,
                "sender": by.name,
                "member": participant.name,
                "activity": activity.title,
                "page": full_address(application),
            },
            about=application.get_absolute_url(),
            at=at,
        )
        for person in people_of_member(participant, without=by, at=at)
    ]


def people_of_member(participant: Participant, *, without: User | None, at: datetime.datetime) -> Iterable[User]:
    """The member's people who register memberships or sign, except the one who did it."""
    record = participant.district or participant.school
    if record is None:
        return []
    may_act = Q(can_register_membership=True) | Q(can_sign_applications=True)
    appointments = Appointment.objects.in_force(timezone.localdate(at)).of_record(record).filter(may_act)
    people = User.objects.filter(pk__in=appointments.values("user"), is_active=True).order_by("pk")
    return people.exclude(pk=without.pk) if without else people


def people_of_members(application: Application, also: int | None, *, at: datetime.datetime) -> QuerySet[User]:
    """Every member's people who register memberships or sign, and one person more, each once. Two queries.

    Also those of members that an amendment took out: what is decided concerns them.
    """
    members = Participant.objects.filter(application=application).order_by()
    places = members.values_list("district", "school", "school__district")
    districts = {key for district, _, of_school in places for key in (district, of_school) if key}
    return _people_at(districts, {school for _, school, _ in places if school}, also, at=at)


def _people_of_version(version: Version) -> QuerySet[User]:
    """The same of the members that were submitted, on that day, and the person who submitted. Up to three queries."""
    members = version.content["participants"]
    districts = District.objects.filter(leaid__in=[member["leaid"] for member in members if member["leaid"]])
    of_schools = School.objects.filter(ncessch__in=[member["ncessch"] for member in members if member["ncessch"]])
    schools = dict(of_schools.order_by().values_list("pk", "district"))
    keys = {*districts.order_by().values_list("pk", flat=True), *(key for key in schools.values() if key)}
    return _people_at(keys, schools, version.sealed_by_id, at=version.sealed_at)


def _people_at(
    districts: Collection[int], schools: Collection[int], also: int | None, *, at: datetime.datetime
) -> QuerySet[User]:
    may_act = Q(can_register_membership=True) | Q(can_sign_applications=True)
    here = Q(district__in=districts) | Q(school__in=schools)
    appointments = Appointment.objects.in_force(timezone.localdate(at)).filter(may_act & here)
    told = Q(pk__in=appointments.values("user")) | Q(pk=also)
    return User.objects.filter(told, is_active=True).order_by("pk")


def send_receipt(version: Version, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Send the receipt to every member's people who register memberships or sign, and to the one who submitted.

    It says what was submitted, whatever became of the application since. As many queries for any number of members.
    """
    application, sealed_at = version.application, timezone.localtime(version.sealed_at)
    content = version.content
    return queue_email_to_each(
        _people_of_version(version),
        template="grants/emails/receipt.txt",
        values={
            "application": application.reference,
            "consortium": content["title"],
            "round": content["competition"]["name"],
            "receipt": receipt_number(application.reference, version.number),
            "submitted_at": f"{date_format(sealed_at)}, {date_format(sealed_at, 'g:i:s A T')}",
            "submitted_by": version.sealed_by.name,
            "total": f"${requested_in(content):,}",
            "digest": version.digest,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def send_signature_requested(
    request: SigningRequest, *, seed: str, signs_in: bool, is_reminder: bool, is_by_itself: bool = False,
    at: datetime.datetime,
) -> OutgoingEmail:  # fmt: skip
    """Ask an appointed person to sign for a member, by a one-time link; with `signs_in`, by signing in.

    `is_by_itself`: no one clicked, so the lead district asks, not a person.
    """
    participant, person = request.participant, request.appointment.user
    application = participant.application
    about, closes_at, wanted = page_to_sign(participant), application.due_at, application.competition.signatures_by
    amendment = open_amendment_of(application)
    values = {
        **facts_of(application),
        "recipient": person.name,
        "sender": application.participants.get(role="lead").name if is_by_itself else request.sent_by.name,
        "role": request.appointment.role_in_words.lower(),
        "member": participant.name,
        # After submission, a signature is asked for an amendment or an answer to the state.
        "deadline": moment_for_email(closes_at) if closes_at and at <= closes_at else "",
        "sign_by": day_in_words(wanted) if wanted and timezone.localdate(at) <= wanted else "",
        "is_amendment": amendment is not None and participant.key in amendment.touched,
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
    about, signer = page("signatures", application.reference), request.appointment
    return [
        queue_email(
            template="grants/emails/signature_declined.txt",
            to=person.email,
            to_user=person,
            values={
                **facts_of(application),
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
            template="grants/emails/proposal_declined.txt",
            to=person.email,
            to_user=person,
            values={
                **facts_of(application),
                "recipient": person.name,
                "sender": by.name,
                "member": proposal.participant.name,
                "proposal": str(proposal),
                "reason": proposal.reason,
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


def send_withdrawn(application: Application, *, reason: str, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people, and the assigned officer, that the application was withdrawn; not who did it."""
    return _send_about_withdrawal("grants/emails/application_withdrawn.txt", application, reason, by, at)


def send_restored(application: Application, *, reason: str, by: User, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the same people that the withdrawal was undone."""
    return _send_about_withdrawal("grants/emails/application_restored.txt", application, reason, by, at)


def _send_about_withdrawal(
    template: str, application: Application, reason: str, by: User, at: datetime.datetime
) -> list[OutgoingEmail]:
    return queue_email_to_each(
        people_of_members(application, application.assigned_to_id, at=at).exclude(pk=by.pk),
        template=template,
        values={
            **facts_of(application),
            "sender": by.name,
            "reason": reason,
            "was_submitted": application.first_submitted_at is not None,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )


def facts_of(application: Application) -> dict[str, EmailValue]:
    """What every email says about an application."""
    return {
        "application": application.reference,
        "consortium": str(application.consortium),
        "round": str(application.competition),
    }
