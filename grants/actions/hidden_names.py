"""The officers' setting for whom a round hides names from."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.models import Competition
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.names import names_were_seen
from grants.rules.hidden_names import problems_with_hiding
from grants.rules.texts import cleaned


@transaction.atomic
def set_hidden_names(
    *, competition: Competition, scorers: bool, board: bool, reason: str = "", by: User, at: datetime.datetime
) -> Competition:
    """Hide the names of applicants from scorers, from the board, from both, or from neither.

    Once scores or votes were entered, a change needs a reason, which the log keeps. The same setting changes nothing.
    Raises Refused or Unready.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    before = (competition.hides_names_from_scorers, competition.hides_names_from_board)
    if before == (scorers, board):
        return competition
    if problems := problems_with_hiding(reason, has_begun=names_were_seen(competition)):
        raise Unready(*problems)
    competition.hides_names_from_scorers, competition.hides_names_from_board = scorers, board
    competition.save(update_fields=["hides_names_from_scorers", "hides_names_from_board"])
    touch_registry()
    log.record(
        "scoring.names_set", competition, by=by, at=at, hidden_from_scorers=scorers, hidden_from_board=board,
        reason=cleaned(reason),
    )  # fmt: skip
    return competition
