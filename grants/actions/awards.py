"""Awards after their release: making, dividing, preparing, and starting them."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from districts.permissions import Actor
from grants.emails.awards import send_allocation_changed, send_award_started
from grants.models import (
    Allocation,
    Award,
    BoardDecision,
    ChecklistItem,
    Claim,
    Competition,
    Participant,
    Promise,
    Version,
)
from grants.permissions.awards import (
    check_can_accept_allocation,
    check_can_act_for_member,
    check_can_allocate,
    check_can_oversee,
    check_can_set_checklist,
)
from grants.reads.awards import blockers_of, members_of_award
from grants.reads.proofs_of_awards import digest_of_award
from grants.rules.allocation import MemberAmount, budget_by_member, problems_with_allocation, shares_of
from grants.rules.award_setup import (
    NOT_BEING_PREPARED,
    STANDARD_CHECKLIST,
    ChecklistLine,
    checklist_lines,
    problems_with_agreement,
    problems_with_checklist,
    problems_with_done_dates,
)
from grants.rules.texts import on_one_line
from grants.states import AWARD_STEPS, FINAL_OUTCOMES, AwardStatus, BoardOutcome

STALE = "Someone changed this after you opened this page. Read it again before you save."
REVOKED = "The board revoked this award."
PAUSED = "This award is on hold. Members’ amounts can change again once the board has decided."
NOT_DIVIDED = {
    AwardStatus.REVOKED: REVOKED,
    AwardStatus.PAUSED: PAUSED,
    AwardStatus.CLOSED: "This award is closed, so members’ amounts can’t change.",
}


@transaction.atomic
def carry_out_decision(*, decision: BoardDecision, by: Actor, at: datetime.datetime) -> Award | None:
    """Make the award of a released decision, change its amount, pause it, or revoke it. Twice changes nothing.

    None if there is no award.
    """
    award = Award.objects.select_for_update().filter(application=decision.application_id).first()
    if award is not None and award.decision_id == decision.pk:
        return award
    if decision.outcome not in FINAL_OUTCOMES:
        return _pause(award, decision, by=by, at=at)
    if decision.outcome != BoardOutcome.YES or decision.amount is None:
        return _revoke(award, decision, by=by, at=at)
    if award is None:
        return _make(decision, by=by, at=at)
    award.decision, before, award.amount = decision, award.amount, decision.amount
    if before != award.amount or award.is_revoked:
        award.move("change")
        award.closing_reason, award.closed_by, award.closed_at = "", None, None
        _divide_by_budget(award)
        _keep_schedule_within(award)
    elif award.is_paused:
        award.move("resume" if award.was_active else "change")
    award.revision += 1
    award.save()
    record_award("award.changed", award, by=by, at=at, amount=award.amount, before=before)
    return award


def _make(decision: BoardDecision, *, by: Actor, at: datetime.datetime) -> Award | None:
    application = decision.application
    version = Version.objects.newest(1).filter(application=application).first()
    if version is None or decision.amount is None:
        return None
    competition = application.competition
    award = Award.objects.create(
        application=application,
        decision=decision,
        version=version,
        amount=decision.amount,
        starts_on=competition.project_starts_on,
        ends_on=competition.project_ends_on,
        made_at=at,
    )
    participants = list(Participant.present.filter(application=application))
    budget = budget_by_member(version.content)
    Allocation.objects.bulk_create(
        Allocation(award=award, participant=one, budgeted=budget.get(one.key, 0), amount=0) for one in participants
    )
    _divide_by_budget(award)
    items = competition.award_checklist or STANDARD_CHECKLIST
    lines = list(enumerate(checklist_lines(items, competition.award_checklist_due)))
    made_on = timezone.localdate(at)
    ChecklistItem.objects.bulk_create(
        ChecklistItem(award=award, participant=one, position=place, item=line.item, due_on=line.due_on(made_on))
        for one in participants
        for place, line in lines
    )
    _promise(award, version, {one.key: one for one in participants}, at)
    record_award("award.made", award, by=by, at=at, amount=award.amount, members=len(participants))
    return award


def _promise(award: Award, version: Version, members: Mapping[str, Participant], at: datetime.datetime) -> None:
    """Record each cell of the members table as a promise of its member."""
    titles = {activity["key"]: activity["title"] for activity in version.content["activities"]}
    Promise.objects.bulk_create(
        Promise(
            award=award,
            participant=members[cell["participant"]],
            activity_key=cell["activity"],
            activity=titles[cell["activity"]],
            position=place,
            from_on=award.starts_on or timezone.localdate(at),
            gives_kind=cell["gives"]["kind"],
            gives_text=cell["gives"]["text"],
            gives_amount=cell["gives"]["amount"],
            gains_text=cell["gains"]["text"],
            gains_students=cell["gains"]["students"],
            gains_grades=cell["gains"]["grades"],
        )
        for place, cell in enumerate(version.content["commitments"])
        if cell["participant"] in members
    )


def _divide_by_budget(award: Award) -> None:
    """Divide the amount in the proportions of the submitted budget; earlier acceptances no longer count.

    Each member keeps at least what it has claimed. Raises Unready if claims came since the decision that exceed it.
    """
    rows, claims = list(Allocation.objects.of(award)), Claim.objects.of(award).counted()
    if (claimed := claims.total()) > award.amount:
        raise Unready(
            f"Members of {award.application.reference} have ${claimed:,} in claims, which is more than the new award "
            f"of ${award.amount:,}. Return claims, or enter another decision."
        )
    by_member = claims.by_member()
    of_rows = {row.pk: by_member.get(row.participant_id, 0) for row in rows}
    shares = shares_of(award.amount, {row.pk: row.budgeted for row in rows}, of_rows)
    for row in rows:
        row.amount, row.accepted_by, row.accepted_at = shares[row.pk], None, None
    Allocation.objects.bulk_update(rows, ["amount", "accepted_by", "accepted_at"])


def _keep_schedule_within(award: Award) -> None:
    """A schedule that plans more than the changed award is removed: an official plans it anew."""
    if sum(one.amount for one in award.payments.all()) > award.amount:
        award.payments.all().delete()


def _pause(award: Award | None, decision: BoardDecision, *, by: Actor, at: datetime.datetime) -> Award | None:
    """The board decides later; what members agreed to and did is kept. A revoked or closed award stays as it was."""
    if award is None or award.is_revoked or award.is_closed:
        return award
    award.decision = decision
    if not award.is_paused:
        award.was_active = award.is_active
        award.move("pause")
    award.save(update_fields=["decision", "status", "was_active"])
    record_award("award.paused", award, by=by, at=at)
    return award


def _revoke(award: Award | None, decision: BoardDecision, *, by: Actor, at: datetime.datetime) -> Award | None:
    if award is None or award.is_revoked:
        return award
    award.decision = decision
    award.move("revoke")
    award.save(update_fields=["decision", "status"])
    record_award("award.revoked", award, by=by, at=at)
    return award


@transaction.atomic
def set_award_checklist(
    *, competition: Competition, lines: Iterable[ChecklistLine], by: User, at: datetime.datetime
) -> Competition:
    """List what each member does before an award of the round starts. Awards already made keep their lists."""
    competition = Competition.objects.locked(competition.pk)
    check_can_set_checklist(by, competition, timezone.localdate(at))
    kept = [one._replace(item=text) for one in lines if (text := on_one_line(one.item))]
    if problems := problems_with_checklist(kept):
        raise Unready(*problems)
    if kept != checklist_lines(competition.award_checklist, competition.award_checklist_due):
        competition.award_checklist = items = [one.item for one in kept]
        competition.award_checklist_due = due = [one.as_stored() for one in kept]
        competition.save(update_fields=["award_checklist", "award_checklist_due"])
        touch_registry()
        log.record("award.checklist_set", competition, by=by, at=at, items=items, due=due)
    return competition


@transaction.atomic
def allocate_award(
    *, award: Award, amounts: Mapping[int, int], revision: int, by: User, at: datetime.datetime
) -> list[Allocation]:
    """Set the amounts of all allocations at once, by key. Returns those that changed.

    A member whose amount changes accepts it anew, unless it is what the budget it signed says.
    """
    award = locked_award(award)
    check_can_allocate(by, award, timezone.localdate(at))
    if words := why_not_divided(award):
        raise Unready(words)
    if revision != award.revision:
        raise Unready(STALE)
    rows = list(Allocation.objects.of(award))
    if set(amounts) != {row.pk for row in rows}:
        raise Unready(STALE)
    claimed = Claim.objects.of(award).counted().by_member()
    new = [MemberAmount(row.participant.name, amounts[row.pk], claimed.get(row.participant_id, 0)) for row in rows]
    if problems := problems_with_allocation(new, award.amount):
        raise Unready(*problems)
    changed = [row for row in rows if row.amount != amounts[row.pk]]
    if not changed:
        return []
    for row in changed:
        row.amount, row.accepted_by, row.accepted_at = amounts[row.pk], None, None
        row.save(update_fields=["amount", "accepted_by", "accepted_at"])
    award.revision += 1
    award.save(update_fields=["revision"])
    record_award("award.allocated", award, by=by, at=at, amounts={row.participant.key: row.amount for row in rows})
    send_allocation_changed(award, [row for row in changed if not row.is_agreed], by=by, at=at)
    return changed


@transaction.atomic
def accept_allocation(*, allocation: Allocation, amount: int, by: User, at: datetime.datetime) -> Allocation:
    """The member accepts its amount, which has to be the one the page showed. Accepting twice changes nothing."""
    award = locked_award(allocation.award)
    allocation = Allocation.objects.select_related("participant").get(pk=allocation.pk)
    check_can_accept_allocation(by, award, allocation.participant, timezone.localdate(at))
    if words := why_not_divided(award):
        raise Unready(words)
    if amount != allocation.amount:
        raise Unready(STALE)
    if allocation.is_agreed:
        return allocation
    allocation.accepted_by, allocation.accepted_at = by, at
    allocation.save(update_fields=["accepted_by", "accepted_at"])
    record_award("award.allocation_accepted", award, by=by, at=at, member=allocation.participant.key, amount=amount)
    return allocation


@transaction.atomic
def record_checklist(
    *,
    award: Award,
    participant: Participant,
    done: Mapping[int, datetime.date | None],
    by: User,
    at: datetime.datetime,
) -> list[ChecklistItem]:
    """Record when each of the member's items was done (None: not done), by its place. Returns what changed."""
    award = locked_award(award)
    check_can_act_for_member(by, award, participant, timezone.localdate(at))
    if not award.is_being_prepared:
        raise Unready(NOT_BEING_PREPARED)
    if problems := problems_with_done_dates(done.values(), timezone.localdate(at)):
        raise Unready(*problems)
    changed = []
    for item in ChecklistItem.objects.of_member(participant):
        if item.position in done and item.done_on != done[item.position]:
            item.done_on, item.recorded_by, item.recorded_at = done[item.position], by, at
            item.save(update_fields=["done_on", "recorded_by", "recorded_at"])
            changed.append(item)
    if changed:
        record_award(
            "award.checklist_recorded", award, by=by, at=at, member=participant.key,
            done={str(item.position): item.done_on for item in changed},
        )  # fmt: skip
    return changed


