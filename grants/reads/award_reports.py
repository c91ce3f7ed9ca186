"""Claims, reports, and outcomes of awards, as pages and reminders read them."""

import datetime
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.models import User
from grants.models import (
    Allocation,
    Application,
    Award,
    AwardReport,
    ChecklistItem,
    Claim,
    Participant,
    Promise,
    ReportedPromise,
)
from grants.rules.award_reports import ReportPeriod, periods_of
from grants.rules.follow_up import FollowUpFacts
from grants.states import AnswerToMember, AwardStatus, PromiseResult

REPORTED = {AnswerToMember.SENT, AnswerToMember.ACCEPTED}


def left_to_claim(award: Award) -> dict[int, int]:
    """What each member (row id) can still claim, in two queries."""
    claimed = Claim.objects.of(award).counted().by_member()
    return {one.participant_id: one.amount - claimed.get(one.participant_id, 0) for one in Allocation.objects.of(award)}


class ClaimsOfMember(NamedTuple):
    """A member's part of the award, and what it claimed of it."""

    participant: Participant
    amount: int
    waiting: int
    accepted: int

    @property
    def left(self) -> int:
        """What it can still claim."""
        return self.amount - self.waiting - self.accepted


def claims_by_member(award: Award) -> list[ClaimsOfMember]:
    """The members in their order, in two queries."""
    sums = Claim.objects.of(award).by_member_and_status()
    return [
        ClaimsOfMember(
            one.participant,
            one.amount,
            sums.get((one.participant_id, AnswerToMember.SENT), 0),
            sums.get((one.participant_id, AnswerToMember.ACCEPTED), 0),
        )
        for one in Allocation.objects.of(award)
    ]


def periods_of_award(award: Award) -> list[ReportPeriod]:
    """The periods on which members report."""
    return periods_of(award.starts_on, award.ends_on)


def reports_by_member(award: Award) -> dict[tuple[int, int], AwardReport]:
    """The reports that were started, by member (row id) and period."""
    return {(one.participant_id, one.period): one for one in AwardReport.objects.of(award)}


class ReportToWrite(NamedTuple):
    """A report of a member on a period that ended, which it hasn't submitted, or which the state returned."""

    award: Award
    participant: Participant
    period: ReportPeriod


def reports_to_write(user: User, on: datetime.date) -> list[ReportToWrite]:
    """For a person with a role in members of active awards: the reports on periods that ended. Three queries."""
    awards = Award.objects.taken_part_in_by(user).active().for_page()
    own = set(Participant.present.represented_by(user).order_by().values_list("pk", flat=True)) if awards else set()
    return [one for one in _missing(list(awards), on) if one.participant.pk in own]


def reports_to_remind_of(at: datetime.datetime) -> list[ReportToWrite]:
    """The reports on periods that ended and whose members weren't reminded of them."""
    awards = list(Award.objects.active().for_page())
    reminded = set(
        AwardReport.objects.filter(award__in=awards, reminded_at__isnull=False).values_list("participant", "period")
    )
    missing = _missing(awards, timezone.localdate(at))
    return [one for one in missing if (one.participant.pk, one.period.number) not in reminded]


def _missing(awards: list[Award], on: datetime.date) -> list[ReportToWrite]:
    """The reports on ended periods that weren't submitted, of these awards. Two queries."""
    if not awards:
        return []
    done = set(AwardReport.objects.filter(award__in=awards, status__in=REPORTED).values_list("participant", "period"))
    members = defaultdict(list)
    for one in Participant.present.filter(application__in=[award.application_id for award in awards]):
        members[one.application_id].append(one)
    return [
        ReportToWrite(award, participant, period)
        for award in awards
        for period in periods_of_award(award)
        if period.ends_on < on
        for participant in members[award.application_id]
        if (participant.pk, period.number) not in done
    ]


class AwardFacts(NamedTuple):
    """What an official follows in one award."""

    award: Award
    accepted: int  # dollars
    claims_waiting: int
    reports_waiting: int
    reports_overdue: int
    members_left: list[str]
    not_ready: int  # members with open items or an amount that they haven't accepted
    follow_up: FollowUpFacts


