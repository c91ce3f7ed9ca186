"""Every change of an application starts here: lock it, check who asks, check that it can be edited now."""

import datetime

from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from grants.models import Application, Competition, Participant
from grants.permissions.application import check_can_edit, check_can_write_row, check_can_write_section
from grants.reads.returns import unlocked_in
from grants.rules.application import problems_with_writing

STALE = (
    "This application was changed after you opened this page, by someone else or by you in another tab. "
    "Nothing was overwritten. Your changes are still below. Review them, then save again."
)


def locked(application: Application, *, held: Competition | None = None) -> Application:
    """The application, read anew and locked until the caller commits; with its round, unless the caller holds that."""
    applications = Application.objects.select_for_update(of=("self",)).select_related("consortium__fiscal_agent")
    if held is None:
        return applications.select_related("competition").get(pk=application.pk)
    fresh = applications.get(pk=application.pk)
    fresh.competition = held
    return fresh


def taken_up(
    application: Application, section: str, *, revision: int | None = None, by: User, at: datetime.datetime
) -> Application:
    """The locked application, if this person may edit that section of it now. Raises Refused or Unready.

    `section` is the key of what is changed, or WHOLE for what belongs to no section that the state can unlock.
    `revision` is the revision that the person's page was made from; None if the caller has no page.
    """
    application = locked(application)
    check_can_edit(by, application, timezone.localdate(at))
    check_is_open(application, section, at=at)
    if revision is not None and revision != application.revision:
        raise Unready(STALE)
    return application


def part_taken_up(
    application: Application, section: str, owner: Participant | None, *, by: User, at: datetime.datetime
) -> Application:
    """The locked application, if this person may write the member's part of that section. Raises Refused or Unready.

    Without an owner, it is what the lead writes.
    """
    application = locked(application)
    check_can_write_row(by, application, owner, timezone.localdate(at))
    check_is_open(application, section, at=at)
    return application


def check_is_open(application: Application, section: str, *, at: datetime.datetime) -> None:
    """Raises Unready unless the applicant can edit that section at that moment."""
    if problems := problems_with_writing(application.status, section, unlocked_in(application, at)):
        raise Unready(*problems)


def section_taken_up(application: Application, key: str, *, by: User, at: datetime.datetime) -> Application:
    """The locked application, if this person may write that section of it now. Raises Refused or Unready."""
    application = locked(application)
    section = application.sections.with_people().keyed(key)
    check_can_write_section(by, application, section.owner if section else None, timezone.localdate(at))
    check_is_open(application, key, at=at)
    return application


def put_down(application: Application) -> None:
    """Count one more change of the plan."""
    application.revision += 1
    application.save(update_fields=["revision"])
