"""Sessions in the database, as Django stores them, read by a kept statement (SESSION_ENGINE)."""

import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from accounts.models.statements import kept_statement


class SessionStore(DatabaseSessionStore):
    """One session. Only its reading differs from Django’s."""

    def _get_session_from_db(self) -> Session | None:
        if self.session_key:
            for session in _session_of_key(key=self.session_key, at=timezone.now()):
                return session
        self._session_key = None
        return None


@kept_statement
def _session_of_key(*, key: str, at: datetime.datetime) -> "models.QuerySet[Session]":
    return Session.objects.filter(session_key=key, expire_date__gt=at)
