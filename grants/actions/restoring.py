"""Putting back what was removed from a draft: an activity with its commitments, a commitment, a line, a partner.

Whoever may edit it may restore it. A restored row is an edit like any other: what members signed is compared with it.
"""

import datetime
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.answers import make_own, make_proposed
from grants.actions.budget import write_line
from grants.actions.pen import check_is_open, locked, put_down
from grants.actions.plan import BudgetWords, add_partner, name_activity, new_activity
from grants.actions.plan_changes import keep_change
from grants.models import Activity, Application, Commitment, CommitmentProposal, Participant, PlanChange
from grants.permissions.application import check_can_write_row
from grants.reads.plan_values import (
    ACTIVITY,
    COMMITMENT,
    LINE,
    PARTNER,
    Values,
    activity_row,
    commitment_row,
    kind_of,
)
from grants.rules.plan_changes import day_of, problems_with_restoring
from grants.rules.sections import ACTIVITIES, BUDGET, PARTNERS
from purchasing.models import Contract

Members = Mapping[str, Participant]


@transaction.atomic
def restore_removed(*, change: PlanChange, by: User, at: datetime.datetime) -> None:
    """Put back what the change removed. Raises Refused or Unready."""
    application = locked(change.application)
    change = application.plan_changes.get(pk=change.pk)
    members = members_by_key(application)
    check_can_write_row(by, application, members.get(change.owner), timezone.localdate(at))
    check_is_open(application, _SECTIONS[kind_of(change.row)], at=at)
    if problems := problems_with_restoring(
        is_removal=change.kind == change.Kind.REMOVED, restored_at=change.restored_at
    ):
        raise Unready(*problems)
    change.restored_by, change.restored_at = by, at
    change.save(update_fields=["restored_by", "restored_at"])
    _RESTORE[kind_of(change.row)](application, change.before or {}, members, by, at)


def members_by_key(application: Application) -> dict[str, Participant]:
    """The members, with what the checks of who writes for them need."""
    return {one.key: one for one in application.participants.select_related("application", "district", "school")}


def put_commitment(
    activity: Activity,
    member: Participant,
    values: Values,
    *,
    is_proposed: bool,
    is_restored: bool = False,
    by: User,
    at: datetime.datetime,
) -> None:
    """Add a commitment with these entries: the member's own, or what the lead proposes to it."""
    texts = {field: values[field] for field in Commitment.FIELDS}
    commitment = Commitment(activity=activity, participant=member, **texts)
    if is_proposed:
        make_proposed(commitment, by=by, at=at)
    else:
        make_own(commitment)
    keep_change(activity.application, None, commitment_row(commitment), is_restored=is_restored, by=by, at=at)


def line_words(application: Application, values: Values, members: Members) -> BudgetWords:
    """A budget line as the history keeps it. Members that left are named as text, as in other lines."""
    names, payer, payee = values["names"], values["payer"], values["payee"]
    return BudgetWords(
        line=values["line"],
        amount=values["amount"],
        source=values["source"],
        payer=members.get(payer),
        payer_name=values["payer_name"] if payer in members or not payer else names[payer],
        payee=members.get(payee),
        payee_name=values["payee_name"] if payee in members or not payee else names[payee],
        benefits_all=values["benefits_all"],
        beneficiaries=[members[key] for key in values["beneficiaries"] if key in members],
        activity=application.activities.filter(key=values["activity"]).first(),
        category=values["category"],
        year=values["year"],
    )


def _restore_activity(
    application: Application, values: Values, members: Members, by: User, at: datetime.datetime
) -> None:
    key = values["key"]
    is_taken = application.activities.filter(key=key).exists()
    activity = new_activity(application, values["title"], "" if is_taken else key)
    activity.kind, activity.place, activity.decided_by = values["kind"], values["place"], values["decided_by"]
    activity.starts_on, activity.ends_on = day_of(values["starts_on"]), day_of(values["ends_on"])
    activity.owner = members.get(values["owner"])
    activity.contract = Contract.objects.filter(pk=values["contract"]).first()
    activity.save()
    keep_change(application, None, activity_row(activity), is_restored=True, by=by, at=at)
    left_out = []
    for row in values["commitments"]:
        if row["participant"] in members:
            put_commitment(
                activity,
                members[row["participant"]],
                row,
                is_proposed=row["is_proposed"],
                is_restored=True,
                by=by,
                at=at,
            )
        else:
            left_out.append(row["participant"])
    # Lines that named it, and that no one gave to another activity meanwhile.
    lines = application.budget_lines.filter(pk__in=values["lines"], activity=None)
    if lines.exists():
        check_is_open(application, BUDGET, at=at)
    name_activity(lines, activity, by=by, at=at)
    put_down(application)
    log.record(
        "activity.restored", application, by=by, at=at, activity=activity.key, title=activity.title, left_out=left_out,
    )  # fmt: skip


def _restore_commitment(
    application: Application, values: Values, members: Members, by: User, at: datetime.datetime
) -> None:
    activity = application.activities.filter(key=values["activity"]).first()
    member, names = members.get(values["participant"]), values["names"]
    if activity is None:
        raise Unready(f"“{names[values['activity']]}” was removed. Restore the activity first.")
    if member is None:
        raise Unready(f"{names[values['participant']]} is no longer a member of this application. Add it first.")
    if activity.commitments.of(member).exists():
        raise Unready(f"{member} has another commitment to “{activity}” now. Change that one, or remove it first.")
    put_commitment(activity, member, values, is_proposed=False, is_restored=True, by=by, at=at)
    CommitmentProposal.objects.filter(activity=activity, participant=member, commitment=None).delete()
    log.record(
        "commitment.restored", application, by=by, at=at, activity=activity.key, participant=member.key
    )  # fmt: skip


def _restore_line(application: Application, values: Values, members: Members, by: User, at: datetime.datetime) -> None:
    words = line_words(application, values, members)
    write_line(application, None, words, is_restored=True, by=by, at=at)


def _restore_partner(
    application: Application, values: Values, members: Members, by: User, at: datetime.datetime
) -> None:
    add_partner(application=application, name=values["name"], kind=values["kind"], is_restored=True, by=by, at=at)


_SECTIONS = {ACTIVITY: ACTIVITIES, COMMITMENT: ACTIVITIES, LINE: BUDGET, PARTNER: PARTNERS}
_RESTORE: dict[str, Callable[[Application, Values, Members, User, datetime.datetime], None]] = {
    ACTIVITY: _restore_activity,
    COMMITMENT: _restore_commitment,
    LINE: _restore_line,
    PARTNER: _restore_partner,
}
