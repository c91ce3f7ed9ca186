"""Scorers declare conflicts of interest; officers exclude the scores of a scorer found to have one."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.actions.scorers import end_locked, locked_scorer
from grants.emails.scoring import send_conflict_declared
from grants.models import Application, Recusal, Scorer, ScorerAssignment
from grants.permissions.scoring import check_can_assign_scorers, check_is_own_invitation
from grants.reads.proofs_of_scorers import digest_of_recusal
from grants.reads.scorer_conflicts import applications_naming, organizations_of
from grants.rules.scorer_conflicts import problems_with_conflict_reason, problems_with_organization
from grants.rules.texts import cleaned

DECLARED = "The scorer declared a conflict of interest."


@transaction.atomic
def declare_conflict(*, assignment: ScorerAssignment, reason: str, by: User, at: datetime.datetime) -> Recusal:
    """Declare a conflict with an application that the person scores; the application is hidden from then on.

    What wasn't submitted ends. Raises Refused or Unready.
    """
    application = locked(assignment.application)
    scorer = locked_scorer(assignment.scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    if problems := problems_with_conflict_reason(reason):
        raise Unready(*problems)
    return _recuse(scorer, [application], reason=reason, by=by, at=at)


@transaction.atomic
def declare_conflict_with_organization(
    *, scorer: Scorer, organization: str, reason: str, by: User, at: datetime.datetime
) -> Recusal:
    """Declare a conflict with a district, school, or company, whether or not it takes part in an application.

    Raises Refused or Unready, with the same words whatever applied.
    """
    scorer = locked_scorer(scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    if problems := [*problems_with_organization(organization), *problems_with_conflict_reason(reason)]:
        raise Unready(*problems)
    organization = cleaned(organization)
    submitted = Application.objects.submitted().filter(competition=scorer.competition)
    naming = applications_naming(organization, organizations_of(submitted))
    return _recuse(scorer, submitted.filter(pk__in=naming), organization=organization, reason=reason, by=by, at=at)


@transaction.atomic
def exclude_scores(*, assignment: ScorerAssignment, reason: str, by: User, at: datetime.datetime) -> ScorerAssignment:
    """Exclude this scorer's scores of the application because of a conflict; they stay on record, marked as excluded.

    Excluding twice changes nothing. Raises Refused or Unready.
    """
    application = locked(assignment.application)
    scorer = locked_scorer(assignment.scorer)
    assignment = ScorerAssignment.objects.locked().get(pk=assignment.pk)
    check_can_assign_scorers(by, application, timezone.localdate(at))
    if assignment.is_excluded:
        return assignment
    problems = [] if assignment.submitted_at and not assignment.ended_at else ["There are no submitted scores here."]
    if problems := problems or problems_with_conflict_reason(reason):
        raise Unready(*problems)
    own = ScorerAssignment.objects.of(application).of_scorer(scorer).current()
    for submitted in own.submitted().locked():
        end_locked(submitted, reason=cleaned(reason), event="scoring.excluded", by=by, at=at)
        submitted.is_excluded = True
        submitted.save(update_fields=["is_excluded"])
    _recuse(scorer, [application], reason=reason, by=by, at=at)
    return ScorerAssignment.objects.get(pk=assignment.pk)


def _recuse(
    scorer: Scorer,
    applications: Collection[Application],
    *,
    organization: str = "",
    reason: str,
    by: User,
    at: datetime.datetime,
) -> Recusal:
    recusal = Recusal.objects.create(
        scorer=scorer, organization=organization, reason=cleaned(reason), declared_by=by, declared_at=at
    )
    recusal.applications.set(applications)
    if by.pk == scorer.person_id:
        send_conflict_declared(scorer, at=at)
    facts = {"organization": organization, "reason": recusal.reason}
    proof = {"recusal": recusal.pk, "digest": digest_of_recusal(recusal)}
    references = sorted(application.reference for application in applications)
    log.record("scorer.conflict_declared", scorer, by=by, at=at, **proof, applications=references, **facts)
    waiting = ScorerAssignment.objects.of_scorer(scorer).current().unsubmitted()
    for assignment in waiting.filter(application__in=[application.pk for application in applications]).locked():
        end_locked(assignment, reason=DECLARED if by.pk == scorer.person_id else recusal.reason, by=by, at=at)
    return recusal
