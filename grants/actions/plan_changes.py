"""Keeping what a change of the plan was before and after. Every action that changes a row calls it, once it saved."""

import datetime

from accounts.models import User
from grants.models import Application, PlanChange
from grants.reads.plan_values import PlanRow, Values
from grants.rules.texts import count_words
from grants.rules.versions import continues

Kind = PlanChange.Kind


def keep_change(
    application: Application,
    before: PlanRow | None,
    after: PlanRow | None,
    *,
    is_restored: bool = False,
    by: User,
    at: datetime.datetime,
) -> None:
    """Keep that the row was `before` and is `after`; None: it isn't in the plan. The same again keeps nothing.

    Call it with the application locked.
    """
    row = after or before
    if row is None or (before and after and before.values == after.values):
        return
    if before and after and _continue(application, before.values, after, by=by, at=at):
        return
    PlanChange.objects.create(
        application=application,
        section=row.section,
        row=row.row,
        title=row.title[:500],
        owner=row.owner,
        before=before.values if before else None,
        after=after.values if after else None,
        kind=Kind.RESTORED if is_restored else _kind(before, after),
        began_at=at,
        changed_at=at,
        changed_by=by,
    )


def _kind(before: PlanRow | None, after: PlanRow | None) -> Kind:
    if before is None:
        return Kind.ADDED
    return Kind.REMOVED if after is None else Kind.CHANGED


def _continue(application: Application, before: Values, after: PlanRow, *, by: User, at: datetime.datetime) -> bool:
    """Let the change that the same person made a few minutes ago in the same row end with what is saved now."""
    last = application.plan_changes.filter(row=after.row).order_by("-pk").first()
    if last is None or last.kind == Kind.REMOVED or last.after != before:
        return False
    if not continues(
        is_same_person=last.changed_by_id == by.pk, began_at=last.began_at, at=at,
        words_before=_words(before), words=_words(after.values),
    ):  # fmt: skip
        return False
    last.after, last.title, last.owner, last.changed_at = after.values, after.title[:500], after.owner, at
    if last.before == last.after:
        last.delete()
    else:
        last.save(update_fields=["after", "title", "owner", "changed_at"])
    return True


def _words(values: Values) -> int:
    return sum(count_words(value) for value in values.values() if isinstance(value, str))
