"""The seed for a round's lots: the portal draws it once, so that no one can choose it."""

import datetime
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.models import Competition
from grants.permissions.application import check_can_change_rules
from grants.rules.tie_rule import code_of_seed

SEED_FIELDS = ("lots_seed", "lots_code", "lots_drawn_at")


def commit_seed(competition: Competition, at: datetime.datetime) -> None:
    """Give the round a new secret seed and the code that it publishes; the caller saves both."""
    competition.lots_seed = secrets.token_hex(16)
    competition.lots_code = code_of_seed(competition.lots_seed)
    competition.lots_drawn_at = at


def needs_new_seed(before: Competition, after: Competition, at: datetime.datetime) -> bool:
    """Whether a change of the rules has to draw a seed: there is none, or the round opens again and its seed is known.

    `before` and `after` are the round before and after the change.
    """
    is_over = after.reviewed_after is None or at > after.reviewed_after
    return not is_over and (not before.lots_seed or bool(before.public_seed(at)))


@transaction.atomic
def draw_seed(*, competition: Competition, by: User, at: datetime.datetime) -> Competition:
    """Draw the seed of a published round that has none: one that was opened before rounds had one. Only once.

    Before the deadline, its code is published; afterward, the seed itself, with the date. Raises Refused or Unready.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_change_rules(by, competition, timezone.localdate(at))
    if competition.is_draft:
        raise Unready("The seed is drawn when the round is published.")
    if competition.lots_seed:
        raise Unready("This round has a seed. No one can draw another one.")
    commit_seed(competition, at)
    competition.revision += 1
    competition.save(update_fields=[*SEED_FIELDS, "revision"])
    touch_registry()
    log.record("competition.seed_drawn", competition, by=by, at=at, lots_code=competition.lots_code)
    return competition
