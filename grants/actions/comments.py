"""Comments beneath the sections of a draft: adding, editing, resolving, and deleting them."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from grants.actions.pen import check_is_open, locked
from grants.models import Application, SectionComment
from grants.permissions.application import check_can_comment
from grants.rules.comments import can_still_be_edited, problems_with_another, problems_with_comment
from grants.rules.texts import cleaned


@transaction.atomic
def add_comment(*, application: Application, key: str, text: str, by: User, at: datetime.datetime) -> SectionComment:
    """Add a comment to the section with that key, which the caller has found. Raises Refused or Unready."""
    application = _commented(application, key, by=by, at=at)
    text = cleaned(text)
    if problems := problems_with_comment(text):
        raise Unready(*problems)
    if problems := problems_with_another(application.comments.of_section(key).count()):
        raise Unready(*problems)
    comment = SectionComment.objects.create(
        application=application, key=key, text=text, written_by=by, written_at=at
    )  # fmt: skip
    log.record("comment.added", application, by=by, at=at, section=key, comment=comment.pk)
    return comment


@transaction.atomic
def edit_comment(*, comment: SectionComment, text: str, by: User, at: datetime.datetime) -> SectionComment:
    """Change one's own comment a short time after writing it. Raises Refused or Unready."""
    comment = _own(comment, by=by, at=at)
    text = cleaned(text)
    if not can_still_be_edited(comment.written_at, at):
        raise Unready("Comments can be edited for 15 minutes. Add another comment instead.")
    if problems := problems_with_comment(text):
        raise Unready(*problems)
    if text == comment.text:
        return comment
    comment.text, comment.edited_at = text, at
    comment.save(update_fields=["text", "edited_at"])
    log.record("comment.edited", comment.application, by=by, at=at, section=comment.key, comment=comment.pk)
    return comment


@transaction.atomic
def delete_comment(*, comment: SectionComment, by: User, at: datetime.datetime) -> None:
    """Delete one's own comment. Raises Refused or Unready."""
    comment = _own(comment, by=by, at=at)
    log.record("comment.deleted", comment.application, by=by, at=at, section=comment.key, comment=comment.pk)
    comment.delete()


@transaction.atomic
def resolve_comment(*, comment: SectionComment, is_resolved: bool, by: User, at: datetime.datetime) -> SectionComment:
    """Mark a comment as resolved, or open it again; any member may. Raises Refused or Unready."""
    comment = _locked(comment, by=by, at=at)
    if is_resolved == (comment.resolved_at is not None):
        return comment
    comment.resolved_by, comment.resolved_at = (by, at) if is_resolved else (None, None)
    comment.save(update_fields=["resolved_by", "resolved_at"])
    event = "comment.resolved" if is_resolved else "comment.reopened"
    log.record(event, comment.application, by=by, at=at, section=comment.key, comment=comment.pk)
    return comment


def _commented(application: Application, key: str, *, by: User, at: datetime.datetime) -> Application:
    application = locked(application)
    check_can_comment(by, application, timezone.localdate(at))
    check_is_open(application, key, at=at)
    return application


def _locked(comment: SectionComment, *, by: User, at: datetime.datetime) -> SectionComment:
    """The comment, read anew below its locked application."""
    application = _commented(comment.application, comment.key, by=by, at=at)
    fresh = application.comments.filter(pk=comment.pk).first()
    if fresh is None:
        raise Unready("This comment was deleted.")
    fresh.application = application
    return fresh


def _own(comment: SectionComment, *, by: User, at: datetime.datetime) -> SectionComment:
    comment = _locked(comment, by=by, at=at)
    if comment.written_by_id != by.pk:
        raise Refused("Only the person who wrote a comment can edit or delete it.")
    return comment
