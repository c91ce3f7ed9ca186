"""Writing a whole round in bulk: the rows that people's actions would have written, in a few statements.

Sealed packets, digests, readings and findings come from the same functions that a submission uses.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from grants.models import Application, Competition, Signature, StoredFinding, Version
from grants.reads.packets import facts_about, packet_of, part_of
from grants.rules.collaboration.findings import Finding
from grants.rules.reading import reading_of
from sample.round import Entry
from sample.writing.desks import write_reviews
from sample.writing.entries import (
    BATCH,
    DAY,
    Written,
    lead_of,
    submitted,
    write_applications,
    write_consortia,
    write_plans,
)
from sample.writing.register import Register
from signing.rules import digest_of


def write_round(
    entries: Sequence[Entry],
    competition: Competition,
    register: Register,
    *,
    at: datetime.datetime,
    seed: int,
    say: Callable[[str], object],
) -> None:
    """Consortia, applications, signatures, sealed versions with their findings, and reviews."""
    say(f"{len(entries)} consortia and their applications")
    consortia = write_consortia(entries, register)
    written = write_applications(entries, consortia, competition, register)
    write_plans(written, consortia)
    say("Signatures")
    _write_signatures(written, register)
    say("Submitted versions and their findings")
    sealed = [_seal(one, number, len(written), register, say) for number, one in enumerate(written, start=1)]
    versions = Version.objects.bulk_create((version for version, _ in sealed), batch_size=100)
    moments = _moments_by_member(written)
    findings = [
        _stored(version, finding, moments)
        for version, (_, found) in zip(versions, sealed, strict=True)
        for finding in found
    ]
    StoredFinding.objects.bulk_create(findings, batch_size=BATCH)
    new = Counter(finding.application_id for finding in findings if finding.is_new_since_sealing)
    for one in written:
        one.application.new_findings_count = new[one.application.pk]
    say("Three reviews of each")
    write_reviews(written, versions, register, seed=seed, until=at)
    Application.objects.bulk_update(
        [one.application for one in written],
        ["status", "findings_count", "new_findings_count", "signatures_count", "assigned_to", "assigned_at"],
        batch_size=200,
    )


def _write_signatures(written: Sequence[Written], register: Register) -> None:
    """Everybody's signature under the packet as it will be sealed; an outdated one under an earlier wording."""
    signatures = []
    for one in written:
        one.packet = packet_of(one.application)
        for number, (key, signing) in enumerate((one.entry.one.signings or {}).items()):
            part = part_of(one.packet, key)
            if signing.is_outdated:
                part = part | {"commitments": part["commitments"][:-1]}
            signer = register.superintendents[key]
            signatures.append(
                Signature(
                    application=one.application,
                    participant=one.participants[key],
                    signer=signer,
                    signer_name=signer.name,
                    signer_title="Superintendent",
                    signed_at=submitted(one.entry) - 2 * DAY + datetime.timedelta(minutes=17 * number),
                    board_on=signing.board_on,
                    part=part,
                    part_digest=digest_of(part),
                    had_power=signing.has_power,
                )
            )
    Signature.objects.bulk_create(signatures, batch_size=200)


def _seal(
    one: Written, number: int, total: int, register: Register, say: Callable[[str], object]
) -> tuple[Version, list[Finding]]:
    if number % 100 == 0:
        say(f"  {number} of {total}")
    application = one.application
    reading = reading_of(one.packet, facts_about(application, one.packet))
    application.findings_count = len(reading.findings)
    application.signatures_count = sum(not s.is_outdated for s in (one.entry.one.signings or {}).values())
    version = Version(
        application=application,
        number=1,
        sealed_at=submitted(one.entry),
        sealed_by=lead_of(one.entry, register),
        digest=digest_of(one.packet),
        content=one.packet,
        reading=reading.as_json(),
    )
    return version, reading.findings


def _moments_by_member(written: Sequence[Written]) -> dict[str, list[datetime.datetime]]:
    """When the applications of each district came in, the first one first."""
    moments: dict[str, list[datetime.datetime]] = defaultdict(list)
    for one in written:
        for key in one.participants:
            moments[key].append(submitted(one.entry))
    return {key: sorted(there) for key, there in moments.items()}


def _stored(version: Version, finding: Finding, moments: dict[str, list[datetime.datetime]]) -> StoredFinding:
    """The finding; that a district applies twice was not to be seen in the first of its applications at sealing."""
    there = moments.get(finding.subject_key, []) if finding.rule == "in-two-applications" else []
    is_new = len(there) > 1 and there[0] == version.sealed_at
    return StoredFinding(
        application_id=version.application_id,
        version=version,
        rule=finding.rule,
        rule_version=finding.rule_version,
        subject_key=finding.subject_key[:200],
        subject=finding.subject[:300],
        sentence=finding.sentence,
        places=[{"label": place.label, "quote": place.quote, "anchor": place.anchor} for place in finding.places],
        found_at=there[1] if is_new else version.sealed_at,
        is_new_since_sealing=is_new,
    )
