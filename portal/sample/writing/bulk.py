"""Writing a whole round in bulk: the rows that people's actions would have written, in a few statements.

Sealed packets, digests, readings and findings come from the same functions that a submission uses.
"""

import datetime
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from consortia.models import Consortium, ConsortiumPurpose, Contract, Membership
from consortia.states import MembershipStatus
from grants.models import (
    Activity,
    Answer,
    Application,
    ApplicationStep,
    BudgetLine,
    Citation,
    Commitment,
    Competition,
    Determination,
    Mark,
    Participant,
    Partner,
    ReferenceCounter,
    Review,
    Signature,
    StoredFinding,
    Version,
)
from grants.models.packet import Packet, facts_about, packet_of, part_of
from grants.rules.collaboration.findings import Finding
from grants.rules.reading import reading_of
from grants.states import Status
from portal.sample.reviews import conclusion_for, marks_for
from portal.sample.round import Entry
from portal.sample.writing.consortia import resolution
from portal.sample.writing.register import Register
from reviews.rules import line_of
from signing.rules import digest_of

BATCH = 1_000
DAY = datetime.timedelta(days=1)


@dataclass
class Written:
    """One application whose rows are in the database, before it is sealed."""

    entry: Entry
    application: Application
    participants: dict[str, Participant]
    packet: Packet = field(default_factory=dict)


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
    say(f"{len(entries)} consortia and what they wrote")
    consortia = _write_consortia(entries, register)
    written = _write_applications(entries, consortia, competition, register)
    _write_plans(written, consortia)
    say("Signatures")
    _write_signatures(written, register)
    say("Sealing, with what the checks find")
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
    _write_reviews(written, versions, register, seed=seed, until=at)
    Application.objects.bulk_update(
        [one.application for one in written],
        ["status", "findings_count", "new_findings_count", "signatures_count", "taken_by", "taken_at"],
        batch_size=200,
    )


def _write_consortia(entries: Sequence[Entry], register: Register) -> list[Consortium]:
    consortia = Consortium.objects.bulk_create(
        (
            Consortium(
                slug=slugify(entry.row.name),
                name=entry.row.name,
                state=entry.row.state,
                legal_form=entry.row.legal_form,
                fiscal_agent=register.districts[entry.row.fiscal_agent.leaid],
                formed_on=entry.row.formed_on,
                is_sample=True,
            )
            for entry in entries
        ),
        batch_size=BATCH,
    )
    pairs = list(zip(consortia, entries, strict=True))
    ConsortiumPurpose.objects.bulk_create(
        ConsortiumPurpose(consortium=consortium, purpose=purpose)
        for consortium, entry in pairs
        for purpose in sorted(entry.row.purposes)
    )
    Contract.objects.bulk_create(
        Contract(
            consortium=consortium,
            number=contract.number,
            title=contract.title,
            supplier=contract.supplier,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
        )
        for consortium, entry in pairs
        for contract in entry.one.plan.contracts
    )
    Membership.objects.bulk_create(
        (
            Membership(
                consortium=consortium,
                district=register.districts[member.key],
                role=member.role,
                joins_on=member.joined_on,
                authority=resolution(member.joined_on),
                status=MembershipStatus.CONFIRMED,
            )
            for consortium, entry in pairs
            for member in entry.row.members
        ),
        batch_size=BATCH,
    )
    return consortia


