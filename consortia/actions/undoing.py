"""How changes of consortia and memberships are undone.

A membership keeps its versions and steps, and none is deleted, unless its consortium goes with it: one that was added
by an import. Facts that return to an earlier value are in the history of the consortium.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from changes.actions.tracking import RestoredRow, TrackedModel, Undoing, delete_rows, track
from consortia.actions.facts import REGISTRAR, record_change, text_of
from consortia.actions.periods import keep_version_with_step
from consortia.models import (
    AuthorityDocument,
    Consortium,
    ConsortiumChange,
    ConsortiumPurpose,
    Membership,
    MembershipPeriod,
    MembershipStep,
)
from consortia.rules.fact_owners import CONSORTIUM, PURPOSE
from consortia.states import NEVER_BEGAN, STEPS, Side
from districts.actions.undoing import ImportUndoing
from districts.models import Appointment

WORDS = "The registrar undid this change."


def _keep_restored(restored: Sequence[RestoredRow], undoing: Undoing) -> None:
    for membership, _replaced in restored:
        keep_version_with_step(membership, "correct", WORDS, by=undoing.by, at=undoing.at)  # type: ignore[arg-type]


def _withdraw(memberships: models.QuerySet[Any], undoing: Undoing) -> None:
    documents = AuthorityDocument.objects.filter(membership__in=memberships).select_related("membership__consortium")
    undoing.obstacles += [f"“{document}” has since been uploaded to {document.membership}." for document in documents]
    if isinstance(undoing, ImportUndoing):
        answered = memberships.filter(pk__in=MembershipStep.objects.exclude(side=Side.STATE).values("membership"))
        undoing.obstacles += [f"{row} has been confirmed or answered since." for row in answered]
    for membership in memberships:
        membership.status, membership.continues = STEPS["set_aside"][1], None
        membership.save(update_fields=["status", "continues"])
        keep_version_with_step(membership, "withdraw", WORDS, by=undoing.by, at=undoing.at)


def _memberships_of(memberships: models.QuerySet[Any], by: User, on: datetime.date) -> models.QuerySet[Any]:
    """Those in which the person has a role, at the member or in the district that acts for the consortium."""
    own = Appointment.objects.order_by().in_force(on).filter(user=by)
    districts, schools = own.values("district"), own.values("school")
    here = Q(district__in=districts) | Q(school__in=schools) | Q(school__district__in=districts)
    led = Membership.objects.order_by().speaking(on).filter(here)
    return memberships.filter(here | Q(consortium__in=led.values("consortium")))


def _record_restored_facts(restored: Sequence[RestoredRow], undoing: Undoing) -> None:
    # Closures describe their own changes of a consortium.
    if not isinstance(undoing, ImportUndoing):
        return
    for row, replaced in restored:
        before = Consortium.objects.select_related("fiscal_agent").get(pk=row.pk)
        now = {field: text_of(before, field) for field in CONSORTIUM}
        for column, value in replaced.items():
            setattr(before, column, value)
        for field, text in now.items():
            if text != (old := text_of(before, field)):
                _record(before, field, old, text, undoing)


def _record(consortium: Consortium, field: str, old: str, new: str, undoing: Undoing) -> None:
    record_change(consortium, field, old, new, None, undoing.source, source=REGISTRAR, by=undoing.by, at=undoing.at)


def _remove_purposes(purposes: models.QuerySet[Any], undoing: Undoing) -> None:
    for row in purposes.select_related("consortium"):
        _record(row.consortium, PURPOSE, row.purpose, "", undoing)
    delete_rows(purposes, undoing)


def _remove_consortia(consortia: models.QuerySet[Any], undoing: Undoing) -> None:
    """Remove consortia with their history, and with members that were withdrawn just before, as no one else's."""
    own = Membership.objects.filter(consortium__in=consortia, status__in=NEVER_BEGAN, claimed_by=Side.STATE)
    own = own.exclude(pk__in=MembershipStep.objects.exclude(side=Side.STATE).values("membership"))
    own_keys = list(own.values_list("pk", flat=True))
    MembershipPeriod.objects.filter(line__in=own_keys).delete()
    MembershipStep.objects.filter(membership__in=own_keys).delete()
    Membership.objects.filter(pk__in=own_keys).delete()
    ConsortiumChange.objects.filter(consortium__in=consortia).delete()
    delete_rows(consortia, undoing)


track(Consortium, TrackedModel(after_restoring=_record_restored_facts, remove=_remove_consortia))
track(ConsortiumPurpose, TrackedModel(remove=_remove_purposes))
track(Membership, TrackedModel(after_restoring=_keep_restored, remove=_withdraw, own_rows=_memberships_of))
