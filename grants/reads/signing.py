"""Who may sign for a participant, and the emailed requests to sign."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils import timezone

from accounts.models import EmailState, OutgoingEmail, User
from accounts.rules import digest_of_token
from districts.models import Appointment
from grants.models import Application, Participant, Signature, SigningRequest
from grants.reads.amendments import departure_in
from grants.rules.departures import Departure
from grants.rules.signing import RequestFacts, problems_with_link
from grants.states import Status

SIGNATURE_REQUESTED = "signature requested"
# A code has no 0, 1, or 8.
MISREAD = str.maketrans("018", "OIB")


def signers_of(participants: Sequence[Participant], on: datetime.date) -> dict[int, list[Appointment]]:
    """By participant (row id), the appointments on that day that may sign for it and can receive email. One query.

    They come from the registry alone: a district's own people and the State give them, never the lead of another.
    """
    districts = {p.district_id for p in participants if p.district_id}
    schools = {p.school_id for p in participants if p.school_id}
    parents = {p.school.district_id for p in participants if p.school is not None}
    places = Q(district__in=districts | parents) | Q(school__in=schools)
    appointments = Appointment.objects.reachable(on).filter(places, can_sign_applications=True)
    by_place = defaultdict[tuple[str, int | None], list[Appointment]](list)
    for appointment in appointments.with_people().order_by("pk").distinct():
        by_place["school" if appointment.school_id else "district", appointment.place.pk].append(appointment)
    signers = {}
    for p in participants:
        own = by_place["district", p.district_id] + by_place["school", p.school_id]
        signers[p.pk] = own + (by_place["district", p.school.district_id] if p.school is not None else [])
    return signers


def departure_before_signing(participant: Participant, on: datetime.date) -> Departure | None:
    """Why the member no longer signs: it left or closed after the application was submitted; one query."""
    application = participant.application
    return None if application.first_submitted_at is None else departure_in(application, participant.key, on)


def words_signed_before(participant: Participant, signer: User) -> dict[str, object]:
    """The title and the board date with which this person last signed for the member; empty if it never did. One query.

    Who signs again after a change in the same round isn't asked for them again.
    """
    last = participant.signatures.filter(signer=signer).values("signer_title", "board_on").last()
    return {"title": last["signer_title"], "board_on": last["board_on"]} if last else {}


def requests_since_signing(
    application: Application, signed: Sequence[tuple[Participant, Signature | None]]
) -> dict[int, SigningRequest]:
    """By participant (row id), the request with the last news that is newer than its last signature. One query."""
    signed_at = {member.pk: signature.signed_at for member, signature in signed if signature is not None}
    latest: dict[int, SigningRequest] = {}
    requests = SigningRequest.objects.filter(participant__application=application).select_related("appointment__user")
    for request in sorted(requests, key=last_news_of):
        since = signed_at.get(request.participant_id)
        if since is None or last_news_of(request) > since:
            latest[request.participant_id] = request
    return latest


def undelivered(requests: Collection[SigningRequest]) -> frozenset[int]:
    """The requests (row ids) whose email the mail server did not accept, so far or for good. One query."""
    failed = OutgoingEmail.objects.of_kind(SIGNATURE_REQUESTED).in_state(EmailState.PROBLEM)
    people = {request.appointment.user_id for request in requests}
    rows = failed.filter(to_user__in=people).values_list("to_user", "to", "written_at")
    problems = set(rows)
    return frozenset(
        request.pk for request in requests if (request.appointment.user_id, request.email, request.sent_at) in problems
    )


def last_news_of(request: SigningRequest) -> datetime.datetime:
    """When something last happened to the request: sent, opened, answered, or known to have reached someone else."""
    moments = (request.sent_at, request.opened_at, request.answered_at, request.astray_at)
    return max(moment for moment in moments if moment)


def facts_of(
    request: SigningRequest, at: datetime.datetime, *, signers: Collection[Appointment], is_undelivered: bool = False
) -> RequestFacts:
    """What became of the request. `signers` are those who may sign for the participant now."""
    appointment = request.appointment
    return RequestFacts(
        is_opened=request.opened_at is not None,
        is_declined=request.is_declined,
        is_signed=request.answered_at is not None and not request.is_declined,
        is_withdrawn=request.withdrawn_at is not None,
        is_astray=request.astray_at is not None,
        is_undelivered=is_undelivered,
        has_expired=request.has_expired(at),
        has_authority=appointment in signers and appointment.user.email == request.email,
    )


def request_of(secret: str) -> SigningRequest | None:
    """The request with that link or code; how a code is spaced or capitalized doesn't count."""
    code = "".join(secret.split()).replace("-", "").upper().translate(MISREAD)
    requests = SigningRequest.objects.for_signing()
    by_link = requests.with_secret(digest_of_token(secret.strip())).first()
    return by_link or requests.with_secret(digest_of_token(code)).first()


def problems_with(request: SigningRequest, *, is_signed_in: bool = False, at: datetime.datetime) -> list[str]:
    """Why the request can't be answered at this moment: by its link, or by its addressee with an account."""
    participant, on = request.participant, timezone.localdate(at)
    signers = signers_of([participant], on)[participant.pk]
    return problems_with_link(
        facts_of(request, at, signers=signers),
        departure=departure_before_signing(participant, on),
        place=str(participant),
        must_sign_in=must_sign_in(request.appointment.user, on),
        is_withdrawn=participant.application.status == Status.WITHDRAWN,
        is_signed_in=is_signed_in,
    )


def must_sign_in(person: User, on: datetime.date) -> bool:
    """Whether an emailed link isn't enough for this person: a state role, or an account with a second step."""
    return person.is_staff or person.has_state_wide_role_from(on) or (person.is_active and person.has_second_step())
