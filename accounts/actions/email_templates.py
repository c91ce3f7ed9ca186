"""Changing the texts of the portal's emails. Emails that were already written keep theirs."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.emails.texts import current_text
from accounts.models import EmailTemplateVersion, User
from accounts.permissions import check_can_edit_emails
from accounts.refusals import Unready
from accounts.rules.email_templates import EmailTemplate, EmailText, problems_with_email_text, problems_with_new_version
from audit import log


@transaction.atomic
def change_email_text(
    *, template: EmailTemplate, text: EmailText, reason: str, seen: int, by: User, at: datetime.datetime
) -> EmailTemplateVersion:
    """A new version of the text, used from now on. `seen`: the number of the version that was changed; 0 for none.

    Raises Refused or Unready.
    """
    check_can_edit_emails(by, timezone.localdate(at))
    body = text.body.replace("\r\n", "\n").strip() + "\n"
    text, newest = EmailText(text.subject.strip(), body), _newest(template)
    problems = problems_with_new_version(
        template, reason=reason, seen=seen, newest=newest, is_same=text == current_text(template)
    )
    if problems := problems + problems_with_email_text(template, text):
        raise Unready(*problems)
    return _write(template, newest + 1, reason, by, at, subject=text.subject, body=text.body)


@transaction.atomic
def restore_shipped_text(
    *, template: EmailTemplate, reason: str, seen: int, by: User, at: datetime.datetime
) -> EmailTemplateVersion:
    """A new version that is the text the portal is shipped with. Raises Refused or Unready."""
    check_can_edit_emails(by, timezone.localdate(at))
    version = EmailTemplateVersion.objects.of(template.file).first()
    newest = version.number if version else 0
    if problems := problems_with_new_version(
        template, reason=reason, seen=seen, newest=newest, is_same=version is None or version.is_shipped
    ):
        raise Unready(*problems)
    return _write(template, newest + 1, reason, by, at, is_shipped=True)


def _newest(template: EmailTemplate) -> int:
    version = EmailTemplateVersion.objects.of(template.file).first()
    return version.number if version else 0


def _write(
    template: EmailTemplate, number: int, reason: str, by: User, at: datetime.datetime, **text: object
) -> EmailTemplateVersion:
    try:
        with transaction.atomic():  # two people who save at the same moment: one of them gets the number
            version = EmailTemplateVersion.objects.create(
                file=template.file, number=number, reason=reason.strip(), written_by=by, written_at=at, **text
            )
    except IntegrityError:
        raise Unready(*problems_with_new_version(template, reason=reason, seen=number - 1, newest=number)) from None
    log.record(
        "email_template.changed", version, by=by, at=at, file=template.file, number=number, reason=reason.strip()
    )
    return version
