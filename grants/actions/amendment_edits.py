"""Amendments that change entries of a submitted application, and amendments that are proposed again."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from grants.actions.amendments import (
    cancel_amendment,
    locked_amendment,
    propose_amendment,
    propose_continuing,
    propose_replacement,
    taken_up_to_amend,
)
from grants.models import Amendment, Application
from grants.permissions.application import check_can_amend
from grants.reads.amendments import latest_version_of, problems_with_amended
from grants.rules.amendment_edits import (
    REPLACED,
    Edit,
    Target,
    edits_as_json,
    edits_from,
    targets_of,
    title_of,
    with_edits,
)
from grants.rules.amendments import choices_in, led_activities, lines_of

DIFFERS = (
    "The newest version already changed what this amendment changes. Cancel the amendment, and then propose a new one."
)


@transaction.atomic
def propose_edits(
    *,
    application: Application,
    kind: str,
    target: str,
    edits: Sequence[Edit],
    version: int,
    reason: str,
    by: User,
    at: datetime.datetime,
) -> Amendment:
    """Propose to change these entries of one target, and ask the members whose part that changes to sign.

    `version` is the number of the version that the person's page was made from. Raises Refused or Unready.
    """
    application = taken_up_to_amend(application, reason, by=by, at=at)
    base = latest_version_of(application)
    chosen = _target(kind, target, base.content)
    if base.number != version or chosen is None or any(edit.row not in chosen.rows for edit in edits):
        raise Unready(REPLACED)
    if problems := problems_with_amended(application, kind, base.content, edits):
        raise Unready(*(one.words for one in problems))
    amendment = Amendment(
        application=application, kind=kind, title=title_of(kind, chosen)[:300], edits=edits_as_json(edits), base=base,
        content=with_edits(base.content, edits),
    )  # fmt: skip
    return propose_amendment(amendment, reason, by=by, at=at)


@transaction.atomic
def propose_again(*, amendment: Amendment, by: User, at: datetime.datetime) -> Amendment:
    """Cancel an open amendment of a replaced version, and propose the same on the newest one. Its members sign again.

    Raises Unready also if the newest version differs in what the amendment changes.
    """
    application, amendment = locked_amendment(amendment)
    check_can_amend(by, application, timezone.localdate(at))
    if not amendment.is_outdated:
        raise Unready("You can’t propose this amendment again: it already changes the newest version, or it is closed.")
    cancel_amendment(amendment=amendment, by=by, at=at)
    if amendment.member is None:
        return _edits_again(application, amendment, by=by, at=at)
    key, reason = amendment.member.key, amendment.reason
    if amendment.replacement is not None:
        successor = amendment.replacement.key
        return propose_replacement(
            application=application, key=key, successor=successor, reason=reason, by=by, at=at
        )  # fmt: skip
    before, now = amendment.base.content, latest_version_of(application).content
    if lines_of(before, key) != lines_of(now, key) or led_activities(before, key) != led_activities(now, key):
        raise Unready(DIFFERS)
    lines, leads = choices_in(before, amendment.content, key)
    return propose_continuing(
        application=application, key=key, lines=lines, leads=leads, reason=reason, by=by, at=at
    )  # fmt: skip


def _edits_again(application: Application, amendment: Amendment, *, by: User, at: datetime.datetime) -> Amendment:
    application = taken_up_to_amend(application, amendment.reason, by=by, at=at)
    base, edits = latest_version_of(application), edits_from(amendment.edits)
    problems = problems_with_amended(application, amendment.kind, base.content, edits)
    if problems:
        raise Unready(*(DIFFERS if one.words == REPLACED else one.words for one in problems))
    again = Amendment(
        application=application, kind=amendment.kind, title=amendment.title, edits=amendment.edits, base=base,
        content=with_edits(base.content, edits),
    )  # fmt: skip
    return propose_amendment(again, amendment.reason, by=by, at=at)


def _target(kind: str, key: str, packet: dict[str, object]) -> Target | None:
    return next((one for one in targets_of(kind, packet) if one.key == key), None)
