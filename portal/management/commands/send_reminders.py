"""`manage.py send_reminders`: once a day, what is due: scheduled changes, and emails about what is overdue."""

import datetime
import logging
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consortia.actions.reminders import (
    consortia_to_ask,
    end_invitation,
    invitations_to_end,
    members_to_ask,
    memberships_to_remind_of,
    remind_of_answer,
    remind_of_confirmation,
)
from consortia.actions.schedules import carry_out_scheduled_closure, scheduled_closures_due
from grants.actions.award_reports import remind_of_report
from grants.actions.awards import carry_out_decision
from grants.actions.intents import remind_of_intent
from grants.actions.reminders import ask_to_sign_again, remind_of_deadline, remind_of_signing_date
from grants.actions.returns import remind_of_return
from grants.models import Application, ApplicationReturn, BoardDecision
from grants.reads.award_reports import reports_to_remind_of
from grants.reads.intents import intents_to_remind
from grants.reads.reminders import (
    ReminderOfDeadline,
    applications_before_deadline,
    applications_before_signing_date,
    reminders_of,
    signing_reminders_of,
)
from grants.reads.wanted_signatures import applications_to_sign_again
from purchasing.actions.amendments import apply_amendment
from purchasing.models import ContractAmendment

LOG = logging.getLogger(__name__)
Done = TypeVar("Done")
NAME = "manage.py send_reminders"
REMIND_OF_RETURN = 2  # days before the answer is due


class Command(BaseCommand):
    """Do what is due today. However often it runs, even twice at once, each is done once; what was missed, later."""

    help = (
        "Carry out mergers and dissolutions scheduled for today or earlier, put amendments of contracts into effect, "
        "and make the awards of decisions that an "
        "earlier version of this software released. Send reminders of memberships that have "
        "been pending for more than 14 days, of yearly verifications that are due within 30 days or overdue, and of "
        "applications that are not submitted 7, 2, and 1 days before the deadline, of signatures as many days before a "
        "round’s date for signatures, of signatures that are out of date, of answers to the state that are due within "
        "2 days, and of reports on awards once their period has ended; once, remind people who intended to apply and "
        "started no application. End invitations that no one has answered for 60 days. Run it once a day; running it "
        "again does nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--dry-run lists the reminders of deadlines that would be sent, and does nothing."""
        parser.add_argument("--dry-run", action="store_true", help="list the reminders of deadlines that are due")

    def handle(self, *_: object, dry_run: bool, **__: object) -> None:
        at = timezone.now()
        if dry_run:
            self._list_reminders_of_deadlines(at)
            return
        today = timezone.localdate(at)
        self.failures = 0
        for scheduled in scheduled_closures_due(at=at):
            self._do(carry_out_scheduled_closure, scheduled=scheduled, by=NAME, at=at)
        for amendment in ContractAmendment.objects.due(today):
            self._do(apply_amendment, amendment=amendment, by=NAME, at=at)
        for decision in BoardDecision.objects.without_award():
            self._do(carry_out_decision, decision=decision, by=NAME, at=at)
        for membership in invitations_to_end(at=at):
            self._do(end_invitation, membership=membership, by=NAME, at=at)
        pending = [
            self._do(remind_of_answer, membership=membership, by=NAME, at=at) or []
            for membership in memberships_to_remind_of(at=at)
        ]
        verifications = [
            self._do(remind_of_confirmation, record=record, due_on=due_on, by=NAME, at=at) or []
            for record, due_on in chain(members_to_ask(on=today), consortia_to_ask(on=today))
        ]
        deadlines = [
            self._do(remind_of_deadline, application=application, days=settings.REMINDER_DAYS, by=NAME, at=at) or []
            for application in applications_before_deadline(settings.REMINDER_DAYS, at=at)
        ]
        signing = [
            self._do(remind_of_signing_date, application=application, days=settings.REMINDER_DAYS, by=NAME, at=at) or []
            for application in applications_before_signing_date(settings.REMINDER_DAYS, at=at)
        ]
        again = [
            self._do(ask_to_sign_again, application=application, by=NAME, at=at) or []
            for application in applications_to_sign_again(at)
        ]
        intents = [
            self._do(remind_of_intent, intent=intent, days=settings.REMINDER_DAYS, by=NAME, at=at) or []
            for intent in intents_to_remind(settings.REMINDER_DAYS, at=at)
        ]
        soon = at + datetime.timedelta(days=REMIND_OF_RETURN)
        returns = [
            self._do(remind_of_return, returned=returned, by=NAME, at=at) or []
            for returned in ApplicationReturn.objects.to_remind_of(at, soon)
        ]
        reports = [
            self._do(remind_of_report, **one._asdict(), by=NAME, at=at) or [] for one in reports_to_remind_of(at)
        ]
        self.stdout.write(
            f"Emails about pending memberships: {sum(map(len, pending))}. "
            f"Emails about yearly verifications: {sum(map(len, verifications))}. "
            f"Emails about deadlines: {sum(map(len, deadlines))}. "
            f"Emails about dates for signatures: {sum(map(len, signing))}. "
            f"Emails to sign again: {sum(map(len, again))}. "
            f"Emails about intents to apply: {sum(map(len, intents))}. "
            f"Emails about answers to the state: {sum(map(len, returns))}. "
            f"Emails about reports on awards: {sum(map(len, reports))}."
        )
        if self.failures:
            raise CommandError(f"Not done because of errors (see the log): {self.failures}. Everything else was done.")

    def _list_reminders_of_deadlines(self, at: datetime.datetime) -> None:
        for application in applications_before_deadline(settings.REMINDER_DAYS, at=at):
            self._list(application, reminders_of(application, settings.REMINDER_DAYS, at=at))
        for application in applications_before_signing_date(settings.REMINDER_DAYS, at=at):
            self._list(application, signing_reminders_of(application, settings.REMINDER_DAYS, at=at))

    def _list(self, application: Application, reminders: Iterable[ReminderOfDeadline]) -> None:
        for one in reminders:
            self.stdout.write(f"{application.reference}: {one.person.name} <{one.person.email}>")

    def _do(self, action: Callable[..., Done], **facts: Any) -> Done | None:
        """What the action returns; None if it failed. One failure must not stop the rest."""
        try:
            return action(**facts)
        except Exception:
            self.failures += 1
            LOG.exception("Failed: %s %s", action.__name__, next(iter(facts.values())))
            return None
