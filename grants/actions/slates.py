"""Slates: an official prepares one, members vote on it once, and its decisions are entered and countersigned together.

Everything is written for all applications of a slate or for none, in the same number of queries for any number of them.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.board import OVER, VOTES_CHANGED, check_facts_are_settled
from grants.models import (
    Application,
    BoardDecision,
    BoardSlate,
    BoardVote,
    Competition,
    SlateItem,
    SlateVote,
)
from grants.models.application import ApplicationQuerySet
from grants.models.slate import SlateItemQuerySet
from grants.permissions.board import (
    check_can_countersign_slate,
    check_can_keep_slates,
    check_can_take_off_slate,
    check_can_vote_on_slate,
)
from grants.reads.board import limits_besides_budget
from grants.reads.board_proofs import digest_of_board_decision, digest_of_vote
from grants.reads.slates import candidates_for, digest_of_slate, left_in, lines_of, votes_by_application
from grants.rules.board import STILL_OPEN
from grants.rules.slates import (
    amount_on_slate,
    keeps_own_vote,
    problems_with_entering,
    problems_with_slate,
    reasons_with,
    vote_on_each,
)
from grants.rules.texts import cleaned
from grants.states import BoardChoice, DecisionState

NOT_OPEN = "The decisions of this slate were entered, or it was withdrawn. Reload the page."
NOT_ON_SLATE = "This application isn’t on the slate."


@transaction.atomic
def prepare_slate(
    *,
    competition: Competition,
    references: Collection[str],
    outcome: str,
    reasons: str,
    notes: Mapping[str, str],
    by: User,
    at: datetime.datetime,
) -> BoardSlate:
    """Put these applications before the board together. `notes`: a sentence about one of them, by its reference.

    If the button is pressed twice, it is prepared once. Raises Refused or Unready.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_keep_slates(by, competition, timezone.localdate(at))
    _check_is_over(competition, at)
    reasons, notes = cleaned(reasons), {key: cleaned(note) for key, note in notes.items()}
    applications = list(_locked_in(competition).filter(reference__in=references))
    latest = BoardSlate.objects.of_round(competition).live().filter(prepared_by=by, entered_at=None).first()
    if latest and (latest.outcome, latest.reasons) == (outcome, reasons):
        chosen = {(one.pk, notes.get(one.reference, "")) for one in applications}
        if set(latest.items.order_by().values_list("application", "note")) == chosen:
            return latest
    if problems := problems_with_slate(outcome, reasons, notes, candidates_for(applications, at)):
        raise Unready(*problems)
    slate = BoardSlate.objects.create(
        competition=competition, outcome=outcome, reasons=reasons, prepared_by=by, prepared_at=at
    )
    SlateItem.objects.bulk_create(
        SlateItem(
            slate=slate,
            application=one,
            amount=amount_on_slate(outcome, limits_besides_budget(one, competition)),
            note=notes.get(one.reference, ""),
        )
        for one in applications
    )
    _log("slate.prepared", slate, by=by, at=at)
    return slate


@transaction.atomic
def vote_on_slate(*, slate: BoardSlate, choice: str, by: User, at: datetime.datetime) -> SlateVote:
    """Record the member's vote on the slate, and what it means as a vote on each application that the member may see.

    It can change until the decisions are entered. The same vote again changes nothing.
    """
    slate = _locked(slate)
    check_can_vote_on_slate(by, timezone.localdate(at))
    if not slate.is_open:
        raise Unready(NOT_OPEN)
    if choice not in BoardChoice:
        raise Unready("Choose yes, no, or abstain.")
    vote = SlateVote.objects.filter(slate=slate, member=by).first()
    if vote and vote.choice == choice:
        return vote
    applications = _applications_on(slate, SlateItem.objects.visible_to(by))
    if not applications:
        raise Unready("No applications are left on this slate.")
    vote = vote or SlateVote(slate=slate, member=by)
    vote.choice, vote.cast_at = choice, at
    vote.save()
    _vote_on_each(applications, slate.outcome, choice, by=by, at=at)
    _log("slate.voted", slate, by=by, at=at)
    return vote


