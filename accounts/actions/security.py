"""What the log keeps about signing in, codes, passwords, addresses, and files that are not public."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit import log


@transaction.atomic
def record_sign_in(*, person: User, how: str, at: datetime.datetime) -> None:
    """Logs who signed in and by which steps. From the first time on, a state-wide role needs a second step soon."""
    person = User.objects.select_for_update().get(pk=person.pk)
    is_official = not person.sample_kind and person.state_roles.in_force(timezone.localdate(at)).exists()
    if is_official and person.second_step_asked_at is None and not person.has_second_step():
        person.second_step_asked_at = at
        person.save(update_fields=["second_step_asked_at"])
    # A person who signs in with a second step hasn't lost it, so an open request to reset it is canceled.
    if person.second_step_resets.open(at).update(canceled_at=at):
        log.record("second_step.reset_canceled", person, by=person, at=at)
    log.record("person.signed_in", person, by=person, at=at, how=how)


@transaction.atomic
def record_security_event(*, person: User, event: str, at: datetime.datetime) -> None:
    """Logs a change to how the person signs in, a wrong code, or a sign-out. Never what was typed."""
    log.record(f"security.{event}", person, by=person, at=at)


@transaction.atomic
def record_file_taken(*, person: User, path: str, at: datetime.datetime) -> None:
    """Logs that the person took out a file that is not public."""
    log.record("file.taken", person, by=person, at=at, path=path)


@transaction.atomic
def record_verified_address(*, person: User, at: datetime.datetime) -> None:
    """Logs that the person proved the address by opening a link that was sent there."""
    log.record("address.verified", person, by=person, at=at, email=person.email)


@transaction.atomic
def record_failed_sign_in(*, email: str, at: datetime.datetime) -> None:
    """Logs a failed attempt to sign in as a person. Unknown addresses are not kept: people type passwords there."""
    log.record("person.sign_in_failed", _person_with(email), by="the sign-in page", at=at)


@transaction.atomic
def record_reset_request(*, email: str, at: datetime.datetime) -> None:
    """Logs that someone asked for a link to a new password. Unknown addresses are not kept."""
    log.record("security.reset_asked", _person_with(email), by="the sign-in page", at=at)


def _person_with(email: str) -> User | str:
    person = User.objects.filter(email__iexact=email.strip()).first() if email.strip() else None
    return person or "an unknown address"
