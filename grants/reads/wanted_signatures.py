"""Whose signature is asked for now: for My work and for the emails to sign again."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from districts.models import Appointment
from grants.models import Amendment, Application, Determination, Participant, Signature, StoredFinding
from grants.reads.amendments import is_determined, last_signatures, latest_version_of, open_amendment_of
from grants.reads.drafts_to_sign import drafts_to_sign
from grants.reads.member_loss import departures_of
from grants.reads.packets import Packet, is_current, packet_of
from grants.reads.signing import requests_since_signing, signers_of
from grants.rules.signing import is_signature_wanted
from grants.states import LOCKED, OPEN_FOR_WRITING, Status

# Of a submitted version; what was signed is compared when a signature, a version, or the registry changes.
OUTDATED = "signature-outdated"


class WantedSignature(NamedTuple):
    """A member that is asked to sign. `is_again`: it signed, and what it signed changed."""

    member: Participant
    is_again: bool


def signatures_wanted_from(user: User, application: Application | None = None) -> list[WantedSignature]:
    """The members whose signature is asked of this person, without those that sign an open amendment.

    In all applications, or in one. One query if there are none; else at most ten more, however many there are.
    """
    members = Participant.present.visible_to(user).asked_to_sign(user).with_records()
    asked = list(members if application is None else members.filter(application=application))
    signatures = _last_of(asked)
    signed = [one for one in asked if one.pk in signatures]
    drafts = drafts_to_sign(list({m.application_id: m.application for m in signed if _is_draft(m)}.values()))
    outdated = _outdated_in([m.application_id for m in signed if not _is_draft(m)])
    wanted = []
    for member in asked:
        signature, draft = signatures.get(member.pk), drafts.get(member.application_id)
        if draft is None:
            current = signature is not None and (member.application_id, member.key) not in outdated
        else:
            current = is_current(draft, member.key, signature)
        if is_wanted_of(member, is_current=current, has_left=has_left(member, user.as_of)):
            wanted.append(WantedSignature(member, is_again=signature is not None))
    amended = _amended_in([one.member.application_id for one in wanted if not _is_draft(one.member)])
    return [one for one in wanted if (one.member.application_id, one.member.key) not in amended]


def is_wanted_of(member: Participant, *, is_current: bool, has_left: bool) -> bool:
    """Whether a signature for this member is asked for. No query."""
    application = member.application
    return is_signature_wanted(
        is_requested=application.signing_opened_at is not None,
        is_current=is_current,
        is_withdrawn=application.status == Status.WITHDRAWN,
        has_left=has_left,
    )


def has_left(member: Participant, on: datetime.date) -> bool:
    """Whether the member, which comes with its records, left or closed after submission by that day. No query."""
    return member.application.first_submitted_at is not None and bool(departures_of([member], on))


def left_before_signing(application: Application, members: Sequence[Participant], on: datetime.date) -> dict[str, str]:
    """By key, why those of these members no longer sign that left or closed after submission; no query.

    The members come with their records, and get the application that the caller holds.
    """
    for member in members:
        member.application = application
    if application.first_submitted_at is None:
        return {}
    return {departure.key: departure.no_signature for departure in departures_of(members, on)}


def applications_to_sign_again(at: datetime.datetime) -> list[Application]:
    """Applications whose members signed and may have to sign again, as My work asks them.

    Those still written, while they can count, and submitted ones until an officer records a determination.
    """
    signed = Exists(Signature.objects.filter(application=OuterRef("pk")))
    asked = Application.objects.filter(signed, signing_opened_at__isnull=False)
    can_count = Q(competition__closes_at=None) | Q(competition__closes_at__gte=at) | Q(late_until__gte=at)
    outdated = StoredFinding.objects.standing().filter(application=OuterRef("pk"), rule=OUTDATED)
    determined = Determination.objects.filter(review__application=OuterRef("pk"))
    is_written = Q(status__in=OPEN_FOR_WRITING) & can_count
    rows = asked.filter(is_written | Q(Exists(outdated), ~Exists(determined), status__in=LOCKED))
    return list(rows.select_related("competition", "consortium").order_by("reference"))


def is_asked_again(application: Application, at: datetime.datetime) -> bool:
    """Whether the portal emails signers of this application whose signature is out of date; one query if submitted."""
    if application.is_open_for_writing:
        return not application.is_too_late(at)
    return application.status in LOCKED and not is_determined(application)


def packet_to_sign_again(application: Application, at: datetime.datetime) -> Packet | None:
    """What signatures have to cover: the draft, or the version submitted last; None if no one is asked again."""
    if not is_asked_again(application, at):
        return None
    return packet_of(application) if application.is_open_for_writing else latest_version_of(application).content


def signers_not_told(
    application: Application, packet: Packet, at: datetime.datetime
) -> list[tuple[Participant, list[Appointment]]]:
    """Members that have to sign again and were not emailed since they signed, each with its signers; five queries.

    Not those that sign an open amendment: they were emailed when the lead proposed it. One more after submission.
    """
    on = timezone.localdate(at)
    amended = set() if application.is_open_for_writing else _amended_in([application.pk])
    members = list(application.participants.with_records())
    for member in members:
        member.application = application
    latest = last_signatures(application, open_amendment_of(application))
    told = requests_since_signing(application, [(member, latest.get(member.pk)) for member in members])
    outdated = [
        member
        for member in members
        if (signature := latest.get(member.pk)) is not None
        and member.pk not in told
        and (application.pk, member.key) not in amended
        and is_wanted_of(member, is_current=is_current(packet, member.key, signature), has_left=has_left(member, on))
    ]
    signers = signers_of(outdated, on) if outdated else {}
    return [(member, signers[member.pk]) for member in outdated if signers[member.pk]]


def _is_draft(member: Participant) -> bool:
    return member.application.is_open_for_writing


def _last_of(members: Sequence[Participant]) -> dict[int, Signature]:
    """The latest signature of each that counts; no query without members."""
    if not members:
        return {}
    rows = Signature._default_manager.filter(participant__in=[one.pk for one in members]).defer("part")
    return {one.participant_id: one for one in rows}


def _outdated_in(applications: Collection[int]) -> set[tuple[int, str]]:
    """Application and member whose signature doesn't cover the version submitted last."""
    if not applications:
        return set()
    found = StoredFinding.objects.standing().filter(application__in=applications, rule=OUTDATED)
    return set(found.values_list("application", "subject_key"))


def _amended_in(applications: Collection[int]) -> set[tuple[int, str]]:
    """Application and member that signs an open amendment, which My work asks for by itself."""
    if not applications:
        return set()
    rows: Iterable[tuple[int, list[str]]] = (
        Amendment.objects.open().filter(application__in=applications).values_list("application", "touched")
    )
    return {(application, key) for application, keys in rows for key in keys}