def _write_applications(
    entries: Sequence[Entry], consortia: Sequence[Consortium], competition: Competition, register: Register
) -> list[Written]:
    year = timezone.localtime(competition.closes_at).year
    counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(year=year)
    applications = Application.objects.bulk_create(
        (
            Application(
                reference=f"{year % 100:02d}-{counter.last + number:04d}",
                competition=competition,
                consortium=consortium,
                status=Status.SUBMITTED,
                started_at=entry.one.started_at,
                started_by=_lead_of(entry, register),
                submitted_at=_submitted(entry),
                signing_opened_at=_submitted(entry) - 4 * DAY,
                participants_count=len(entry.row.members),
            )
            for number, (entry, consortium) in enumerate(zip(entries, consortia, strict=True), start=1)
        ),
        batch_size=BATCH,
    )
    counter.last += len(applications)
    counter.save(update_fields=["last"])
    memberships = {(m.consortium_id, m.district_id): m for m in Membership.objects.filter(consortium__in=consortia)}
    pairs = list(zip(applications, entries, strict=True))
    participants = Participant.objects.bulk_create(
        (
            Participant(
                application=application,
                key=member.key,
                district=register.districts[member.key],
                membership=memberships[application.consortium_id, register.districts[member.key].pk],
                name=member.agency.name,
                role=member.role,
                joined_on=member.joined_on,
                position=position,
            )
            for application, entry in pairs
            for position, member in enumerate(entry.row.members, start=1)
        ),
        batch_size=BATCH,
    )
    of: dict[int, dict[str, Participant]] = {application.pk: {} for application in applications}
    for participant in participants:
        of[participant.application_id][participant.key] = participant
    Answer.objects.bulk_create(
        (
            Answer(
                application=application,
                element=answer["element"],
                heading=answer["heading"],
                text=answer["text"],
                position=answer["element"],
                revision=1 if answer["text"] else 0,
                saved_by=application.started_by if answer["text"] else None,
                saved_at=application.started_at + DAY if answer["text"] else None,
            )
            for application, entry in pairs
            for answer in entry.one.narrative
        ),
        batch_size=BATCH,
    )
    Partner.objects.bulk_create(
        (
            Partner(application=application, name=name, kind=kind)
            for application, entry in pairs
            for name, kind in entry.one.plan.partners
        ),
        batch_size=BATCH,
    )
    return [Written(entry, application, of[application.pk]) for application, entry in pairs]


