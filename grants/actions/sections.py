"""Sections of an application: which member writes one, and whether it is ready."""

import datetime

from django.db import transaction

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import section_taken_up, taken_up
from grants.models import Application, ApplicationSection
from grants.reads.packets import packet_of
from grants.rules.sections import WHOLE, position_of, problems_with_ready, section_named


@transaction.atomic
def assign_section(
    *, application: Application, key: str, member: str, by: User, at: datetime.datetime
) -> ApplicationSection:
    """Have a member write an answer; `member` is its key in the application, or blank for the lead alone.

    Only the lead's people assign sections. Raises Refused or Unready.
    """
    application = taken_up(application, WHOLE, by=by, at=at)
    answer = application.answers.filter(position=position_of(key) or 0).first()
    owner = application.participants.filter(key=member).first() if member else None
    if answer is None:
        raise Unready("Only answers can be assigned to a member.")
    if member and owner is None:
        raise Unready("Choose a member of this application.")
    owner = None if owner is not None and owner.is_lead else owner
    section, _ = ApplicationSection.objects.get_or_create(application=application, key=key)
    if section.owner == owner:
        return section
    before, section.owner = section.owner, owner
    section.save(update_fields=["owner"])
    log.record(
        "section.assigned", application, by=by, at=at, section=key, member=owner.key if owner else None,
        before=before.key if before else None,
    )  # fmt: skip
    return section


@transaction.atomic
def set_section_ready(
    *, application: Application, key: str, is_ready: bool, seen: str = "", by: User, at: datetime.datetime
) -> ApplicationSection:
    """Mark what is in the section now as ready, or take that back.

    `seen` is the digest of what the person's page showed; if the section changed since, Unready says so. Whoever may
    write the section may mark it. Raises Refused or Unready.
    """
    application = section_taken_up(application, key, by=by, at=at)
    found = section_named(key, packet_of(application))
    if found is None:
        raise Unready("This application doesn’t have that section.")
    if is_ready and seen != found.digest:
        raise Unready("This section changed after you opened this page. Read it again before you mark it as ready.")
    if is_ready and (problems := problems_with_ready(found)):
        raise Unready(*problems)
    section, _ = ApplicationSection.objects.get_or_create(application=application, key=key)
    digest = found.digest if is_ready else ""
    if section.ready_digest == digest:
        return section
    section.ready_digest = digest
    section.ready_by, section.ready_at = (by, at) if is_ready else (None, None)
    section.save(update_fields=["ready_digest", "ready_by", "ready_at"])
    log.record("section.ready" if is_ready else "section.not_ready", application, by=by, at=at, section=key)
    return section
