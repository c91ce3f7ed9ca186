"""Requesting the signatures of all members, and signing."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from accounts.rules import problems_with_name
from audit import log
from districts.models import Appointment
from grants.actions.budget import accept_signed_lines
from grants.actions.commitments import accept_signed_commitments
from grants.actions.findings import is_recheckable, recheck_application
from grants.actions.pen import locked, taken_up
from grants.actions.signing_links import end_requests, send_to_all
from grants.models import Amendment, Application, Participant, Signature, SigningRequest
from grants.permissions.application import check_can_sign, signing_appointment
from grants.reads.amendments import is_signature_requested, open_amendment_of
from grants.reads.packets import PART_VERSION, Packet, packet_of, part_of
from grants.reads.proofs import digest_of_signature
from grants.reads.proposals import has_proposed_rows
from grants.reads.signing import departure_before_signing
from grants.rules.application import problems_with_lengths
from grants.rules.sections import WHOLE
from grants.rules.texts import on_one_line
from grants.states import Status
from signing.rules import digest_of

CHANGED = "What you sign was changed after you opened this page. Read it again below, then sign."


@transaction.atomic
def open_signing(*, application: Application, by: User, at: datetime.datetime) -> Application:
    """Request the signatures of all participants, by email. Requesting them twice changes nothing."""
    application = taken_up(application, WHOLE, by=by, at=at)
    if application.signing_opened_at is not None:
        return application
    application.signing_opened_at = at
    application.save(update_fields=["signing_opened_at"])
    log.record("signing.opened", application, by=by, at=at)
    send_to_all(application, by=by, at=at)
    return application


@transaction.atomic
def sign_application(
    *,
    participant: Participant,
    name: str,
    title: str = "",
    board_on: datetime.date | None = None,
    signed_at: datetime.datetime | None = None,
    is_from_file: bool = False,
    packet: Packet | None = None,
    seen: str | None = None,
    request: SigningRequest | None = None,
    by: User,
    at: datetime.datetime,
) -> Signature:
    """Sign a participant's part of the application as it is worded now; earlier signatures stay in the history.

    `packet` is the current application, if the caller has just read it to record many signatures. `seen` is the digest
    of the part that the signer read: no one signs what was changed meanwhile. `request`: signed by its emailed link,
    which the caller has checked. Raises Refused or Unready. A signature from a file is recorded as stated, even if the
    signer wasn't authorized.
    """
    application = participant.application = locked(Application(pk=participant.application_id))
    if is_from_file:
        power = signing_appointment(by, participant, timezone.localdate(signed_at or at))
    else:
        signed_at, power = at, check_can_sign(by, participant, timezone.localdate(at))
    appointment = request.appointment if request else power
    name, title = on_one_line(name), on_one_line(title)
    problems = problems_with_lengths(("Your name", name, 200), ("Your title", title, 200))
    amendment = open_amendment_of(application)
    if not is_signature_requested(application, amendment, participant.key):
        problems.append("The lead district hasn’t requested signatures yet.")
    if application.status == Status.WITHDRAWN:
        problems.append("This application was withdrawn.")
    if not is_from_file:
        problems += problems_with_name(name) if name else ["Enter your name."]
    if board_on is not None and board_on > timezone.localdate(at) and not is_from_file:
        problems.append("The board approval date is in the future. Enter the date the board voted, or leave it blank.")
    if not is_from_file:
        _check_has_not_left(participant, amendment, at)
    is_amended = amendment is not None and participant.key in amendment.touched
    part = part_of(packet or signable_packet(application), participant.key)
    if seen is not None and seen != digest_of(part):
        problems.append(CHANGED)
    if problems:
        raise Unready(*problems)
    signature = Signature.objects.create(
        application=application,
        participant=participant,
        signer=by,
        signer_name=name,
        signer_title=title,
        signed_at=signed_at,
        board_on=board_on,
        part=part,
        part_digest=digest_of(part),
        part_version=PART_VERSION,
        account_name="" if is_from_file else by.name,
        account_role=_role_in_words(appointment) if appointment and not is_from_file else "",
        linked_email=request.email if request else "",
        had_power=appointment is not None,
        amendment=amendment if is_amended else None,
        counts=not is_amended,
    )
    if request is not None:
        request.answered_at, request.declined_reason = at, ""
        request.save(update_fields=["answered_at", "declined_reason"])
    end_requests(participant=participant, at=at)
    log.record(
        "application.signed",
        application,
        by=by,
        at=at,
        participant=participant.key,
        digest=signature.part_digest,
        signature=signature.pk,
        whole=digest_of_signature(signature),
        **({"linked_email": request.email, "appointment": request.appointment_id} if request else {}),
    )
    if not is_from_file:
        _accept_what_was_signed(participant, signature.part_digest, by=by, at=at)
    if is_recheckable(application):
        recheck_application(application=application, at=at)
    return signature


def _check_has_not_left(participant: Participant, amendment: Amendment | None, at: datetime.datetime) -> None:
    """Raises Unready if the member left after submission, or if the open amendment takes it out."""
    if left := departure_before_signing(participant, timezone.localdate(at)):
        raise Unready(left.no_signature)
    if amendment is not None and participant.pk == amendment.member_id:
        raise Unready(f"{participant} has left, so it doesn’t sign this amendment.")


def _accept_what_was_signed(participant: Participant, part_digest: str, *, by: User, at: datetime.datetime) -> None:
    """Make what the lead proposed the member's own, if the signature covers it as the draft has it now.

    Before submission, the draft as it is now is what was signed.
    """
    if not has_proposed_rows(participant):
        return
    application = participant.application
    if is_recheckable(application) and digest_of(part_of(packet_of(application), participant.key)) != part_digest:
        return
    accept_signed_commitments(participant, by=by, at=at)
    accept_signed_lines(participant, by=by, at=at)


def _role_in_words(appointment: Appointment) -> str:
    return f"{appointment.get_kind_display().lower()} of {appointment.place}"


def signable_packet(application: Application) -> Packet:
    """What signers sign: an open amendment, else the submitted version, or the draft before it is submitted."""
    if amendment := open_amendment_of(application):
        content: Packet = amendment.content
        return content
    if is_recheckable(application):
        return application.versions.order_by("-number")[0].content
    return packet_of(application)
