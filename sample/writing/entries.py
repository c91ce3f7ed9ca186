"""Writing a round's consortia, applications, and plans in bulk: the rows that people's actions would write."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from consortia.actions.periods import VERSIONED
from consortia.models import Consortium, ConsortiumPurpose, Membership, MembershipPeriod
from consortia.states import MembershipStatus
from grants.models import (
    Activity,
    Answer,
    Application,
    BudgetLine,
    Commitment,
    Competition,
    Participant,
    Partner,
    ReferenceCounter,
)
from grants.reads.packets import Packet
from grants.states import Status
from purchasing.models import Contract
from sample.names import office_of
from sample.plan import PlannedActivity
from sample.round import PlannedApplication
from sample.writing.consortia import resolution
from sample.writing.registry import StoredRegistry

BATCH = 1_000
DAY = datetime.timedelta(days=1)


@dataclass
class StoredApplication:
    """An application whose rows are in the database, before its version is submitted."""

    entry: PlannedApplication
    application: Application
    participants: dict[str, Participant]
    packet: Packet = field(default_factory=dict)


def write_consortia(entries: Sequence[PlannedApplication], stored_registry: StoredRegistry) -> list[Consortium]:
    consortia = Consortium.objects.bulk_create(
        (
            Consortium(
                slug=slugify(entry.row.name),
                name=entry.row.name,
                state=entry.row.state,
                legal_form=entry.row.legal_form,
                fiscal_agent=stored_registry.districts[entry.row.fiscal_agent.leaid],
                formed_on=entry.row.formed_on,
                asked_since=entry.row.formed_on,
                **office_of(entry.row.name),
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
        for contract in entry.draft.plan.contracts
    )
    lines = Membership.objects.bulk_create(
        (
            Membership(
                consortium=consortium,
                district=stored_registry.districts[member.key],
                role=member.role,
                joins_on=member.joined_on,
                authority=resolution(member.joined_on),
                status=MembershipStatus.RECORDED,
            )
            for consortium, entry in pairs
            for member in entry.row.members
        ),
        batch_size=BATCH,
    )
    MembershipPeriod.objects.bulk_create(
        (MembershipPeriod(line=line, **{fact: getattr(line, fact) for fact in VERSIONED}) for line in lines),
        batch_size=BATCH,
    )
    return consortia


def write_applications(
    entries: Sequence[PlannedApplication],
    consortia: Sequence[Consortium],
    competition: Competition,
    stored_registry: StoredRegistry,
) -> list[StoredApplication]:
    year = timezone.localtime(competition.closes_at).year
    counter, _ = ReferenceCounter.objects.select_for_update().get_or_create(year=year)
    applications = Application.objects.bulk_create(
        (
            Application(
                reference=f"{year % 100:02d}-{counter.last + number:04d}",
                competition=competition,
                consortium=consortium,
                status=Status.SUBMITTED,
                started_at=entry.draft.started_at,
                started_by=lead_of(entry, stored_registry),
                submitted_at=submitted(entry),
                signing_opened_at=submitted(entry) - 4 * DAY,
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
                district=stored_registry.districts[member.key],
                membership=memberships[application.consortium_id, stored_registry.districts[member.key].pk],
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
                element=answer.element,
                heading=answer.heading,
                text=answer.text,
                position=answer.element,
                revision=1 if answer.text else 0,
                saved_by=application.started_by if answer.text else None,
                saved_at=application.started_at + DAY if answer.text else None,
            )
            for application, entry in pairs
            for answer in entry.draft.narrative
        ),
        batch_size=BATCH,
    )
    Partner.objects.bulk_create(
        (
            Partner(application=application, name=name, kind=kind)
            for application, entry in pairs
            for name, kind in entry.draft.plan.partners
        ),
        batch_size=BATCH,
    )
    return [StoredApplication(entry, application, of[application.pk]) for application, entry in pairs]


def write_plans(stored_applications: Sequence[StoredApplication], consortia: Sequence[Consortium]) -> None:
    contracts = {(c.consortium_id, c.number): c for c in Contract.objects.filter(consortium__in=consortia)}
    planned = [(stored, plan) for stored in stored_applications for plan in stored.entry.draft.plan.activities]
    position: dict[int, int] = {}
    rows = []
    for stored, plan in planned:
        position[stored.application.pk] = position.get(stored.application.pk, 0) + 1
        rows.append(
            Activity(
                application=stored.application,
                key=plan.key,
                kind=plan.kind,
                title=plan.title,
                starts_on=plan.starts_on,
                ends_on=plan.ends_on,
                owner=stored.participants[plan.owner],
                place=plan.place[:200],
                decided_by=plan.decided_by,
                contract=contracts.get((stored.application.consortium_id, plan.contract or "")),
                position=position[stored.application.pk],
            )
        )
    activities = Activity.objects.bulk_create(rows, batch_size=BATCH)
    Commitment.objects.bulk_create(
        (
            Commitment(
                activity=activity,
                participant=stored.participants[key],
                gives_kind=row.gives_kind,
                gives_text=row.gives,
                gives_amount=row.amount,
                gains_text=row.gains,
                gains_students=row.students,
                gains_grades=row.grades,
            )
            for activity, (stored, plan) in zip(activities, planned, strict=True)
            for key, row in plan.rows.items()
        ),
        batch_size=BATCH,
    )
    _write_budgets(planned, activities)


def _write_budgets(
    planned: Sequence[tuple[StoredApplication, PlannedActivity]], activities: Sequence[Activity]
) -> None:
    place: dict[int, int] = {}
    lines, benefits = [], []
    for activity, (stored, plan) in zip(activities, planned, strict=True):
        for line in plan.lines:
            place[stored.application.pk] = place.get(stored.application.pk, 0) + 1
            payer, payee = stored.participants.get(line.payer or ""), stored.participants.get(line.payee)
            lines.append(
                BudgetLine(
                    application=stored.application,
                    line=line.line,
                    amount=line.amount,
                    source=line.source,
                    payer=payer,
                    payee=payee,
                    payee_name="" if payee else line.payee,
                    benefits_all=line.benefits == "all",
                    category=line.category,
                    year=line.year,
                    activity=activity,
                    position=place[stored.application.pk],
                )
            )
            benefits.append([] if line.benefits == "all" else [stored.participants[key] for key in line.benefits])
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


def lead_of(entry: PlannedApplication, stored_registry: StoredRegistry) -> User:
    """The superintendent of the lead district."""
    return stored_registry.superintendents[entry.row.members[0].key]


def submitted(entry: PlannedApplication) -> datetime.datetime:
    """When the application was submitted."""
    if entry.draft.submitted_at is None:
        raise ValueError("An application of the round has no time of submission.")
    return entry.draft.submitted_at
