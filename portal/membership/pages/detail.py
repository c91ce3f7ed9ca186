"""The page of one membership: everything its templates show."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from consortia.models import AuthorityDocument, Membership, MembershipStep
from consortia.rules.deadlines import answer_by
from consortia.rules.invitations import last_day_to_answer
from consortia.rules.steps import done
from consortia.rules.who_confirms import NextActor
from consortia.states import SETTLED, MembershipStatus, Side
from districts.models import Appointment

# Actions whose buttons are beside the form for accepting.
BESIDE_ACCEPT = ("accept", "decline", "dispute", "paper")


class StepRow(NamedTuple):
    """One entry of the activity: when, which party, what it did; the person and the message only for insiders."""

    at: datetime.datetime
    party: str
    done: str
    person: str
    words: str


class ActionLink(NamedTuple):
    """A button that leads to the page of an action."""

    action: str
    label: str
    is_primary: bool

    @property
    def is_upload(self) -> bool:
        """Whether it leads to the page for uploading a document."""
        return self.action == "paper"


class RelatedRow(NamedTuple):
    """The membership before or after a change of role or member type."""

    label: str
    url: str


@dataclass(frozen=True)
class AnswerBox:
    """The question at the top of the page for the person who has to answer it."""

    question: str
    message: str
    author: str
    terms: str
    button: str
    may_decline: bool
    may_dispute: bool


@dataclass(frozen=True)
class MembershipPage:
    """One membership as one reader sees it. `is_inside`: the reader acts for a party, or is a registrar."""

    membership: Membership
    status: str
    status_tag: str
    next_step: str
    # By when an invitation or request is to be answered, for the parties; empty where none waits for an answer.
    answer_by: str
    is_next: bool
    is_inside: bool
    sign_in: str
    role: str
    start: str
    end: str
    approval: str
    before: RelatedRow | None
    after: RelatedRow | None
    answer: AnswerBox | None
    actions: list[ActionLink]
    # Why this registrar does not decide, and who does; empty if there is nothing to decide.
    no_decision: str
    steps: list[StepRow]
    documents: Sequence[AuthorityDocument]
    hides_dispute: bool


def next_step(membership: Membership, actor: NextActor, *, is_next: bool) -> str:
    """Who has to do what next; empty for a member."""
    if is_next:
        return "Your action is needed."
    if membership.status in SETTLED:
        return ""
    return f"{_sentence(str(actor))}." if actor.side else f"No action is needed: {actor}."


def answer_by_in_words(membership: Membership, *, on: datetime.date) -> str:
    """By when the invitation or request is to be answered, and when an invitation expires; empty for others."""
    if membership.status != MembershipStatus.CLAIMED or membership.claimed_at is None:
        return ""
    sent_on = timezone.localdate(membership.claimed_at)
    due_on = answer_by(sent_on)
    words = f"Answer was due {short_day(due_on)}." if due_on < on else f"Answer by {short_day(due_on)}."
    if membership.claimed_by == Side.CONSORTIUM:
        words += f" An unanswered invitation expires after {short_day(last_day_to_answer(sent_on))}."
    return words


def approval(reason: str) -> str:
    """Who has to approve this membership."""
    return f"The member, the consortium, and then the State. {reason}" if reason else "State approval is not required."


def role_in_words(membership: Membership) -> str:
    """The role and the member type: “Member, participating”."""
    return f"{membership.get_role_display()}, {membership.get_membership_class_display().lower()}"


def start_in_words(membership: Membership) -> str:
    """The start date."""
    return short_day(membership.joins_on) if membership.joins_on else "not known"


def end_in_words(membership: Membership) -> str:
    """The end date."""
    return short_day(membership.leaves_on) if membership.leaves_on else "none (ongoing)"


def related(membership: Membership | None, *, is_later: bool) -> RelatedRow | None:
    """The membership that this one continues, or that continues it."""
    if membership is None:
        return None
    day = membership.joins_on if is_later else membership.leaves_on
    when = f", {'from' if is_later else 'until'} {short_day(day)}" if day else ""
    return RelatedRow(f"{role_in_words(membership)}{when}", membership.get_absolute_url())


def answer_box(
    membership: Membership,
    claim: MembershipStep | None,
    actions: Iterable[str],
    *,
    needs_state: bool,
    on: datetime.date,
) -> AnswerBox:
    """The question for the person who has to answer on that day. `claim`: the step that asked, where there is one."""
    is_on_record = membership.status == MembershipStatus.RECORDED
    then = "the membership begins right away"
    if membership.joins_on and membership.joins_on > on:
        then = f"the membership begins on {short_day(membership.joins_on)}"
    if needs_state:
        then = "the State will review it"
    if is_on_record:
        then = "we record your confirmation with your name"
    verb = "confirm" if is_on_record else "accept"
    offered = set(actions)
    return AnswerBox(
        question=_question(membership),
        message=claim.words if claim else "",
        author=person_in_words(claim.by, claim.appointment) if claim else "",
        terms=f"Role: {role_in_words(membership).lower()}. If you {verb}, {then}. You don’t need a document to {verb}; "
        "you can upload one later.",
        button=_button(membership),
        may_decline="decline" in offered,
        may_dispute="dispute" in offered,
    )


def _button(membership: Membership) -> str:
    if membership.status == MembershipStatus.RECORDED:
        return "Confirm membership"
    if membership.claimed_by == Side.MEMBER:
        return "Accept request"
    return "Accept change" if membership.continues_id else "Accept invitation"


def _question(membership: Membership) -> str:
    on = f" on {short_day(membership.joins_on)}" if membership.joins_on else ""
    if membership.status == MembershipStatus.RECORDED:
        return "Is this correct?"
    if membership.claimed_by == Side.MEMBER:
        return f"{membership.member} asks to join{on}"
    if membership.continues_id:
        return "Do you agree to this change?"
    return f"{membership.consortium} invites {membership.member} to join{on}"


def action_links(labels: Iterable[tuple[str, str]], *, has_answer: bool, is_next: bool) -> list[ActionLink]:
    """The buttons below the facts, (action, label) each; the first is the main one where the reader acts next."""
    links: list[ActionLink] = []
    for action, label in labels:
        if not (has_answer and action in BESIDE_ACCEPT):
            links.append(ActionLink(action, label, is_primary=is_next and not has_answer and not links))
    return links


def step_rows(membership: Membership, steps: Iterable[MembershipStep], *, is_inside: bool) -> list[StepRow]:
    """The activity; people and messages are for insiders only."""
    parties = {Side.MEMBER: str(membership.member), Side.CONSORTIUM: str(membership.consortium)}
    return [
        StepRow(
            at=step.at,
            party=parties.get(Side(step.side), "The State"),
            done=done(step.step, step.side),
            person=person_in_words(step.by, step.appointment) if is_inside and step.by else "",
            words=step.words if is_inside else "",
        )
        for step in steps
    ]


def person_in_words(person: User | None, appointment: Appointment | None) -> str:
    """“Ann Marsh, designee of Cedar Gap, on behalf of Pat Past”."""
    if person is None:
        return ""
    words = str(person.name)
    if appointment:
        words += f", {appointment.get_kind_display().lower()} of {appointment.district or appointment.school}"
        words += f", on behalf of {appointment.delegated_by.user.name}" if appointment.delegated_by else ""
    return words


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
