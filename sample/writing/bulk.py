"""Writing a whole round in bulk: the same rows that people's actions would write, in a few statements.

Submitted packets, digests, readings, and findings come from the same functions that a submission uses.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grants.actions.findings import columns_about_findings, count_unanswered
from grants.models import Application, Competition, Signature, StoredFinding, Version
from grants.reads.packets import PART_VERSION, facts_about, packet_of, part_of
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings import Finding
from grants.rules.reading import reading_of
from sample.round import PlannedApplication
from sample.writing.entries import (
    BATCH,
    DAY,
    StoredApplication,
    lead_of,
    submitted,
    write_applications,
    write_consortia,
    write_plans,
)
from sample.writing.registry import StoredRegistry
from sample.writing.reviews import write_reviews, write_submissions
from sample.writing.scores_in_bulk import write_scores
from signing.rules import digest_of


@dataclass(frozen=True)
class StoredRound:
    """A round that closed, its applications with what was submitted, and the people of the state."""

    competition: Competition
    applications: Sequence[StoredApplication]
    versions: Sequence[Version]
    stored_registry: StoredRegistry


def write_round(
    entries: Sequence[PlannedApplication],
    competition: Competition,
    stored_registry: StoredRegistry,
    *,
    say: Callable[[str], object],
) -> StoredRound:
    """Write consortia, applications, signatures, and submitted versions with their findings."""
    say(f"{len(entries)} consortia and their applications")
    consortia = write_consortia(entries, stored_registry)
    stored_applications = write_applications(entries, consortia, competition, stored_registry)
    write_plans(stored_applications, consortia)
    say("Signatures")
    _write_signatures(stored_applications, stored_registry)
    say("Submitted versions and their findings")
    sealed = [
        _seal(stored, number, len(stored_applications), stored_registry, say)
        for number, stored in enumerate(stored_applications, start=1)
    ]
    versions = Version.objects.bulk_create((version for version, _ in sealed), batch_size=100)
    moments = _moments_by_member(stored_applications)
    findings = [
        _stored(version, finding, moments)
        for version, (_, found) in zip(versions, sealed, strict=True)
        for finding in found
    ]
    StoredFinding.objects.bulk_create(findings, batch_size=BATCH)
    new = Counter(
        finding.application_id for finding in findings if finding.is_new_since_sealing and not finding.is_possible
    )
    for stored in stored_applications:
        stored.application.new_findings_count = new[stored.application.pk]
    write_submissions(stored_applications, versions)
    _save(stored_applications, "status", "findings_count", "new_findings_count", "finding_rules", "signatures_count",
          "requested", "unanswered_count")  # fmt: skip
    return StoredRound(competition, stored_applications, versions, stored_registry)


def write_opinions(stored_round: StoredRound, *, at: datetime.datetime, seed: int) -> None:
    """Write three reviews of each application, and the scores so far."""
    competition, stored_registry = stored_round.competition, stored_round.stored_registry
    applications, versions = stored_round.applications, stored_round.versions
    closes_at = competition.closes_at or at
    write_reviews(applications, versions, stored_registry, seed=seed, closes_at=closes_at, until=at)
    write_scores(applications, versions, competition, stored_registry, seed=seed, until=at)
    _save(applications, "status", "assigned_to", "assigned_at")


def _save(stored_applications: Sequence[StoredApplication], *fields: str) -> None:
    Application.objects.bulk_update([stored.application for stored in stored_applications], fields, batch_size=200)


def _write_signatures(stored_applications: Sequence[StoredApplication], stored_registry: StoredRegistry) -> None:
    """Sign each packet as it will be submitted; outdated signatures cover an earlier wording."""
    signatures = []
    for stored in stored_applications:
        stored.packet = packet_of(stored.application)
        for number, (key, signing) in enumerate((stored.entry.draft.signings or {}).items()):
            part = part_of(stored.packet, key)
            if signing.is_outdated:
                part = part | {"commitments": part["commitments"][:-1]}
            signer = stored_registry.superintendents[key]
            signatures.append(
                Signature(
                    application=stored.application,
                    participant=stored.participants[key],
                    signer=signer,
                    signer_name=signer.name,
                    signer_title="Superintendent",
                    account_name=signer.name,
                    account_role=f"superintendent of {stored.participants[key].name}",
                    signed_at=submitted(stored.entry) - 2 * DAY + datetime.timedelta(minutes=17 * number),
                    board_on=signing.board_on,
                    part=part,
                    part_digest=digest_of(part),
                    part_version=PART_VERSION,
                    had_power=signing.is_authorized,
                )
            )
    Signature.objects.bulk_create(signatures, batch_size=200)


def _seal(
    stored: StoredApplication, number: int, total: int, stored_registry: StoredRegistry, say: Callable[[str], object]
) -> tuple[Version, list[Finding]]:
    if number % 100 == 0:
        say(f"  {number} of {total}")
    application = stored.application
    reading = reading_of(stored.packet, facts_about(application, stored.packet))
    for column, value in columns_about_findings(reading.findings).items():
        setattr(application, column, value)
    application.signatures_count = sum(not s.is_outdated for s in (stored.entry.draft.signings or {}).values())
    application.requested, application.unanswered_count = (
        requested_in(stored.packet),
        count_unanswered(reading.findings),
    )
    version = Version(
        application=application,
        number=1,
        sealed_at=submitted(stored.entry),
        sealed_by=lead_of(stored.entry, stored_registry),
        digest=digest_of(stored.packet),
        content=stored.packet,
        reading=reading.as_json(),
    )
    return version, reading.findings


def _moments_by_member(stored_applications: Sequence[StoredApplication]) -> dict[str, list[datetime.datetime]]:
    """The submission times of each district's applications, earliest first."""
    moments: dict[str, list[datetime.datetime]] = defaultdict(list)
    for stored in stored_applications:
        for key in stored.participants:
            moments[key].append(submitted(stored.entry))
    return {key: sorted(submissions) for key, submissions in moments.items()}


def _stored(version: Version, finding: Finding, moments: dict[str, list[datetime.datetime]]) -> StoredFinding:
    """The finding. A second application by the same district is new to the first one, which was submitted before it."""
    submissions = moments.get(finding.subject_key, []) if finding.rule == "in-two-applications" else []
    is_new = len(submissions) > 1 and submissions[0] == version.sealed_at
    return StoredFinding(
        application_id=version.application_id,
        version=version,
        rule=finding.rule,
        rule_version=finding.rule_version,
        subject_key=finding.subject_key[:200],
        subject=finding.subject[:300],
        sentence=finding.sentence,
        is_possible=finding.is_possible,
        places=[{"label": place.label, "quote": place.quote, "anchor": place.anchor} for place in finding.places],
        found_at=submissions[1] if is_new else version.sealed_at,
        is_new_since_sealing=is_new,
    )
