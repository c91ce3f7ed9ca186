"""The comments beneath the sections of an application, as far as a person may read them."""

import datetime
from typing import NamedTuple

from accounts.models import User
from grants.models import Application, SectionComment
from grants.models.writing import SectionCommentQuerySet
from grants.permissions.application import reader_of
from grants.rules.departures import Departure


class CommentsToRead(NamedTuple):
    """All that the person may read; `left`: the departure after which it reads and writes no more.

    Who reads the draft reads them all.
    """

    comments: SectionCommentQuerySet
    left: Departure | None
    reads_draft: bool


def open_comments_to_read(reader: User, application: Application, on: datetime.date) -> dict[str, int]:
    """How many of those comments are open, by the key of their section.

    One query where there are none or in a draft, else two; three for a member that left.
    """
    comments = SectionComment.objects.filter(application=application)
    counts = comments.open_by_section()
    if not counts or (readable := reader_of(reader, application, on)).reads_draft:
        return counts
    return readable.of_its_time(comments).open_by_section()


def comments_to_read(reader: User, application: Application, on: datetime.date) -> CommentsToRead:
    """Those who take part read all; a member that left after the submission, those until its last day.

    One query for an application that was submitted, none for others.
    """
    readable = reader_of(reader, application, on)
    comments = readable.of_its_time(SectionComment.objects.filter(application=application))
    return CommentsToRead(comments, readable.left, readable.reads_draft)
