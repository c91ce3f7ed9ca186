"""Repair of people by superusers; everyday work is done on the administrators' own pages.

The log is not here: it is read by the auditor's pages and by `manage.py verify_audit` only.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Invitation, StateRole, User


class ReadOnly(admin.ModelAdmin):
    """Looked at, never changed: changes go through actions, which leave a line in the log."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Nobody deletes."""
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    """People."""

    list_display = ["name", "email", "is_active", "is_staff", "joined_at"]
    search_fields = ["name", "email"]
    exclude = ["password"]


@admin.register(StateRole)
class StateRoleAdmin(ReadOnly):
    """Roles of all times."""

    list_display = ["user", "role", "starts_on", "ends_on", "withdrawn_at"]
    list_filter = ["role"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Invitations, without the digests of their links."""

    list_display = ["email", "role", "sent_at", "accepted_at", "withdrawn_at"]
    exclude = ["token_digest"]