@transaction.atomic
def start_award(
    *, award: Award, agreement_number: str, agreed_on: datetime.date, by: User, at: datetime.datetime
) -> Award:
    """Start an award with its signed agreement, once nothing prevents it. From then on, members claim money."""
    award = locked_award(award)
    check_can_oversee(by, award, timezone.localdate(at))
    if award.status not in AWARD_STEPS["start"][0]:
        raise Unready(NOT_BEING_PREPARED)
    number = on_one_line(agreement_number)
    problems = problems_with_agreement(number, agreed_on, timezone.localdate(at))
    if problems := problems + blockers_of(members_of_award(award)):
        raise Unready(*problems)
    award.move("start")
    award.agreement_number, award.agreed_on, award.started_by, award.started_at = number, agreed_on, by, at
    award.save(update_fields=["status", "agreement_number", "agreed_on", "started_by", "started_at"])
    record_award("award.started", award, by=by, at=at, agreement=number, agreed_on=agreed_on)
    send_award_started(award, at=at)
    return award


def why_not_divided(award: Award) -> str:
    """Why members’ amounts can't change or be accepted now; "" if they can."""
    return "" if award.can_be_divided else NOT_DIVIDED[AwardStatus(award.status)]


def record_award(event: str, award: Award, *, by: Actor, at: datetime.datetime, **detail: object) -> None:
    """Log the digest of the award with its allocations, checklists, and promises."""
    log.record(event, award, by=by, at=at, award=award.pk, digest=digest_of_award(award), **detail)


def locked_award(award: Award) -> Award:
    """The award, read anew and locked until the caller commits; with its application, consortium, and round."""
    return Award.objects.for_page().select_for_update(of=("self",)).get(pk=award.pk)
