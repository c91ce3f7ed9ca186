"""Budget lines: the member whose money it is writes its own, the lead writes the rest and proposes.

Who writes a line is a fact of the line (`owner_of`): who gives the match, or who gets the grant money.
"""

import datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from grants.actions.answers import (
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
from grants.actions.pen import check_is_open, locked, part_taken_up, taken_up
from grants.actions.plan import BudgetWords, fill_line, last_position, set_beneficiaries
from grants.actions.plan_changes import keep_change
from grants.models import Application, BudgetLine, BudgetLineProposal, Participant
from grants.models.budget import BudgetText, owner_of
from grants.permissions.application import check_can_edit, check_can_write_row, may
from grants.reads.plan_values import PlanRow, line_row
from grants.rules.budget import problems_with_line, project_years
from grants.rules.sections import BUDGET
from grants.rules.texts import on_one_line

STALE = (
    "This line was changed after you opened this page. Nothing was overwritten. Your entries are still below, and the "
    "page shows what is saved now. Review both, then save again."
)
SAME = "Your proposal is the same as what the member wrote. Change your proposal, or cancel."


@transaction.atomic
def save_budget_line(
    *,
    application: Application,
    words: BudgetWords,
    line: BudgetLine | None = None,
    revision: int = 0,
    by: User,
    at: datetime.datetime,
) -> BudgetLine:
    """Save the line for people of the member that writes it; for other people of the lead, propose it to the member.

    Without `line`, add one. `revision` is that of the line that the person's page was made from. Raises Refused or
    Unready.
    """
    application = locked(application)
    owners = [owner_of(words.source, words.payer, words.payee)]
    if line is not None:
        line = row_in(application, line, revision)
        owners.append(line.owner)
    on = timezone.localdate(at)
    proposes = not all(may(partial(check_can_write_row, by, application, one, on)) for one in owners)
    if proposes:
        _check_can_propose(by, application, owners, on)
    check_is_open(application, BUDGET, at=at)
    if problems := problems_with_words(words, application):
        raise Unready(*(problem for field in problems.values() for problem in field))
    if not proposes:
        return write_line(application, line, words, by=by, at=at)
    return _propose(application, line, words, by=by, at=at)


@transaction.atomic
def propose_removal(*, line: BudgetLine, revision: int, by: User, at: datetime.datetime) -> BudgetLine:
    """Propose to remove a member's own line. Raises Refused or Unready."""
    application = taken_up(line.application, BUDGET, by=by, at=at)
    line = row_in(application, line, revision)
    if line.is_proposed:
        raise Unready("This line is your own proposal. Withdraw it instead.")
    if line.owner is None or may(partial(check_can_write_row, by, application, line.owner, timezone.localdate(at))):
        raise Unready("This is your own line. Choose “Remove line” instead.")
    proposal = _proposal_beside(line, words_of(line))
    proposal.is_removal = True
    propose_beside(proposal, by=by, at=at)
    proposal.beneficiaries.set(line.beneficiaries.all())
    save_row(line)
    _record("budget_line.removal_proposed", line, by=by, at=at)
    return line


@transaction.atomic
def accept_line_proposal(*, line: BudgetLine, revision: int, by: User, at: datetime.datetime) -> None:
    """Make what the lead proposes the member's own line, or remove the line if that is proposed."""
    application, line = row_to_answer(line, revision, by=by, at=at)
    _record("budget_line.accepted", line, by=by, at=at)
    change, before = line.change, line_row(line)
    if change and change.is_removal:
        delete_line(line, by=by, at=at)
    else:
        if change:
            fill_line(line, words_of(change))
            line.beneficiaries.set(change.beneficiaries.all())
            change.delete()
        make_own(line)
        keep_change(application, before, line_row(line), by=by, at=at)


@transaction.atomic
def decline_line_proposal(
    *, line: BudgetLine, reason: str, revision: int, by: User, at: datetime.datetime
) -> BudgetLineProposal:
    """Decline what the lead proposes, with a reason that the lead sees. Raises Refused or Unready.

    A change leaves the member's own line as it is. A line that the member never accepted leaves the budget.
    """
    _application, line = row_to_answer(line, revision, by=by, at=at)
    reason = checked_reason(reason)
    _record("budget_line.declined", line, by=by, at=at, reason=reason)
    proposal = line.change or _as_proposal(line)
    keep_declined(line, proposal, reason, by=by, at=at)
    if line.is_proposed:
        proposal.beneficiaries.set(line.beneficiaries.all())
        delete_line(line, by=by, at=at)
    else:
        save_row(line)
    return proposal


@transaction.atomic
def withdraw_line_proposal(*, line: BudgetLine, revision: int, by: User, at: datetime.datetime) -> None:
    """Withdraw what the lead proposed and the member hasn't answered. Raises Refused or Unready."""
    _application, line = row_to_withdraw(line, revision, by=by, at=at)
    _record("budget_line.proposal_withdrawn", line, by=by, at=at)
    if change := line.change:
        change.delete()
        save_row(line)
    else:
        delete_line(line, by=by, at=at)


@transaction.atomic
def dismiss_declined_line(*, proposal: BudgetLineProposal, by: User, at: datetime.datetime) -> None:
    """Take a declined proposal off the lead's list; the audit log keeps it. Raises Refused or Unready."""
    application = taken_up(proposal.participant.application, BUDGET, by=by, at=at)
    if proposal.is_open:
        raise Unready("The member hasn’t answered this proposal. Withdraw it instead.")
    log.record(
        "budget_line.declined_dismissed", application, by=by, at=at, line=proposal.line, reason=proposal.reason,
        participant=proposal.participant.key,
    )  # fmt: skip
    proposal.delete()


@transaction.atomic
def remove_budget_line(*, line: BudgetLine, revision: int, by: User, at: datetime.datetime) -> None:
    """Remove the line, by who writes it. Submitted versions keep it. Raises Refused or Unready."""
    application = part_taken_up(line.application, BUDGET, line.owner, by=by, at=at)
    line = row_in(application, line, revision)
    check_can_write_row(by, application, line.owner, timezone.localdate(at))  # the caller's line may name another
    if line.is_proposed:
        raise Unready("The lead district proposed this line. Decline it with a reason instead.")
    _record("budget_line.removed", line, by=by, at=at)
    delete_line(line, by=by, at=at)


def write_line(
    application: Application,
    line: BudgetLine | None,
    words: BudgetWords,
    *,
    is_restored: bool = False,
    by: User,
    at: datetime.datetime,
) -> BudgetLine:
    """Save the line as its member's own, or add one. Call it with the application locked and everything checked."""
    before = _kept(line)
    if line is None:
        line = BudgetLine(application=application, position=last_position(application) + 1)
    elif line.last_proposal:
        line.last_proposal.delete()
    fill_line(line, words)
    make_own(line)
    set_beneficiaries(line, words)
    keep_change(application, before, line_row(line), is_restored=is_restored, by=by, at=at)
    _record("budget_line.restored" if is_restored else "budget_line.saved", line, by=by, at=at)
    return line


def accept_signed_lines(participant: Participant, *, by: User, at: datetime.datetime) -> None:
    """Make the proposed lines of the member its own, because it signed them. Call it with the application locked."""
    for line in BudgetLine.objects.owned_by([participant.pk]).proposed().select_related("application"):
        make_own(line)
        _record("budget_line.accepted", line, by=by, at=at, by_signing=True)


def words_of(line: BudgetText) -> BudgetWords:
    """The line as words; the members who benefit aren't read."""
    return BudgetWords(**{field: getattr(line, field) for field in BudgetText.FIELDS})


def problems_with_words(words: BudgetWords, application: Application) -> dict[str, list[str]]:
    """What is wrong with a line that someone writes, by field."""
    competition = application.competition
    return problems_with_line(
        line=on_one_line(words.line),
        amount=words.amount,
        source=words.source,
        payer_name=on_one_line(words.payer_name),
        payee_name=on_one_line(words.payee_name),
        year=words.year,
        years=project_years(competition.project_starts_on, competition.project_ends_on),
    )


def row_in(application: Application, line: BudgetLine, revision: int) -> BudgetLine:
    """The line as it is saved now, of this locked application, if the person's page showed it so; Unready if not."""
    saved = row_as_seen(line, revision, STALE)
    # Whoever sends a number chooses it: one of another application is as if it weren't there.
    if saved.application_id != application.pk:
        raise Unready(STALE)
    saved.application = application
    return saved


def _check_can_propose(by: User, application: Application, owners: list[Participant | None], on: datetime.date) -> None:
    """Who edits the application may propose; others hear for which member they can't write."""
    try:
        check_can_edit(by, application, on)
    except Refused:
        for owner in owners:
            check_can_write_row(by, application, owner, on)
        raise


def _propose(
    application: Application, line: BudgetLine | None, words: BudgetWords, *, by: User, at: datetime.datetime
) -> BudgetLine:
    """A new line and one that is the lead's so far are in the budget, marked; a member's own line keeps its text."""
    on = timezone.localdate(at)
    if line is None or line.is_proposed or may(partial(check_can_write_row, by, application, line.owner, on)):
        before = _kept(line)
        line = line or BudgetLine(application=application, position=last_position(application) + 1)
        fill_line(line, words)
        if may(partial(check_can_write_row, by, application, line.owner, on)):
            make_own(line)  # the lead takes back what it proposed, and gives it to no other member
        else:
            make_proposed(line, by=by, at=at)
        set_beneficiaries(line, words)
        keep_change(application, before, line_row(line), by=by, at=at)
    else:
        _check_stays(line, words)
        proposal = _proposal_beside(line, words)
        propose_beside(proposal, by=by, at=at)
        set_beneficiaries(proposal, words)
        save_row(line)
    _record("budget_line.proposed", line, by=by, at=at, proposed=on_one_line(words.line), proposed_amount=words.amount)
    return line


def _check_stays(line: BudgetLine, words: BudgetWords) -> None:
    """A proposal changes something, and leaves the line with the member that answers it."""
    if owner_of(words.source, words.payer, words.payee) != line.owner:
        raise Unready(
            f"This line belongs to {line.owner}. To move it to another member, propose removing it, and add a new line."
        )
    proposed = BudgetLineProposal()
    fill_line(proposed, words)
    if all(getattr(proposed, field) == getattr(line, field) for field in BudgetText.FIELDS) and set(
        words.beneficiaries
    ) == set(line.beneficiaries.all()):
        raise Unready(SAME)


def _proposal_beside(line: BudgetLine, words: BudgetWords) -> BudgetLineProposal:
    proposal = line.last_proposal or BudgetLineProposal(budget_line=line, participant=line.owner)
    proposal.is_removal = False
    fill_line(proposal, words)
    return proposal


def _as_proposal(line: BudgetLine) -> BudgetLineProposal:
    """The proposed line as a proposal, which stays after the line left the budget."""
    proposal = BudgetLineProposal(participant=line.owner)
    fill_line(proposal, words_of(line))
    return proposal


def _kept(line: BudgetLine | None) -> PlanRow | None:
    return line_row(line) if line else None


def delete_line(line: BudgetLine, *, by: User, at: datetime.datetime) -> None:
    """Delete the line with what is proposed beside it; the caller has checked who and when, and records it."""
    keep_change(line.application, line_row(line), None, by=by, at=at)
    last = Greatest("last_removed_line", line.position)
    Application.objects.filter(pk=line.application_id).update(last_removed_line=last)
    BudgetLineProposal.objects.filter(budget_line=line).delete()
    line.beneficiaries.clear()
    line.delete()


def _record(event: str, line: BudgetLine, *, by: User, at: datetime.datetime, **more: object) -> None:
    owner = line.owner
    log.record(
        event, line.application, by=by, at=at, key=line.key, line=line.line, amount=line.amount,
        participant=owner.key if owner else "", **more,
    )  # fmt: skip