def _write_plans(written: Sequence[Written], consortia: Sequence[Consortium]) -> None:
    contracts = {(c.consortium_id, c.number): c for c in Contract.objects.filter(consortium__in=consortia)}
    planned = [(one, activity) for one in written for activity in one.entry.one.plan.activities]
    position: dict[int, int] = {}
    rows = []
    for one, activity in planned:
        position[one.application.pk] = position.get(one.application.pk, 0) + 1
        rows.append(
            Activity(
                application=one.application,
                key=activity.key,
                kind=activity.kind,
                title=activity.title,
                starts_on=activity.starts_on,
                ends_on=activity.ends_on,
                owner=one.participants[activity.owner],
                place=activity.place[:200],
                decided_by=activity.decided_by,
                contract=contracts.get((one.application.consortium_id, activity.contract or "")),
                position=position[one.application.pk],
            )
        )
    activities = Activity.objects.bulk_create(rows, batch_size=BATCH)
    Commitment.objects.bulk_create(
        (
            Commitment(
                activity=activity,
                participant=one.participants[key],
                gives_kind=row.gives_kind,
                gives_text=row.gives,
                gives_amount=row.amount,
                gains_text=row.gains,
                gains_students=row.students,
                gains_grades=row.grades,
            )
            for activity, (one, plan) in zip(activities, planned, strict=True)
            for key, row in plan.rows.items()
        ),
        batch_size=BATCH,
    )
    place: dict[int, int] = {}
    lines, benefits = [], []
    for activity, (one, plan) in zip(activities, planned, strict=True):
        for line in plan.lines:
            place[one.application.pk] = place.get(one.application.pk, 0) + 1
            payer, payee = one.participants.get(line.payer or ""), one.participants.get(line.payee)
            lines.append(
                BudgetLine(
                    application=one.application,
                    line=line.line,
                    amount=line.amount,
                    source=line.source,
                    payer=payer,
                    payer_name=payer.name if payer else "",
                    payee=payee,
                    payee_name=payee.name if payee else line.payee,
                    benefits_all=line.benefits == "all",
                    activity=activity,
                    position=place[one.application.pk],
                )
            )
            benefits.append([] if line.benefits == "all" else [one.participants[key] for key in line.benefits])
    made = BudgetLine.objects.bulk_create(lines, batch_size=BATCH)
    through = BudgetLine.beneficiaries.through
    through.objects.bulk_create(
        (
            through(budgetline_id=line.pk, participant_id=participant.pk)
            for line, participants in zip(made, benefits, strict=True)
            for participant in participants
        ),
        batch_size=BATCH,
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
                    signed_at=_submitted(one.entry) - 2 * DAY + datetime.timedelta(minutes=17 * number),
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
        sealed_at=application.submitted_at,
        sealed_by=_lead_of(one.entry, register),
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
            moments[key].append(one.application.submitted_at)
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


def _write_reviews(
    written: Sequence[Written],
    versions: Sequence[Version],
    register: Register,
    *,
    seed: int,
    until: datetime.datetime,
) -> None:
    """Three officers read each application, each of them independently of the others."""
    rng = random.Random(f"{seed}:reviews")  # noqa: S311  # an invented state needs no secret chance
    steps, reviews, marks, citations, determinations = [], [], [], [], []
    for one, version in zip(written, versions, strict=True):
        application, officers = one.application, rng.sample(register.officers, k=3)
        steps.append(_step(application, "submit", Status.DRAFT, Status.SUBMITTED, version.sealed_by, version.sealed_at))
        taken_at = min(version.sealed_at + 2 * DAY, until)
        application.status, application.taken_by, application.taken_at = Status.UNDER_REVIEW, officers[0], taken_at
        steps.append(_step(application, "take", Status.SUBMITTED, Status.UNDER_REVIEW, officers[0], taken_at))
        for officer, count in zip(officers, one.entry.marks, strict=True):
            begun = min(taken_at + datetime.timedelta(hours=rng.randint(0, 20)), until)
            rows = marks_for(rng, version.content, version.reading, one.entry.one.quality)[:count]
            review = Review(application=application, officer=officer, version=version, started_at=begun)
            review.marks_line = line_of({row.element: row.verdict for row in rows})
            reviews.append(review)
            for number, row in enumerate(rows):
                when = min(begun + datetime.timedelta(minutes=9 * number + 4), until)
                mark = Mark(
                    review=review,
                    element=row.element,
                    verdict=row.verdict,
                    note=row.note,
                    revision=1,
                    marked_at=when,
                )
                marks.append(mark)
                citations += [
                    Citation(
                        mark=mark, kind=c.kind, place=c.place, start=c.start, end=c.end, quote=c.quote, cited_at=when
                    )
                    for c in row.cited
                ]
            if count == 9:
                said = conclusion_for(rng, rows)
                review.standing_verdict = said.verdict
                determinations.append(
                    Determination(
                        review=review,
                        verdict=said.verdict,
                        reasons=said.reasons,
                        recorded_at=min(begun + datetime.timedelta(hours=2), until),
                        recorded_by=officer,
                    )
                )
    ApplicationStep.objects.bulk_create(steps, batch_size=BATCH)
    Review.objects.bulk_create(reviews, batch_size=BATCH)
    Mark.objects.bulk_create(marks, batch_size=BATCH)
    Citation.objects.bulk_create(citations, batch_size=BATCH)
    Determination.objects.bulk_create(determinations, batch_size=BATCH)


def _step(
    application: Application, step: str, before: Status, after: Status, by: User, at: datetime.datetime
) -> ApplicationStep:
    return ApplicationStep(application=application, step=step, before=before, after=after, by=by, at=at)


def _lead_of(entry: Entry, register: Register) -> User:
    return register.superintendents[entry.row.members[0].key]


def _submitted(entry: Entry) -> datetime.datetime:
    if entry.one.submitted_at is None:
        raise ValueError("Every application of the round is handed in.")
    return entry.one.submitted_at
