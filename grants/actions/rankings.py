"""Rankings of a round: requested by an official, computed by the worker, kept."""

import datetime
import hashlib
import json
import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log as audit_log
from grants.models import Competition, RoundRanking
from grants.permissions.scoring import check_can_compute_ranking
from grants.reads.rankings import METHOD, rankings_for, read_ranking_inputs, result_of
from grants.rules.ranking.ranks import DEFAULT_SEED
from grants.rules.weighted_scores import problems_with_ranking

log = logging.getLogger(__name__)
# How long a ranking stays with a worker that was killed; longer than one takes.
LEASE = datetime.timedelta(minutes=5)
MOST_TRIES = 3
BUSY = "Another ranking of this round is being computed. Try again in a minute."
NOT_A_SCORER = "Compute the ranking of all scorers first, and choose one of them to leave out."
FAILED = "The program that computes rankings stopped every time before it finished."


@transaction.atomic
def ask_for_ranking(*, competition: Competition, without: str = "", by: User, at: datetime.datetime) -> RoundRanking:
    """Have the worker rank the applications of the round that this person may read. Raises Refused or Unready.

    If nothing changed since the last one, or one is waiting, it is that one. `without` is a scorer to leave out, as the
    ranking of all scorers names the scorer.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_compute_ranking(by, timezone.localdate(at))
    inputs = read_ranking_inputs(competition, by, at)
    if problems := problems_with_ranking(inputs.standings):
        raise Unready(*problems)
    rankings = rankings_for(competition, inputs.scope, without)
    if rankings.latest and rankings.latest.is_waiting:
        return rankings.latest
    if RoundRanking.objects.in_scope(competition, inputs.scope).waiting().exists():
        raise Unready(BUSY)
    if without and without not in _scorers_in(rankings_for(competition, inputs.scope).computed, inputs.digest):
        raise Unready(NOT_A_SCORER)
    if rankings.computed and rankings.computed.inputs_digest == inputs.digest:
        return rankings.computed
    ranking = RoundRanking.objects.create(
        competition=competition, scope=inputs.scope, without=without, asked_by=by, asked_at=at, next_try_at=at
    )
    audit_log.record("scoring.ranking_asked", competition, by=by, at=at, ranking=ranking.pk)
    if not settings.WORKER:
        transaction.on_commit(partial(compute_next_ranking, clock=lambda: at), robust=True)
    return ranking


def compute_next_ranking(*, clock: Callable[[], datetime.datetime]) -> bool:
    """Compute the ranking that waited longest; False if none is due.

    One that fails is tried again, up to three times. So is one whose worker was killed.
    """
    ranking = _take(clock())
    if ranking is None:
        return False
    if ranking.attempts > MOST_TRIES:
        _give_up(ranking, FAILED)
        return True
    try:
        compute_ranking(ranking=ranking, at=clock())
    except Unready as no:
        _give_up(ranking, " ".join(no.problems))
    except (OperationalError, InterfaceError):  # the database: the worker waits, and the row becomes due by itself
        raise
    except Exception:
        log.exception("A ranking could not be computed; it will be tried again")
        later = clock() + datetime.timedelta(minutes=ranking.attempts)
        RoundRanking.objects.filter(pk=ranking.pk, computed_at=None).update(next_try_at=later)
    return True


def compute_ranking(*, ranking: RoundRanking, at: datetime.datetime) -> None:
    """Compute it from what is submitted now, and keep it with its digest. Raises Unready.

    It is of the applications that its requester may read now; if these are others than before, it isn't computed.
    Seconds pass without a transaction, so what it rests on is read again at the end; after a change, it is due again.
    """
    competition, by = ranking.competition, ranking.asked_by
    inputs = read_ranking_inputs(competition, by, at)
    if inputs.scope != ranking.scope:
        raise Unready("The applications hidden from the person who requested this have changed since.")
    if problems := problems_with_ranking(inputs.standings):
        raise Unready(*problems)
    result = result_of(competition, by, inputs, ranking.without)
    with transaction.atomic():
        fresh = RoundRanking.objects.select_for_update().get(pk=ranking.pk)
        if not fresh.is_waiting:  # another worker was quicker
            return
        if read_ranking_inputs(competition, by, at).digest != inputs.digest:
            fresh.next_try_at = at
            fresh.save(update_fields=["next_try_at"])
            return
        fresh.result, fresh.inputs_digest, fresh.seed, fresh.method = result, inputs.digest, DEFAULT_SEED, METHOD
        fresh.computed_at, fresh.next_try_at, fresh.problem = at, None, ""
        fresh.save()
        digests = {"inputs": inputs.digest, "result": hashlib.sha256(json.dumps(result).encode()).hexdigest()}
        facts = {"seed": DEFAULT_SEED, "method": METHOD, "is_whole": not inputs.left_out}
        audit_log.record("scoring.ranked", competition, by=by, at=at, ranking=ranking.pk, **facts, **digests)


def _take(at: datetime.datetime) -> RoundRanking | None:
    """The first that is due, kept from other workers for a while. Committed before anything is computed."""
    if not RoundRanking.objects.due(at).exists():  # most often there is none, and SQLite needs no lock to see that
        return None
    with transaction.atomic():
        due = RoundRanking.objects.due(at).select_related("competition", "asked_by")
        ranking = due.select_for_update(skip_locked=True, of=("self",)).first()
        if ranking is not None:
            ranking.attempts, ranking.next_try_at = ranking.attempts + 1, at + LEASE
            ranking.save(update_fields=["attempts", "next_try_at"])
    return ranking


def _scorers_in(ranking: RoundRanking | None, digest: str) -> list[str]:
    """The scorers of a ranking that isn't out of date; none if there is only one, because nothing would be left."""
    if ranking is None or ranking.inputs_digest != digest:
        return []
    labels = [row["scorer"] for row in ranking.result["scorers"]]
    return labels if len(labels) > 1 else []


def _give_up(ranking: RoundRanking, problem: str) -> None:
    mine = RoundRanking.objects.filter(pk=ranking.pk, next_try_at=ranking.next_try_at)
    mine.update(next_try_at=None, problem=problem[:300])