def _vote_on_each(
    applications: list[Application], outcome: str, on_slate: str, *, by: User, at: datetime.datetime
) -> None:
    choice = vote_on_each(outcome, on_slate)
    cast = {vote.application_id: vote for vote in BoardVote.objects.filter(application__in=applications, member=by)}
    changed = [
        vote for vote in cast.values() if vote.choice != choice and not keeps_own_vote(outcome, on_slate, vote.choice)
    ]
    for vote in changed:
        vote.choice, vote.cast_at = choice, at
    without = [application for application in applications if application.pk not in cast]
    new = [BoardVote(application=one, member=by, choice=choice, cast_at=at) for one in without]
    BoardVote.objects.filter(pk__in=[vote.pk for vote in changed]).update(choice=choice, cast_at=at)
    BoardVote.objects.bulk_create(new)
    by_pk = {application.pk: application for application in applications}
    log.record_many(
        "board.voted",
        [
            (by_pk[vote.application_id], {"vote": vote.pk, "digest": digest_of_vote(vote)})
            for vote in (*changed, *new)
        ],
        by=by,
        at=at,
    )  # fmt: skip


@transaction.atomic
def take_off_slate(*, slate: BoardSlate, application: Application, by: User, at: datetime.datetime) -> SlateItem:
    """Remove an application for discussion; no reason is needed. Votes on it stay until members change them.

    Twice changes nothing.
    """
    slate = _locked(slate)
    check_can_take_off_slate(by, application, timezone.localdate(at))
    item = SlateItem.objects.of(slate).filter(application=application).first()
    if item is None:
        raise Unready(NOT_ON_SLATE)
    if item.pulled_at:
        return item
    if not slate.is_open:
        raise Unready(NOT_OPEN)
    item.pulled_by, item.pulled_at = by, at
    item.save(update_fields=["pulled_by", "pulled_at"])
    _log("slate.application_taken_off", slate, by=by, at=at)
    return item


@transaction.atomic
def enter_slate(*, slate: BoardSlate, by: User, at: datetime.datetime) -> BoardSlate:
    """Enter a decision for each application on the slate, with the current votes; they wait for a countersignature.

    If one can't be entered, none is. Entering twice changes nothing. Raises Refused or Unready.
    """
    slate = _locked(slate)
    check_can_keep_slates(by, slate.competition, timezone.localdate(at))
    if slate.is_waiting and slate.entered_by_id == by.pk:
        return slate
    if not slate.is_open:
        raise Unready(NOT_OPEN)
    check_facts_are_settled(slate.competition, at)
    items = _items_on(slate, at)
    decided = BoardDecision.objects.counted().filter(application__in=[item.application_id for item in items])
    if decided.exists():
        raise Unready(
            "An application on this slate already has a decision. Remove that application from the slate first."
        )
    votes = votes_by_application([item.application_id for item in items])
    decisions = BoardDecision.objects.bulk_create(
        BoardDecision(
            application=item.application,
            outcome=slate.outcome,
            amount=item.amount,
            reasons=reasons_with(slate.reasons, item.note),
            votes=[vote._asdict() for vote in votes[item.application_id]],
            state=DecisionState.PROPOSED,
            proposed_by=by,
            proposed_at=at,
            slate=slate,
        )
        for item in items
    )
    slate.entered_by, slate.entered_at = by, at
    slate.save(update_fields=["entered_by", "entered_at"])
    _log_decisions("board.proposed", decisions, by=by, at=at)
    _log("slate.entered", slate, by=by, at=at)
    return slate


@transaction.atomic
def countersign_slate(*, slate: BoardSlate, by: User, at: datetime.datetime) -> BoardSlate:
    """Another official confirms all decisions of the slate, or none. Countersigning twice changes nothing."""
    slate = _locked(slate)
    check_can_countersign_slate(by, slate, timezone.localdate(at))
    if slate.decided_at and slate.countersigned_by_id == by.pk:
        return slate
    if not slate.is_waiting:
        raise Unready(OVER)
    items = _items_on(slate, at)
    decisions = list(BoardDecision.objects.of_slate(slate.pk))
    votes = votes_by_application([decision.application_id for decision in decisions])
    are_same = all(
        decision.votes == [vote._asdict() for vote in votes[decision.application_id]] for decision in decisions
    )
    if not are_same or {one.application_id for one in decisions} != {item.application_id for item in items}:
        raise Unready(VOTES_CHANGED)
    for decision in decisions:
        decision.state, decision.countersigned_by, decision.decided_at = DecisionState.DECIDED, by, at
    BoardDecision.objects.of_slate(slate.pk).update(
        state=DecisionState.DECIDED, countersigned_by=by, decided_at=at
    )  # fmt: skip
    slate.countersigned_by, slate.decided_at = by, at
    slate.save(update_fields=["countersigned_by", "decided_at"])
    _log_decisions("board.decided", decisions, by=by, at=at)
    _log("slate.decided", slate, by=by, at=at)
    return slate


