"""Telling how the small state's applications came to be, in the order of time and through people's own actions."""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from accounts.models import User
from consortia.models import Consortium, Membership
from grants.actions.application import start_application, submit_application
from grants.actions.competition import open_competition
from grants.actions.findings import explain_finding, recheck_application
from grants.actions.plan import (
    ActivityWords,
    BudgetWords,
    CommitmentWords,
    add_partner,
    save_activity,
    save_budget_lines,
    save_commitments,
)
from grants.actions.review import answer_finding, assign_application, record_determination, record_mark, start_review
from grants.actions.signatures import open_signing, sign_application
from grants.actions.writing import save_answer
from grants.models import Application, Competition, Participant
from grants.reads.packets import facts_about, packet_of
from grants.rules.reading import findings_of
from sample.applications import Draft
from sample.plan import Answer, Calendar, Line, Member, Row
from sample.reviews import conclusion_for, marks_for
from sample.state import CEILING_CONSORTIUM, CEILING_SINGLE, SampleState, round_name
from sample.writing.consortia import COMMAND, write_consortia, write_contracts
from sample.writing.keeping import plan_keeping
from sample.writing.register import Register

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
Event = tuple[datetime.datetime, int, Callable[[], object]]


@dataclass
class Story:
    """One application on its way; events are (when, tie-breaker, what)."""

    draft: Draft
    competition: Competition
    consortium: Consortium
    memberships: list[Membership]
    register: Register
    application: Application | None = None
    events: list[Event] = field(default_factory=list)

    def then(self, at: datetime.datetime, what: Callable[[datetime.datetime], object]) -> None:
        """Plan that `what` happens at that moment."""
        self.events.append((at, len(self.events), partial(what, at)))

    @property
    def lead(self) -> User:
        """The lead's superintendent, who writes."""
        return self.register.superintendents[self.draft.plan.lead.key]

    @property
    def row(self) -> Application:
        """The application as it stands in the database."""
        if self.application is None:
            raise RuntimeError("The application has not been started.")
        return self.application

    def participant(self, key: str) -> Participant:
        """The participant with that key."""
        return self.row.participants.select_related("application").get(key=key)


def open_round(calendar: Calendar) -> Competition:
    """The round, published a month before it opened."""
    made = open_competition(
        name=round_name(calendar),
        opens_at=calendar.opens_at,
        closes_at=calendar.closes_at,
        project_starts_on=calendar.project_starts_on,
        project_ends_on=calendar.project_ends_on,
        ceiling_single=CEILING_SINGLE,
        ceiling_consortium=CEILING_CONSORTIUM,
        is_sample=True,
        by=COMMAND,
        at=calendar.opens_at - 30 * DAY,
    )
    made.refresh_from_db()  # its times as every later reader gets them: they stand in what is sealed
    return made


def tell(state: SampleState, register: Register, *, seed: int, until: datetime.datetime) -> list[Application]:
    """The twelve applications with all that happened to them until now."""
    registered = write_consortia(state.consortia, register.districts, latest=state.calendar.opens_at - 40 * DAY)
    competition = open_round(state.calendar)
    stories = []
    for (consortium, memberships), one in zip(registered, state.drafts.values(), strict=True):
        story = Story(one, competition, consortium, memberships, register)
        _plan_writing(story)
        _plan_signing(story)
        if one.submitted_at:
            story.then(one.submitted_at, partial(_submit, story))
        stories.append(story)
    by_condition = dict(zip(state.drafts, stories, strict=True))
    _plan_review(by_condition["under review"], "grants-officer", random.Random(f"{seed}:first"), marks=5)  # noqa: S311
    _plan_review(by_condition["determined"], "second-officer", random.Random(f"{seed}:second"), marks=9)  # noqa: S311
    events = [event for story in stories for event in story.events] + plan_keeping(state, register, until=until)
    for at, _, happen in sorted(events, key=lambda event: event[:2]):
        if at <= until:
            happen()
    for story in stories:
        recheck_application(application=story.row, at=until)
    return [story.row for story in stories]


def _plan_writing(story: Story) -> None:
    at = story.draft.started_at
    story.then(at, partial(_start, story))
    for number, answer in enumerate(story.draft.narrative):
        if answer.text:
            story.then(at + DAY + (number + 1) * HOUR, partial(_write, story, answer))
    story.then(at + 3 * DAY, partial(_write_plan, story))


def _start(story: Story, at: datetime.datetime) -> None:
    story.application = start_application(
        competition=story.competition,
        consortium=story.consortium,
        members=story.memberships,
        by=story.lead,
        at=at,
    )


def _write(story: Story, answer: Answer, at: datetime.datetime) -> None:
    save_answer(
        answer=story.row.answers.select_related("application").get(element=answer.element),
        text=answer.text,
        heading=answer.heading,
        by=story.lead,
        at=at,
    )


