"""One application at a glance: tasks, members, history, and what would be submitted."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words, short_day
from grants.models import Answer, Application, ApplicationStep, Participant, Signature
from grants.reads.packets import Packet, is_current
from grants.reads.wanted_signatures import WantedSignature
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings.phrasing import join_names
from grants.rules.requirements import Missing
from grants.rules.sections import key_of_answer, label_of
from grants.rules.texts import count_words
from grants.states import RESTORING
from portal.applicant.pages.navigation import address_of_section
from portal.applicant.pages.signatures import signature_in_words


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
    "release": "Released by {}, to be assigned again",
    "withdraw": "Withdrawn by {}",
    "return": "Returned with questions by {}",
    "extend_return": "More time to answer given by {}",
    "withdraw_return": "Questions withdrawn by {}",
    "answer_return": "New version sent by {}",
    **dict.fromkeys(RESTORING.values(), "Withdrawal undone by {}"),
}


def history_of(application: Application, steps: Iterable[ApplicationStep]) -> list[HistoryRow]:
    """What happened to the application and who did it, the earliest first; its steps come with who took them."""
    rows = [HistoryRow(application.started_at, f"Started by {application.started_by.name}")]
    for step in steps:
        words = STEP_WORDS.get(step.step, f"{step.get_after_display()}, recorded by {{}}")
        text = words.format(step.by.name)
        rows.append(HistoryRow(step.at, f"{text}. Reason: {step.reason}" if step.reason else text))
    return rows


def member_rows(
    application: Application, participants: Iterable[tuple[Participant, Signature | None]], packet: Packet
) -> list[MemberRow]:
    """The members with their roles, and their signatures on what the packet has."""
    return [
        MemberRow(member.name, member.get_role_display(), _signature(application, member, signature, packet))
        for member, signature in participants
    ]


def _signature(application: Application, member: Participant, signature: Signature | None, packet: Packet) -> str:
    words = signature_in_words(application, signature)
    return words if signature is None or is_current(packet, member.key, signature) else f"{words}; out of date"


def to_do(
    application: Application,
    answers: Iterable[Answer],
    *,
    unsigned: int,
    may_submit: bool,
    submitted_version: int | None,
    members_to_review: str,
    lead_problems: Iterable[str],
    needed: Sequence[str],
) -> list[ToDo]:
    """What is still to be done before the application can count; `needed`: what its round doesn't submit without.

    `unsigned` counts members that never signed and those that have to sign again.
    """
    reference = application.reference
    signatures = reverse("applicant:application_signatures", args=[reference])
    todo = _answering(reference, answers)
    if members_to_review:
        members = reverse("applicant:application_members", args=[reference])
        todo.insert(0, ToDo(members_to_review, "Review members", members))
    rules = application.competition.get_absolute_url()
    todo = [*(ToDo(problem, "See who may lead", rules) for problem in lead_problems), *todo]
    if application.signing_opened_at is None:
        todo.append(
            ToDo(f"Members haven’t been asked to sign.{_wanted(application)}", "Request signatures", signatures)
        )
    elif unsigned:
        members = "1 member hasn’t" if unsigned == 1 else f"{unsigned} members haven’t"
        todo.append(ToDo(f"{members} signed the current plan.{_wanted(application)}", "See signatures", signatures))
    findings = reverse("applicant:application_findings", args=[reference])
    todo.append(ToDo("Reviewers will see the same findings. Explain them where you can.", "Review findings", findings))
    if needed:
        things = "1 thing is" if len(needed) == 1 else f"{len(needed)} things are"
        submit = reverse("applicant:application_submit", args=[reference])
        todo.append(ToDo(f"{things} still required before you can submit.", "See what’s required", submit))
    todo.append(_submitting(application, may_submit=may_submit, submitted_version=submitted_version))
    return todo


@dataclass(frozen=True)
class LeftToMember:
    """What the reader's members still have to add to an application, as My work asks for it."""

    proposals: Sequence[Participant]
    contributions: Sequence[Participant]
    files: Sequence[tuple[Participant, list[str]]]
    sections: Sequence[str]  # keys of answers that the lead assigned to them and that aren't ready
    signatures: Sequence[WantedSignature]


