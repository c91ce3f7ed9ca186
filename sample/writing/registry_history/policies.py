"""Invented state policies, and barriers that districts reported: new, merged, and answered."""

import datetime
from functools import partial

from districts.models import District
from policies.actions.docket import decide_barrier, merge_barrier, publish_barrier
from policies.actions.policies import PolicyFacts, enter_policy
from policies.actions.reports import ReportWords, report_barrier
from policies.models import Barrier
from policies.states import BarrierOutcome, PolicyKind, Waivable
from sample.writing.registry_history.history import RegistryHistory

CALENDAR, LICENSE, BUS = "Sample Code 33.21", "Sample Rule 7-14", "Sample Guideline 5"
DEPARTMENT = "Department of Education (sample)"
POLICIES = (
    PolicyFacts(
        CALENDAR, "School calendars of each district", PolicyKind.STATUTE, "", DEPARTMENT, Waivable.YES,
        "Section 33.24 of the same invented code lets the department release districts that share courses.", None,
    ),
    PolicyFacts(
        LICENSE, "Licenses of teachers who teach in two districts", PolicyKind.RULE, "", DEPARTMENT, Waivable.NO,
        "The invented rule protects students with disabilities and can’t be waived.", None,
    ),
    PolicyFacts(
        BUS, "Transport across district lines", PolicyKind.GUIDELINE, "", DEPARTMENT, Waivable.UNKNOWN, "", None,
    ),
)  # fmt: skip
ONE_CALENDAR = "We share a physics teacher by video, but our calendars differ by eleven days, so students miss lessons."


def schedule_policies(history: RegistryHistory) -> None:
    """Schedule three policies, four reports, a merge, and an answer."""
    registrar = history.official("registrar")
    for facts in POLICIES:
        history.schedule(history.days_ago(80), partial(_enter, history, facts))
    first, second = history.free[6:8]
    reports = (
        (50, history.home, CALENDAR, ONE_CALENDAR, 140, 18_000),
        (41, first, CALENDAR, "Our joint algebra course loses two weeks because the calendars don’t match.", 60, None),
        (33, second, LICENSE, "Our shared speech therapist needs a second license for each district.", 35, 6_500),
        (6, first, "", "A form for buses asks for one district only, so we can’t run one route for both.", 85, 24_000),
    )
    for days, district, citation, blocks, students, dollars in reports:
        words = ReportWords(blocks, citation, not citation, students, dollars, "")
        history.schedule(history.days_ago(days), partial(_report, history, district, words))
    title = "Districts that share a course need the same calendar"
    text = "Districts that teach a course together lose lessons, because each has to follow its own approved calendar."
    history.schedule(
        history.days_ago(38),
        lambda at: publish_barrier(
            barrier=_barrier(ONE_CALENDAR), title=title, text=text, citation=CALENDAR, by=registrar, at=at
        ),
    )
    history.schedule(
        history.days_ago(37),
        lambda at: merge_barrier(
            barrier=_barrier(reports[1][3]),
            into=_barrier(ONE_CALENDAR),
            reason="Both reports are about courses shared across calendars.",
            by=registrar,
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(30),
        lambda at: publish_barrier(
            barrier=_barrier(reports[2][3]),
            title="Shared specialists need a license for each district",
            text="A specialist who works in two districts applies for a license twice.",
            citation=LICENSE,
            by=registrar,
            at=at,
        ),
    )
    history.schedule(
        history.days_ago(12),
        lambda at: decide_barrier(
            barrier=_barrier(ONE_CALENDAR),
            outcome=BarrierOutcome.WAIVE,
            reasons="Districts that share a course can ask to follow one calendar. Send the request by March 1.",
            follow_up_on=history.on + datetime.timedelta(days=120),
            by=registrar,
            at=at,
        ),
    )


def _enter(history: RegistryHistory, facts: PolicyFacts, at: datetime.datetime) -> None:
    enter_policy(facts=facts, by=history.official("registrar"), at=at)


def _report(history: RegistryHistory, district: District, words: ReportWords, at: datetime.datetime) -> None:
    report_barrier(district=district, consortium=None, words=words, by=history.superintendent(district), at=at)


def _barrier(blocks: str) -> Barrier:
    """The barrier that a report with these words opened."""
    return Barrier.objects.get(first_report__blocks=blocks)
