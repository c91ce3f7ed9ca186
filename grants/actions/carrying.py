"""The part of a closure or a duplicate that applications know: drafts are carried forward, and undone."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from changes.actions.change_set import ChangeSet, Section
from changes.actions.tracking import RestoredRow, TrackedModel, Undoing, track
from consortia.actions.guided_changes import (
    DUPLICATE_CONSORTIUM,
    DUPLICATE_DISTRICT,
    END_OF_CONSORTIUM,
    END_OF_DISTRICT,
)
from consortia.actions.requests import DuplicateConsortium, DuplicateDistrict, EndOfConsortium, EndOfDistrict
from consortia.models import Consortium, Membership
from districts.models import District
from grants.actions.pen import locked, put_down
from grants.models import Application, IntentToApply, Participant
from grants.states import OPEN_FOR_WRITING, SUBMITTED_STATUSES, Status

APPLICATIONS = Section(80, "Applications")


def carry_applications(change_set: ChangeSet, asked: EndOfDistrict | DuplicateDistrict) -> None:
    """Name the successor in drafts; submitted applications stay as submitted."""
    district = asked.district
    successor = asked.successor if isinstance(asked, EndOfDistrict) else asked.kept
    following = asked.following if isinstance(asked, EndOfDistrict) else {}
    parts = Participant.objects.filter(district=district).exclude(application__status=Status.WITHDRAWN)
    parts = parts.select_related("application__consortium", "application__competition")
    for part in parts.order_by("application__reference"):
        application = part.application
        if application.status in SUBMITTED_STATUSES:
            words = f"it stays as submitted, with {district}. A finding notes that {district} has ended."
            describe_application(change_set, application, words)
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


def describe_applications(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    """Describe what becomes of the applications of a consortium that ends."""
    for one in _applications_of(asked.consortium):
        if one.status == Status.DRAFT:
            words = "it stays with everything in it, but can’t be submitted. Its page gives the reason."
        else:
            words = f"it stays as submitted ({one.get_status_display().lower()})."
        describe_application(change_set, one, words)


def move_applications(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    """Move drafts to the consortium that is kept, unless it has an application in the same round."""
    for one in _applications_of(asked.consortium):
        has_one = Application.objects.filter(consortium=asked.kept, competition=one.competition_id)
        if one.status not in OPEN_FOR_WRITING:
            describe_application(change_set, one, "it stays as submitted, under the old name.")
        elif has_one.exclude(status=Status.WITHDRAWN).exists():
            words = "it is not moved, because the record that is kept already has an application in this round."
            describe_application(change_set, one, words)
        else:
            describe_application(change_set, one, f"it moves to {asked.kept} with everything in it.")
            change_set.change(one, consortium=asked.kept)


def move_intents(change_set: ChangeSet, asked: DuplicateConsortium | DuplicateDistrict) -> None:
    """Move intents to apply to the record that is kept, unless it has one in the same round.

    Nothing is described: registrars don't see who intends to apply.
    """
    if isinstance(asked, DuplicateConsortium):
        of, double = "consortium", asked.consortium.pk
    else:
        of, double = "district", asked.district.pk
    told = set(IntentToApply.objects.filter(**{of: asked.kept}).values_list("competition", flat=True))
    for one in IntentToApply.objects.filter(**{of: double}):
        if one.competition_id not in told:
            change_set.change(one, **{of: asked.kept})


def _applications_of(consortium: Consortium) -> models.QuerySet[Application]:
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    return applications.select_related("consortium", "competition").order_by("reference")


def _put_drafts_down(restored: Sequence[RestoredRow], undoing: Undoing) -> None:
    """Signatures of the drafts that name the district again are checked again."""
    parts = [part.pk for part, _replaced in restored]
    for application in Application.objects.filter(participants__in=parts).distinct():
        put_down(locked(application))


track(Participant, TrackedModel(after_restoring=_put_drafts_down))
END_OF_DISTRICT.add_part(50, carry_applications)
END_OF_CONSORTIUM.add_part(50, describe_applications)
DUPLICATE_DISTRICT.add_part(50, carry_applications)
DUPLICATE_CONSORTIUM.add_part(50, move_applications)
DUPLICATE_DISTRICT.add_part(60, move_intents)
DUPLICATE_CONSORTIUM.add_part(60, move_intents)
