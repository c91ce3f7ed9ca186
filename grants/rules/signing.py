"""How far a member is with signing, and why an emailed link doesn't work or can't be sent."""

import datetime
from dataclasses import dataclass

from grants.rules.collaboration.findings import comparing_findings
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.collaboration.packet_values import JsonObject
from grants.rules.departures import Departure
from grants.rules.texts import LONGEST_NOTE
from grants.states import SigningState

REQUEST_LASTS = datetime.timedelta(days=14)
# Emails that one person may get about one member's signature within 24 hours.
MOST_REQUESTS_A_DAY = 3
REPLACED = "A newer email replaced this link, or the signature is no longer needed. Use the link in your newest email."
NO_AUTHORITY = (
    "You are no longer on record as an authorized signer for {place}, or your email address in the registry changed."
)


@dataclass(frozen=True)
class RequestFacts:
    """What became of an emailed request."""

    is_opened: bool
    is_declined: bool
    is_signed: bool
    is_withdrawn: bool
    is_astray: bool
    # The mail server did not accept the email.
    is_undelivered: bool
    has_expired: bool
    # Whether the person may still sign, at the same email address.
    has_authority: bool


def is_signature_wanted(*, is_requested: bool, is_current: bool, is_withdrawn: bool, has_left: bool) -> bool:
    """Whether a member is asked to sign now: it never did, or what it signed changed (ADR 20, 34).

    The one rule for My work, the button, the lead's table, and reminders. `is_withdrawn` is about the application;
    `has_left`: the member left or closed after it was submitted.
    """
    return is_requested and not is_current and not is_withdrawn and not has_left


def signing_state(
    *, is_requested: bool, is_signed: bool, is_current: bool, has_signer: bool, leads: bool,
    latest: RequestFacts | None,
) -> SigningState:  # fmt: skip
    """How far a member is. `latest` is what became of the last email since its last signature, if there was one.

    Who requests signatures for the lead gets no email, so a lead without a working link signs on the page.
    """
    if is_signed and is_current:
        return SigningState.SIGNED
    if latest is not None and latest.is_declined:
        return SigningState.DECLINED
    if is_signed:
        return SigningState.OUTDATED
    if not is_requested:
        return SigningState.NOT_REQUESTED
    if not has_signer:
        return SigningState.NO_SIGNER
    state = SigningState.NOT_SENT if latest is None else _state_of(latest)
    return SigningState.SIGNS_HERE if leads and state == SigningState.NOT_SENT else state


def _state_of(request: RequestFacts) -> SigningState:
    if request.is_astray:
        return SigningState.WRONG_PERSON
    if request.is_withdrawn or not request.has_authority:
        return SigningState.NOT_SENT
    if request.has_expired:
        return SigningState.EXPIRED
    if request.is_undelivered and not request.is_opened:
        return SigningState.NOT_DELIVERED
    return SigningState.OPENED if request.is_opened else SigningState.SENT


def problems_with_link(
    request: RequestFacts,
    *,
    place: str,
    departure: Departure | None,
    must_sign_in: bool,
    is_withdrawn: bool,
    is_signed_in: bool,
) -> list[str]:
    """Why an emailed request can't be answered now: by its link, or by its addressee with an account (`is_signed_in`).

    `is_withdrawn` is about the application; `departure` is that of a member that left after submission.
    """
    if is_withdrawn:
        return ["This application was withdrawn, so no signature is needed."]
    if departure is not None:
        return [departure.no_signature]
    if request.is_signed:
        return [
            "This link was already used to sign. If what you signed changes, the lead district can email you a new one."
        ]
    if request.is_astray:
        return ["Someone told us that this link reached the wrong person, so it no longer works."]
    if request.is_withdrawn:
        return [REPLACED]
    if not request.has_authority:
        return [NO_AUTHORITY.format(place=place)]
    if is_signed_in:
        return []
    if must_sign_in:
        return ["Your account has two-step sign-in or a state role, so a link isn’t enough. Sign in to sign."]
    if request.has_expired:
        return ["This link has expired. Ask the lead district to send you a new one."]
    return []


def problems_with_requesting(
    *,
    name: str,
    departure: Departure | None,
    is_requested: bool,
    is_signed: bool,
    is_withdrawn: bool,
    has_authority: bool,
    sent_today: int,
) -> list[str]:
    """Why a request to sign can't be emailed to the person now; `sent_today` counts the last 24 hours."""
    if is_withdrawn:
        return ["This application was withdrawn."]
    if departure is not None:
        return [departure.no_signature]
    if not is_requested:
        return ["Request the signatures of all members first."]
    if is_signed:
        return ["This member has already signed the current version."]
    if not has_authority:
        return ["Choose one of the authorized signers on record."]
    if sent_today >= MOST_REQUESTS_A_DAY:
        return [f"{name} got {sent_today} emails about this in the last 24 hours, which is the most. Try tomorrow."]
    return []


def problems_with_declining(*, reason: str, is_signed: bool) -> list[str]:
    """Why the person can't decline to sign."""
    if is_signed:
        return ["Your district has already signed the current version. Contact the lead district."]
    if not reason:
        return ["Enter the reason."]
    if len(reason) > LONGEST_NOTE:
        return [f"Enter the reason in at most {LONGEST_NOTE:,} characters."]
    return []


def warnings_before_signing(packet: JsonObject, facts: JsonObject, participant: str) -> list[str]:
    """What the registry tells a member itself: it is also in another application, or its match is listed twice.

    Facts for applicants name no other application while the round is open.
    """
    own_match = {line["key"] for line in packet["budget"] if line["source"] == "match" and line["payer"] == participant}
    found = comparing_findings(snapshot_from(packet, facts))
    return [finding.sentence for finding in found if finding.subject_key in own_match | {participant}]
