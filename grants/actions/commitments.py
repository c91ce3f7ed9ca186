"""What members commit to: each writes its own, the lead proposes, and the member accepts or declines."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import part_taken_up, put_down, taken_up
from grants.models import Activity, Application, Commitment, CommitmentProposal, Participant
from grants.permissions.application import check_can_write_part, may
from grants.reads.packets import packet_of, part_of
from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.rules.texts import LONGEST_NOTE, cleaned, on_one_line
from signing.rules import digest_of

Row = TypeVar("Row", Commitment, CommitmentProposal)
STALE = (
    "This commitment was changed after you opened this page. Nothing was overwritten. Your entries are still below, "
    "and the page shows what is saved now. Review both, then save again."
)
ANSWERED = "This proposal was changed, withdrawn, or answered after you opened this page. Review what is saved now."


@dataclass(frozen=True)
class CommitmentWords:
    """What one participant contributes to one activity and how its students benefit."""

    participant: Participant
    gives_kind: str = ""
    gives_text: str = ""
    gives_amount: int | None = None
    gains_text: str = ""
    gains_students: int | None = None
    gains_grades: str = ""
    commitment: Commitment | None = None  # the one to change; None adds one


@transaction.atomic
def record_commitments(*, activity: Activity, rows: Iterable[CommitmentWords], by: User, at: datetime.datetime) -> None:
    """Record commitments as a file states them: as the members' own."""
    application = taken_up(activity.application, by=by, at=at)
    rows = list(rows)
    if problems := [problem for row in rows for problem in _problems_with(row)]:
        raise Unready(*problems)
    for row in rows:
        _fill(row.commitment or Commitment(activity=activity, participant=row.participant), row).save()
    put_down(application)
    log.record(
        "commitments.saved", application, by=by, at=at, activity=activity.key,
        participants=[row.participant.key for row in rows],
    )  # fmt: skip


