"""The comments beneath a section: the open ones, and those that are resolved."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from accounts.models import User
from grants.models import SectionComment
from grants.rules.comments import can_still_be_edited
from grants.rules.departures import Departure
from grants.rules.texts import LONGEST_NOTE
from portal.applicant.pages.redline import writer_in_words


@dataclass(frozen=True)
class CommentRow:
    """One comment; addresses are empty for what the reader can’t do with it."""

    number: int
    who: str
    when: str
    text: str
    resolved: str
    edit_url: str
    delete_url: str
    resolve_url: str


@dataclass(frozen=True)
class CommentsPanel:
    """All comments on one section; `add_url` is empty where no one can comment now."""

    open: list[CommentRow]
    resolved: list[CommentRow]
    resolved_label: str
    add_url: str
    longest: int
    note: str


def comments_panel(
    reference: str,
    key: str,
    comments: Iterable[SectionComment],
    members: Mapping[int, str],
    reader: User,
    *,
    at: datetime.datetime,
    is_open: bool,
    left: Departure | None = None,
) -> CommentsPanel:
    """The panel as the reader sees it at that moment; `is_open`: the application can be edited.

    `left`: the reader’s member takes part no longer.
    """
    is_open = is_open and left is None
    rows = [_row(comment, reference, key, members, reader, at=at, is_open=is_open) for comment in comments]
    resolved = [row for row in rows if row.resolved]
    return CommentsPanel(
        open=[row for row in rows if not row.resolved],
        resolved=resolved,
        resolved_label="1 resolved comment" if len(resolved) == 1 else f"{len(resolved)} resolved comments",
        add_url=reverse("applicant:comment_add", args=[reference, key]) if is_open else "",
        longest=LONGEST_NOTE,
        note=f"{left.sentence} You can read comments posted up to that date." if left else "",
    )


def _row(
    comment: SectionComment,
    reference: str,
    key: str,
    members: Mapping[int, str],
    reader: User,
    *,
    at: datetime.datetime,
    is_open: bool,
) -> CommentRow:
    arguments = [reference, key, comment.pk]
    is_own = is_open and comment.written_by_id == reader.pk
    when = moment_in_words(comment.written_at)
    return CommentRow(
        number=comment.pk,
        who=writer_in_words(comment.written_by, members),
        when=f"{when} (edited)" if comment.edited_at else when,
        text=comment.text,
        resolved=f"Resolved by {comment.resolved_by.name}, {moment_in_words(comment.resolved_at)}"
        if comment.resolved_by and comment.resolved_at
        else "",
        edit_url=reverse("applicant:comment_edit", args=arguments)
        if is_own and can_still_be_edited(comment.written_at, at)
        else "",
        delete_url=reverse("applicant:comment_delete", args=arguments) if is_own else "",
        resolve_url=reverse("applicant:comment_resolve", args=arguments) if is_open else "",
    )


def open_in_words(count: int) -> str:
    """How many comments are open: “2 open”; "" for none."""
    return f"{count} open" if count else ""
