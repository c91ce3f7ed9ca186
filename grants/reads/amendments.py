"""Amendments of a submitted application: what decides about one, who signs it, and what it changes."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from accounts.models import User
from consortia.models import Membership
from grants.models import Amendment, Application, Determination, Participant, Signature, Version
from grants.reads.board import settled_outcome
from grants.reads.member_loss import announced_of, departures_in, departures_of
from grants.reads.members import applying_members
from grants.reads.packets import SignedMembers, members_of, part_of
from grants.reads.readiness import problems_with_changes
from grants.rules.amendment_edits import Edit, EditProblem, problems_with_edits, with_edits
from grants.rules.amendments import (
    AcceptedAmendment,
    AmendmentFacts,
    amended_in_words,
    amendments_in,
    problems_with_amending,
    problems_with_member,
)
from grants.rules.departures import Departure
from grants.states import LOCKED, AmendmentStatus, is_turned_down
from signing.rules import digest_of

Packet = Mapping[str, Any]


def open_amendment_of(application: Application) -> Amendment | None:
    """The amendment that waits for signatures or for the state's answer; no query before submission."""
    return application.amendments.open().first() if application.status in LOCKED else None


def is_signature_requested(application: Application, amendment: Amendment | None, key: str) -> bool:
    """Whether the lead asked this member to sign: with all others, or an open amendment that changes its part."""
    return application.signing_opened_at is not None or (amendment is not None and key in amendment.touched)


def words_of(amendment: Amendment) -> str:
    """What the amendment does, with the names; no query for one that comes with its members."""
    member, replacement = amendment.member, amendment.replacement
    names = (member.name if member else "", replacement.name if replacement else "")
    return amended_in_words(amendment.kind, *names, amendment.title)


def amendment_facts(application: Application) -> AmendmentFacts:
    """What decides whether it can be amended now, in three queries."""
    return AmendmentFacts(
        status=application.status,
        ends_at=application.ends_at,
        is_determined=is_determined(application),
        has_open=open_amendment_of(application) is not None,
        is_turned_down=is_turned_down(settled_outcome(application)),
        returned_until=application.returned_until,
    )


def may_list_amendments(application: Application, at: datetime.datetime, *, released: str = "") -> bool:
    """Whether its round lets it be amended, whatever else keeps it from being amended now; no query.

    `released` is the outcome that was released, or "".
    """
    facts = AmendmentFacts(
        application.status,
        application.ends_at,
        is_determined=False,
        has_open=False,
        is_turned_down=is_turned_down(released),
    )
    return not problems_with_amending(facts, at)


def is_determined(application: Application) -> bool:
    """Whether an officer recorded a determination on it."""
    return Determination.objects.filter(review__application=application).exists()


def amendments_of(version: Version) -> list[AcceptedAmendment]:
    """The accepted amendments that led to this version, without reading its content; no query for the first one."""
    if version.number == 1:
        return []
    stated = Version.objects.filter(pk=version.pk).values_list("content__amendments", flat=True)[0]
    return amendments_in({"amendments": stated or []})


def latest_version_of(application: Application) -> Version:
    """The version submitted last, with its content."""
    return application.versions.defer("reading").order_by("-number")[0]


def departure_in(application: Application, key: str, on: datetime.date) -> Departure | None:
    """The departure of that member, if the registry has one by that day; one query."""
    rows = list(Participant.present.filter(application=application, key=key).with_records())
    return next(iter(departures_of(rows, on)), None)


def participants_to_sign(application: Application, amendment: Amendment | None) -> list[Participant]:
    """The members that sign, with their records: as an open amendment would have them, else as they are; one query."""
    rows = Participant.objects.filter(application=application).with_records()
    if amendment is None:
        return list(rows.filter(takes_part=True))
    here = Q(takes_part=True) | Q(pk=amendment.replacement_id)
    return [one for one in rows.filter(here) if one.pk != amendment.member_id]


def keys_to_sign(members: Iterable[Participant], user: User) -> set[str]:
    """The keys of those members for which this person may sign; one query."""
    pks = [one.pk for one in members]
    return set(Participant.objects.filter(pk__in=pks).to_be_signed_by(user).values_list("key", flat=True))


def last_signatures(
    application: Application, amendment: Amendment | None, *, of: Participant | None = None
) -> dict[int, Signature]:
    """By member (row id), the latest signature that counts, or that was given on the open amendment; one query."""
    given = Q(counts=True) | Q(amendment=amendment) if amendment else Q(counts=True)
    rows = Signature.objects.filter(given, application=application)
    return {one.participant_id: one for one in (rows.filter(participant=of) if of else rows.defer("part"))}


def last_signature_of(participant: Participant) -> Signature | None:
    """The latest signature of the member that counts, or that was given on the open amendment."""
    amendment = open_amendment_of(participant.application)
    return last_signatures(participant.application, amendment, of=participant).get(participant.pk)


def signed_members_for(application: Application, amendment: Amendment | None) -> SignedMembers | None:
    """The members of an open amendment with their signatures; None without one."""
    if amendment is None:
        return None
    rows = Participant.objects.filter(pk__in=[one.pk for one in participants_to_sign(application, amendment)])
    members, latest = members_of(application, rows), last_signatures(application, amendment)
    pks = {member.pk for member in members}
    return SignedMembers(members, {pk: signature for pk, signature in latest.items() if pk in pks})