@transaction.atomic
def write_commitment(
    *, activity: Activity, words: CommitmentWords, revision: int = 0, by: User, at: datetime.datetime
) -> Commitment:
    """Save the member's own commitment; one that the lead proposed becomes the member's. Raises Refused or Unready.

    `revision` is that of the commitment that the person's page was made from.
    """
    application = part_taken_up(words.participant, by=by, at=at)
    commitment = _to_change(activity, words, revision)
    _check_words(words)
    _own(_fill(commitment, words))
    _declined_in(activity, words.participant).delete()
    _record("commitment.saved", application, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def propose_commitment(
    *, activity: Activity, words: CommitmentWords, revision: int = 0, by: User, at: datetime.datetime
) -> Commitment:
    """Propose what a member contributes. Beside the member's own commitment, the proposal stands until it is answered.

    Where the member has no commitment yet, the proposal is in the plan, marked as one. Raises Refused or Unready.
    """
    application = taken_up(activity.application, by=by, at=at)
    if may(partial(check_can_write_part, by, words.participant, timezone.localdate(at))):
        raise Unready(f"You can write what {words.participant} contributes. There is no need to propose it.")
    commitment = _to_change(activity, words, revision)
    _check_words(words)
    if commitment.pk is None or commitment.is_proposed:
        _fill(commitment, words)
        commitment.proposed_by, commitment.proposed_at = by, at
        _declined_in(activity, words.participant).delete()
    else:
        if all(getattr(words, field) == getattr(commitment, field) for field in Commitment.FIELDS):
            raise Unready("Your proposal is the same as what the member wrote. Change something, or cancel.")
        proposal = commitment.last_proposal or CommitmentProposal(
            commitment=commitment, activity=activity, participant=words.participant
        )
        _fill(proposal, words)
        proposal.proposed_by, proposal.proposed_at = by, at
        proposal.declined_by, proposal.declined_at, proposal.reason = None, None, ""
        proposal.save()
    _save(commitment)
    _record("commitment.proposed", application, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def accept_proposal(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> Commitment:
    """Make what the lead proposes the member's own commitment. Raises Refused or Unready."""
    application, commitment = _to_answer(commitment, revision, by=by, at=at)
    if change := commitment.change:
        for field in Commitment.FIELDS:
            setattr(commitment, field, getattr(change, field))
        change.delete()
    _own(commitment)
    _record("commitment.accepted", application, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def decline_proposal(
    *, commitment: Commitment, reason: str, revision: int, by: User, at: datetime.datetime
) -> CommitmentProposal:
    """Decline what the lead proposes, with a reason that the lead sees. Raises Refused or Unready.

    A change leaves the member's own commitment as it is. A commitment that the member never accepted leaves the plan.
    """
    application, commitment = _to_answer(commitment, revision, by=by, at=at)
    reason = cleaned(reason)
    problems = problems_with_lengths(("The reason", reason, LONGEST_NOTE))
    if not reason:
        problems.append("Enter why you decline the proposal.")
    if problems:
        raise Unready(*problems)
    _record("commitment.declined", application, commitment, by=by, at=at, reason=reason)
    proposal = commitment.change or _kept_as_proposal(commitment)
    proposal.declined_by, proposal.declined_at, proposal.reason = by, at, reason
    proposal.save()
    if commitment.is_proposed:
        commitment.delete()
    else:
        _save(commitment)
    return proposal


@transaction.atomic
def withdraw_proposal(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> None:
    """Withdraw what the lead proposed and the member hasn't answered. Raises Refused or Unready."""
    application = taken_up(commitment.activity.application, by=by, at=at)
    commitment = _as_seen(commitment, revision, ANSWERED)
    change = commitment.change
    if not (commitment.is_proposed or change):
        raise Unready(ANSWERED)
    _record("commitment.proposal_withdrawn", application, commitment, by=by, at=at)
    if change:
        change.delete()
        _save(commitment)
    else:
        commitment.delete()


@transaction.atomic
def remove_commitment(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> None:
    """Remove the member's own commitment, with a change that the lead proposed. Submitted versions keep it."""
    application = part_taken_up(commitment.participant, by=by, at=at)
    commitment = _as_seen(commitment, revision, STALE)
    _record("commitment.removed", application, commitment, by=by, at=at)
    CommitmentProposal.objects.filter(commitment=commitment).delete()
    commitment.delete()


def accept_what_was_signed(participant: Participant, part_digest: str, *, by: User, at: datetime.datetime) -> None:
    """Make the proposed commitments that a signature covers the member's own. Call it with the application locked."""
    proposed = list(Commitment.objects.filter(participant=participant).proposed().select_related("activity"))
    if not proposed or digest_of(part_of(packet_of(participant.application), participant.key)) != part_digest:
        return
    for commitment in proposed:
        _own(commitment)
        _record("commitment.accepted", participant.application, commitment, by=by, at=at, by_signing=True)


def _to_change(activity: Activity, words: CommitmentWords, revision: int) -> Commitment:
    """The commitment to write, read anew; a new one only if the member has none in the activity meanwhile."""
    in_cell = Commitment.objects.filter(activity=activity, participant=words.participant)
    if words.commitment is not None and in_cell.filter(pk=words.commitment.pk).exists():
        return _as_seen(words.commitment, revision, STALE)
    if in_cell.exists():
        raise Unready(STALE)
    return Commitment(activity=activity, participant=words.participant)


def _to_answer(
    commitment: Commitment, revision: int, *, by: User, at: datetime.datetime
) -> tuple[Application, Commitment]:
    application = part_taken_up(commitment.participant, by=by, at=at)
    commitment = _as_seen(commitment, revision, ANSWERED)
    if not (commitment.is_proposed or commitment.change):
        raise Unready(ANSWERED)
    return application, commitment


def _as_seen(commitment: Commitment, revision: int, problem: str) -> Commitment:
    """The commitment as it is saved now, if the person's page showed it so; Unready with the problem if not."""
    rows = Commitment.objects.select_related("activity", "participant", "proposal")
    saved = rows.filter(pk=commitment.pk, revision=revision).first()
    if saved is None:
        raise Unready(problem)
    return saved


def _own(commitment: Commitment) -> None:
    commitment.proposed_by = commitment.proposed_at = None
    _save(commitment)


def _save(commitment: Commitment) -> None:
    commitment.revision += 1
    commitment.save()


def _kept_as_proposal(commitment: Commitment) -> CommitmentProposal:
    """The proposed commitment as a proposal, which stays after the commitment left the plan."""
    if commitment.proposed_by is None or commitment.proposed_at is None:
        raise Unready(ANSWERED)
    proposal = CommitmentProposal(activity=commitment.activity, participant=commitment.participant)
    proposal.proposed_by, proposal.proposed_at = commitment.proposed_by, commitment.proposed_at
    for field in Commitment.FIELDS:
        setattr(proposal, field, getattr(commitment, field))
    return proposal


def _declined_in(activity: Activity, participant: Participant) -> QuerySet[CommitmentProposal]:
    return CommitmentProposal.objects.filter(activity=activity, participant=participant, commitment=None)


def _record(
    event: str, application: Application, commitment: Commitment, *, by: User, at: datetime.datetime, **more: object
) -> None:
    log.record(
        event, application, by=by, at=at, activity=commitment.activity.key, participant=commitment.participant.key,
        **more,
    )  # fmt: skip


def _fill(row: Row, words: CommitmentWords) -> Row:
    row.gives_kind, row.gives_amount = words.gives_kind, words.gives_amount
    row.gives_text, row.gains_text = cleaned(words.gives_text), cleaned(words.gains_text)
    row.gains_students, row.gains_grades = words.gains_students, on_one_line(words.gains_grades)
    return row


def _check_words(words: CommitmentWords) -> None:
    problems = _problems_with(words)
    if all(getattr(words, field) in ("", None) for field in Commitment.FIELDS):
        problems.append(f"Enter what {words.participant} contributes or how its students benefit.")
    if problems:
        raise Unready(*problems)


def _problems_with(words: CommitmentWords) -> list[str]:
    who = words.participant.name
    problems = problems_with_lengths(
        (f"{who}: what it contributes", cleaned(words.gives_text), LONGEST_NOTE),
        (f"{who}: how its students benefit", cleaned(words.gains_text), LONGEST_NOTE),
        (f"{who}: grades", on_one_line(words.gains_grades), 40),
    )
    return problems + problems_with_numbers(
        (f"{who}: the value", words.gives_amount), (f"{who}: the number of students", words.gains_students)
    )
