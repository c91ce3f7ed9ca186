"""What members commit to: each writes its own, the lead proposes, and the member accepts or declines."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.answers import (
    ANSWERED,
    checked_reason,
    keep_declined,
    make_own,
    make_proposed,
    propose_beside,
    row_as_seen,
    row_to_answer,
    row_to_withdraw,
    save_row,
)
from grants.actions.pen import part_taken_up, put_down, taken_up
from grants.actions.plan_changes import keep_change
from grants.models import Activity, Application, Commitment, CommitmentProposal, Participant
from grants.models.plan import CommitmentText
from grants.permissions.application import check_can_write_part, may
from grants.reads.plan_values import PlanRow, commitment_row
from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.rules.sections import ACTIVITIES
from grants.rules.texts import LONGEST_NOTE, cleaned, on_one_line

STALE = (
    "This commitment was changed after you opened this page. Nothing was overwritten. Your entries are still below, "
    "and the page shows what is saved now. Review both, then save again."
)


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
    application = taken_up(activity.application, ACTIVITIES, by=by, at=at)
    rows = list(rows)
    if problems := [problem for row in rows for problem in _problems_with(row)]:
        raise Unready(*problems)
    for row in rows:
        commitment = row.commitment or Commitment(activity=activity, participant=row.participant)
        _fill(commitment, row)
        commitment.save()
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
    application = part_taken_up(words.participant.application, ACTIVITIES, words.participant, by=by, at=at)
    commitment = _to_change(activity, words, revision)
    _check_words(words)
    before = _kept(commitment)
    _fill(commitment, words)
    make_own(commitment)
    keep_change(application, before, commitment_row(commitment), by=by, at=at)
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
    application = taken_up(activity.application, ACTIVITIES, by=by, at=at)
    if may(partial(check_can_write_part, by, words.participant, timezone.localdate(at))):
        raise Unready(f"You can write what {words.participant} contributes. Save it instead of proposing it.")
    commitment = _to_change(activity, words, revision)
    _check_words(words)
    before = _kept(commitment)
    if commitment.pk is None or commitment.is_proposed:
        _fill(commitment, words)
        make_proposed(commitment, by=by, at=at)
        keep_change(application, before, commitment_row(commitment), by=by, at=at)
        _declined_in(activity, words.participant).delete()
    else:
        if all(getattr(words, field) == getattr(commitment, field) for field in Commitment.FIELDS):
            raise Unready("Your proposal is the same as what the member wrote. Change your proposal, or cancel.")
        proposal = commitment.last_proposal or CommitmentProposal(
            commitment=commitment, activity=activity, participant=words.participant
        )
        _fill(proposal, words)
        propose_beside(proposal, by=by, at=at)
        save_row(commitment)
    _record("commitment.proposed", application, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def accept_proposal(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> Commitment:
    """Make what the lead proposes the member's own commitment. Raises Refused or Unready."""
    application, commitment = row_to_answer(commitment, revision, by=by, at=at)
    before = _kept(commitment)
    if change := commitment.change:
        for field in Commitment.FIELDS:
            setattr(commitment, field, getattr(change, field))
        change.delete()
    make_own(commitment)
    keep_change(application, before, commitment_row(commitment), by=by, at=at)
    _record("commitment.accepted", application, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def decline_proposal(
    *, commitment: Commitment, reason: str, revision: int, by: User, at: datetime.datetime
) -> CommitmentProposal:
    """Decline what the lead proposes, with a reason that the lead sees. Raises Refused or Unready.

    A change leaves the member's own commitment as it is. A commitment that the member never accepted leaves the plan.
    """
    application, commitment = row_to_answer(commitment, revision, by=by, at=at)
    reason = checked_reason(reason)
    _record("commitment.declined", application, commitment, by=by, at=at, reason=reason)
    proposal = keep_declined(commitment, commitment.change or _as_proposal(commitment), reason, by=by, at=at)
    if commitment.is_proposed:
        keep_change(application, _kept(commitment), None, by=by, at=at)
        commitment.delete()
    else:
        save_row(commitment)
    return proposal


@transaction.atomic
def withdraw_proposal(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> None:
    """Withdraw what the lead proposed and the member hasn't answered. Raises Refused or Unready."""
    application, commitment = row_to_withdraw(commitment, revision, by=by, at=at)
    _record("commitment.proposal_withdrawn", application, commitment, by=by, at=at)
    if change := commitment.change:
        change.delete()
        save_row(commitment)
    else:
        keep_change(application, _kept(commitment), None, by=by, at=at)
        commitment.delete()


@transaction.atomic
def remove_commitment(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> None:
    """Remove the member's own commitment, with a change that the lead proposed. Submitted versions keep it."""
    application = part_taken_up(commitment.in_application, ACTIVITIES, commitment.participant, by=by, at=at)
    commitment = row_as_seen(commitment, revision, STALE)
    _record("commitment.removed", application, commitment, by=by, at=at)
    keep_change(application, _kept(commitment), None, by=by, at=at)
    CommitmentProposal.objects.filter(commitment=commitment).delete()
    commitment.delete()


@transaction.atomic
def dismiss_declined_commitment(
    *, activity: Activity, participant: Participant, by: User, at: datetime.datetime
) -> None:
    """Take what the member declined off the lead's list; the audit log keeps it. Raises Refused or Unready."""
    application = taken_up(activity.application, ACTIVITIES, by=by, at=at)
    declined = CommitmentProposal.objects.filter(activity=activity, participant=participant, declined_at__isnull=False)
    if not declined.exists():
        raise Unready(ANSWERED)
    log.record(
        "commitment.declined_dismissed", application, by=by, at=at, activity=activity.key, participant=participant.key,
        reasons=[one.reason for one in declined],
    )  # fmt: skip
    declined.delete()


def accept_signed_commitments(participant: Participant, *, by: User, at: datetime.datetime) -> None:
    """Make the proposed commitments of the member its own, because it signed. Call it with the application locked."""
    for commitment in Commitment.objects.filter(participant=participant).proposed().select_related("activity"):
        make_own(commitment)
        _record("commitment.accepted", participant.application, commitment, by=by, at=at, by_signing=True)


def _to_change(activity: Activity, words: CommitmentWords, revision: int) -> Commitment:
    """The commitment to write, read anew; a new one only if the member has none in the activity meanwhile."""
    in_cell = Commitment.objects.filter(activity=activity, participant=words.participant)
    if words.commitment is not None and in_cell.filter(pk=words.commitment.pk).exists():
        return row_as_seen(words.commitment, revision, STALE)
    if in_cell.exists():
        raise Unready(STALE)
    return Commitment(activity=activity, participant=words.participant)


def _kept(commitment: Commitment) -> PlanRow | None:
    return commitment_row(commitment) if commitment.pk else None


def _as_proposal(commitment: Commitment) -> CommitmentProposal:
    """The proposed commitment as a proposal, which stays after the commitment left the plan."""
    fields = {field: getattr(commitment, field) for field in Commitment.FIELDS}
    return CommitmentProposal(activity=commitment.activity, participant=commitment.participant, **fields)


def _declined_in(activity: Activity, participant: Participant) -> QuerySet[CommitmentProposal]:
    return CommitmentProposal.objects.filter(activity=activity, participant=participant, commitment=None)


def _record(
    event: str, application: Application, commitment: Commitment, *, by: User, at: datetime.datetime, **more: object
) -> None:
    log.record(
        event, application, by=by, at=at, activity=commitment.activity.key, participant=commitment.participant.key,
        **more,
    )  # fmt: skip


def _fill(row: CommitmentText, words: CommitmentWords) -> None:
    row.gives_kind, row.gives_amount = words.gives_kind, words.gives_amount
    row.gives_text, row.gains_text = cleaned(words.gives_text), cleaned(words.gains_text)
    row.gains_students, row.gains_grades = words.gains_students, on_one_line(words.gains_grades)


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
