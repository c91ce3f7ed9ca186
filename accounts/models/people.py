"""People, their state-wide roles, and invitations."""

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models.statements import kept_statement

Fact = TypeVar("Fact")


class Role(models.TextChoices):
    """State-wide roles. Roles in a district or school are `districts.Appointment`."""

    ADMINISTRATOR = "administrator", "Administrator"
    REGISTRAR = "registrar", "Registrar"
    GRANTS_OFFICER = "grants_officer", "Grants officer"
    SCORER = "scorer", "Scorer"
    BOARD_MEMBER = "board_member", "Board member"
    AUDITOR = "auditor", "Auditor"


# How long a person with a state-wide role may go on without a second step after being asked for it.
SECOND_STEP_GRACE = datetime.timedelta(days=14)


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

    def holding(self, *roles: str, on: datetime.date) -> "UserQuerySet":
        """People who hold one of these state-wide roles on the date."""
        return self.filter(pk__in=StateRole.objects.in_force(on).filter(role__in=roles).values("user"))

    def who_can_decide_besides(self, person: "User") -> "UserQuerySet":
        """Registrars and administrators with an open account, other than this person."""
        roles = StateRole.objects.in_force(person.as_of).filter(role__in=[Role.REGISTRAR, Role.ADMINISTRATOR])
        return self.filter(is_active=True, pk__in=roles.values("user")).exclude(pk=person.pk)

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

    def get(self, *args: Any, **which: Any) -> "User":
        """One user. By key, as for each request of someone who is signed in, by a kept statement."""
        if args or which.keys() != {"pk"} or not isinstance(which["pk"], int):
            return cast(User, super().get(*args, **which))
        for user in _user_of_key(pk=which["pk"]):
            return user
        raise User.DoesNotExist("User matching query does not exist.")


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

    # Emails that can wait are collected and sent as one a day.
    has_daily_email = models.BooleanField("one email a day", default=False, db_default=False)

    # When a person with a state-wide role first signed in without a second step.
    second_step_asked_at = models.DateTimeField(null=True, blank=True, editable=False)

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

    def once(self, name: str, read: Callable[[], Fact]) -> Fact:
        """What `read` gives, read once per object: a fact that several queries of a request depend on."""
        facts = self.__dict__.setdefault("_facts", {})
        if name not in facts:
            facts[name] = read()
        return cast(Fact, facts[name])

    @classmethod
    def with_roles(cls, pk: int, roles: frozenset[str]) -> "User":
        """Someone with that key and these state-wide roles, for whom a kept statement is built: on no day."""
        user = cls(pk=pk)
        user.roles = roles
        user.as_of = None  # type: ignore[assignment]  # a statement kept with today's date would be wrong tomorrow
        return user

    @cached_property
    def roles(self) -> frozenset[str]:
        """State-wide roles in force, read once per object (access checks need them on every request).

        None are while a second step is overdue.
        """
        if self.is_second_step_overdue:
            return frozenset()
        return frozenset(_roles_in_force(user=self.pk, on=self.as_of))

    def has_second_step(self) -> bool:
        """Whether the person signs in with an authenticator app, a passkey, or a security key."""
        steps = self.authenticator_set  # type: ignore[attr-defined]  # allauth's table
        return bool(steps.exclude(type="recovery_codes").exists())

    def forget_second_step(self) -> None:
        """Removes the app, keys, and codes. With a state-wide role, the next sign-in asks for a new second step."""
        self.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's table
        self.second_step_asked_at = None
        self.save(update_fields=["second_step_asked_at"])

    def end_sessions(self) -> None:
        """Signs the person out everywhere."""
        for session in self.usersession_set.all():  # type: ignore[attr-defined]  # allauth's table
            session.end()

    @property
    def second_step_due_on(self) -> datetime.date | None:
        """The last day on which a state-wide role is in force without a second step; None if none was asked for."""
        asked_at = self.second_step_asked_at
        return timezone.localdate(asked_at) + SECOND_STEP_GRACE if asked_at else None

    @cached_property
    def is_second_step_overdue(self) -> bool:
        """Whether the state-wide roles rest until the person sets up a second step."""
        due_on = self.second_step_due_on
        return due_on is not None and self.as_of > due_on and not self.has_second_step()

    def has_role(self, *roles: str) -> bool:
        """Whether one of these state-wide roles is in force."""
        return not self.roles.isdisjoint(roles)

    def has_state_wide_role_from(self, on: datetime.date) -> bool:
        """Whether the person holds a state-wide role on the date or later, or is invited to one."""
        invited = self.invitations.open().exclude(role="")
        return self.state_roles.not_over(on).exists() or invited.exists()

    def has_verified_address(self) -> bool:
        """Whether the person proved the address by a link sent there: an invitation, a reset, or a verification."""
        addresses = self.emailaddress_set  # type: ignore[attr-defined]  # allauth's table
        return bool(addresses.filter(email__iexact=self.email, verified=True).exists())

    def roles_that_can_end(self, on: datetime.date) -> list[int]:
        """Keys of this person's roles that are neither withdrawn nor over on the date."""
        return [role.pk for role in self.state_roles.all() if role.can_end(on)]

    def held_role_on(self, on: datetime.date, *roles: str) -> bool:
        """Whether one of these state-wide roles was in force on the date."""
        if on == self.as_of or self.is_second_step_overdue:
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
    # Unknown for roles of earlier releases. The start date may be earlier or later.
    given_at = models.DateTimeField(null=True, blank=True)
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

    def is_older_than(self, moment: datetime.datetime) -> bool:
        """Whether it was given and had started by then."""
        return self.starts_on <= timezone.localdate(moment) and (self.given_at is None or self.given_at <= moment)

    def can_end(self, on: datetime.date) -> bool:
        """Whether the role is neither withdrawn nor over on the date."""
        return self.withdrawn_at is None and (self.ends_on is None or self.ends_on >= on)


@kept_statement
def _user_of_key(*, pk: int) -> UserQuerySet:
    return User.objects.filter(pk=pk)


@kept_statement
def _roles_in_force(*, user: int, on: datetime.date) -> "models.QuerySet[StateRole, str]":
    return StateRole.objects.in_force(on).filter(user=user).values_list("role", flat=True)


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
