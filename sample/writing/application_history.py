"""The steps of one application, from its start to its submission and review, through the actions that people use."""

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from accounts.models import User
from consortia.models import Consortium, Membership
from grants.actions.application import start_application, submit_application
from grants.actions.commitments import CommitmentWords, record_commitments
from grants.actions.competition import open_competition
from grants.actions.findings import explain_finding
from grants.actions.plan import (
    ActivityWords,
    BudgetWords,
    add_partner,
    save_activity,
    save_budget_lines,
)
from grants.actions.review import answer_finding, record_determination, record_mark, start_review
from grants.actions.signatures import open_signing, sign_application
from grants.actions.writing import save_answer
from grants.models import Application, Competition, Participant, Review
from grants.reads.packets import facts_about, packet_of
from grants.rules.assurances import DEFAULT_ASSURANCES
from grants.rules.reading import findings_of
from grants.rules.standard_texts import STANDARD_CRITERIA, STANDARD_ELEMENTS
from grants.rules.tie_rule import COST, SMALL_OR_RURAL, STUDENTS
from sample.applications import Draft
from sample.plan import Calendar, PlannedAnswer, PlannedBudgetLine, PlannedCommitment, PlannedMember
from sample.reviews import conclusion_for, marks_for
from sample.state import CEILING_CONSORTIUM, CEILING_SINGLE, round_name
from sample.writing.consortia import COMMAND, write_contracts
from sample.writing.registry import StoredRegistry

# Lots decide little after these, so that a sample state of the same seed is decided alike.
TIES = [SMALL_OR_RURAL, COST, STUDENTS]
DECISION_DAYS = 90  # as in Ohio’s Straight A Fund
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
Event = tuple[datetime.datetime, int, Callable[[], object]]


@dataclass
class ApplicationHistory:
    """One application and the events that lead to its present state; an event is (when, tie-breaker, what)."""

    draft: Draft
    competition: Competition
    consortium: Consortium
    memberships: list[Membership]
    stored_registry: StoredRegistry
    application: Application | None = None
    events: list[Event] = field(default_factory=list)

    def schedule(self, at: datetime.datetime, what: Callable[[datetime.datetime], object]) -> None:
        """Schedule `what` for that moment."""
        self.events.append((at, len(self.events), partial(what, at)))

    @property
    def lead(self) -> User:
        """The superintendent of the lead district, who writes the application."""
        return self.stored_registry.superintendents[self.draft.plan.lead.key]

    @property
    def row(self) -> Application:
        """The application's row; raises RuntimeError before it is started."""
        if self.application is None:
            raise RuntimeError("The application has not been started.")
        return self.application

    def participant(self, key: str) -> Participant:
        """The participant with that key."""
        return self.row.participants.select_related("application").get(key=key)


def open_round(calendar: Calendar, *, is_open: bool = False) -> Competition:
    """The round, published a month before it opens."""
    made = open_competition(
        name=round_name(calendar, is_open=is_open),
        opens_at=calendar.opens_at,
        closes_at=calendar.closes_at,
        project_starts_on=calendar.project_starts_on,
        project_ends_on=calendar.project_ends_on,
        ceiling_single=CEILING_SINGLE,
        ceiling_consortium=CEILING_CONSORTIUM,
        elements=STANDARD_ELEMENTS,
        criteria=STANDARD_CRITERIA,
        assurances=DEFAULT_ASSURANCES,
        is_sample=True,
        more={"tie_criteria": TIES, "decision_days": DECISION_DAYS},
        by=COMMAND,
        at=calendar.opens_at - 30 * DAY,
    )
    made.refresh_from_db()  # submitted versions hold its times in the form the database returns
    return made


def plan_application(history: ApplicationHistory) -> None:
    """Schedule that the application is written, signed, and, if it is to be, submitted."""
    _plan_writing(history)
    _plan_signing(history)
    if history.draft.submitted_at:
        history.schedule(history.draft.submitted_at, partial(_submit, history))


def _plan_writing(history: ApplicationHistory) -> None:
    at = history.draft.started_at
    history.schedule(at, partial(_start, history))
    for number, answer in enumerate(history.draft.narrative):
        if answer.text:
            history.schedule(at + DAY + (number + 1) * HOUR, partial(_write, history, answer))
    history.schedule(at + 3 * DAY, partial(_write_plan, history))


def _start(history: ApplicationHistory, at: datetime.datetime) -> None:
    history.application = start_application(
        competition=history.competition,
        consortium=history.consortium,
        members=history.memberships,
        by=history.lead,
        at=at,
    )


def _write(history: ApplicationHistory, answer: PlannedAnswer, at: datetime.datetime) -> None:
    save_answer(
        answer=history.row.answers.select_related("application").get(element=answer.element),
        text=answer.text,
        heading=answer.heading,
        by=history.lead,
        at=at,
    )


