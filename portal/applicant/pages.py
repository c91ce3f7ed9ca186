"""What the applicants' pages show: rounds, an application, its plan, budget, signatures, and findings."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import moment_in_words, short_day
from grants.models import Activity, Answer, Application, BudgetLine, Commitment, Competition, Participant, Signature
from grants.rules.collaboration.findings import Finding, rule_named
from grants.rules.reading import Reading
from grants.rules.texts import count_words

NOT_STATED = "not stated"
# Findings shown in the margin of the plan, and on the page that submits.
MOST_IN_MARGIN, MOST_BEFORE_SUBMITTING = 12, 30


# ---- rounds ----


@dataclass(frozen=True)
class RoundRow:
    """One round in the list."""

    name: str
    address: str
    status: str
    tone: str
    times: str


def round_rows(competitions: Iterable[Competition], now: datetime.datetime) -> list[RoundRow]:
    """The list of rounds; one whose times are not known has no status."""
    return [_round_row(competition, now) for competition in competitions]


def _round_row(competition: Competition, now: datetime.datetime) -> RoundRow:
    opens_at, closes_at = competition.opens_at, competition.closes_at
    status = tone = ""
    times = _("The dates of this round are not available.")
    if opens_at and closes_at:
        times = _("%(opens)s to %(closes)s") % {
            "opens": moment_in_words(opens_at),
            "closes": moment_in_words(closes_at),
        }
        status, tone = _("Open"), "good"
        if opens_at > now:
            status, tone = _("Not yet open"), "plain"
        elif closes_at < now:
            status, tone = _("Closed"), "plain"
    return RoundRow(competition.name, competition.get_absolute_url(), status, tone, times)


@dataclass(frozen=True)
class RoundFact:
    """One line of "Dates and funding"; without a value it is not available."""

    label: str
    value: str


def round_facts(competition: Competition) -> list[RoundFact]:
    """When the round opens and closes, when projects run, and how much an award can be."""
    not_available = _("Not available")

    def moment(at: datetime.datetime | None) -> str:
        return moment_in_words(at) if at else not_available

    def day(on: datetime.date | None) -> str:
        return short_day(on) if on else not_available

    def dollars(amount: int | None) -> str:
        return f"${amount:,}" if amount is not None else not_available

    return [
        RoundFact(_("Opens"), moment(competition.opens_at)),
        RoundFact(_("Closes"), moment(competition.closes_at)),
        RoundFact(_("Project start date"), day(competition.project_starts_on)),
        RoundFact(_("Project end date"), day(competition.project_ends_on)),
        RoundFact(_("Maximum award: single district"), dollars(competition.ceiling_single)),
        RoundFact(_("Maximum award: consortium"), dollars(competition.ceiling_consortium)),
    ]


# ---- one application at a glance ----


@dataclass(frozen=True)
class ToDo:
    """Something the applicant still has to do, and where."""

    text: str
    link: str
    address: str


@dataclass(frozen=True)
class MemberRow:
    """One member and whether it has signed."""

    name: str
    role: str
    signature: str


@dataclass(frozen=True)
class HistoryRow:
    """One step of the application."""

    at: datetime.datetime
    text: str


STEP_WORDS = {
    "submit": "Submitted by {}",
    "reopen": "Reopened for changes by {}",
    "take": "Assigned for review by {}",
    "withdraw": "Withdrawn by {}",
}


def history_of(application: Application) -> list[HistoryRow]:
    """What happened to the application and who did it, the earliest first."""
    rows = [HistoryRow(application.started_at, f"Started by {application.started_by.name}")]
    for step in application.steps.select_related("by"):
        words = STEP_WORDS.get(step.step, f"{step.get_after_display()}, recorded by {{}}")
        rows.append(HistoryRow(step.at, words.format(step.by.name)))
    return rows


def member_rows(
    application: Application, participants: Iterable[tuple[Participant, Signature | None]]
) -> list[MemberRow]:
    """The members with their roles and signatures."""
    return [
        MemberRow(member.name, member.get_role_display(), _signature(application, signature))
        for member, signature in participants
    ]


def _signature(application: Application, signature: Signature | None) -> str:
    if signature is None:
        return "Not requested" if application.signing_opened_at is None else "Requested, not signed"
    return f"Signed {short_day(timezone.localdate(signature.signed_at))}" if signature.signed_at else "Signed"


def first_unanswered(answers: Iterable[Answer]) -> int | None:
    """The position of the first question without an answer."""
    return next((answer.position for answer in answers if answer.element and not count_words(answer.text)), None)


def to_do(
    application: Application,
    answers: Iterable[Answer],
    *,
    unsigned: int,
    may_submit: bool,
    submitted_version: int | None,
) -> list[ToDo]:
    """What is still to be done before the application can count."""
    reference = application.reference
    plan = reverse("applicant:application_plan", args=[reference])
    signatures = reverse("applicant:application_signatures", args=[reference])
    todo = [
        ToDo(f"Question {answer.element} isn’t answered.", "Answer it", f"{plan}#answer-{answer.position}")
        for answer in answers
        if answer.element and not count_words(answer.text)
    ]
    if application.signing_opened_at is None:
        todo.append(ToDo("Members haven’t been asked to sign.", "Request signatures", signatures))
    elif unsigned:
        members = "1 member hasn’t" if unsigned == 1 else f"{unsigned} members haven’t"
        todo.append(ToDo(f"{members} signed yet.", "See signatures", signatures))
    findings = reverse("applicant:application_findings", args=[reference])
    todo.append(ToDo("Reviewers will see the same findings. Explain them where you can.", "Review findings", findings))
    todo.append(_submitting(application, may_submit=may_submit, submitted_version=submitted_version))
    return todo


def _submitting(application: Application, *, may_submit: bool, submitted_version: int | None) -> ToDo:
    closes_at = application.competition.closes_at
    sentences = [f"Submit by {moment_in_words(closes_at)}." if closes_at else "Submit the application."]
    if not may_submit:
        sentences.append("Only an authorized signer for the lead district can submit.")
    if submitted_version is not None:
        sentences.append(f"Until you resubmit, the state reviews version {submitted_version}.")
    address = reverse("applicant:application_submit", args=[application.reference])
    return ToDo(" ".join(sentences), "Go to Submit", address)


# ---- the plan ----


@dataclass(frozen=True)
class AnswerRow:
    """One answer with its question. `saved_answer` is set if someone else saved another answer meanwhile."""

    position: int
    revision: int
    title: str
    label: str
    question: str
    word_limit: int | None
    text: str
    words: int
    saved: str
    problems: tuple[str, ...]
    saved_answer: str | None


def answer_rows(
    application: Application, typed: Mapping[int, tuple[str, int]], problems: Mapping[int, tuple[str, ...]]
) -> list[AnswerRow]:
    """Every answer; one that could not be saved has what was typed, and the saved answer if that is another one."""
    elements = {element.number: element for element in application.competition.elements.all()}
    rows = []
    for answer in application.answers.select_related("saved_by"):
        own, revision = typed.get(answer.position, (answer.text, answer.revision))
        text = own if answer.position in problems else answer.text
        is_stale = answer.position in problems and revision != answer.revision
        element = elements.get(answer.element or 0)
        heading = answer.heading or "Additional text"
        rows.append(
            AnswerRow(
                position=answer.position,
                revision=answer.revision,
                title=f"{element.number}. {element.title}" if element else heading,
                label=f"Question {element.number}" if element else heading,
                question=element.question if element else "",
                word_limit=element.word_limit if element else None,
                text=text,
                words=count_words(text),
                saved=_saved(answer),
                problems=problems.get(answer.position, ()),
                saved_answer=answer.text if is_stale else None,
            )
        )
    return rows


def _saved(answer: Answer) -> str:
    if answer.saved_at is None:
        return ""
    saved = f"Saved {moment_in_words(answer.saved_at)}"
    return f"{saved} by {answer.saved_by.name}" if answer.saved_by else saved


@dataclass(frozen=True)
class CommitmentRow:
    """What one member contributes to an activity and how its students benefit; blank means not stated."""

    member: str
    contributes: str
    benefits: str
    students: int | None


@dataclass(frozen=True)
class ActivityRow:
    """One activity of the plan."""

    position: int
    title: str
    summary: str
    commitments: list[CommitmentRow]


def activity_rows(activities: Iterable[Activity]) -> list[ActivityRow]:
    """The activities with their commitments."""
    return [
        ActivityRow(
            position=activity.position,
            title=activity.title or "(no name)",
            summary=_summary(activity),
            commitments=[_commitment_row(commitment) for commitment in activity.commitments.all()],
        )
        for activity in activities
    ]


def _summary(activity: Activity) -> str:
    starts = short_day(activity.starts_on) if activity.starts_on else f"start date {NOT_STATED}"
    ends = short_day(activity.ends_on) if activity.ends_on else f"end date {NOT_STATED}"
    parts = [activity.get_kind_display() or f"Type {NOT_STATED}", f"{starts} to {ends}"]
    if activity.owner:
        parts.append(f"lead member: {activity.owner.name}")
    if activity.contract:
        parts.append(f"contract {activity.contract.number}")
    return " · ".join(parts)


def _commitment_row(commitment: Commitment) -> CommitmentRow:
    benefits = commitment.gains_text
    if commitment.gains_grades:
        benefits = f"{benefits} (grades {commitment.gains_grades})".strip()
    elif not benefits and commitment.gains_students is not None:
        benefits = "—"
    return CommitmentRow(
        member=commitment.participant.name,
        contributes=_with_amount(commitment.gives_text, commitment.gives_amount),
        benefits=benefits,
        students=commitment.gains_students,
    )


def _with_amount(text: str, amount: int | None) -> str:
    return f"{text} (${amount:,})".strip() if amount is not None else text


# ---- the budget ----


@dataclass(frozen=True)
class BudgetRow:
    """One budget line; None for an amount that is not stated."""

    position: int
    description: str
    amount: int | None
    source: str
    payee: str
    beneficiaries: str
    activity: str


def budget_rows(lines: Iterable[BudgetLine]) -> list[BudgetRow]:
    """The budget with names instead of keys."""
    return [
        BudgetRow(
            position=line.position,
            description=line.line or "(no description)",
            amount=line.amount,
            source=_source(line),
            payee=line.payee.name if line.payee else line.payee_name or NOT_STATED,
            beneficiaries=_beneficiaries(line),
            activity=line.activity.title if line.activity else "—",
        )
        for line in lines
    ]


def _source(line: BudgetLine) -> str:
    source = line.get_source_display() or NOT_STATED
    payer = line.payer.name if line.payer else line.payer_name
    return f"{source}, {payer}" if payer else source


def _beneficiaries(line: BudgetLine) -> str:
    if line.benefits_all:
        return "All members"
    return ", ".join(participant.name for participant in line.beneficiaries.all()) or NOT_STATED


# ---- signatures ----


@dataclass(frozen=True)
class SignatureRow:
    """One member with its signature. `asks_reader`: the reader is asked to sign for it now."""

    key: str
    name: str
    signature: str
    is_outdated: bool
    board_approval: str
    asks_reader: bool


def signature_row(
    application: Application, member: Participant, signature: Signature | None, *, is_outdated: bool, asks_reader: bool
) -> SignatureRow:
    """One row of the signatures page."""
    board = "—"
    if signature is not None:
        board = short_day(signature.board_on) if signature.board_on else "No date"
    return SignatureRow(
        key=member.key,
        name=member.name,
        signature=_signer(application, signature),
        is_outdated=is_outdated,
        board_approval=board,
        asks_reader=asks_reader,
    )


def _signer(application: Application, signature: Signature | None) -> str:
    if signature is None:
        return _signature(application, None)
    parts = [signature.signer_name or "Signed", signature.signer_title]
    parts.append(short_day(timezone.localdate(signature.signed_at)) if signature.signed_at else "")
    return ", ".join(part for part in parts if part)


def commitments_to_sign(part: Mapping[str, Any]) -> list[str]:
    """What a member contributes and how its students benefit, one sentence for each activity."""
    sentences = []
    for commitment in part["commitments"]:
        gives, gains = commitment["gives"], commitment["gains"]
        contributes = _with_amount(gives["text"] or NOT_STATED, gives["amount"])
        benefits = gains["text"] or NOT_STATED
        if gains["students"] is not None:
            benefits = f"{benefits} ({gains['students']:,} students)"
        sentences.append(f"Contributes: {contributes}. Its students benefit: {benefits}.")
    return sentences


def budget_to_sign(part: Mapping[str, Any]) -> list[str]:
    """The budget lines that name a member."""
    lines = []
    for line in part["budget"]:
        text = line["line"] or "(no description)"
        if line["amount"] is not None:
            text = f"{text}: ${line['amount']:,}"
        lines.append(f"{text} ({line['source']})" if line["source"] else text)
    return lines


# ---- findings ----

_ELEMENT_NUMBER = re.compile(r"\b([Ee])lement (?=[0-9])")
_ELEMENT = re.compile(r"\b([Ee])lement(s?)\b")


def as_question(text: str) -> str:
    """The text with "Question 8" for "Element 8": applicants know the nine elements as questions."""
    return _ELEMENT_NUMBER.sub(lambda found: f"{'Q' if found[1] == 'E' else 'q'}uestion ", text)


def _about_questions(text: str) -> str:
    return _ELEMENT.sub(lambda found: f"{'Q' if found[1] == 'E' else 'q'}uestion{found[2]}", text)


@dataclass(frozen=True)
class FindingRow:
    """One finding with both places, and the applicant's explanation."""

    rule: str
    subject_key: str
    sentence: str
    places: list[tuple[str, str]]
    explanation: str

    @property
    def action(self) -> str:
        """The label over its form."""
        return "Your explanation" if self.explanation else "Explain this"


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one rule."""

    title: str
    reason: str
    rows: list[FindingRow]


def finding_groups(findings: Iterable[Finding], explanations: Mapping[tuple[str, str], str]) -> list[FindingGroup]:
    """The findings by rule, each with its explanation."""
    by_rule: dict[str, list[FindingRow]] = {}
    for finding in findings:
        row = FindingRow(
            rule=finding.rule,
            subject_key=finding.subject_key,
            sentence=as_question(finding.sentence),
            places=[(as_question(place.label), place.quote) for place in finding.places],
            explanation=explanations.get((finding.rule, finding.subject_key), ""),
        )
        by_rule.setdefault(finding.rule, []).append(row)
    groups = []
    for name, rows in by_rule.items():
        rule = rule_named(name)
        title, reason = (rule.title, rule.reason) if rule else (name, "")
        groups.append(FindingGroup(_about_questions(title), _about_questions(reason), rows))
    return groups


@dataclass(frozen=True)
class FindingsSummary:
    """The findings in short, for the margin of the plan and before submitting."""

    count: str
    coverage: str
    sentences: list[str]
    has_more: bool

    @property
    def has_findings(self) -> bool:
        """Whether there is any finding."""
        return bool(self.sentences)


def findings_summary(reading: Reading, most: int) -> FindingsSummary:
    """The count and the first `most` findings."""
    number = len(reading.findings)
    totals = reading.coverage.totals
    return FindingsSummary(
        count="No findings." if not number else f"{number} finding{'s' if number > 1 else ''}.",
        coverage=_coverage(totals.participants, totals.giving, totals.gaining),
        sentences=[as_question(finding.sentence) for finding in reading.findings[:most]],
        has_more=number > most,
    )


def _coverage(members: int, contributing: int, benefiting: int) -> str:
    if members and contributing == benefiting == members:
        return f"All {members} members contribute; students in all {members} benefit."
    return f"Members that contribute: {contributing} of {members}. Members whose students benefit: {benefiting}."


@dataclass(frozen=True)
class CoverageRow:
    """One member in the members table."""

    name: str
    contributes: str
    benefits: str
    students: str
    money_share: str
    mentions: int


def coverage_rows(reading: Reading) -> list[CoverageRow]:
    """The members table, the lead first; blank where nothing is stated."""
    return [
        CoverageRow(
            name=f"{row.name} (lead)" if row.role == Participant.Role.LEAD else row.name,
            contributes="; ".join(row.gives),
            benefits="; ".join(row.gains),
            students=_reach(row.students, row.enrollment),
            money_share="—" if row.money_share is None else f"{row.money_share:.0%}",
            mentions=row.mentions,
        )
        for row in reading.coverage.rows
    ]


def _reach(students: int | None, enrollment: int | None) -> str:
    reached = "—" if students is None else f"{students:,}"
    return reached if enrollment is None else f"{reached} / {enrollment:,}"


# ---- submitting ----


def contents_of(packet: Mapping[str, Sequence[Any]]) -> list[tuple[str, str]]:
    """What would be submitted: label and count."""
    commitments = len(packet["commitments"])
    return [
        ("Members", str(len(packet["participants"]))),
        (
            "Activities",
            f"{len(packet['activities'])}, with {commitments} commitment{'' if commitments == 1 else 's'}",
        ),
        ("Budget lines", str(len(packet["budget"]))),
        ("Partners", str(len(packet["partners"]))),
        ("Explained findings", str(len(packet["explanations"]))),
    ]
