"""Scenarios of the funding line are saved and removed, and an award out of its order is recorded with a reason."""

import datetime
import hashlib
import json

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.models import Application, Competition, FundingScenario, PassedOver
from grants.permissions.board import check_can_decide
from grants.permissions.scoring import check_can_compute_ranking
from grants.reads.funding import read_funding_basis
from grants.rules.funding_scenarios import Scenario, problems_with_passing_over, problems_with_scenario_name
from grants.rules.texts import LONGEST_NOTE, cleaned, on_one_line


@transaction.atomic
def save_scenario(
    *, competition: Competition, name: str, scenario: Scenario, by: User, at: datetime.datetime
) -> FundingScenario:
    """Keep a scenario under a name, for all who read the same ranking. Raises Refused or Unready.

    The same scenario under the same name is kept once.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_compute_ranking(by, timezone.localdate(at))
    basis = read_funding_basis(competition, by, at, scenario)
    if basis.problem:
        raise Unready(basis.problem)
    name, terms = on_one_line(name), scenario.as_json()
    for same in basis.saved:
        if (same.name, same.terms) == (name, terms):
            return same
    if problems := problems_with_scenario_name(name, [row.name for row in basis.saved]):
        raise Unready(*problems)
    saved = FundingScenario.objects.create(
        competition=competition, scope=basis.scope, name=name, terms=terms, saved_by=by, saved_at=at
    )
    log.record("funding.saved", competition, by=by, at=at, scenario=saved.pk, terms=_digest(terms))
    return saved


@transaction.atomic
def remove_scenario(*, competition: Competition, pk: int, by: User, at: datetime.datetime) -> None:
    """Remove a saved scenario from the page. It stays in the database. Removing it twice changes nothing."""
    competition = Competition.objects.locked(competition.pk)
    check_can_compute_ranking(by, timezone.localdate(at))
    basis = read_funding_basis(competition, by, at)
    for row in basis.saved:
        if row.pk == pk:
            row.removed_at = at
            row.save(update_fields=["removed_at"])
            log.record("funding.removed", competition, by=by, at=at, scenario=row.pk)


@transaction.atomic
def record_passing_over(
    *, competition: Competition, chosen: str, instead_of: str, reason: str, by: User, at: datetime.datetime
) -> PassedOver:
    """Record why one application is chosen instead of another that ranks higher. Raises Refused or Unready.

    A second reason for the same two applications is rejected; the same reason again changes nothing.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_compute_ranking(by, timezone.localdate(at))
    basis = read_funding_basis(competition, by, at)
    if basis.problem:
        raise Unready(basis.problem)
    line = basis.line_of(Scenario())
    order = [place.reference for place in line.order if place.reference in basis.requested] if line else []
    reason = cleaned(reason)[:LONGEST_NOTE]
    if problems := problems_with_passing_over(chosen, instead_of, order=order, reason=reason):
        raise Unready(*problems)
    applications = {
        one.reference: one
        for one in Application.objects.on_desk_of(by).filter(
            competition=competition, reference__in=[chosen, instead_of]
        )
    }
    for one in applications.values():
        check_can_decide(by, one, timezone.localdate(at))
    pair = {"chosen": applications[chosen], "instead_of": applications[instead_of]}
    kept = PassedOver.objects.filter(**pair).first()
    if kept is not None:
        if kept.reason == reason:
            return kept
        raise Unready(f"There is already a reason for choosing {chosen} instead of {instead_of}.")
    kept = PassedOver.objects.create(**pair, reason=reason, by=by, at=at)
    digest = hashlib.sha256(reason.encode()).hexdigest()
    log.record("funding.passed_over", competition, by=by, at=at, entry=kept.pk, reason=digest)
    return kept


def _digest(terms: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()
