"""Requesting one member's signature again, and signing or declining by an emailed link."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from districts.models import Appointment
from grants import emails
from grants.actions.pen import locked
from grants.actions.signatures import sign_application, signable_packet
from grants.actions.signing_links import send_link
from grants.models import Participant, Signature, SigningRequest
from grants.permissions.application import check_can_edit
from grants.reads.amendments import is_signature_requested, last_signature_of, open_amendment_of
from grants.reads.packets import is_current
from grants.reads.signing import departure_before_signing, problems_with, signers_of
from grants.rules.signing import problems_with_declining, problems_with_requesting
from grants.states import Status

A_DAY = datetime.timedelta(days=1)


@transaction.atomic
def request_signature(
    *, participant: Participant, appointment: Appointment, by: User, at: datetime.datetime
) -> SigningRequest:
    """Emails a new link to one of the participant's authorized signers; an earlier link to that person stops working.

    Raises Refused or Unready.
    """
    application = locked(participant.application)
    check_can_edit(by, application, timezone.localdate(at))
    sent = participant.signing_requests.filter(appointment__user=appointment.user_id, sent_at__gt=at - A_DAY)
    if problems := problems_with_requesting(
        name=appointment.user.name,
        departure=departure_before_signing(participant, timezone.localdate(at)),
        is_requested=is_signature_requested(application, open_amendment_of(application), participant.key),
        is_signed=is_current(signable_packet(application), participant.key, last_signature_of(participant)),
        is_withdrawn=application.status == Status.WITHDRAWN,
        has_authority=appointment in signers_of([participant], timezone.localdate(at))[participant.pk],
        sent_today=sent.count(),
    ):
        raise Unready(*problems)
    return send_link(participant, appointment, by=by, at=at)


@transaction.atomic
def open_request(*, request: SigningRequest, at: datetime.datetime) -> SigningRequest:
    """Record that the reader of the link confirmed to be the person. Raises Unready if the link doesn't work."""
    request = _usable(request, at=at)
    if request.opened_at is None:
        request.opened_at = at
        request.save(update_fields=["opened_at"])
        _record("signing.link_opened", request, at=at)
    return request


@transaction.atomic
def report_wrong_person(*, request: SigningRequest, at: datetime.datetime) -> SigningRequest:
    """End a link whose reader says to be someone else; the lead sees it and can send another."""
    request = _usable(request, at=at)
    request.astray_at = at
    request.save(update_fields=["astray_at"])
    _record("signing.link_astray", request, at=at)
    return request


@transaction.atomic
def sign_by_link(
    *, request: SigningRequest, name: str, title: str, board_on: datetime.date | None, seen: str, at: datetime.datetime
) -> Signature:
    """Sign as the appointed person whose emailed link was opened, with the rules of every signature; ends the link."""
    request = _usable(request, at=at)
    return sign_application(
        participant=request.participant, name=name, title=title, board_on=board_on, seen=seen, request=request,
        by=request.appointment.user, at=at,
    )  # fmt: skip


@transaction.atomic
def decline_signing(
    *, request: SigningRequest, reason: str, by: User | None = None, at: datetime.datetime
) -> SigningRequest:
    """Record why the person won't sign, and tell the lead. The link still works: signing takes it back.

    `by` is the account that declines, which must be the person's; None behind the link.
    """
    if by is not None and by != request.appointment.user:
        raise Refused(f"Only {request.appointment.user} can decline this request.")
    request, reason = _usable(request, is_signed_in=by is not None, at=at), reason.strip()
    participant = request.participant
    packet = signable_packet(participant.application)
    is_signed = is_current(packet, participant.key, last_signature_of(participant))
    if problems := problems_with_declining(reason=reason, is_signed=is_signed):
        raise Unready(*problems)
    request.declined_reason, request.answered_at = reason, at
    request.save(update_fields=["declined_reason", "answered_at"])
    _record("signing.declined", request, at=at, reason=reason)
    emails.send_declined(request, at=at)
    return request


def _usable(request: SigningRequest, *, is_signed_in: bool = False, at: datetime.datetime) -> SigningRequest:
    """The request, read anew and locked after its application. Raises Unready if its link doesn't work."""
    locked(request.participant.application)
    request = SigningRequest.objects.for_signing().select_for_update(of=("self",)).get(pk=request.pk)
    if problems := problems_with(request, is_signed_in=is_signed_in, at=at):
        raise Unready(*problems)
    return request


def _record(event: str, request: SigningRequest, *, at: datetime.datetime, **detail: object) -> None:
    person, participant = request.appointment.user, request.participant
    log.record(
        event, participant.application, by=person, at=at, participant=participant.key, email=request.email,
        appointment=request.appointment_id, **detail,
    )  # fmt: skip
