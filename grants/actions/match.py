"""A commitment with a value becomes a match line of the budget, instead of being typed twice."""

import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import check_is_open, locked, put_down
from grants.actions.plan import last_position
from grants.actions.plan_changes import keep_change
from grants.models import BudgetLine, Commitment
from grants.permissions.application import check_can_edit, check_can_write_part, may
from grants.reads.plan_values import line_row
from grants.rules.sections import BUDGET
from grants.rules.texts import on_one_line


@transaction.atomic
def add_match_line(*, commitment: Commitment, revision: int, by: User, at: datetime.datetime) -> BudgetLine:
    """Add the commitment's value to the budget as the member's match. Raises Refused or Unready.

    The member's people may, and who edits the budget. Members whose students benefit from the activity benefit.
    """
    application = locked(commitment.activity.application)
    on = timezone.localdate(at)
    if not may(partial(check_can_write_part, by, commitment.participant, on)):
        check_can_edit(by, application, on)
    check_is_open(application, BUDGET, at=at)
    saved = Commitment.objects.for_row().filter(pk=commitment.pk, revision=revision).first()
    if saved is None:
        raise Unready("This commitment was changed after you opened this page. Review it, then add it again.")
    if saved.is_proposed:
        raise Unready(f"{saved.participant} hasn’t accepted this commitment yet.")
    if not saved.gives_amount:
        raise Unready("Enter the value of the contribution first.")
    if BudgetLine.objects.match_for(saved).exists():
        raise Unready("This match is already in the budget.")
    line = BudgetLine.objects.create(
        application=application,
        line=on_one_line(saved.gives_text)[:300] or f"Match for {saved.activity}"[:300],
        amount=saved.gives_amount,
        source=BudgetLine.Source.MATCH,
        payer=saved.participant,
        activity=saved.activity,
        position=last_position(application) + 1,
    )
    gaining = saved.activity.commitments.exclude(gains_text="", gains_students=None)
    line.beneficiaries.set(gaining.values_list("participant", flat=True).distinct())
    keep_change(application, None, line_row(line), by=by, at=at)
    put_down(application)
    log.record(
        "budget.match_added", application, by=by, at=at, key=f"b{line.position}", amount=line.amount,
        participant=saved.participant.key, activity=saved.activity.key,
    )  # fmt: skip
    return line