def _write_plan(history: ApplicationHistory, at: datetime.datetime) -> None:
    plan, application, by = history.draft.plan, history.row, history.lead
    participants = {participant.key: participant for participant in application.participants.all()}
    contracts = write_contracts(plan, history.consortium, at=at)
    for name, kind in plan.partners:
        add_partner(application=application, name=name, kind=kind, by=by, at=at)
    for planned in plan.activities:
        activity = save_activity(
            application=application,
            words=ActivityWords(
                title=planned.title,
                kind=planned.kind,
                starts_on=planned.starts_on,
                ends_on=planned.ends_on,
                owner=participants[planned.owner],
                place=planned.place,
                decided_by=planned.decided_by,
                contract=contracts.get(planned.contract or ""),
            ),
            key=planned.key,
            by=by,
            at=at,
        )
        if planned.rows:
            rows = [_commitment(participants[key], row) for key, row in planned.rows.items()]
            record_commitments(activity=activity, rows=rows, by=by, at=at)
        lines = [_budget(line, participants, activity) for line in planned.lines]
        save_budget_lines(application=application, lines=lines, by=by, at=at)


def _commitment(participant: Participant, row: PlannedCommitment) -> CommitmentWords:
    return CommitmentWords(
        participant=participant,
        gives_kind=row.gives_kind,
        gives_text=row.gives,
        gives_amount=row.amount,
        gains_text=row.gains,
        gains_students=row.students,
        gains_grades=row.grades,
    )


def _budget(line: PlannedBudgetLine, participants: dict[str, Participant], activity: object) -> BudgetWords:
    payer = participants.get(line.payer or "")
    payee = participants.get(line.payee)
    return BudgetWords(
        line=line.line,
        amount=line.amount,
        source=line.source,
        payer=payer,
        payee=payee,
        payee_name="" if payee else line.payee,
        benefits_all=line.benefits == "all",
        category=line.category,
        year=line.year,
        beneficiaries=[] if line.benefits == "all" else [participants[key] for key in line.benefits],
        activity=activity,  # type: ignore[arg-type]  # the row just saved
    )


def _plan_signing(history: ApplicationHistory) -> None:
    """Early signers sign before a last change to their row; the lead signs last, because it signs everything."""
    draft = history.draft
    if draft.signings is None:
        return
    ends_at = draft.submitted_at or (draft.started_at + 12 * DAY)
    history.schedule(ends_at - 4 * DAY, partial(_ask, history))
    signers = [member for member in draft.plan.members if member.key in draft.signings]
    early = [member for member in signers if draft.signings[member.key].is_outdated]
    for number, member in enumerate(early):
        history.schedule(ends_at - 3 * DAY + number * HOUR, partial(_sign, history, member))
        history.schedule(ends_at - 2 * DAY - HOUR, partial(_reword, history, member))
    rest = [member for member in signers if member not in early]
    for number, member in enumerate([*rest[1:], *rest[:1]]):
        history.schedule(ends_at - 2 * DAY + number * HOUR, partial(_sign, history, member))


def _ask(history: ApplicationHistory, at: datetime.datetime) -> None:
    open_signing(application=history.row, by=history.lead, at=at)


def _sign(history: ApplicationHistory, member: PlannedMember, at: datetime.datetime) -> None:
    signer = history.stored_registry.superintendents[member.key]
    sign_application(
        participant=history.participant(member.key),
        name=signer.name,
        title="Superintendent" if member.has_students else "Executive director",
        board_on=(history.draft.signings or {})[member.key].board_on,
        by=signer,
        at=at,
    )


def _reword(history: ApplicationHistory, member: PlannedMember, at: datetime.datetime) -> None:
    """The lead adds to the member's commitment after it signed."""
    activity = next(planned for planned in history.draft.plan.activities if member.key in planned.rows)
    row = activity.rows[member.key]
    row.gives = f"{row.gives}, and the same again in the second year"
    record_commitments(
        activity=history.row.activities.select_related("application").get(key=activity.key),
        rows=[_commitment(history.participant(member.key), row)],
        by=history.lead,
        at=at,
    )


def _submit(history: ApplicationHistory, at: datetime.datetime) -> None:
    for rule, text in history.draft.explanations.items():
        packet = packet_of(history.row)
        for finding in findings_of(packet, facts_about(history.row, packet)):
            if finding.rule == rule:
                explain_finding(
                    application=history.row,
                    rule=rule,
                    subject_key=finding.subject_key,
                    text=text,
                    by=history.lead,
                    at=at,
                )
    submit_application(application=history.row, by=history.lead, at=at)


def review_application(
    application: Application,
    quality: Mapping[int, str],
    rng: random.Random,
    *,
    marks: int = 9,
    by: User,
    at: datetime.datetime,
) -> Review:
    """An officer reads the application and makes `marks` marks; nine lead to answers to findings and a determination."""
    review = start_review(application=application, by=by, at=at)
    rows = marks_for(rng, review.version.content, review.version.reading, quality)
    for number, row in enumerate(rows[:marks]):
        record_mark(
            review=review,
            element=row.element,
            verdict=row.verdict,
            citations=row.cited,
            note=row.note,
            revision=0,
            by=by,
            at=at + (number + 1) * HOUR / 6,
        )
    if marks < len(rows):
        return review
    for finding in application.findings.standing().counted():
        text = "The applicant explains it, and the amount is small compared with the whole budget."
        answer_finding(review=review, finding=finding, text=text, revision=0, by=by, at=at + 2 * HOUR)
    conclusion = conclusion_for(rng, rows)
    record_determination(review=review, verdict=conclusion.verdict, reasons=conclusion.reasons, by=by, at=at + 3 * HOUR)
    return review
