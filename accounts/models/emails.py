"""The emails sent to people."""

import datetime

from django.db import models
from django.db.models import Case, Q, When
from django.utils.text import capfirst

from accounts.addresses import HasPage
from accounts.models.people import Role, User, Visitor

# Stored on emails of the sample state, which sends none.
KEPT_NOT_SENT = "Kept, not sent: sample state"
# Stored on an invitation that wasn't sent, when the person is sent a new one.
REPLACED = "Replaced by a newer invitation."
# Stored on an email that was collected: the recipient got it in the daily email.
IN_DAILY_EMAIL = "In a daily email."
# Problems of an unsent email that need no one's attention.
NO_PROBLEM = ("", KEPT_NOT_SENT, REPLACED, IN_DAILY_EMAIL)
# Kinds of emails whose stored name is not what pages call them.
KIND_LABELS = {
    "post given": "Appointment started",
    "post ended": "Appointment ended",
    "powers given": "Permissions delegated",
    "delegation answered": "Permissions accepted or given back",
    "membership: closure blocked": "Scheduled change: not carried out",
    "membership: closure carried out": "Scheduled change: carried out",
    "membership: asked": "Membership: requested",
    "membership: left": "Membership: end date",
    "confirmation: due soon": "Yearly verification: due soon",
    "confirmation: overdue": "Yearly verification: overdue",
}


def kind_label(kind: str) -> str:
    """What pages call a kind of email."""
    return KIND_LABELS.get(kind, capfirst(kind))


class EmailState(models.TextChoices):
    """Whether an email was sent."""

    SENT = "sent", "Sent"
    NOT_SENT = "not_sent", "Not sent"
    PROBLEM = "problem", "Problem"


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def visible_to(self, user: "Visitor") -> "OutgoingEmailQuerySet":
        """Registrars and administrators see every email; others see those sent to them."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR, Role.REGISTRAR):
            return self
        return self.filter(to_user=user)

    def addressed_to(self, user: "User") -> "OutgoingEmailQuerySet":
        """Emails to the user."""
        return self.filter(to_user=user)

    def in_state(self, state: str) -> "OutgoingEmailQuerySet":
        """Emails in the state (of EmailState)."""
        if state == EmailState.SENT:
            return self.exclude(sent_at=None)
        unsent = self.filter(sent_at=None)
        no_problem = Q(problem__in=NO_PROBLEM)
        return unsent.filter(no_problem) if state == EmailState.NOT_SENT else unsent.exclude(no_problem)

    def give_up_for_newer(self, person: "User", kind: str) -> None:
        """Marks emails of this kind to the person that failed or still wait as replaced by a newer one."""
        unsent = self.addressed_to(person).of_kind(kind).filter(sent_at=None).exclude(problem=KEPT_NOT_SENT)
        unsent.update(problem=REPLACED, next_try_at=None, link_seed="")

    def waiting(self) -> "OutgoingEmailQuerySet":
        """Emails that will be sent, or sent again."""
        return self.exclude(next_try_at=None, awaits_daily_email=False)

    def to_collect(self, at: datetime.datetime) -> "OutgoingEmailQuerySet":
        """Emails that belong in a daily email at that time, in the order they were written."""
        return self.filter(awaits_daily_email=True, queued_at__lte=at).order_by("written_at", "pk")

    def recipients(self) -> list[int]:
        """The people (row ids) to whom these go, each once."""
        people = self.order_by("to_user").values_list("to_user", flat=True).distinct()
        return [person for person in people if person is not None]

    def due(self, at: datetime.datetime) -> "OutgoingEmailQuerySet":
        """Emails to send now, those that waited longest first."""
        return self.filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def waiting_since(self) -> datetime.datetime | None:
        """Since when the oldest of these has waited; None if there are none."""
        return self.aggregate(since=models.Min("queued_at"))["since"]

    def of_kind(self, kind: str) -> "OutgoingEmailQuerySet":
        """Emails of the kind."""
        return self.filter(kind=kind)

    def of_template(self, file: str, readable: Q) -> "OutgoingEmailQuerySet":
        """The readable emails written with this template, newest first, with their recipients."""
        return self.filter(readable, template=file).select_related("to_user").order_by("-written_at", "-pk")

    def naming(self, text: str, readable: Q) -> "OutgoingEmailQuerySet":
        """Emails whose address or recipient contains the text, or whose subject does if it is `readable`."""
        has_subject = Q(subject__icontains=text) & readable
        return self.filter(Q(to__icontains=text) | Q(to_user__name__icontains=text) | has_subject)

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of these emails, by name, as choices."""
        kinds = self.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind_label(kind)) for kind in kinds]

    def with_recipients(self, readable: Q) -> "OutgoingEmailQuerySet":
        """Emails with their recipients; `is_readable` tells of each whether it is one of the readable ones."""
        is_readable = Case(When(readable, then=True), default=False)
        return self.select_related("to_user").annotate(is_readable=is_readable)

    def for_list(self, readable: Q) -> "OutgoingEmailQuerySet":
        """Emails as `with_recipients` gives them, newest first."""
        return self.with_recipients(readable).defer("body", "values").order_by("-written_at", "-pk")


class OutgoingEmail(HasPage, models.Model):
    """An email, stored in the transaction it reports on and sent by the worker (manage.py run_worker)."""

    kind = models.CharField(max_length=40)
    # The address at the time; the person may change it later.
    to = models.EmailField()
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="emails")
    subject = models.CharField(max_length=200)
    # Without one-time links, which are in the email that is sent and are not stored.
    body = models.TextField()
    # The file of the declared email, and the values that its text could name; empty for emails of earlier releases.
    template = models.CharField(max_length=100, blank=True, default="", db_default="")
    values = models.JSONField(null=True, blank=True)
    # The page that the email asks the recipient to open.
    about = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    # While it waits: since when, how often it was tried, and when it is tried next. A worker that takes it moves the
    # next try into the future, so that another takes it if this one is killed.
    queued_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    # It waits until `queued_at` for the daily email of its recipient.
    awaits_daily_email = models.BooleanField(default=False, db_default=False)
    # The daily email in which the recipient got it.
    daily_email = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="collected")
    # While it waits: what the token of its one-time link is made from, together with SECRET_KEY.
    link_seed = models.CharField(max_length=64, blank=True, default="", db_default="")

    # Only emails of `with_recipients` have it: whether the reader may read the subject and the text.
    is_readable: bool

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["queued_at"], condition=Q(awaits_daily_email=True), name="accounts_outgoingemail_daily"
            ),
            models.Index(
                fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="accounts_outgoingemail_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_try_at=None, link_seed="") | Q(next_try_at__isnull=False, queued_at__isnull=False),
                name="accounts_outgoingemail_keeps_a_seed_only_while_it_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"

    @property
    def kind_label(self) -> str:
        """What the email is about, as pages show it."""
        return kind_label(self.kind)

    @property
    def state(self) -> EmailState:
        """Whether it was sent."""
        if self.sent_at:
            return EmailState.SENT
        return EmailState.NOT_SENT if self.problem in NO_PROBLEM else EmailState.PROBLEM

    @property
    def has_failed(self) -> bool:
        """Whether it was never sent because of a problem."""
        return self.state == EmailState.PROBLEM

    @property
    def was_sent(self) -> bool:
        """Whether it was sent at least once."""
        return self.sent_at is not None

    @property
    def is_waiting(self) -> bool:
        """Whether it will be sent, or sent again."""
        return self.next_try_at is not None or self.awaits_daily_email
