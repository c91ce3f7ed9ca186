"""One email a day for people who chose that."""

import datetime

from django.db import transaction

from accounts.emails import send_daily_email
from accounts.models import IN_DAILY_EMAIL, OutgoingEmail, User


def send_daily_emails(*, at: datetime.datetime) -> int:
    """Collects what waits for people's daily emails and is due. Returns how many daily emails there are.

    Each person's are collected in one transaction: a worker that is killed leaves them all waiting or all collected.
    """
    people = OutgoingEmail.objects.to_collect(at).recipients()
    return sum(_collect(person, at) for person in people)


@transaction.atomic
def _collect(pk: int, at: datetime.datetime) -> bool:
    # The person's row is locked, so that two workers collect one after the other and the second finds nothing.
    person = User.objects.select_for_update().get(pk=pk)
    emails = list(OutgoingEmail.objects.to_collect(at).addressed_to(person))
    if not emails:
        return False
    daily = send_daily_email(person, emails, at=at)
    collected = OutgoingEmail.objects.filter(pk__in=[email.pk for email in emails])
    collected.update(awaits_daily_email=False, daily_email=daily, problem=IN_DAILY_EMAIL)
    return True
