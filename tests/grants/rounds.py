"""Rounds that an officer drafts, publishes, and changes, by walking the actions."""

import datetime

from django.urls import reverse

from accounts.models import Role
from grants.actions.rounds import (
    RulesEdit,
    change_rules,
    edit_draft,
    publish_round,
    start_round,
)
from grants.models import Competition
from tests.factories import (
    StateRoleFactory,
)
from tests.grants.walking import CLOSES, OHIO, OPENS, WRITING
from tests.kept import kept

SPRING = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=OHIO)
WEEK_LATER = datetime.datetime(2026, 10, 7, 17, 0, tzinfo=OHIO)
AFTER = datetime.datetime(2026, 10, 1, 8, 0, tzinfo=OHIO)
WINDOW = {"opens_at": OPENS, "closes_at": CLOSES, "ceiling_consortium": 400_000}
STORM = "A storm closed schools in three counties for a week."


@kept
def an_officer(role=Role.GRANTS_OFFICER):
    return StateRoleFactory(role=role).user


def edited(competition, by, at=SPRING, questions=None, **values):
    edit = RulesEdit(values, questions or {})
    return edit_draft(competition=competition, edit=edit, revision=_revision(competition), by=by, at=at)


def published(by, name="Innovation Fund 2027", **values):
    draft = edited(start_round(name=name, by=by, at=SPRING), by, **(WINDOW | values))
    return publish_round(competition=draft, revision=draft.revision, by=by, at=SPRING)


def changed(competition, by, *, at=WRITING, reason=STORM, questions=None, **values):
    edit = RulesEdit(values, questions or {})
    return change_rules(
        competition=competition, edit=edit, reason=reason, revision=_revision(competition), by=by, at=at
    )


def post_section(client, page, competition, *more, **data):
    """Sends a section of the round as its page would, made from the present revision."""
    address = reverse(f"staff:{page}", args=[competition.slug, *more])
    return client.post(address, {"revision": _revision(competition), **data}, follow=True)


def _revision(competition):
    return Competition.objects.get(pk=competition.pk).revision