def touched_by(before: Packet, after: Packet) -> list[str]:
    """The keys of the members of the later packet whose part isn't what it was, in their order."""
    old = {p["key"]: digest_of(part_of(dict(before), p["key"])) for p in before["participants"]}
    keys = [p["key"] for p in after["participants"]]
    return [key for key in keys if old.get(key) != digest_of(part_of(dict(after), key))]


def problems_with_amended(
    application: Application, kind: str, packet: Packet, edits: Sequence[Edit]
) -> list[EditProblem]:
    """Why these edits of the version can't be proposed; the limits of the round hold as at submission."""
    if problems := problems_with_edits(kind, packet, edits):
        return problems
    return [EditProblem(words) for words in problems_with_changes(application, dict(packet), with_edits(packet, edits))]


def signed_keys(amendment: Amendment) -> set[str]:
    """The keys of the members that have signed it."""
    return set(Signature.objects.filter(amendment=amendment).values_list("participant__key", flat=True))


def names_of(amendment: Amendment) -> dict[str, str]:
    """The members of the amended version by key."""
    return {row["key"]: row["name"] for row in amendment.content["participants"]}


def unsigned_members(amendment: Amendment, signed: Collection[str], on: datetime.date) -> dict[str, str]:
    """By key, the names of the members that still have to sign it; members that left don’t. One query at most."""
    missing = [key for key in amendment.touched if key not in signed]
    names = names_of(amendment)
    return {key: names[key] for key in without_those_that_left(amendment.application, missing, on)}


def without_those_that_left(application: Application, keys: Sequence[str], on: datetime.date) -> list[str]:
    """Those of these members that haven’t left or closed by that day; one query if there are any."""
    left = {one.key for one in departures_in(application, on)[0]} if keys else set()
    return [key for key in keys if key not in left]


def problems_with_lead_of_amended(application: Application, on: datetime.date) -> list[str]:
    """Why the lead can’t amend the application: it has left itself. One query, two if a member left."""
    left = [one.key for one in departures_in(application, on)[0]]
    lead = application.participants.filter(key__in=left, role=Participant.Role.LEAD).first() if left else None
    return problems_with_member(lead.name, has_left=True, is_lead=True) if lead else []


def possible_replacements(application: Application, on: datetime.date) -> dict[str, Membership]:
    """Members of the consortium in force that day that never took part in the application, by key; two queries."""
    accepted = Amendment.objects.filter(application=application, status=AmendmentStatus.ACCEPTED)
    took_part = Participant.objects.filter(Q(takes_part=True) | Q(pk__in=accepted.values("member")))
    took_part = took_part.filter(application=application)
    keys = set(took_part.values_list("key", flat=True))
    return {key: one for key, one in applying_members(application, on).items() if key not in keys}


def replacement_row(membership: Membership) -> dict[str, Any]:
    """The row of participants of a packet for a member that takes another's place."""
    member, district = membership.member, membership.district
    return {
        "key": member.federal_id,
        "leaid": district.leaid if district else None,
        "ncessch": None if district else member.federal_id,
        "name": str(member),
        "kind": district.kind if district else "school",
        "role": Participant.Role.MEMBER,
        "joined_on": membership.joins_on.isoformat() if membership.joins_on else None,
    }


def departures_to_decide(user: User, on: datetime.date) -> list[tuple[Application, Departure]]:
    """What leads decide: members of submitted applications that left or will, without an amendment; two queries.

    Only of applications that this person's district leads, and that have no determination.
    """
    applications = Application.objects.visible_to(user).written_by(user).filter(status__in=LOCKED)
    determined = Determination.objects.values("review__application")
    free = applications.exclude(pk__in=determined).exclude(pk__in=Amendment.objects.open().values("application"))
    by_pk = {one.pk: one for one in free.select_related("consortium", "competition")}
    if not by_pk:
        return []
    rows: dict[int, list[Participant]] = {}
    for row in Participant.present.filter(application__in=by_pk).with_records():
        rows.setdefault(row.application_id, []).append(row)
    return [(by_pk[pk], one) for pk, members in rows.items() for one in _both(members, on)]


def _both(members: Sequence[Participant], on: datetime.date) -> list[Departure]:
    return [*departures_of(members, on), *announced_of(members, on)]


def amendments_waiting_for(user: User) -> tuple[list[tuple[Amendment, Participant]], list[Amendment]]:
    """What amendments ask of this person: a signature, with the member, or to send one that every member signed.

    One query, and three for each amendment that isn't sent.
    """
    to_sign, to_send = [], []
    for amendment in Amendment.objects.to_be_signed_by(user):
        signed = signed_keys(amendment)
        missing = [key for key in amendment.touched if key not in signed]
        wanted = without_those_that_left(amendment.application, missing, user.as_of)
        own = Participant.objects.to_be_signed_by(user).filter(application=amendment.application_id)
        if wanted:
            to_sign += [(amendment, participant) for participant in own.filter(key__in=wanted)]
        elif not amendment.is_outdated and own.filter(role=Participant.Role.LEAD).exists():
            to_send.append(amendment)
    return to_sign, to_send
