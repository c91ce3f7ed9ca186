"""Whom and what the measurement asks for: chosen from the database and printed as JSON."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.models import User
from grants.models import Mark


def say() -> None:
    """Print the subject of the measurement: the largest application under review, its officer's session and mark."""
    officer = User.objects.get(sample_kind="grants-officer")
    # A review of the officer's own with a passage cited, of the application with the most members.
    mark = (
        Mark.objects.filter(review__officer=officer, citations__kind="passage", citations__removed_at=None)
        .select_related("review__application", "review__version")
        .order_by("-review__application__participants_count", "review", "element")[0]
    )
    application = mark.review.application
    lead = application.participants.select_related("district__county__region").get(role="lead").district
    print(
        json.dumps(
            {
                "session": session_of(officer),
                "reference": application.reference,
                "application": application.pk,
                "officer": officer.pk,
                "consortium": application.consortium.slug,
                "region": lead.county.region.slug,
                "leaid": lead.leaid,
                "ncessch": lead.schools.order_by("ncessch").values_list("ncessch", flat=True)[0],
                "mark": mark.pk,
                "element": mark.element,
                "revision": mark.revision,
                "verdict": mark.verdict,
                "version": mark.review.version.number,
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
