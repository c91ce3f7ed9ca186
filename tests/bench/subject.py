"""Whom and what the measurement asks for: chosen from the database and printed as JSON."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.models import User
from grants.models import Application, Mark, Review


def say() -> None:
    """Print the subject of the measurement: the largest application under review, its officer's session."""
    application = (
        Application.objects.handed_in().filter(reviews__isnull=False).order_by("-participants_count", "reference")[0]
    )
    officer = User.objects.get(sample_kind="grants-officer")
    mine = Review.objects.filter(officer=officer).order_by("-application__participants_count").first()
    application = mine.application if mine else application
    mark = Mark.objects.filter(review__application=application).first()
    print(
        json.dumps(
            {
                "session": session_of(officer),
                "reference": application.reference,
                "application": application.pk,
                "officer": officer.pk,
                "mark": mark.pk if mark else 0,
            }
        )
    )


def session_of(user: User) -> str:
    """A signed-in session's key."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(timezone.now() + timedelta(hours=2))
    session.save()
    return str(session.session_key)
