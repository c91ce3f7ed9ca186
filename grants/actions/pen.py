"""Every change of an application starts here: lock it, check who asks, check that it can be edited now."""

import datetime

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.models import User
from accounts.models.statements import kept_statement
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
    if not connection.in_atomic_block:  # the lock would end with the statement
        raise TransactionManagementError("An application is locked inside a transaction only.")
    fresh: Application
    try:
        (fresh,) = _locked(held is not None, application=application.pk)
    except ValueError:
        raise Application.DoesNotExist(f"There is no application {application.pk}.") from None
    if held is not None:
        fresh.competition = held
    return fresh


@kept_statement
def _locked(is_round_held: bool, *, application: int) -> QuerySet[Application]:  # the form
    found = Application.objects.select_for_update(of=("self",)).select_related("consortium__fiscal_agent")
    return (found if is_round_held else found.select_related("competition")).filter(pk=application)


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
