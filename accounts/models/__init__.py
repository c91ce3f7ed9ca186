"""People, their state-wide roles, invitations, and the emails sent to them."""

from accounts.models.email_templates import EmailTemplateVersion
from accounts.models.emails import IN_DAILY_EMAIL, KEPT_NOT_SENT, EmailState, OutgoingEmail, OutgoingEmailQuerySet
from accounts.models.people import (
    Invitation,
    InvitationQuerySet,
    Role,
    SampleKind,
    StateRole,
    User,
    UserQuerySet,
    Visitor,
)
from accounts.models.second_step import RESET_LASTS, SecondStepReset

__all__ = [
    "IN_DAILY_EMAIL",
    "KEPT_NOT_SENT",
    "RESET_LASTS",
    "EmailState",
    "EmailTemplateVersion",
    "Invitation",
    "InvitationQuerySet",
    "OutgoingEmail",
    "OutgoingEmailQuerySet",
    "Role",
    "SampleKind",
    "SecondStepReset",
    "StateRole",
    "User",
    "UserQuerySet",
    "Visitor",
]
