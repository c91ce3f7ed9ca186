"""Reporting a barrier."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium
from districts.models import District
from policies.actions.policies import policy_cited
from policies.models import Barrier, BarrierReport, BarrierReportDistrict
from policies.permissions import check_can_report_barrier
from policies.reads.parties import districts_of_party
from policies.rules.barriers import problems_with_more_reports, problems_with_report

A_DAY = datetime.timedelta(days=1)


class ReportWords(NamedTuple):
    """What a district reports. `is_unknown`: it doesn't know the citation."""

    blocks: str
    citation: str
    is_unknown: bool
    students: int | None
    dollars: int | None
    evidence: str


@transaction.atomic
def report_barrier(
    *, district: District, consortium: Consortium | None, words: ReportWords, by: User, at: datetime.datetime
) -> BarrierReport:
    """Report what a policy keeps the district, or the consortium that it leads, from doing. Opens a docket item.

    Raises Refused or Unready.
    """
    on = timezone.localdate(at)
    # The district's row is locked, so that two reports at once are counted and compared one after the other.
    district = District.objects.select_for_update(of=("self",)).get(pk=district.pk)
    check_can_report_barrier(by, district, consortium, on)
    blocks = words.blocks.strip()
    problems = problems_with_report(
        blocks=blocks,
        citation=words.citation,
        is_unknown=words.is_unknown,
        students=words.students,
        dollars=words.dollars,
    )
    for field, problem in problems.items():
        raise Unready(problem, about=field)
    policy = policy_cited(words.citation)
    same = BarrierReport.objects.unanswered().filter(
        district=district, consortium=consortium, policy=policy, blocks=blocks
    )
    if earlier := same.first():
        day = timezone.localdate(earlier.reported_at)
        raise Unready(f"Your district already sent this report on {day:%b} {day.day}, {day.year}.")
    if more := problems_with_more_reports(BarrierReport.objects.sent_since(district, at - A_DAY)):
        raise Unready(*more)
    barrier = Barrier.objects.create(policy=policy, opened_at=at)
    report = BarrierReport.objects.create(
        barrier=barrier,
        opened=barrier,
        district=district,
        consortium=consortium,
        policy=policy,
        blocks=blocks,
        students=words.students,
        dollars=words.dollars,
        evidence=words.evidence.strip(),
        reported_by=by,
        reported_at=at,
    )
    BarrierReportDistrict.objects.bulk_create(
        BarrierReportDistrict(report=report, district_id=pk)
        for pk in sorted(districts_of_party(district, consortium, on))
    )
    log.record("barrier.reported", barrier, by=by, at=at, district=district.leaid, policy=policy and policy.citation)
    return report