def to_do_of_member(application: Application, left: LeftToMember) -> list[ToDo]:
    """What the reader's members still have to write, attach, and sign, each with where to do it."""
    reference = application.reference
    activities, budget, attachments = (
        reverse(f"applicant:application_{name}", args=[reference]) for name in ("activities", "budget", "attachments")
    )
    todo = [
        ToDo(f"Write {label_of(key).lower()}, which the lead assigned to you.", f"Write {label_of(key).lower()}",
             address_of_section(key, reference))
        for key in left.sections
    ]  # fmt: skip
    for member in left.proposals:
        if member.has_commitments:
            words = f"The lead proposes what {member.name} contributes. Accept, change, or decline it."
            todo.append(ToDo(words, "Review proposed commitments", f"{activities}#member-{member.key}"))
        if member.has_lines:
            words = f"The lead proposes budget lines of {member.name}. Accept, change, or decline them."
            todo.append(ToDo(words, "Review proposed budget lines", f"{budget}#member-{member.key}"))
    for member in left.contributions:
        words = f"Enter what {member.name} contributes and how its students benefit."
        todo.append(ToDo(words, "Enter commitments", f"{activities}#member-{member.key}"))
    for member, titles in left.files:
        words = f"Attach {member.name}’s {join_names([f'“{title}”' for title in titles])}."
        todo.append(ToDo(words, "Attach file", attachments))
    for member, is_again in left.signatures:
        sign = reverse("applicant:application_sign", args=[reference, member.key])
        words = f"What {member.name} signed changed." if is_again else f"Sign for {member.name}."
        link = "Review the change and sign again" if is_again else "Review and sign"
        todo.append(ToDo(f"{words}{_wanted(application)}", link, sign))
    return todo


def due_in_words(application: Application, at: datetime.datetime) -> str:
    """By when a member has to do what is left of a draft; "" once it was submitted or submissions ended."""
    due_at = application.due_at if application.is_open_for_writing else None
    return f"The application is due {moment_in_words(due_at)}." if due_at and at <= due_at else ""


def _wanted(application: Application) -> str:
    """A sentence with the day by which the round asks members to sign, if it names one."""
    wanted = application.competition.signatures_by
    return f" The round asks for signatures by {short_day(wanted)}." if wanted else ""


def what_is_missing(application: Application, missing: Iterable[Missing]) -> list[ToDo]:
    """What keeps the application from being submitted, each with a link to the section to write it in."""
    reference = application.reference
    return [
        ToDo(words, f"Go to {label_of(section)}", address_of_section(section, reference))
        if section
        else ToDo(words, "See the rules of this round", application.competition.get_absolute_url())
        for words, section in missing
    ]


def _answering(reference: str, answers: Iterable[Answer]) -> list[ToDo]:
    left = [answer for answer in answers if answer.element and not count_words(answer.text)]
    if not left:
        return []
    address = address_of_section(key_of_answer(left[0].position), reference)
    if len(left) == 1:
        return [ToDo(f"Question {left[0].element} isn’t answered.", "Answer it", address)]
    numbers = join_names([str(answer.element) for answer in left])
    return [ToDo(f"Questions {numbers} aren’t answered.", f"Answer question {left[0].element}", address)]


def _submitting(application: Application, *, may_submit: bool, submitted_version: int | None) -> ToDo:
    due_at = application.due_at
    sentences = [f"Submit by {moment_in_words(due_at)}." if due_at else "Submit the application."]
    if not may_submit:
        sentences.append("Only an authorized signer for the lead district can submit.")
    if submitted_version is not None:
        sentences.append(f"Until you resubmit, the state reviews version {submitted_version}.")
    address = reverse("applicant:application_submit", args=[application.reference])
    return ToDo(" ".join(sentences), "Check and submit", address)


def contents_of(packet: Packet) -> list[tuple[str, str]]:
    """What would be submitted: label, and count or amount."""
    commitments = len(packet["commitments"])
    return [
        ("Members", str(len(packet["participants"]))),
        (
            "Activities",
            f"{len(packet['activities'])}, with {commitments} commitment{'' if commitments == 1 else 's'}",
        ),
        ("Grant requested", f"${requested_in(packet):,}"),
        ("Budget lines", str(len(packet["budget"]))),
        ("Partners", str(len(packet["partners"]))),
        ("Attachments", str(len(packet.get("attachments", [])))),
        ("Explained findings", str(len(packet["explanations"]))),
    ]