def _write_plan(story: Story, at: datetime.datetime) -> None:
    plan, application, by = story.draft.plan, story.row, story.lead
    participants = {one.key: one for one in application.participants.all()}
    contracts = write_contracts(plan, story.consortium, at=at)
    for name, kind in plan.partners:
        add_partner(application=application, name=name, kind=kind, by=by, at=at)
    for one in plan.activities:
        activity = save_activity(
            application=application,
            words=ActivityWords(
                title=one.title,
                kind=one.kind,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                owner=participants[one.owner],
                place=one.place,
                decided_by=one.decided_by,
                contract=contracts.get(one.contract or ""),
            ),
            key=one.key,
            by=by,
            at=at,
        )
        if one.rows:
            rows = [_commitment(participants[key], row) for key, row in one.rows.items()]
            save_commitments(activity=activity, rows=rows, by=by, at=at)
        lines = [_budget(line, participants, activity) for line in one.lines]
        save_budget_lines(application=application, lines=lines, by=by, at=at)


def _commitment(participant: Participant, row: Row) -> CommitmentWords:
    return CommitmentWords(
        participant=participant,
        gives_kind=row.gives_kind,
        gives_text=row.gives,
        gives_amount=row.amount,
        gains_text=row.gains,
        gains_students=row.students,
        gains_grades=row.grades,
    )


def _budget(line: Line, participants: dict[str, Participant], activity: object) -> BudgetWords:
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
        beneficiaries=[] if line.benefits == "all" else [participants[key] for key in line.benefits],
        activity=activity,  # type: ignore[arg-type]  # the row just saved
    )


def _plan_signing(story: Story) -> None:
    """Who signs too early signs before a last change of its row; the lead signs last, because it signs the whole."""
    one = story.draft
    if one.signings is None:
        return
    ends_at = one.submitted_at or (one.started_at + 12 * DAY)
    story.then(ends_at - 4 * DAY, partial(_ask, story))
    signers = [member for member in one.plan.members if member.key in one.signings]
    early = [member for member in signers if one.signings[member.key].is_outdated]
    for number, member in enumerate(early):
        story.then(ends_at - 3 * DAY + number * HOUR, partial(_sign, story, member))
        story.then(ends_at - 2 * DAY - HOUR, partial(_reword, story, member))
    rest = [member for member in signers if member not in early]
    for number, member in enumerate([*rest[1:], *rest[:1]]):
        story.then(ends_at - 2 * DAY + number * HOUR, partial(_sign, story, member))


def _ask(story: Story, at: datetime.datetime) -> None:
    open_signing(application=story.row, by=story.lead, at=at)


def _sign(story: Story, member: Member, at: datetime.datetime) -> None:
    signer = story.register.superintendents[member.key]
    sign_application(
        participant=story.participant(member.key),
        name=signer.name,
        title="Superintendent" if member.has_students else "Executive director",
        board_on=(story.draft.signings or {})[member.key].board_on,
        by=signer,
        at=at,
    )


def _reword(story: Story, member: Member, at: datetime.datetime) -> None:
    """The lead promises the member more than it signed for."""
    activity = next(one for one in story.draft.plan.activities if member.key in one.rows)
    row = activity.rows[member.key]
    row.gives = f"{row.gives}, and the same again in the second year"
    save_commitments(
        activity=story.row.activities.select_related("application").get(key=activity.key),
        rows=[_commitment(story.participant(member.key), row)],
        by=story.lead,
        at=at,
    )


def _submit(story: Story, at: datetime.datetime) -> None:
    for rule, text in story.draft.explanations.items():
        packet = packet_of(story.row)
        for finding in findings_of(packet, facts_about(story.row, packet)):
            if finding.rule == rule:
                explain_finding(
                    application=story.row, rule=rule, subject_key=finding.subject_key, text=text, by=story.lead, at=at
                )
    submit_application(application=story.row, by=story.lead, at=at)


def _plan_review(story: Story, officer: str, rng: random.Random, *, marks: int) -> None:
    """An officer takes the application the day after it came, and marks so many elements; all nine end in a word."""
    by = story.register.by_sample_kind[officer]
    starts_at = (story.draft.submitted_at or story.draft.started_at) + 2 * DAY

    def read(at: datetime.datetime) -> None:
        assign_application(application=story.row, by=by, at=at)
        review = start_review(application=story.row, by=by, at=at)
        rows = marks_for(rng, review.version.content, review.version.reading, story.draft.quality)
        for number, row in enumerate(rows[:marks]):
            then = at + (number + 1) * HOUR / 6
            record_mark(
                review=review,
                element=row.element,
                verdict=row.verdict,
                citations=row.cited,
                note=row.note,
                revision=0,
                by=by,
                at=then,
            )
        if marks < 9:
            return
        for finding in story.row.findings.standing():
            text = "The applicant explains it, and the amount is small compared with the whole budget."
            answer_finding(review=review, finding=finding, text=text, revision=0, by=by, at=at + 2 * HOUR)
        said = conclusion_for(rng, rows)
        record_determination(review=review, verdict=said.verdict, reasons=said.reasons, by=by, at=at + 3 * HOUR)

    story.then(starts_at, read)
