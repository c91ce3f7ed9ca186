"""The emailed links with which appointed people sign: making them, and ending them."""

import datetime
import secrets

from django.utils import timezone

from accounts.delivery import code_from, token_from
from accounts.models import User
from accounts.rules import digest_of_token
from audit import log
from districts.models import Appointment
from grants import emails
from grants.models import Application, Participant, SigningRequest
from grants.reads.signing import must_sign_in, signers_of
from grants.rules.signing import REQUEST_LASTS


def send_to_all(application: Application, *, by: User, at: datetime.datetime) -> list[SigningRequest]:
    """Emails every participant's authorized signers except the person who asks. The caller has checked who and when."""
    return send_to_signers(list(application.participants.select_related("district", "school")), by=by, at=at)


def send_to_signers(participants: list[Participant], *, by: User, at: datetime.datetime) -> list[SigningRequest]:
    """Emails the authorized signers of these participants except the person who asks."""
    signers = signers_of(participants, timezone.localdate(at))
    return [
        send_link(participant, appointment, by=by, at=at)
        for participant in participants
        for appointment in signers[participant.pk]
        if appointment.user_id != by.pk
    ]


def send_link(
    participant: Participant, appointment: Appointment, *, by: User, told_by: str = "", at: datetime.datetime
) -> SigningRequest:
    """Emails a new link; an earlier one to that person stops working. The caller has checked who and when.

    `told_by`: the command that sends it without anyone’s click; the email then names the lead district, not `by`.
    """
    earlier = SigningRequest.objects.to_sign_for(participant).filter(appointment=appointment)
    is_reminder = earlier.exists()
    _withdraw(participant, [request for request in earlier if request.withdrawn_at is None], at=at)
    seed, person = secrets.token_urlsafe(32), appointment.user
    request = SigningRequest.objects.create(
        participant=participant,
        appointment=appointment,
        email=person.email,
        token_digest=digest_of_token(token_from(seed)),
        code_digest=digest_of_token(code_from(seed).replace("-", "")),
        sent_by=by,
        sent_at=at,
        expires_at=at + REQUEST_LASTS,
    )
    signs_in = must_sign_in(person, timezone.localdate(at))
    emails.send_signature_requested(
        request, seed="" if signs_in else seed, signs_in=signs_in, is_reminder=is_reminder, is_by_itself=bool(told_by),
        at=at,
    )  # fmt: skip
    log.record(
        "signing.requested", participant.application, by=told_by or by, at=at, participant=participant.key,
        email=person.email, appointment=appointment.pk,
    )  # fmt: skip
    return request


def end_requests(*, participant: Participant, at: datetime.datetime) -> None:
    """Makes every link to sign for the participant stop working; emails that still wait are not sent."""
    _withdraw(participant, list(participant.signing_requests.not_withdrawn()), at=at)


def _withdraw(participant: Participant, requests: list[SigningRequest], *, at: datetime.datetime) -> None:
    for request in requests:
        request.withdrawn_at = at
        request.save(update_fields=["withdrawn_at"])
        emails.give_up_request(participant, request.appointment.user)
