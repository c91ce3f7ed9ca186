"""Whether appeals and their answers are still what the audit log says."""

from grants.models import Appeal
from grants.reads.proofs import ProvedKind, moment_in_log
from signing.rules import digest_of


def digest_of_appeal(appeal: Appeal) -> str:
    """The digest of an appeal with its handler and its answer."""
    return digest_of(
        {
            "application": appeal.application_id,
            "decision": appeal.decision_id,
            "ground": appeal.ground,
            "text": appeal.text,
            "filed": [appeal.filed_by_id, moment_in_log(appeal.filed_at)],
            "due_on": appeal.due_on.isoformat(),
            "state": appeal.state,
            "handler": appeal.handler_id,
            "assigned": [appeal.assigned_by_id, moment_in_log(appeal.assigned_at)],
            "reasons": appeal.reasons,
            "answered_at": moment_in_log(appeal.answered_at),
            "excluded": appeal.excluded_id,
        }
    )


APPEALS = ProvedKind(
    key="appeal",
    rows=lambda: Appeal.objects.select_related("application__competition"),
    name=lambda row: f"The appeal of {row.application.reference}",
    digest=digest_of_appeal,
    at=lambda row: row.filed_at,
    competition=lambda row: row.application.competition,
)
