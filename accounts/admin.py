"""People, roles, and invitations for superusers to look up; administrators work on the portal's own pages.

The audit log is not here: only the auditor's page and `manage.py verify_audit` read it.
"""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Invitation, StateRole, User


class ReadOnly(admin.ModelAdmin):
    """View only: changes go through actions, which write to the audit log."""

    def has_add_permission(self, request: HttpRequest, *_: object) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, *_: object) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, *_: object) -> bool:
        """Never."""
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    """People."""

    list_display = ["name", "email", "is_active", "is_staff", "joined_at"]
    search_fields = ["name", "email"]
    exclude = ["password", "groups", "user_permissions"]


@admin.register(StateRole)
class StateRoleAdmin(ReadOnly):
    """State-wide roles, past, present, and future."""

    list_display = ["user", "role", "starts_on", "ends_on", "withdrawn_at"]
    list_filter = ["role"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Invitations, without the digests of their links."""

    list_display = ["email", "role", "sent_at", "accepted_at", "withdrawn_at"]
    exclude = ["token_digest"]
