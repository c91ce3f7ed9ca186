"""Ending the assignment of a scorer; who may end it, and why, is the caller's."""

import datetime

from accounts.models import User
from audit import log
from districts.permissions import Actor
from grants.models import ScorerAssignment
from grants.reads.proofs_of_assignments import digest_of_assignment


def end_assignment_now(
    assignment: ScorerAssignment, *, reason: str, event: str = "scoring.ended", by: Actor, at: datetime.datetime
) -> None:
    """End an assignment that the caller has locked and may end. The worker ends it as no one."""
    assignment.ended_at, assignment.end_reason = at, reason
    assignment.ended_by = by if isinstance(by, User) else None
    assignment.save(update_fields=["ended_at", "ended_by", "end_reason"])
    proof = {"assignment": assignment.pk, "digest": digest_of_assignment(assignment)}
    log.record(event, assignment.application, by=by, at=at, reason=reason, **proof)
