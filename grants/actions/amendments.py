"""Amending a submitted application: proposed and sent by the lead, answered by an officer. Proposals after a departure.

Other proposals are in `grants.actions.amendment_edits`.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Membership
from grants.actions.amended_plan import write_amended_plan, write_edits
from grants.actions.application import SEALED_COUNTS, seal_version
from grants.actions.pen import locked
from grants.actions.promises import follow_amendment
from grants.actions.rechecks import ask_for_receipts
from grants.actions.signing_links import end_requests, send_to_signers
from grants.emails.amendments import send_amendment_answered, send_amendment_proposed, send_amendment_sent
from grants.models import Amendment, Application, Participant, Review, Signature
from grants.permissions.application import check_can_amend
from grants.permissions.review import check_can_answer_amendment
from grants.reads.amendments import (
    amendment_facts,
    departure_in,
    is_determined,
    latest_version_of,
    participants_to_sign,
    possible_replacements,
    problems_with_lead_of_amended,
    replacement_row,
    signed_keys,
    touched_by,
    unsigned_members,
    without_those_that_left,
)
from grants.reads.packets import signed_members_of
from grants.rules.amendments import (
    AcceptedAmendment,
    problems_with_amending,
    problems_with_answering,
    problems_with_member,
    problems_with_reason,
    problems_with_sending,
    with_amendment,
    with_replacement,
    without_member,
)
from grants.rules.texts import cleaned
from grants.states import AmendmentKind, AmendmentStatus, Status
from signing.rules import digest_of


@transaction.atomic
def propose_continuing(
    *,
    application: Application,
    key: str,
    lines: Mapping[str, str],
    leads: Mapping[str, str],
    reason: str,
    by: User,
    at: datetime.datetime,
) -> Amendment:
    """Propose to continue without a member that left, and ask the members whose part that changes to sign.

    `lines` has the member that takes over a budget line of the one that left, by the key of the line; a line without
    one is removed. `leads` has the new lead member by the key of an activity. Raises Refused or Unready.
    """
    application, member = _member_taken_up(application, key, reason, by=by, at=at)
    base = latest_version_of(application)
    others = {row["key"] for row in base.content["participants"]} - {key}
    if not others >= {new for new in (*lines.values(), *leads.values()) if new}:
        raise Unready("Choose members of this application.")
    content = without_member(base.content, key, lines=lines, leads=leads)
    return propose_amendment(
        Amendment(application=application, kind=AmendmentKind.MEMBER_LEFT, member=member, base=base, content=content),
        reason, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def propose_replacement(
    *, application: Application, key: str, successor: str, reason: str, by: User, at: datetime.datetime
) -> Amendment:
    """Propose that another member of the consortium takes over everything of one that left, and ask for signatures.

    Raises Refused or Unready.
    """
    application, member = _member_taken_up(application, key, reason, by=by, at=at)
    membership = possible_replacements(application, timezone.localdate(at)).get(successor)
    if membership is None:
        words = f"Choose a current member of {application.consortium} that isn’t in this application yet."
        raise Unready(words, about="successor")
    base = latest_version_of(application)
    replacement = _replacement(application, member, membership)
    content = with_replacement(base.content, key, replacement_row(membership))
    amendment = Amendment(
        application=application, kind=AmendmentKind.MEMBER_REPLACED, member=member, replacement=replacement, base=base,
        content=content,
    )  # fmt: skip
    return propose_amendment(amendment, reason, by=by, at=at)


@transaction.atomic
def send_amendment(*, amendment: Amendment, by: User, at: datetime.datetime) -> Amendment:
    """Send the amendment to the state, once every member that it touches has signed it. Raises Refused or Unready."""
    application, amendment = locked_amendment(amendment)
    check_can_amend(by, application, timezone.localdate(at))
    unsigned = unsigned_members(amendment, signed_keys(amendment), timezone.localdate(at))
    if problems := problems_with_sending(amendment.status, [*unsigned.values()], is_current=not amendment.is_outdated):
        raise Unready(*problems)
    amendment.status, amendment.sent_by, amendment.sent_at = AmendmentStatus.SENT, by, at
    amendment.save(update_fields=["status", "sent_by", "sent_at"])
    log.record("amendment.sent", application, by=by, at=at, number=amendment.number)
    send_amendment_sent(amendment, by=by, at=at)
    return amendment


@transaction.atomic
def cancel_amendment(*, amendment: Amendment, by: User, at: datetime.datetime) -> Amendment:
    """Cancel an amendment that has no answer. The application stays as it was submitted."""
    application, amendment = locked_amendment(amendment)
    check_can_amend(by, application, timezone.localdate(at))
    if not amendment.is_open:
        raise Unready("This amendment is no longer open.")
    amendment.status = AmendmentStatus.CANCELED
    amendment.save(update_fields=["status"])
    _drop(amendment, at=at)
    log.record("amendment.canceled", application, by=by, at=at, number=amendment.number)
    return amendment


@transaction.atomic
def answer_amendment(*, amendment: Amendment, accepts: bool, reason: str, by: User, at: datetime.datetime) -> Amendment:
    """Accept the amendment, which makes it the next submitted version, or refuse it, which changes nothing.

    Members' people, also those of the member that left, are told. Waits for a determination that is being recorded.
    """
    application, amendment = locked_amendment(amendment)
    check_can_answer_amendment(by, application, timezone.localdate(at))
    list(Review.objects.select_for_update().filter(application=application).order_by("pk").values_list("pk"))
    problems = problems_with_answering(
        amendment.status,
        is_determined=is_determined(application),
        is_current=not amendment.is_outdated,
        is_returned=application.is_returned(at),
        accepts=accepts,
    )
    if application.status == Status.WITHDRAWN:
        problems = ["This application was withdrawn."]
    reason = cleaned(reason)
    if problems:
        raise Unready(*problems)
    if problems := problems_with_reason(reason):
        raise Unready(*problems, about="reason")
    amendment.status = AmendmentStatus.ACCEPTED if accepts else AmendmentStatus.REFUSED
    amendment.answered_by, amendment.answered_at, amendment.answer_reason = by, at, reason
    amendment.save(update_fields=["status", "answered_by", "answered_at", "answer_reason"])
    event, made = "amendment.refused", {}
    if accepts:
        event, made = "amendment.accepted", _seal(amendment, by=by, at=at)
    else:
        _drop(amendment, at=at)
    log.record(event, application, by=by, at=at, number=amendment.number, reason=reason, **made)
    send_amendment_answered(amendment, at=at)
    return amendment


def taken_up_to_amend(application: Application, reason: str, *, by: User, at: datetime.datetime) -> Application:
    """The locked application, if this person may amend it now for that reason. Raises Refused or Unready."""
    application = locked(application)
    check_can_amend(by, application, timezone.localdate(at))
    problems = problems_with_amending(amendment_facts(application), at)
    problems = problems or problems_with_lead_of_amended(application, timezone.localdate(at))
    if problems:
        raise Unready(*problems)
    if problems := problems_with_reason(cleaned(reason)):
        raise Unready(*problems, about="reason")
    return application


def propose_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime.datetime) -> Amendment:
    """Save a new amendment and ask the members that it touches to sign. The caller has checked who, when, and what."""
    application, member = amendment.application, amendment.member
    amendment.number = application.amendments.count() + 1
    amendment.reason, amendment.proposed_by, amendment.proposed_at = cleaned(reason), by, at
    touched_keys = touched_by(amendment.base.content, amendment.content)
    amendment.touched = without_those_that_left(application, touched_keys, timezone.localdate(at))
    amendment.save()
    about = {"member": member.key} if member else {"title": amendment.title}
    log.record(
        "amendment.proposed", application, by=by, at=at, number=amendment.number, kind=amendment.kind, **about,
        reason=amendment.reason, touched=amendment.touched,
    )  # fmt: skip
    if member is not None:
        end_requests(participant=member, at=at)
    send_amendment_proposed(amendment, by=by, at=at)
    touched = [one for one in participants_to_sign(application, amendment) if one.key in amendment.touched]
    send_to_signers(touched, by=by, at=at)
    return amendment


def locked_amendment(amendment: Amendment) -> tuple[Application, Amendment]:
    """The application, locked, and its amendment, read after that: of two answers, one counts."""
    application = locked(amendment.application)
    fresh = Amendment.objects.of(application).get(pk=amendment.pk)
    fresh.application = application
    return application, fresh


def _member_taken_up(
    application: Application, key: str, reason: str, *, by: User, at: datetime.datetime
) -> tuple[Application, Participant]:
    """The locked application and the member that left, if this person may amend it now. Raises Refused or Unready."""
    application = taken_up_to_amend(application, reason, by=by, at=at)
    member = application.participants.filter(key=key).first()
    if member is None:
        raise Unready("This member is no longer in the application.")
    has_left = departure_in(application, key, timezone.localdate(at)) is not None
    if problems := problems_with_member(member.name, has_left=has_left, is_lead=member.is_lead):
        raise Unready(*problems)
    return application, member


def _replacement(application: Application, member: Participant, membership: Membership) -> Participant:
    """The row of the member that would come in; one that an earlier amendment proposed is used again."""
    values = {
        "district": membership.district, "school": membership.school, "membership": membership,
        "name": str(membership.member), "joined_on": membership.joins_on, "position": member.position,
        "takes_part": False,
    }  # fmt: skip
    key = membership.member.federal_id
    return Participant.objects.update_or_create(application=application, key=key, defaults=values)[0]


def _drop(amendment: Amendment, *, at: datetime.datetime) -> None:
    """End the links to sign it. A member that would have come in no longer sees the application."""
    for participant in participants_to_sign(amendment.application, amendment):
        if participant.key in amendment.touched:
            end_requests(participant=participant, at=at)
    if (replacement := amendment.replacement) is not None:
        replacement.district = replacement.school = replacement.membership = None
        replacement.save(update_fields=["district", "school", "membership"])


def _seal(amendment: Amendment, *, by: User, at: datetime.datetime) -> dict[str, Any]:
    """Make the amendment the next version; returns what the log says about that."""
    application, replacement = amendment.application, amendment.replacement
    if amendment.member is not None:
        write_amended_plan(amendment, amendment.member, by=by, at=at)
        Participant.objects.filter(pk=amendment.member.pk).update(takes_part=False)
    else:
        write_edits(amendment, by=by, at=at)
    if replacement is not None:
        Participant.objects.filter(pk=replacement.pk).update(takes_part=True)
    Signature.objects.filter(amendment=amendment).update(counts=True)
    accepted = AcceptedAmendment(
        number=amendment.number,
        kind=amendment.kind,
        member=amendment.member.name if amendment.member else "",
        replacement=replacement.name if replacement else "",
        reason=amendment.reason,
        accepted_by=by.name,
        accepted_at=at,
        title=amendment.title,
    )
    prefetch_related_objects([application.competition], "elements")
    packet = with_amendment(amendment.content, accepted)
    signed = signed_members_of(application)
    application.participants_count = len(signed.members)
    version = seal_version(application, packet, signed, digest=digest_of(packet), by=amendment.sent_by or by, at=at)
    application.revision += 1
    application.save(update_fields=["participants_count", *SEALED_COUNTS, "revision"])
    ask_for_receipts(version, at=at)
    follow_amendment(amendment, packet, by=by, at=at)
    proof = {"version": version.number, "digest": version.digest}
    # What verify_audit and verify_packet look for: every version has this entry.
    log.record("application.submitted", application, by=by, at=at, **proof)
    return proof
