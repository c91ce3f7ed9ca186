"""People and the state-wide roles they hold between two days."""

import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst

from accounts.addresses import HasPage


class Role(models.TextChoices):
    """State-wide roles. A post in a district or a school is `districts.Post`."""

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
    def visible_to(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """Administrators see everybody; others see themselves."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(pk=user.pk)

    def behind_sample_buttons(self) -> "UserQuerySet":
        """The sample state's people who can be signed in by a button."""
        return self.filter(is_active=True).exclude(sample_kind="")

    def kinds(self) -> frozenset[str]:
        """Which kinds of sample user are among these people."""
        return frozenset(self.values_list("sample_kind", flat=True))

    def named(self, text: str) -> "UserQuerySet":
        """People whose name or address contains the text."""
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text))

    def holding(self, role: str, *, on: datetime.date) -> "UserQuerySet":
        """People who hold that state-wide role on that day."""
        return self.filter(pk__in=StateRole.objects.in_force(on).filter(role=role).values("user"))

    def for_detail(self) -> "UserQuerySet":
        """People with every role and invitation they ever had, and who gave them."""
        return self.prefetch_related(
            models.Prefetch("state_roles", StateRole.objects.with_giver().order_by("-starts_on", "-pk")),
            models.Prefetch("invitations", Invitation.objects.with_sender().order_by("-sent_at", "-pk")),
        )

    def for_list(self, on: datetime.date) -> "UserQuerySet":
        """People by name, each with `present_roles`: those held on that day and those to come."""
        return self.order_by(Lower("name"), "pk").prefetch_related(
            models.Prefetch("state_roles", StateRole.objects.not_over(on).order_by("starts_on", "pk"), "present_roles"),
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    """People are made by invitation, by import of a case or by the sample state."""

    def create_user(self, email: str, name: str = "", password: str | None = None, **fields: object) -> "User":
        """A person who can sign in with `password`, or cannot yet where it is None."""
        user = self.model(email=self.normalize_email(email).lower(), name=name or email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who may repair data in /admin/; state-wide roles are given separately."""
        return self.create_user(email, password=password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may repair data in /admin/", default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # Which button of the sample state's sign-in page this person stands behind; empty for real people.
    sample_kind = models.CharField(max_length=40, blank=True, editable=False)
    # Reading comfort of the person's own: keyboard shortcuts can be switched off (WCAG 2.1.4).
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
        """Whether the account is open, closed, or waits for its invitation to be accepted."""
        if self.is_active:
            return "Account open"
        return "Account closed" if self.has_usable_password() else "Invited, not begun"

    @cached_property
    def as_of(self) -> datetime.date:
        """The day on which this person's roles and posts are read: the day of the request."""
        return timezone.localdate()

    @cached_property
    def roles(self) -> frozenset[str]:
        """State-wide roles in force, read once for this object (the door reads them on every request)."""
        return frozenset(self.state_roles.in_force(self.as_of).values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Whether one of these state-wide roles is in force."""
        return not self.roles.isdisjoint(roles)

    def roles_that_can_end(self, on: datetime.date) -> list[int]:
        """The keys of this person's roles that are neither withdrawn nor over on that day."""
        return [role.pk for role in self.state_roles.all() if role.can_end(on)]

    def held_role_on(self, on: datetime.date, *roles: str) -> bool:
        """Whether one of these state-wide roles was in force on that day."""
        if on == self.as_of:
            return self.has_role(*roles)
        return self.state_roles.in_force(on).filter(role__in=roles).exists()


class StateRoleQuerySet(models.QuerySet["StateRole"]):
    def visible_to(self, user: "User | AnonymousUser") -> "StateRoleQuerySet":
        """Administrators see all roles; others see their own."""
        return self.filter(user__in=User.objects.visible_to(user))

    def with_person(self) -> "StateRoleQuerySet":
        """Roles with whose they are."""
        return self.select_related("user")

    def with_giver(self) -> "StateRoleQuerySet":
        """Roles with who gave them."""
        return self.select_related("given_by")

    def standing(self) -> "StateRoleQuerySet":
        """Roles that were not withdrawn: past, present and coming."""
        return self.filter(withdrawn_at=None)

    def not_over(self, on: datetime.date) -> "StateRoleQuerySet":
        """Roles held on that day or later; the last day counts."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def in_force(self, on: datetime.date) -> "StateRoleQuerySet":
        """Roles held on that day; the last day counts."""
        return self.not_over(on).filter(starts_on__lte=on)

    def overlapping(self, starts_on: datetime.date, ends_on: datetime.date | None) -> "StateRoleQuerySet":
        """Roles that share at least one day with this period."""
        roles = self.not_over(starts_on)
        return roles if ends_on is None else roles.filter(starts_on__lte=ends_on)


class StateRole(models.Model):
    """A person holds a state-wide role between two days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="state_roles")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Empty where a command on the server gave it: the first administrator, the sample state.
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Taken back before its first full day was over, or before it began: it then counts for no day.
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
        """Whether it is neither withdrawn nor over on that day."""
        return self.withdrawn_at is None and (self.ends_on is None or self.ends_on >= on)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "InvitationQuerySet":
        """Administrators see all invitations; others see their own."""
        return self.filter(person__in=User.objects.visible_to(user))

    def with_person(self) -> "InvitationQuerySet":
        """Invitations with who is invited."""
        return self.select_related("person")

    def with_sender(self) -> "InvitationQuerySet":
        """Invitations with who invited."""
        return self.select_related("invited_by")

    def open(self) -> "InvitationQuerySet":
        """Invitations neither accepted nor replaced by a newer one; they may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A one-time link by which a person sets a password and begins. Only a digest of its token is kept."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    # A state-wide role that begins on the day the person accepts; posts in a district need none.
    role = models.CharField(max_length=20, choices=Role, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    # Empty where a command on the server invited: the first administrator.
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
        """Whether the link no longer works at that moment."""
        return at >= self.expires_at


# The remark on a letter of the sample state, where none leaves.
KEPT_NOT_SENT = "Kept, not sent: sample state"


class EmailState(models.TextChoices):
    """What became of a letter."""

    SENT = "sent", "Sent"
    NOT_SENT = "not_sent", "Not sent"
    PROBLEM = "problem", "Problem"


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def visible_to(self, user: "User | AnonymousUser") -> "OutgoingEmailQuerySet":
        """Registrars and administrators read the outbox; others the letters to themselves."""
        if not isinstance(user, User):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR, Role.REGISTRAR):
            return self
        return self.filter(to_user=user)

    def addressed_to(self, user: "User") -> "OutgoingEmailQuerySet":
        """One's own letters."""
        return self.filter(to_user=user)

    def in_state(self, state: str) -> "OutgoingEmailQuerySet":
        """Letters of which that became (of LetterState)."""
        if state == EmailState.SENT:
            return self.exclude(sent_at=None)
        left = self.filter(sent_at=None)
        quiet = Q(problem="") | Q(problem=KEPT_NOT_SENT)
        return left.filter(quiet) if state == EmailState.NOT_SENT else left.exclude(quiet)

    def of_kind(self, kind: str) -> "OutgoingEmailQuerySet":
        """Letters of that kind."""
        return self.filter(kind=kind)

    def naming(self, text: str) -> "OutgoingEmailQuerySet":
        """Letters whose address, reader or subject contains the text."""
        return self.filter(Q(to__icontains=text) | Q(to_user__name__icontains=text) | Q(subject__icontains=text))

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of these letters, by name, as choices of a list."""
        kinds = self.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, capfirst(kind)) for kind in kinds]

    def with_reader(self) -> "OutgoingEmailQuerySet":
        """Letters with whom they are to."""
        return self.select_related("to_user")

    def for_list(self) -> "OutgoingEmailQuerySet":
        """Letters with whom they are to, the newest first."""
        return self.select_related("to_user").defer("body").order_by("-written_at", "-pk")


class OutgoingEmail(HasPage, models.Model):
    """A letter as it was written: kept before it leaves, and sent after what it speaks of is stored."""

    kind = models.CharField(max_length=40)
    # The address of that moment; the person may change it later.
    to = models.EmailField()
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="emails")
    subject = models.CharField(max_length=200)
    # Without one-time links: those are put in only where the letter leaves, and kept nowhere.
    body = models.TextField()
    # The page that it asks the reader to open.
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
    def state(self) -> EmailState:
        """What became of it."""
        if self.sent_at:
            return EmailState.SENT
        return EmailState.NOT_SENT if self.problem in ("", KEPT_NOT_SENT) else EmailState.PROBLEM
