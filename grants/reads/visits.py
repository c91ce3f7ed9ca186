"""What others changed in a draft since a person’s last visit."""

import datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from grants.models import AnswerVersion, Application, Attachment, PlanChange, SectionComment
from grants.reads.comments import comments_to_read
from grants.rules.visits import AT_FIRST, is_new_visit

MOST_CHANGES = 200


class ChangesSince(NamedTuple):
    """What others saved and wrote, the newest first; `is_first`: the person has no earlier visit."""

    since: datetime.datetime
    is_first: bool
    versions: list[AnswerVersion]
    comments: list[SectionComment]
    plan: list[PlanChange]
    files: list[Attachment]

    @property
    def writers(self) -> list[int | None]:
        """Who made these changes (row ids of people)."""
        people = [one.saved_by_id for one in self.versions] + [one.changed_by_id for one in self.plan]
        people += [one.uploaded_by_id for one in self.files]
        return people + [one.written_by_id for one in self.comments]


def changes_since_visit(application: Application, reader: User, at: datetime.datetime) -> ChangesSince:
    """The changes in four queries, however many there are; one more for files, and one after a submission."""
    visit = application.visits.filter(person=reader).first()
    if visit is None:
        since = at - AT_FIRST
    else:
        since = visit.seen_at if is_new_visit(visit.seen_at, at) else visit.before_at
    comments = comments_to_read(reader, application, timezone.localdate(at)).comments
    return ChangesSince(
        since,
        visit is None,
        list(AnswerVersion.objects.by_others_since(application, reader, since)[:MOST_CHANGES]),
        list(comments.by_others_since(reader, since)[:MOST_CHANGES]),
        list(application.plan_changes.by_others_since(reader, since)[:MOST_CHANGES]),
        list(application.attachments.by_others_since(reader, since)) if application.attachments_count else [],
    )
