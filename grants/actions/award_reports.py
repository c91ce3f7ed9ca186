"""Claims and reports of members: sending them, and the state's answer."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.permissions import Actor
from grants.actions.awards import locked_award
from grants.emails.award_reports import send_claim_returned, send_report_due, send_report_returned
from grants.models import Allocation, Award, AwardReport, Claim, Participant, ReportedPromise
from grants.permissions.awards import check_can_act_for_member, check_can_oversee
from grants.reads.award_reports import left_to_claim
from grants.reads.promises import promises_in
from grants.reads.proofs_of_awards import digest_of_claim, digest_of_report
from grants.rules.award_reports import (
    LONGEST_EXPLANATION,
    PromiseLine,
    ReportPeriod,
    problems_with_claim,
    problems_with_payment,
    problems_with_report,
)
from grants.rules.texts import LONGEST_NOTE, cleaned, on_one_line
from grants.states import AnswerToMember

STALE = "Someone changed this report after you opened this page. Read it again before you save."
NOT_ACTIVE = "This award isn’t active."
ANSWERED = "The state has already answered this."
CLOSED = "This report has been submitted. It can be changed only if the state returns it."
NOT_YET = "This period hasn’t started yet."
REASON = "Enter the reason."
NOT_ACCEPTED = "The state hasn’t accepted this claim, so it can’t be paid."


@transaction.atomic
def submit_claim(
    *, award: Award, participant: Participant, category: str, amount: int, spent_from: datetime.date,
    spent_to: datetime.date, what: str, by: User, at: datetime.datetime,
) -> Claim:  # fmt: skip
    """Claim what the member spent. All its claims together never exceed its part of the award."""
    award = locked_award(award)
    on = timezone.localdate(at)
    check_can_act_for_member(by, award, participant, on)
    if not award.is_active:
        raise Unready(NOT_ACTIVE)
    allocation = Allocation.objects.of(award).get(participant=participant)
    left = left_to_claim(award).get(allocation.participant_id, 0)
    period = (award.starts_on, award.ends_on)
    dates = {"spent_from": spent_from, "spent_to": spent_to}
    if problems := problems_with_claim(amount=amount, left=left, **dates, period=period, on=on):
        raise Unready(*problems)
    what = cleaned(what)[:LONGEST_NOTE]
    claim = Claim.objects.create(
        award=award, participant=participant, category=category, amount=amount, what=what, sent_by=by, sent_at=at,
        **dates,
    )  # fmt: skip
    _record_claim("award.claimed", claim, by=by, at=at, member=participant.key, amount=amount)
    return claim


@transaction.atomic
def answer_claim(*, claim: Claim, accepts: bool, reason: str, by: User, at: datetime.datetime) -> Claim:
    """Accept a claim, or return it with a reason. Giving the same answer twice changes nothing."""
    award = locked_award(claim.award)
    check_can_oversee(by, award, timezone.localdate(at))
    claim = Claim.objects.select_related("participant").get(pk=claim.pk)
    status = AnswerToMember.ACCEPTED if accepts else AnswerToMember.RETURNED
    if claim.status == status:
        return claim
    if not claim.is_waiting:
        raise Unready(ANSWERED)
    reason = cleaned(reason)[:LONGEST_NOTE]
    if not (accepts or reason):
        raise Unready(REASON)
    claim.status, claim.reason, claim.answered_by, claim.answered_at = status, reason, by, at
    claim.save(update_fields=["status", "reason", "answered_by", "answered_at"])
    _record_claim("award.claim_answered", claim, by=by, at=at, accepted=accepts)
    if not accepts:
        send_claim_returned(award, claim, by=by, at=at)
    return claim


@transaction.atomic
def record_payment(
    *, claim: Claim, paid_on: datetime.date, payment_number: str, by: User, at: datetime.datetime
) -> Claim:
    """Record that the state paid an accepted claim, or correct it. Recording the same twice changes nothing."""
    award = locked_award(claim.award)
    on = timezone.localdate(at)
    check_can_oversee(by, award, on)
    claim = Claim.objects.select_related("award", "participant").get(pk=claim.pk)
    if not claim.is_accepted or claim.answered_at is None:
        raise Unready(NOT_ACCEPTED)
    number = on_one_line(payment_number)
    if (claim.paid_on, claim.payment_number) == (paid_on, number):
        return claim
    if problems := problems_with_payment(paid_on, accepted_on=timezone.localdate(claim.answered_at), on=on):
        raise Unready(*problems)
    before, claim.paid_on, claim.payment_number = claim.paid_on, paid_on, number[:60]
    claim.paid_by, claim.payment_recorded_at = by, at
    claim.save(update_fields=["paid_on", "payment_number", "paid_by", "payment_recorded_at"])
    _record_claim("award.claim_paid", claim, by=by, at=at, paid_on=paid_on, before=before)
    return claim


@transaction.atomic
def save_report(
    *, award: Award, participant: Participant, period: ReportPeriod, lines: Sequence[PromiseLine], revision: int,
    submits: bool, by: User, at: datetime.datetime,
) -> AwardReport:  # fmt: skip
    """Save what a member reports on its promises, and submit it if asked to.

    An incomplete report can be saved but not submitted.
    """
    award = locked_award(award)
    on = timezone.localdate(at)
    check_can_act_for_member(by, award, participant, on)
    if not award.is_active:
        raise Unready(NOT_ACTIVE)
    if on < period.starts_on:
        raise Unready(NOT_YET)
    report, _ = AwardReport.objects.get_or_create(award=award, participant=participant, period=period.number)
    if not report.is_open:
        raise Unready(CLOSED)
    if revision != report.revision:
        raise Unready(STALE)
    promises = {one.pk: one for one in promises_in(award, participant, period)}
    if {line.promise for line in lines} != set(promises):
        raise Unready(STALE)
    named = [(promises[line.promise].activity, line) for line in lines]
    gains = [promises[line.promise].has_gains for line in lines]
    if submits and (problems := problems_with_report(named, gains=gains)):
        raise Unready(*problems)
    members = {one.key: one for one in Participant.present.filter(application=award.application)}
    ReportedPromise.objects.bulk_create(
        [
            ReportedPromise(
                report=report,
                promise=promises[line.promise],
                result=line.result,
                explanation=cleaned(line.explanation)[:LONGEST_EXPLANATION],
                students_before=line.students_before,
                students_now=line.students_now,
                offered_by=members.get(line.offered_by),
            )
            for line in lines
        ],
        update_conflicts=True,
        unique_fields=["report", "promise"],
        update_fields=["result", "explanation", "students_before", "students_now", "offered_by"],
    )
    report.lines.exclude(promise__in=promises).delete()  # of a draft from before a promise changed
    report.revision += 1
    if submits:
        report.status, report.sent_by, report.sent_at = AnswerToMember.SENT, by, at
    report.save()
    event = "award.reported" if submits else "award.report_saved"
    _record_report(event, report, by=by, at=at)
    return report


@transaction.atomic
def answer_report(*, report: AwardReport, accepts: bool, reason: str, by: User, at: datetime.datetime) -> AwardReport:
    """Accept a report, or return it with a reason. Accepted ones count for the outcomes that the public reads."""
    award = locked_award(report.award)
    check_can_oversee(by, award, timezone.localdate(at))
    report = AwardReport.objects.select_related("participant").get(pk=report.pk)
    status = AnswerToMember.ACCEPTED if accepts else AnswerToMember.RETURNED
    if report.status == status:
        return report
    if not report.is_waiting:
        raise Unready(ANSWERED)
    reason = cleaned(reason)[:LONGEST_NOTE]
    if not (accepts or reason):
        raise Unready(REASON)
    report.status, report.reason, report.answered_by, report.answered_at = status, reason, by, at
    report.revision += 1
    report.save()
    _record_report("award.report_answered", report, by=by, at=at, accepted=accepts)
    if not accepts:
        send_report_returned(award, report, by=by, at=at)
    return report


@transaction.atomic
def remind_of_report(
    *, award: Award, participant: Participant, period: ReportPeriod, by: str, at: datetime.datetime
) -> list[object]:
    """Email the member's people that a report on an ended period is due. Each report gets one reminder."""
    award = locked_award(award)
    report, _ = AwardReport.objects.get_or_create(award=award, participant=participant, period=period.number)
    if report.reminded_at or not report.is_open or not award.is_active:
        return []
    report.reminded_at = at
    report.save(update_fields=["reminded_at"])
    sent = send_report_due(award, participant, period, at=at)
    _record_report("award.report_reminder", report, by=by, at=at, emails=len(sent))
    return list(sent)


def _record_claim(event: str, claim: Claim, *, by: User, at: datetime.datetime, **detail: object) -> None:
    log.record(event, claim.award, by=by, at=at, claim=claim.pk, digest=digest_of_claim(claim), **detail)


def _record_report(event: str, report: AwardReport, *, by: Actor, at: datetime.datetime, **detail: object) -> None:
    facts = {"member": report.participant.key, "period": report.period, "digest": digest_of_report(report)}
    log.record(event, report.award, by=by, at=at, report=report.pk, **facts, **detail)
