"""What the registry and the signatures say of the members."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.found import Found, Place, Reading, counted, day, row_of, short
from grants.rules.collaboration.snapshot import SERVICE_AGENCY, Participant, Signature


def agency_without_client(reading: Reading) -> Iterator[Found]:
    lead = reading.plan.lead
    if lead is None or lead.leaid is None or lead.kind != SERVICE_AGENCY:
        return
    if any(lead.leaid in p.service_agencies for p in reading.plan.participants if p is not lead):
        return
    records_any = lead.leaid in reading.plan.agencies_with_components
    why = "" if records_any else " The registry records no component district at all for this agency."
    registry = (
        "component districts recorded, none of them a member"
        if records_any
        else "no component district recorded at all"
    )
    yield Found(
        lead.key,
        lead.name,
        f"{short(lead.name)} leads, and no member is recorded as its component district.{why}",
        (
            Place("List of members", f"{short(lead.name)}, lead of {_members(reading)}", row_of(lead)),
            Place("Registry", f"{short(lead.name)}: {registry}", f"registry:{lead.leaid}"),
        ),
    )


def closed_members(reading: Reading) -> Iterator[Found]:
    ends = reading.plan.project_ends_on
    for participant in reading.plan.participants:
        if participant.in_registry is False:
            yield _closed(
                participant,
                f"{short(participant.name)} is in no registry.",
                Place("Registry", "no such agency", f"registry:{participant.key}"),
            )
        elif ends and participant.closed_on and participant.closed_on < ends:
            closed = day(participant.closed_on)
            yield _closed(
                participant,
                f"{short(participant.name)} closes on {closed}, before the project ends on {day(ends)}.",
                Place(
                    "Registry", f"closes on {closed}; the project ends on {day(ends)}", f"registry:{participant.key}"
                ),
            )


def unsigned(reading: Reading) -> Iterator[Found]:
    if not reading.plan.signing_opened:
        return
    signed = {s.participant for s in reading.plan.signatures}
    for participant in reading.plan.participants:
        if participant.key not in signed:
            yield Found(
                participant.key,
                participant.name,
                f"{short(participant.name)} has not signed.",
                (
                    Place("List of members", participant.name, row_of(participant)),
                    Place("Signatures", "signing is open; no signature", f"signature:{participant.key}"),
                ),
            )


def outdated_signatures(reading: Reading) -> Iterator[Found]:
    for participant, signature in _signatures(reading):
        now = reading.plan.part_digests.get(participant.key, "")
        if signature.part_digest and now and signature.part_digest != now:
            yield Found(
                participant.key,
                participant.name,
                f"What concerns {short(participant.name)} changed after it signed.",
                (
                    _signature(participant, signature),
                    Place("Its part of the plan", "changed since", row_of(participant)),
                ),
            )


def unauthorized_signatures(reading: Reading) -> Iterator[Found]:
    for participant, signature in _signatures(reading):
        reasons = []
        # Posts are known only of agencies of the registry; that it is in none is a finding of its own.
        if signature.had_power is False and participant.in_registry is not False:
            reasons.append("the signer held no post with the power to sign that day")
        if signature.board_on is None:
            reasons.append("no board date is given")
        elif signature.signed_on and signature.board_on > signature.signed_on:
            reasons.append(f"the board met on {day(signature.board_on)}, after the signature")
        if reasons:
            why = " and ".join(reasons)
            yield Found(
                participant.key,
                participant.name,
                f"{_signer(signature)} signed for {short(participant.name)}: {why}.",
                (
                    _signature(participant, signature),
                    Place("Power to sign", why, f"registry:{participant.key}"),
                ),
            )


def _closed(participant: Participant, sentence: str, registry: Place) -> Found:
    place = Place("List of members", participant.name, row_of(participant))
    return Found(participant.key, participant.name, sentence, (place, registry))


def _signatures(reading: Reading) -> Iterator[tuple[Participant, Signature]]:
    """The latest signature of each participant, once signing is open."""
    latest = {s.participant: s for s in reading.plan.signatures} if reading.plan.signing_opened else {}
    return ((p, latest[p.key]) for p in reading.plan.participants if p.key in latest)


def _signature(participant: Participant, signature: Signature) -> Place:
    when = f", {day(signature.signed_on)}" if signature.signed_on else ""
    title = f", {short(signature.title)}" if signature.title else ""
    return Place("Signature", f"{_signer(signature)}{title}{when}", f"signature:{participant.key}")


def _signer(signature: Signature) -> str:
    return short(signature.by) or "Its signer"


def _members(reading: Reading) -> str:
    return counted(len(reading.plan.participants), "participant")
