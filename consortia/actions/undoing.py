"""How changes of memberships are undone: each keeps its versions and steps, and none is deleted."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from changes.actions.tracking import RestoredRow, TrackedModel, Undoing, track
from consortia.actions.periods import keep_version_with_step
from consortia.models import AuthorityDocument, Membership
from consortia.states import STEPS

WORDS = "The registrar undid this change."


def _keep_restored(restored: Sequence[RestoredRow], undoing: Undoing) -> None:
    for membership, _replaced in restored:
        keep_version_with_step(membership, "correct", WORDS, by=undoing.by, at=undoing.at)  # type: ignore[arg-type]


def _withdraw(memberships: models.QuerySet[Any], undoing: Undoing) -> None:
    documents = AuthorityDocument.objects.filter(membership__in=memberships).select_related("membership__consortium")
    undoing.obstacles += [f"“{document}” has since been uploaded to {document.membership}." for document in documents]
    for membership in memberships:
        membership.status, membership.continues = STEPS["set_aside"][1], None
        membership.save(update_fields=["status", "continues"])
        keep_version_with_step(membership, "withdraw", WORDS, by=undoing.by, at=undoing.at)


track(Membership, TrackedModel(after_restoring=_keep_restored, remove=_withdraw))
