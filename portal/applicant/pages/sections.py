"""The sections of an application: the list on its overview, and what one section's page shows beside its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.dates import moment_in_words
from grants.models import Answer, Application, ApplicationSection, Participant
from grants.reads.packets import Packet
from grants.rules.collaboration.findings import Finding
from grants.rules.sections import (
    ACTIVITIES,
    ATTACHMENTS,
    BUDGET,
    LABELS,
    QUESTIONS,
    SIGNATURES,
    SUBMIT,
    WITH_HISTORY,
    WrittenSection,
    findings_in,
    has_changed_since_ready,
    key_of_answer,
    label_of,
    sections_of,
    state_of_section,
    state_of_signing,
)
from grants.states import SectionState
from portal.applicant.pages.comments import open_in_words
from portal.applicant.pages.findings import as_question
from portal.applicant.pages.navigation import address_of_section
from portal.components.findings import questions_in_words

EVERY_MEMBER = "Every member"
_TONES = {SectionState.NOT_STARTED: "plain", SectionState.IN_PROGRESS: "part", SectionState.READY: "good"}


@dataclass(frozen=True)
class WrittenSectionRow:
    """One section in the list; `note` says more about its state."""

    title: str
    address: str
    owner: str
    state: str
    tone: str
    note: str
    edited: str
    comments: str
    findings: str


@dataclass(frozen=True)
class SectionsPage:
    """The list of sections, and in one sentence how far it is."""

    rows: list[WrittenSectionRow]
    summary: str


@dataclass(frozen=True)
class SectionFindings:
    """The findings of one section and, separately, its questions (possible findings), each as a sentence."""

    findings: list[str]
    questions: list[str]

    @property
    def in_words(self) -> str:
        """How many there are: “2 findings, 1 question to check”; "" for none."""
        counted = len(self.findings)
        words = ["1 finding" if counted == 1 else f"{counted} findings"] if counted else []
        return ", ".join([*words, *([questions_in_words(len(self.questions))] if self.questions else [])])


@dataclass(frozen=True)
class SectionAside:
    """The panel beside the text of a section: its state, who writes it, and its findings.

    `seen` is the digest of what the page shows; marking the section as ready sends it back.
    """

    key: str
    state: str
    tone: str
    note: str
    owner: str
    is_answer: bool
    is_ready: bool
    seen: str
    found: SectionFindings

    @property
    def has_history(self) -> bool:
        """Whether what was changed and removed in it is on a page of its own."""
        return self.key in WITH_HISTORY


def sections_page(
    application: Application,
    packet: Packet,
    findings: Sequence[Finding],
    answers: Iterable[Answer],
    marks: Mapping[str, ApplicationSection],
    *,
    unsigned: int,
    comments: Mapping[str, int],
) -> SectionsPage:
    """Every section with who writes it, how far it is, who edited it last, its open comments, and its findings."""
    edited = {key_of_answer(answer.position): _edited_in_words(answer) for answer in answers}
    sections = sections_of(packet)
    rows = [
        WrittenSectionRow(
            title=section.title,
            address=address_of_section(section.key, application.reference),
            owner=_writers_in_words(section, marks.get(section.key)),
            edited=edited.get(section.key, ""),
            comments=open_in_words(comments.get(section.key, 0)),
            findings=section_findings(section.key, findings).in_words,
            **_state_in_words(section, marks.get(section.key)),
        )
        for section in sections
    ]
    ready = sum(row.tone == _TONES[SectionState.READY] for row in rows)
    rows += [_signing_row(application, packet, findings, unsigned), _submission_row(application)]
    return SectionsPage(rows, f"Marked as ready: {ready} of {len(sections)} sections.")


def section_findings(key: str, findings: Iterable[Finding]) -> SectionFindings:
    """What the page of the section with that key lists, and what the overview counts."""
    here = findings_in(key, findings)
    return SectionFindings(
        [as_question(one.sentence) for one in here if not one.is_possible],
        [as_question(one.sentence) for one in here if one.is_possible],
    )


def section_aside(
    section: WrittenSection, findings: Iterable[Finding], mark: ApplicationSection | None
) -> SectionAside:
    """The panel beside one section."""
    return SectionAside(
        key=section.key,
        owner=_writers_in_words(section, mark),
        is_answer=section.position is not None,
        is_ready=mark is not None and mark.ready_digest == section.digest,
        seen=section.digest,
        found=section_findings(section.key, findings),
        **_state_in_words(section, mark),
    )


@dataclass(frozen=True)
class QuestionLink:
    """One answer in the row of answers: its number, or + for an additional text; `label` for screen readers."""

    number: str
    label: str
    address: str
    is_here: bool


def question_links(positions: Iterable[int], here: str, reference: str) -> list[QuestionLink]:
    """The answers of an application, to go from one to another."""
    links = []
    for position in positions:
        key = key_of_answer(position)
        number = str(position) if position in QUESTIONS else "+"
        links.append(QuestionLink(number, label_of(key), address_of_section(key, reference), key == here))
    return links


def owner_in_words(mark: ApplicationSection | None) -> str:
    """The member that writes a section; the lead, unless it is assigned to another."""
    return mark.owner.name if mark is not None and mark.owner is not None else "Lead"


def _writers_in_words(section: WrittenSection, mark: ApplicationSection | None) -> str:
    return EVERY_MEMBER if section.key in (ACTIVITIES, ATTACHMENTS, BUDGET) else owner_in_words(mark)


def readers_note(owner: Participant | None) -> str:
    """For those who may only read a section: who writes it."""
    if owner is None:
        return "You can read this section. People with a role in the lead district can write it."
    return f"You can read this section. People with a role in {owner} or in the lead district can write it."


def _edited_in_words(answer: Answer) -> str:
    if answer.saved_at is None:
        return ""
    moment = moment_in_words(answer.saved_at)
    return f"{answer.saved_by.name}, {moment}" if answer.saved_by else moment


def _state_in_words(section: WrittenSection, mark: ApplicationSection | None) -> dict[str, str]:
    digest = mark.ready_digest if mark else ""
    state = state_of_section(section, digest)
    words = {"state": state.label, "tone": _TONES[state], "note": ""}
    if mark is None or mark.ready_by is None or mark.ready_at is None:
        return words
    if has_changed_since_ready(section, digest):
        return words | {"note": f"Changed since {mark.ready_by.name} marked it as ready"}
    return words | {"note": f"Marked by {mark.ready_by.name}, {moment_in_words(mark.ready_at)}"}


def _signing_row(
    application: Application, packet: Packet, findings: Iterable[Finding], unsigned: int
) -> WrittenSectionRow:
    state = state_of_signing(was_opened=application.signing_opened_at is not None, unsigned=unsigned)
    members = len(packet["participants"])
    return WrittenSectionRow(
        title=LABELS[SIGNATURES],
        address=address_of_section(SIGNATURES, application.reference),
        owner=EVERY_MEMBER,
        state=state.label,
        tone=_TONES[state],
        note=f"{members - unsigned} of {members} members have a current signature",
        edited="",
        comments="",
        findings=section_findings(SIGNATURES, findings).in_words,
    )


def _submission_row(application: Application) -> WrittenSectionRow:
    due_at = application.due_at
    return WrittenSectionRow(
        title=LABELS[SUBMIT],
        address=address_of_section(SUBMIT, application.reference),
        owner=owner_in_words(None),
        state=application.get_status_display(),
        tone="plain",
        note=f"Due {moment_in_words(due_at)}" if due_at else "",
        edited="",
        comments="",
        findings="",
    )