@transaction.atomic
def reopen_slate(*, slate: BoardSlate, by: User, at: datetime.datetime) -> BoardSlate:
    """Cancel all decisions of the slate that wait; members can vote again. Twice changes nothing."""
    slate = _locked(slate)
    check_can_keep_slates(by, slate.competition, timezone.localdate(at))
    if slate.is_open:
        return slate
    if not slate.is_waiting:
        raise Unready(OVER)
    decisions = list(BoardDecision.objects.of_slate(slate.pk))
    BoardDecision.objects.of_slate(slate.pk).update(state=DecisionState.CANCELED)
    for decision in decisions:
        decision.state = DecisionState.CANCELED
    slate.entered_by, slate.entered_at = None, None
    slate.save(update_fields=["entered_by", "entered_at"])
    _log_decisions("board.canceled", decisions, by=by, at=at)
    _log("slate.reopened", slate, by=by, at=at)
    return slate


@transaction.atomic
def withdraw_slate(*, slate: BoardSlate, by: User, at: datetime.datetime) -> BoardSlate:
    """Withdraw a slate whose decisions haven't been entered. Votes on its applications stay. Twice changes nothing."""
    slate = _locked(slate)
    check_can_keep_slates(by, slate.competition, timezone.localdate(at))
    if slate.withdrawn_at:
        return slate
    if not slate.is_open:
        raise Unready(NOT_OPEN)
    slate.withdrawn_at = at
    slate.save(update_fields=["withdrawn_at"])
    _log("slate.withdrawn", slate, by=by, at=at)
    return slate


# ---- parts ----


def _locked(slate: BoardSlate) -> BoardSlate:
    """The slate, read anew under the lock of its round."""
    competition = Competition.objects.locked(slate.competition_id)
    fresh = BoardSlate.objects.get(pk=slate.pk)
    fresh.competition = competition
    return fresh


def _locked_in(competition: Competition) -> ApplicationQuerySet:
    rows = Application.objects.filter(competition=competition).select_related("consortium").order_by("pk")
    return rows.select_for_update(of=("self",))


def _applications_on(slate: BoardSlate, items: SlateItemQuerySet) -> list[Application]:
    """The applications of these items that are on the slate, locked."""
    wanted = items.on_slate().filter(slate=slate).order_by().values("application")
    return list(_locked_in(slate.competition).filter(pk__in=wanted))


def _items_on(slate: BoardSlate, at: datetime.datetime) -> list[SlateItem]:
    """What is on the slate, its applications locked. Raises Unready if it can't be decided like this."""
    _check_is_over(slate.competition, at)
    locked = {one.pk: one for one in _applications_on(slate, SlateItem.objects.all())}
    items = [item for item in SlateItem.objects.of(slate).on_slate() if item.application_id in locked]
    for item in items:
        item.application = locked[item.application_id]
    left = left_in(slate.competition)
    if left is not None and slate.is_waiting:
        left += sum(item.amount or 0 for item in items)  # which count already
    if problems := problems_with_entering(slate.outcome, lines_of(slate, items, at), left):
        raise Unready(*problems)
    return items


def _check_is_over(competition: Competition, at: datetime.datetime) -> None:
    if competition.is_draft or (competition.reviewed_after and at <= competition.reviewed_after):
        raise Unready(STILL_OPEN)


def _log(event: str, slate: BoardSlate, *, by: User, at: datetime.datetime) -> None:
    """The digest proves the slate and its votes without revealing them."""
    log.record(event, slate.competition, by=by, at=at, slate=slate.pk, digest=digest_of_slate(slate))


def _log_decisions(event: str, decisions: Iterable[BoardDecision], *, by: User, at: datetime.datetime) -> None:
    log.record_many(
        event,
        [(one.application, {"decision": one.pk, "digest": digest_of_board_decision(one)}) for one in decisions],
        by=by,
        at=at,
    )