def facts_of_awards(awards: list[Award], on: datetime.date) -> list[AwardFacts]:
    """The facts of these awards, in ten queries for any number of them."""
    keys = [award.pk for award in awards]
    claims = Claim.objects.filter(award__in=keys).order_by().values("award")
    money = {
        row["award"]: (row["accepted"] or 0, row["waiting"], row["returned"])
        for row in claims.annotate(
            accepted=Sum("amount", filter=Q(status=AnswerToMember.ACCEPTED)),
            waiting=Count("pk", filter=Q(status=AnswerToMember.SENT)),
            returned=Count("pk", filter=Q(status=AnswerToMember.RETURNED)),
        )
    }
    sent = AwardReport.objects.filter(award__in=keys, status=AnswerToMember.SENT).order_by()
    reports = dict(sent.values_list("award").annotate(Count("pk")))
    missing = _missing([award for award in awards if award.is_active], on)
    overdue = Counter(one.award.pk for one in missing if one.period.due_on < on)
    left = defaultdict(list)
    rows = Participant.present.filter(application__award__in=keys).with_records()
    for one in rows:
        record = one.district or one.school
        gone = one.leaves_on or (record.closed_on if record else None)
        if gone and gone < on:
            left[one.application_id].append(one.name)
    not_ready: dict[int, set[int]] = defaultdict(set)
    for award, participant in Allocation.objects.filter(award__in=keys).waiting().values_list("award", "participant"):
        not_ready[award].add(participant)
    for award, participant in ChecklistItem.objects.not_ready(keys):
        not_ready[award].add(participant)
    missed, late, first = _promises_missed(keys), _checklists_overdue(awards, on), _first_awards(awards)
    return [
        AwardFacts(
            award,
            *money.get(award.pk, (0, 0, 0))[:2],
            reports.get(award.pk, 0),
            overdue[award.pk],
            left[award.application_id],
            len(not_ready[award.pk]) if award.is_being_prepared else 0,
            FollowUpFacts(
                reports_overdue=overdue[award.pk],
                promises_missed=missed[award.pk],
                claims_returned=money.get(award.pk, (0, 0, 0))[2],
                checklists_overdue=late[award.pk],
                first_award=int(award.pk in first),
            ),
        )
        for award in awards
    ]


def _promises_missed(awards: list[int]) -> Counter[int]:
    """How many promises of each award were missed by the last submitted report on them."""
    lines = ReportedPromise.objects.submitted().filter(report__award__in=awards).order_by("report__period")
    last = {
        (award, place): result
        for award, place, result in lines.values_list("report__award", "promise__position", "result")
    }
    return Counter(award for (award, _), result in last.items() if result == PromiseResult.MISSED)


def _checklists_overdue(awards: list[Award], on: datetime.date) -> Counter[int]:
    """How many members of each award that is being prepared have an item past its due date."""
    being_prepared = [award.pk for award in awards if award.is_being_prepared]
    rows = ChecklistItem.objects.overdue(on).not_ready(being_prepared)
    return Counter(award for award, _ in rows)


def _first_awards(awards: list[Award]) -> set[int]:
    """The awards none of whose members had an earlier award that wasn't revoked. One query."""
    rows = (
        Participant.present.filter(application__award__isnull=False)
        .exclude(application__award__status=AwardStatus.REVOKED)
        .order_by("application__award__made_at")
        .values_list("application__award", "application__award__made_at", "district", "school")
    )
    since: dict[tuple[int | None, int | None], datetime.datetime] = {}
    members: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    for award, made_at, district, school in rows:
        if district or school:
            since.setdefault((district, school), made_at)
            members[award].append((district, school))
    return {one.pk for one in awards if all(since[place] >= one.made_at for place in members[one.pk])}


class OutcomeLine(NamedTuple):
    """Students of one member with access to an activity, before the award and at the end of a period."""

    activity: str
    home: str
    offered_by: str
    before: int
    now: int


def outcomes_of(award: Award) -> tuple[int, list[OutcomeLine]]:
    """The latest period with accepted reports (0: none), and what they say of students, by activity and member."""
    lines = ReportedPromise.objects.of_award(award).accepted().exclude(students_now=None)
    latest: dict[int, ReportedPromise] = {}
    for line in lines:  # by period: a later report on a promise replaces an earlier one
        latest[line.promise_id] = line
    period = max((line.report.period for line in latest.values()), default=0)
    rows = [line for line in latest.values() if line.report.period == period]
    return period, [
        OutcomeLine(
            line.promise.activity,
            line.report.participant.name,
            line.offered_by.name if line.offered_by else "",
            line.students_before or 0,
            line.students_now or 0,
        )
        for line in rows
    ]


class EarlierResults(NamedTuple):
    """What a member reported on the promises of an earlier award, in accepted reports."""

    member: str
    reference: str
    kept: int
    changed: int
    missed: int


def earlier_results(application: Application) -> list[EarlierResults]:
    """For each member of the application: its promises in other awards, by award. Two queries."""
    places = list(
        Participant.present.filter(application=application).values_list("district", "school", "name").order_by()
    )
    districts = {district: name for district, _, name in places if district}
    schools = {school: name for _, school, name in places if school}
    rows = (
        ReportedPromise.objects.accepted()
        .exclude(report__award__application=application)
        .filter(Q(report__participant__district__in=districts) | Q(report__participant__school__in=schools))
        .order_by("report__participant__position", "report__award__application__reference")
        .values_list(
            "report__participant__district", "report__participant__school", "report__award__application__reference",
            "result",
        )
    )  # fmt: skip
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for district, school, reference, result in rows:
        counts[districts.get(district) or schools[school], reference][result] += 1
    return [
        EarlierResults(member, reference, found["kept"], found["changed"], found["missed"])
        for (member, reference), found in counts.items()
    ]


def promises_with_results(award: Award) -> list[tuple[Promise, int | None, str]]:
    """Each promise with the result of each submitted report on it, or with none. Two queries."""
    results: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    lines = ReportedPromise.objects.of_award(award).submitted()
    for promise, period, result in lines.values_list("promise", "report__period", "result"):
        results[promise].append((period, result))
    return [
        (promise, period, result)
        for promise in Promise.objects.of(award)
        for period, result in results[promise.pk] or [(None, "")]
    ]
