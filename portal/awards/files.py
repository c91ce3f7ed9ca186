"""The files of an award: allocations, claims, and promises with what was reported on them."""

import datetime
from collections.abc import Callable, Iterator

from grants.models import Award, Claim
from grants.reads.award_reports import claims_by_member, promises_with_results

Rows = Callable[[Award], Iterator[tuple[object, ...]]]


def _allocations(award: Award) -> Iterator[tuple[object, ...]]:
    for one in claims_by_member(award):
        yield (
            award.application.reference, one.participant.key, one.participant.name, one.amount, one.waiting,
            one.accepted, one.left,
        )  # fmt: skip


def _claims(award: Award) -> Iterator[tuple[object, ...]]:
    for one in Claim.objects.of(award):
        yield (
            award.application.reference, one.participant.key, one.participant.name, one.category, one.amount,
            one.spent_from, one.spent_to, one.what, one.status, one.sent_at.date(), one.reason,
            one.paid_on, one.payment_number,
        )  # fmt: skip


def _promises(award: Award) -> Iterator[tuple[object, ...]]:
    rows = promises_with_results(award)
    ended = {one.pk: one.ends_on for one, _, _ in rows}
    ended |= {one.replaces_id: one.from_on - datetime.timedelta(days=1) for one, _, _ in rows if one.replaces_id}
    for promise, period, result in rows:
        yield (
            award.application.reference, promise.participant.key, promise.participant.name, promise.activity,
            promise.gives_kind, promise.gives_text, promise.gives_amount, promise.gains_text, promise.gains_students,
            promise.gains_grades, promise.from_on, period, result, ended[promise.pk], promise.reason,
        )  # fmt: skip


FILES: dict[str, tuple[tuple[str, ...], Rows]] = {
    "allocations": (
        ("award", "member_id", "member", "amount", "claims_waiting", "claims_accepted", "left"), _allocations,
    ),
    "claims": (
        ("award", "member_id", "member", "category", "amount", "spent_from", "spent_to", "what", "status", "sent_on",
         "reason_returned", "paid_on", "payment_number"), _claims,
    ),
    "promises": (
        ("award", "member_id", "member", "activity", "contributes_kind", "contributes", "contributes_amount",
         "benefits", "students_promised", "grades", "since", "period", "result", "until", "reason_changed"), _promises,
    ),
}  # fmt: skip
