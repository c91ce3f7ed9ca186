"""Copying activities and partners from another application of the consortium. Nothing that is there is overwritten."""

import datetime
from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import taken_up
from grants.actions.plan import ActivityWords, add_partner, save_activity
from grants.actions.restoring import members_by_key, put_commitment
from grants.models import Activity, Application, Participant
from grants.permissions.application import check_can_write_part, may
from grants.reads.plan_values import commitment_row
from grants.reads.writers import applications_to_copy_from
from grants.rules.sections import ACTIVITIES, PARTNERS

NOT_FOUND = "We couldn’t find that application. Choose one from the list."
NOTHING = "Choose at least one that this application doesn’t have yet."


@transaction.atomic
def copy_activities(
    *, application: Application, reference: str, numbers: Collection[str], by: User, at: datetime.datetime
) -> list[str]:
    """Copy the activities with these numbers, without their dates, and what current members contributed to them.

    What the person may not write for a member becomes a proposal to it. Activities whose name is there already are
    left out. Returns the titles. Raises Refused or Unready.
    """
    application = taken_up(application, ACTIVITIES, by=by, at=at)
    source = _source(application, reference, by)
    members = members_by_key(application)
    titles = {title.casefold() for title in application.activities.values_list("title", flat=True)}
    copied = []
    for one in source.activities.select_related("owner", "contract"):
        if str(one.pk) in numbers and one.title.casefold() not in titles:
            titles.add(one.title.casefold())
            copied.append(_copy(application, one, members, by=by, at=at))
    if not copied:
        raise Unready(NOTHING)
    log.record(
        "activities.copied", application, by=by, at=at, source=reference, activities=[one.key for one in copied]
    )  # fmt: skip
    return [one.title for one in copied]


@transaction.atomic
def copy_partners(
    *, application: Application, reference: str, numbers: Collection[str], by: User, at: datetime.datetime
) -> list[str]:
    """Copy the partners with these numbers that aren't there yet; returns their names. Raises Refused or Unready."""
    application = taken_up(application, PARTNERS, by=by, at=at)
    source = _source(application, reference, by)
    names = set(application.partners.values_list("name", flat=True))
    chosen = [one for one in source.partners.all() if str(one.pk) in numbers and one.name not in names]
    if not chosen:
        raise Unready(NOTHING)
    for one in chosen:
        add_partner(application=application, name=one.name, kind=one.kind, by=by, at=at)
    return [one.name for one in chosen]


def _source(application: Application, reference: str, by: User) -> Application:
    source = applications_to_copy_from(application, by).filter(reference=reference).first()
    if source is None:
        raise Unready(NOT_FOUND)
    return source


def _copy(
    application: Application, one: Activity, members: dict[str, Participant], *, by: User, at: datetime.datetime
) -> Activity:
    words = ActivityWords(
        title=one.title,
        kind=one.kind,
        owner=members.get(one.owner.key) if one.owner else None,
        place=one.place,
        decided_by=one.decided_by,
        contract=one.contract,
    )
    activity = save_activity(application=application, words=words, by=by, at=at)
    on = timezone.localdate(at)
    for commitment in one.commitments.filter(proposed_at=None).select_related("participant", "activity"):
        member = members.get(commitment.participant.key)
        if member is not None:
            is_own = may(partial(check_can_write_part, by, member, on))
            values = commitment_row(commitment).values
            put_commitment(activity, member, values, is_proposed=not is_own, by=by, at=at)
    return activity
