"""People, their state-wide roles, invitations, and the emails sent to them."""

import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst

from accounts.addresses import HasPage


class Role(models.TextChoices):
    """State-wide roles. Roles in a district or school are `districts.Appointment`."""

    ADMINISTRATOR = "administrator", "Administrator"
    REGISTRAR = "registrar", "Registrar"
    GRANTS_OFFICER = "grants_officer", "Grants officer"
    SCORER = "scorer", "Scorer"
    BOARD_MEMBER = "board_member", "Board member"
    AUDITOR = "auditor", "Auditor"


class SampleKind(models.TextChoices):
    """The kinds of user that the sample state's sign-in page offers, in the order of its buttons."""

    GRANTS_OFFICER = "grants-officer", "Grants officer"
    SECOND_OFFICER = "second-officer", "Second grants officer"
    SUPERINTENDENT = "superintendent", "Superintendent"
    TREASURER = "treasurer", "Treasurer"
    PRINCIPAL = "principal", "Principal"
    SCORER = "scorer", "Scorer"
    BOARD_MEMBER = "board-member", "Board member"
    REGISTRAR = "registrar", "Registrar"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "Visitor") -> "UserQuerySet":
        """Administrators see everyone; others see themselves."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(pk=user.pk)

    def behind_sample_buttons(self) -> "UserQuerySet":
        """Sample users who can be signed in with a button."""
        return self.filter(is_active=True).exclude(sample_kind="")

    def kinds(self) -> frozenset[str]:
        """The kinds of sample users among these people."""
        return frozenset(self.values_list("sample_kind", flat=True))

    def named(self, text: str) -> "UserQuerySet":
        """People whose name or address contains the text."""
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text))

    def holding(self, role: str, *, on: datetime.date) -> "UserQuerySet":
        """People who hold the state-wide role on the date."""
        return self.filter(pk__in=StateRole.objects.in_force(on).filter(role=role).values("user"))

    def for_detail(self) -> "UserQuerySet":
        """People with all their roles and invitations, and who gave them."""
        return self.prefetch_related(
            models.Prefetch("state_roles", StateRole.objects.with_giver().order_by("-starts_on", "-pk")),
            models.Prefetch("invitations", Invitation.objects.with_sender().order_by("-sent_at", "-pk")),
        )

    def for_list(self, on: datetime.date) -> "UserQuerySet":
        """People by name, each with `present_roles`: current and future roles as of the date."""
        return self.order_by(Lower("name"), "pk").prefetch_related(
            models.Prefetch("state_roles", StateRole.objects.not_over(on).order_by("starts_on", "pk"), "present_roles"),
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    """Users are created by invitation, by loading a case, or by the sample state."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: object) -> "User":
        """A user who can sign in with `password`, or not yet if it is None."""
        user = self.model(email=self.normalize_email(email).lower(), name=name or email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, name: str = "") -> "User":
        """A user who may open /admin/; state-wide roles are given separately."""
        return self.create_user(email, name, password, is_staff=True, is_superuser=True)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, identified by email address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may repair data in /admin/", default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # The button on the sample state's sign-in page that signs in as this person; empty for real people.
    sample_kind = models.CharField(max_length=40, blank=True, editable=False)
    # Single-key shortcuts can be turned off (WCAG 2.1.4).
    has_shortcuts = models.BooleanField("keyboard shortcuts", default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_is_one_in_any_case"),
            models.UniqueConstraint(
                fields=["sample_kind"], condition=~Q(sample_kind=""), name="accounts_user_one_for_each_sample_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def account_state(self) -> str:
        """Whether the account is open, closed, or not yet activated."""
        if self.is_active:
            return "Account open"
        return "Account closed" if self.has_usable_password() else "Invited, not yet active"

    @cached_property
    def as_of(self) -> datetime.date:
        """The date for which this person's roles and appointments are read: the day of the request."""
        return timezone.localdate()

    @cached_property
    def roles(self) -> frozenset[str]:
        """State-wide roles in force, read once per object (access checks need them on every request)."""
        return frozenset(self.state_roles.in_force(self.as_of).values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Whether one of these state-wide roles is in force."""
        return not self.roles.isdisjoint(roles)

    def roles_that_can_end(self, on: datetime.date) -> list[int]:
        """Keys of this person's roles that are neither withdrawn nor over on the date."""
        return [role.pk for role in self.state_roles.all() if role.can_end(on)]

    def held_role_on(self, on: datetime.date, *roles: str) -> bool:
        """Whether one of these state-wide roles was in force on the date."""
        if on == self.as_of:
            return self.has_role(*roles)
        return self.state_roles.in_force(on).filter(role__in=roles).exists()


# Everyone who opens a page, with or without an account.
Visitor = User | AnonymousUser


class StateRoleQuerySet(models.QuerySet["StateRole"]):
    def visible_to(self, user: "Visitor") -> "StateRoleQuerySet":
        """Administrators see all roles; others see their own."""
        return self.filter(user__in=User.objects.visible_to(user))

    def with_person(self) -> "StateRoleQuerySet":
        """Roles with the people who hold them."""
        return self.select_related("user")

    def with_giver(self) -> "StateRoleQuerySet":
        """Roles with the people who gave them."""
        return self.select_related("given_by")

    def not_withdrawn(self) -> "StateRoleQuerySet":
        """Roles that were not withdrawn: past, present, and future."""
        return self.filter(withdrawn_at=None)

    def not_over(self, on: datetime.date) -> "StateRoleQuerySet":
        """Roles held on the date or later; the end date counts."""
        return self.not_withdrawn().filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def in_force(self, on: datetime.date) -> "StateRoleQuerySet":
        """Roles held on the date; the end date counts."""
        return self.not_over(on).filter(starts_on__lte=on)

    def overlapping(self, starts_on: datetime.date, ends_on: datetime.date | None) -> "StateRoleQuerySet":
        """Roles that overlap the period by at least one day."""
        roles = self.not_over(starts_on)
        return roles if ends_on is None else roles.filter(starts_on__lte=ends_on)


class StateRole(models.Model):
    """A person's state-wide role from a start date, perhaps to an end date."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="state_roles")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Empty if a command on the server gave it: the first administrator, the sample state.
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Withdrawn on its first day or earlier: the role then never counts.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = StateRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="accounts_state_role_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_on=None, withdrawn_at=None),
                name="accounts_state_role_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"

    def can_end(self, on: datetime.date) -> bool:
        """Whether the role is neither withdrawn nor over on the date."""
        return self.withdrawn_at is None and (self.ends_on is None or self.ends_on >= on)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "Visitor") -> "InvitationQuerySet":
        """Administrators see all invitations; others see their own."""
        return self.filter(person__in=User.objects.visible_to(user))

    def with_person(self) -> "InvitationQuerySet":
        """Invitations with the people invited."""
        return self.select_related("person")

    def with_sender(self) -> "InvitationQuerySet":
        """Invitations with the people who sent them."""
        return self.select_related("invited_by")

    def open(self) -> "InvitationQuerySet":
        """Invitations neither accepted nor replaced by a newer one; they may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A one-time link with which a person opens an account. Only a digest of its token is stored."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    # A state-wide role that starts when the person accepts; appointments in a district need none.
    role = models.CharField(max_length=20, choices=Role, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    # Empty if a command on the server sent it: the first administrator.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="accounts_invitation_expires_after_it_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="accounts_invitation_is_accepted_or_withdrawn_not_both",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.email}"

    def has_expired(self, at: datetime.datetime) -> bool:
        """Whether the link no longer works at the time."""
        return at >= self.expires_at


# Stored on emails of the sample state, which sends none.
KEPT_NOT_SENT = "Kept, not sent: sample state"
# Kinds of emails whose stored name is not what pages call them.
KIND_LABELS = {
    "post given": "Appointment started",
    "post ended": "Appointment ended",
    "powers given": "Permissions delegated",
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
        no_problem = Q(problem="") | Q(problem=KEPT_NOT_SENT)
        return unsent.filter(no_problem) if state == EmailState.NOT_SENT else unsent.exclude(no_problem)

    def waiting(self) -> "OutgoingEmailQuerySet":
        """Emails that will be sent."""
        return self.filter(sent_at=None, problem="")

    def oldest(self) -> datetime.datetime | None:
        """When the oldest of these was written; None if there are none."""
        return self.aggregate(oldest=models.Min("written_at"))["oldest"]

    def of_kind(self, kind: str) -> "OutgoingEmailQuerySet":
        """Emails of the kind."""
        return self.filter(kind=kind)

    def naming(self, text: str) -> "OutgoingEmailQuerySet":
        """Emails whose address, recipient, or subject contains the text."""
        return self.filter(Q(to__icontains=text) | Q(to_user__name__icontains=text) | Q(subject__icontains=text))

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of these emails, by name, as choices."""
        kinds = self.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind_label(kind)) for kind in kinds]

    def with_reader(self) -> "OutgoingEmailQuerySet":
        """Emails with their recipients."""
        return self.select_related("to_user")

    def for_list(self) -> "OutgoingEmailQuerySet":
        """Emails with their recipients, newest first."""
        return self.select_related("to_user").defer("body").order_by("-written_at", "-pk")


class OutgoingEmail(HasPage, models.Model):
    """An email, stored in the transaction it reports on and sent after the commit."""

    kind = models.CharField(max_length=40)
    # The address at the time; the person may change it later.
    to = models.EmailField()
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="emails")
    subject = models.CharField(max_length=200)
    # Without one-time links, which are in the email that is sent and are not stored.
    body = models.TextField()
    # The page that the email asks the recipient to open.
    about = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

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
        return EmailState.NOT_SENT if self.problem in ("", KEPT_NOT_SENT) else EmailState.PROBLEM

    @property
    def has_failed(self) -> bool:
        """Whether it was never sent because of a problem."""
        return self.state == EmailState.PROBLEM

    @property
    def was_sent(self) -> bool:
        """Whether it was sent at least once."""
        return self.sent_at is not None
