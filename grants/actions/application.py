"""Starting, submitting, and reopening an application."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium, Membership
from consortia.states import (
    APPLYING_CLASSES,
    MemberRole,
)
from districts.models import District, School
from districts.permissions import Actor
from grants.actions.attachments import mark_as_submitted
from grants.actions.findings import columns_about_findings, count_signatures, count_unanswered, store_findings_of
from grants.actions.pen import locked, put_down, taken_up
from grants.actions.rechecks import ask_for_receipts, ask_to_compare
from grants.models import Answer, Application, Competition, Participant, ReferenceCounter, Version
from grants.permissions.application import check_can_start, check_can_submit
from grants.reads.late import window_for
from grants.reads.packets import Packet, SignedMembers, facts_about, packet_of, signed_members_of
from grants.reads.readiness import problems_before_starting, problems_before_submitting, problems_with_consortium
from grants.reads.rounds import window_of
from grants.rules.application import (
    problems_with_lengths,
    problems_with_step,
    problems_with_submitting,
    problems_with_window,
)
from grants.rules.citable import requested_in
from grants.rules.reading import reading_of
from grants.rules.sections import MEMBERS
from grants.rules.texts import on_one_line
from grants.states import LOCKED, Status
from signing.rules import digest_of

# What sealing a version changes on the application, for the queue.
SEALED_COUNTS = (
    "findings_count",
    "new_findings_count",
    "finding_rules",
    "signatures_count",
    "requested",
    "unanswered_count",
)
CHANGED = (
    "This application was changed after you opened this page. Review what you submit below and on the other tabs, then "
    "submit."
)


@transaction.atomic
def start_application(
    *,
    competition: Competition,
    consortium: Consortium,
    members: Collection[Membership] | None = None,
    is_from_file: bool = False,
    by: User,
    at: datetime.datetime,
) -> Application:
    """A draft with its reference, a copy of the members, and nine empty answers.

    The participants are the given members, or else the consortium's members on that day without observers, the lead
    first. A consortium has one application in a round; starting a second one is refused.
    """
    competition = Competition.objects.held(competition.pk)
    # References are numbered by the year the round closes; if that is unknown, by the year of the start.
    counter = _locked_counter(timezone.localtime(competition.closes_at or at).year)
    on = timezone.localdate(at)
    if not is_from_file:
        check_can_start(by, consortium, on)
    problems = ["This round isn’t published yet."] if competition.is_draft else []
    problems += problems_with_window(window_of(competition), at, is_from_file=is_from_file)
    earlier = Application.objects.filter(competition=competition, consortium=consortium)
    if first := earlier.exclude(status=Status.WITHDRAWN).first():
        problems.append(f"{consortium} already has an application in this round: {first.reference}.")
    if not is_from_file:
        problems += problems_with_consortium(consortium)
    if members is None:
        members = _members_on(consortium, on)
        if not any(member.role == MemberRole.LEAD for member in members):
            problems.append(f"The registry has no lead district for {consortium}. Ask the registrar to add one.")
    if not is_from_file and (lead := next((member for member in members if member.role == MemberRole.LEAD), None)):
        problems += problems_before_starting(competition, lead)
    if problems:
        raise Unready(*problems)
    counter.last += 1
    counter.save(update_fields=["last"])
    application = Application.objects.create(
        reference=f"{counter.year % 100:02d}-{counter.last:04d}",
        competition=competition,
        consortium=consortium,
        started_at=at,
        started_by=by,
    )
    _copy_members(application, members)
    Answer.objects.bulk_create(
        Answer(application=application, element=number, position=number) for number in range(1, 10)
    )
    log.record("application.started", application, by=by, at=at, competition=competition.slug)
    return application


@transaction.atomic
def add_participant(
    *,
    application: Application,
    name: str,
    district: District | None = None,
    school: School | None = None,
    leaid: str | None = None,
    role: str = Participant.Role.MEMBER,
    joined_on: datetime.date | None = None,
    membership: Membership | None = None,
    added_at: datetime.datetime | None = None,
    by: User,
    at: datetime.datetime,
) -> Participant:
    """Add a participant: a district, a school, or a name that the registry doesn't have, with or without a LEAID.

    `added_at` is when the lead added it to a draft; None for what a file lists.
    """
    application = locked(application)
    is_first = not application.participants.exists()
    if not is_first:  # the first one is the lead, whose appointments decide who may add others
        application = taken_up(application, MEMBERS, by=by, at=at)
    name = on_one_line(name) or str(district or school or leaid or "")
    problems = problems_with_lengths(("The name of a participant", name, 200))
    if not name:
        problems.append("Enter the participant’s name.")
    key = _key_of(application, district, school, leaid)
    if application.participants.filter(key=key).exists():
        problems.append(f"{name} already takes part.")
    if role == Participant.Role.LEAD and application.participants.filter(role=role).exists():
        problems.append("An application can have only one lead.")
    if problems:
        raise Unready(*problems)
    participant = Participant.objects.create(
        application=application,
        key=key,
        district=district,
        school=school,
        membership=membership,
        name=name,
        role=role,
        joined_on=joined_on,
        added_at=added_at,
        position=application.participants.count() + 1,
    )
    application.participants_count = participant.position
    application.save(update_fields=["participants_count"])
    put_down(application)
    log.record("participant.added", application, by=by, at=at, key=key, role=role)
    return participant


def submit_application(
    *,
    application: Application,
    is_from_file: bool = False,
    seen: str | None = None,
    by: User,
    at: datetime.datetime,
) -> Version:
    """Submit the application and return the version, which is also the receipt: number, time, digest.

    `at` is when the person's click arrived. `seen` is the digest of the packet that the person's page was made from: no
    one submits what was changed meanwhile; None if the caller has no page. Submitting again returns the same receipt.
    Raises Refused or Unready, but never because of a finding. The emails with the receipt, and the
    findings of other applications that share a district, follow after the commit, in the worker.
    """
    # A second click waits for no one. Only what is committed counts: the caller's row may be older than a reopening.
    if application.status in LOCKED and (receipt := Version.objects.receipt_of(application)):
        check_can_submit(by, application, timezone.localdate(at))
        return receipt
    return _submit(application, is_from_file=is_from_file, seen=seen, by=by, at=at)


@transaction.atomic
def _submit(
    application: Application, *, is_from_file: bool, seen: str | None, by: User, at: datetime.datetime
) -> Version:
    competition = Competition.objects.held(application.competition_id)  # the deadline that counts
    application = locked(application, held=competition)
    check_can_submit(by, application, timezone.localdate(at))
    if application.status in LOCKED and (receipt := Version.objects.receipt_of(application)):
        return receipt
    problems = problems_with_step("submit", application.status)
    problems += problems_with_submitting(window_for(application), at, is_from_file=is_from_file)
    prefetch_related_objects([competition], "elements")  # for the packet and for the word limits
    signed = signed_members_of(application)
    packet = packet_of(application, signed.members)
    digest = digest_of(packet)
    if not problems and seen is not None and seen != digest:
        problems.append(CHANGED)
    if not is_from_file:
        problems += problems_before_submitting(application, packet, signed, on=timezone.localdate(at))
    if problems:
        raise Unready(*problems)
    application.submitted_at = at
    application.first_submitted_at = application.first_submitted_at or at
    application.participants_count = len(signed.members)
    version = seal_version(application, packet, signed, digest=digest, by=by, at=at)
    changed = ("submitted_at", "first_submitted_at", "participants_count", *SEALED_COUNTS)
    application.move("submit", by=by, at=at, changed=changed)
    if is_from_file:
        ask_to_compare(application, at=at)
    else:
        ask_for_receipts(version, at=at)
    mark_as_submitted(application)
    log.record("application.submitted", application, by=by, at=at, version=version.number, digest=version.digest)
    return version


def seal_version(
    application: Application, packet: Packet, signed: SignedMembers, *, digest: str, by: User, at: datetime.datetime
) -> Version:
    """The packet as the next version, with its findings. The counts of the queue are set, the caller saves them."""
    facts = facts_about(application, packet, signed)
    reading = reading_of(packet, facts)
    version = Version.objects.create(
        application=application,
        number=application.versions.count() + 1,
        sealed_at=at,
        sealed_by=by,
        digest=digest,
        content=packet,
        reading=reading.as_json(),
    )
    store_findings_of(version, reading.findings, at=at)
    for column, value in columns_about_findings(reading.findings).items():
        setattr(application, column, value)
    application.signatures_count = count_signatures(facts)
    application.requested, application.unanswered_count = requested_in(packet), count_unanswered(reading.findings)
    return version


@transaction.atomic
def reopen_application(*, application: Application, by: User, at: datetime.datetime) -> Application:
    """Reopen a submitted application until the round closes. Officials keep seeing the submitted version."""
    competition = Competition.objects.held(application.competition_id)
    application = locked(application)
    check_can_submit(by, application, timezone.localdate(at))
    problems = problems_with_step("reopen", application.status)
    if problems := problems + problems_with_window(window_of(competition), at):
        raise Unready(*problems)
    application.move("reopen", by=by, at=at)
    log.record("application.reopened", application, by=by, at=at)
    return application


@transaction.atomic
def note_file(
    *, application: Application, digest: str, sources: Collection[str], by: Actor, at: datetime.datetime
) -> Application:
    """Record the digest of the file that the application was loaded from."""
    application = locked(application)
    application.file_digest = digest
    application.save(update_fields=["file_digest"])
    log.record("case.loaded", application, by=by, at=at, digest=digest, sources=list(sources))
    return application


def _locked_counter(year: int) -> ReferenceCounter:
    ReferenceCounter.objects.get_or_create(year=year)
    return ReferenceCounter.objects.select_for_update().get(year=year)


def _members_on(consortium: Consortium, on: datetime.date) -> list[Membership]:
    memberships = consortium.memberships.in_force(on).filter(membership_class__in=APPLYING_CLASSES)
    memberships = memberships.select_related("district", "school")
    return sorted(memberships, key=lambda m: (m.role != MemberRole.LEAD, str(m.district or m.school), m.pk))


def _copy_members(application: Application, members: Collection[Membership]) -> None:
    rows: dict[str, Participant] = {}
    has_lead = False
    for member in members:
        key = member.district.leaid if member.district else member.school.ncessch  # type: ignore[union-attr]  # one of the two is there
        if key in rows:
            continue
        is_lead = member.role == MemberRole.LEAD and not has_lead
        has_lead = has_lead or is_lead
        rows[key] = Participant(
            application=application,
            key=key,
            district=member.district,
            school=member.school,
            membership=member,
            name=str(member.district or member.school),
            role=Participant.Role.LEAD if is_lead else Participant.Role.MEMBER,
            joined_on=member.joins_on,
            position=len(rows) + 1,
        )
    Participant.objects.bulk_create(rows.values())
    application.participants_count = len(rows)
    application.save(update_fields=["participants_count"])


def _key_of(application: Application, district: District | None, school: School | None, leaid: str | None) -> str:
    if district or school or leaid:
        return district.leaid if district else school.ncessch if school else leaid or ""
    unregistered = application.participants.filter(key__startswith="unregistered-").count()
    return f"unregistered-{unregistered + 1}"
