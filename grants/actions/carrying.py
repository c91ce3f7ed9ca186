"""Carrying applications forward when a district ends or a duplicate is merged."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import models, transaction

from consortia.models import Membership
from districts.actions.change_set import ChangeSet, RowChange
from districts.actions.mergers import undo_record_changes
from districts.models import District
from grants.actions.findings import recheck_application
from grants.actions.pen import locked, put_down
from grants.models import Application, Participant
from grants.states import OPEN_FOR_WRITING, SUBMITTED_STATUSES, Status

APPLICATIONS = "Applications"


def carry_applications(
    change_set: ChangeSet, district: District, successor: District | None, following: Mapping[int, Membership]
) -> None:
    """Name the successor in drafts; submitted applications stay as submitted, and their findings are checked again."""
    parts = Participant.objects.filter(district=district).exclude(application__status=Status.WITHDRAWN)
    parts = parts.select_related("application__consortium", "application__competition")
    for part in parts.order_by("application__reference"):
        application = part.application
        if application.status in SUBMITTED_STATUSES:
            words = f"it stays as submitted, with {district}. A finding notes that {district} has ended."
            describe_application(change_set, application, words)
            if not change_set.dry_run:
                transaction.on_commit(
                    partial(recheck_application, application=application, at=change_set.at), robust=True
                )
        if application.status in OPEN_FOR_WRITING:
            _carry_draft(change_set, part, successor, following.get(application.consortium_id))


def describe_application(change_set: ChangeSet, application: Application, words: str) -> None:
    """Describe the change to an application without its number, because registrars do not read applications."""
    kind = "The draft" if application.status == Status.DRAFT else "The application"
    change_set.describe(APPLICATIONS, application.consortium, f"{kind} for {application.competition}: {words}")


def _carry_draft(change_set: ChangeSet, part: Participant, successor: District | None, line: Membership | None) -> None:
    application = part.application if change_set.dry_run else locked(part.application)
    if successor is None:
        words = f"it keeps {part}. The lead district sees that {part} has ended and decides what to do."
        describe_application(change_set, application, words)
        return
    if application.participants.filter(models.Q(key=successor.leaid) | models.Q(district=successor)).exists():
        words = (
            f"{successor} already participates. {part} stays in the draft with its contributions and benefits, and the "
            "lead district moves them."
        )
        describe_application(change_set, application, words)
        return
    words = f"{successor} replaces {part} in the plan and the budget."
    if part.signatures.exists():
        words += " The signature is in the old name, so the successor will be asked to sign again."
    describe_application(change_set, application, words)
    values: dict[str, Any] = {"district": successor, "key": successor.leaid, "name": successor.name}
    if line is not None:
        values |= {"membership": line, "joined_on": line.joins_on}
    change_set.change(part, **values)
    if not change_set.dry_run:
        put_down(application)


def undo_draft_changes(changes: list[RowChange], *, by: Any, at: datetime.datetime) -> None:
    """Restore drafts; their signatures are checked again."""
    undo_record_changes(changes, by=by, at=at)
    parts = [entry["pk"] for entry in changes if entry["model"] == Participant._meta.label_lower]
    for application in Application.objects.filter(participants__in=parts).distinct():
        put_down(locked(application))
