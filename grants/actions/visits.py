"""Recording that a person looked at the overview of a draft. Nothing else follows, so the log has no entry."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.refusals import Refused
from grants.models import Application, ApplicationVisit
from grants.rules.visits import is_new_visit, is_worth_writing


@transaction.atomic
def record_visit(*, application: Application, has_read_all: bool = False, by: User, at: datetime.datetime) -> None:
    """Note that the person is here; `has_read_all`: what changed until now is no longer new. Raises Refused."""
    if not Application.objects.taken_part_in_by(by).known_by(application.reference).exists():
        raise Refused("Only people with a role in a member of this application can do this.")
    visit, is_first = ApplicationVisit.objects.select_for_update().get_or_create(
        application=application, person=by, defaults={"before_at": at, "seen_at": at}
    )
    if is_first or at < visit.seen_at or not (has_read_all or is_worth_writing(visit.seen_at, at)):
        return
    if has_read_all:
        visit.before_at = at
    elif is_new_visit(visit.seen_at, at):
        visit.before_at = visit.seen_at
    visit.seen_at = at
    visit.save(update_fields=["before_at", "seen_at"])
