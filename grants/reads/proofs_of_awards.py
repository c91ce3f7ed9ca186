"""Whether awards with their allocations, checklists, and promises, claims, and reports still match the audit log."""

from collections.abc import Iterable

from grants.models import Award, AwardReport, Claim, Promise, PromiseChange
from grants.reads.proofs import ProvedKind, Row, moment_in_log
from signing.rules import digest_of


def digest_of_award(award: Award) -> str:
    """The digest of an award with each member's part of it, checklist, and promises, the replaced ones too."""
    return digest_of(
        {
            "application": award.application_id,
            "decision": award.decision_id,
            "version": award.version_id,
            "amount": award.amount,
            "status": award.status,
            "project": [award.starts_on, award.ends_on],
            "agreement": [award.agreement_number, award.agreed_on],
            "started": [award.started_by_id, moment_in_log(award.started_at)],
            "parts": [
                [one.participant_id, one.budgeted, one.amount, one.accepted_by_id, moment_in_log(one.accepted_at)]
                for one in _by_key(award.allocations.all())
            ],
            "checklist": [
                [one.participant_id, one.position, one.item, one.done_on, one.recorded_by_id,
                 moment_in_log(one.recorded_at), *([one.due_on] if one.due_on else [])]
                for one in _by_key(award.checklist.all())
            ],
            "promises": [_promise(one) for one in _by_key(award.promises.all())],
        }
        | ({"payments": [[one.due_on, one.amount] for one in _by_key(award.payments.all())]}
           if award.payments.all() else {})
        | ({"closed": [award.closing_reason, award.closed_by_id, moment_in_log(award.closed_at)]}
           if award.closed_at else {})
    )  # fmt: skip


def digest_of_claim(claim: Claim) -> str:
    """The digest of a claim and of the state's answer to it."""
    return digest_of(
        {
            "award": claim.award_id,
            "member": claim.participant_id,
            "category": claim.category,
            "amount": claim.amount,
            "spent": [claim.spent_from, claim.spent_to],
            "what": claim.what,
            "status": claim.status,
            "sent": [claim.sent_by_id, moment_in_log(claim.sent_at)],
            "answered": [claim.answered_by_id, moment_in_log(claim.answered_at)],
            "reason": claim.reason,
        }
        # Only where there is one, so that the digests of earlier entries stay what the log has.
        | ({"paid": _payment(claim)} if claim.paid_on else {})
    )


def _payment(claim: Claim) -> list[object]:
    return [claim.paid_on, claim.payment_number, claim.paid_by_id, moment_in_log(claim.payment_recorded_at)]


def digest_of_promise_change(change: PromiseChange) -> str:
    """The digest of a proposed change to a promise, of who agreed to it, and of the state's answer."""
    return digest_of(
        {
            "promise": change.promise_id,
            "words": [getattr(change, name) for name in PromiseChange.FIELDS],
            "from": change.from_on,
            "reason": change.reason,
            "state": change.state,
            "proposed": [change.proposed_by_id, moment_in_log(change.proposed_at)],
            "agreed": [change.agreed_by_id, moment_in_log(change.agreed_at)],
            "answered": [change.answered_by_id, moment_in_log(change.answered_at)],
            "answer_reason": change.answer_reason,
        }
    )


def digest_of_report(report: AwardReport) -> str:
    """The digest of what a member reported on each promise, and of the state's answer to it."""
    return digest_of(
        {
            "award": report.award_id,
            "member": report.participant_id,
            "period": report.period,
            "status": report.status,
            "sent": [report.sent_by_id, moment_in_log(report.sent_at)],
            "answered": [report.answered_by_id, moment_in_log(report.answered_at)],
            "reason": report.reason,
            "reminded": moment_in_log(report.reminded_at),
            "revision": report.revision,
            "lines": [
                [one.promise_id, one.result, one.explanation, one.students_before, one.students_now, one.offered_by_id]
                for one in _by_key(report.lines.all())
            ],
        }
    )


def _promise(one: Promise) -> list[object]:
    gives = [one.gives_kind, one.gives_text, one.gives_amount]
    gains = [one.gains_text, one.gains_students, one.gains_grades]
    change = [one.replaces_id, one.reason, one.changed_by_id, moment_in_log(one.changed_at)]
    said = [one.participant_id, one.activity_key, one.activity, one.from_on, gives, gains, change]
    return [*said, one.ends_on] if one.ends_on else said


def _by_key(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order in which they were made, the same from every database."""
    return sorted(rows, key=lambda row: row.pk)


AWARDS = ProvedKind(
    key="award",
    rows=lambda: Award.objects.select_related("application__competition").prefetch_related(
        "allocations", "checklist", "promises", "payments"
    ),
    name=lambda row: f"The award of {row.application.reference}",
    digest=digest_of_award,
    at=lambda row: row.made_at,
    competition=lambda row: row.application.competition,
)
CLAIMS = ProvedKind(
    key="claim",
    rows=lambda: Claim.objects.select_related("award__application__competition"),
    name=lambda row: f"Claim {row.pk} on {row.award.application.reference}",
    digest=digest_of_claim,
    at=lambda row: row.sent_at,
    competition=lambda row: row.award.application.competition,
)
PROMISE_CHANGES = ProvedKind(
    key="change",
    rows=lambda: PromiseChange.objects.select_related("promise__award__application__competition"),
    name=lambda row: f"Change {row.pk} of a promise in {row.promise.award.application.reference}",
    digest=digest_of_promise_change,
    at=lambda row: row.proposed_at,
    competition=lambda row: row.promise.award.application.competition,
)
REPORTS = ProvedKind(
    key="report",
    rows=lambda: AwardReport.objects.select_related("award__application__competition").prefetch_related("lines"),
    name=lambda row: f"Report {row.pk} on {row.award.application.reference}",
    digest=digest_of_report,
    at=lambda row: row.sent_at,
    competition=lambda row: row.award.application.competition,
)
