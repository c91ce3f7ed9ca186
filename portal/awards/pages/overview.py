"""The overview of an award: each member's part, its checklist, and what prevents the start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words
from grants.models import Award, ChecklistItem, Promise, PromiseChange
from grants.permissions.awards import RightsInAward
from grants.reads.award_closing import FinalState
from grants.reads.award_reports import AwardFacts
from grants.reads.awards import MemberOfAward, blockers_of
from grants.rules.follow_up import counted_facts, points_of
from grants.rules.payments import Payment
from grants.states import PromiseResult
from portal.components.trails import Trail

# With more members than this, promises are folded for a reader who signs for none of them.
FEW_MEMBERS = 8
PROMISES_ARE = (
    "Members must now do what they committed to in the application. Select a status to see a promise’s history or to "
    "propose a change."
)
PROMISES_WERE = "What each member promised, and what it last reported. Select a status to see a promise’s history."
NOT_STATED = "not stated"
# The last result that its member reported on a promise of a closed award.
FINAL = {"": "Not reported", **dict(PromiseResult.choices)}
ON_HOLD = "Until the board decides again, no member can claim money or report. What you entered is kept."


class AwardMemberRow(NamedTuple):
    """A member in the table, with what the reader may do for it."""

    name: str
    role: str
    budgeted: str
    amount: str
    raw_amount: int
    agreement: str
    checklist: str
    checklist_address: str
    accept_address: str  # empty: the reader can't accept, or there is nothing to accept


class PromiseRow(NamedTuple):
    """What a member promised in one activity."""

    member: str
    activity: str
    contributes: str
    benefits: str
    since: str
    status: str  # of a change that is open
    address: str


@dataclass(frozen=True)
class AwardOverview:
    """What the page of an award shows."""

    reference: str
    consortium: str
    facts: list[tuple[str, str]]
    own_tasks: list[tuple[str, str, str]]  # a member the reader signs for, what it still does, and its checklist
    blockers: list[str]  # what prevents it at the others
    is_ready: bool  # nothing prevents the start
    folds_blockers: bool  # there are many
    rows: list[AwardMemberRow]
    other_rows: list[AwardMemberRow]  # of many other members, for people of a member that doesn’t lead
    other_rows_heading: str
    promises_are: str  # what promises of this award mean now
    promises: list[PromiseRow]  # of members the reader signs for; of all in a small award, for a reader without any
    other_promises: list[PromiseRow]
    others_heading: str  # how many members the folded promises are of
    allocate_address: str
    start_address: str
    close_address: str
    reopen_address: str
    public_address: str
    claims_address: str
    reports_address: str
    promises_file: str
    application_address: str
    file_address: str  # of everything that the state keeps about the application, for officers


def award_overview(
    award: Award,
    members: Sequence[MemberOfAward],
    rights: RightsInAward,
    changes: Iterable[PromiseChange] = (),
    final: FinalState | None = None,
    payment: Payment | None = None,
) -> AwardOverview:
    """The page for a reader with these rights.

    `changes` are the open ones of promises; `final` is what a closed award came to, and `payment` is the
    next planned one.
    """
    states = {one.promise_id: f"Change proposed: {one.get_state_display().lower()}" for one in changes}
    if final:
        states = {key: FINAL[result] for key, result in final.results.items()}
    application = award.application
    args = [application.reference]
    open_members = members if award.is_being_prepared else []
    own = [one for one in open_members if one.participant.pk in rights.accepts]
    own_tasks = [
        (one.participant.name, " ".join(lines), _checklist_address(award, one))
        for one in own
        if (lines := blockers_of([one]))
    ]
    others = blockers_of([one for one in open_members if one.participant.pk not in rights.accepts])
    members = sorted(members, key=lambda one: one.participant.pk not in rights.accepts)
    shown = [one for one in members if one.participant.pk in rights.accepts]
    if not shown and len(members) <= FEW_MEMBERS:
        shown = members
    folded = members[len(shown) :]
    folds = bool(shown) and len(members) > FEW_MEMBERS and not (rights.leads or rights.oversees)
    folded_of = f"{'other ' if shown else ''}{'member' if len(folded) == 1 else 'members'}"
    return AwardOverview(
        reference=application.reference,
        consortium=application.consortium.name,
        facts=_facts(award) + _next_payment(payment) + (_end(award, final) if final else []),
        own_tasks=own_tasks,
        blockers=others,
        is_ready=award.is_being_prepared and not (own_tasks or others),
        folds_blockers=len(others) > FEW_MEMBERS,
        rows=[_member_row(award, one, rights) for one in (shown if folds else members)],
        other_rows=[_member_row(award, one, rights) for one in folded] if folds else [],
        other_rows_heading=f"Parts of {len(folded):,} {folded_of}",
        promises_are=PROMISES_WERE if final else PROMISES_ARE,
        promises=promise_rows(award, shown, states),
        other_promises=promise_rows(award, folded, states),
        others_heading=f"Promises of {len(folded):,} {folded_of}",
        allocate_address=reverse("awards:award_allocate", args=args) if rights.leads and award.can_be_divided else "",
        start_address=reverse("awards:award_start", args=args) if rights.oversees and award.is_being_prepared else "",
        close_address=reverse("awards:award_close", args=args) if rights.oversees and award.is_active else "",
        reopen_address=reverse("awards:award_reopen", args=args) if rights.reopens and award.is_closed else "",
        public_address=reverse("registry:award_detail", args=args),
        claims_address=reverse("awards:claim_list", args=args),
        reports_address=reverse("awards:report_list", args=args),
        promises_file=reverse("awards:award_download", args=[*args, "promises"]),
        application_address=application.get_absolute_url(),
        file_address=reverse("staff:application_file", args=args) if rights.oversees else "",
    )


def _facts(award: Award) -> list[tuple[str, str]]:
    facts = [
        ("Round", award.application.competition.name),
        ("Award", f"${award.amount:,}"),
        ("Status", award.get_status_display()),
    ]
    if award.is_paused:
        facts.append(("What this means", ON_HOLD))
    if award.starts_on and award.ends_on:
        facts.append(("Project", f"{day_in_words(award.starts_on)} to {day_in_words(award.ends_on)}"))
    if award.agreed_on:
        facts.append(("Grant agreement", f"{award.agreement_number}, signed {day_in_words(award.agreed_on)}"))
    if award.decision.conditions:
        facts.append(("Conditions", award.decision.conditions))
    return facts


def _next_payment(payment: Payment | None) -> list[tuple[str, str]]:
    return [("Next planned payment", f"${payment.amount:,} on {day_in_words(payment.on)}")] if payment else []


def _end(award: Award, final: FinalState) -> list[tuple[str, str]]:
    closed_on = day_in_words(timezone.localdate(award.closed_at)) if award.closed_at else ""
    return [*final_facts(award, final), ("Closed", closed_on), ("Reason for closing", award.closing_reason)]


def final_facts(award: Award, final: FinalState) -> list[tuple[str, str]]:
    """What the award came to, in words: its money and its promises."""
    return [
        ("Claims accepted", f"${final.accepted:,} of ${award.amount:,}"),
        ("Not used", f"${final.unclaimed:,}"),
        ("Promises", final.counts.in_words()),
    ]


def _member_row(award: Award, one: MemberOfAward, rights: RightsInAward) -> AwardMemberRow:
    reference, participant, allocation = award.application.reference, one.participant, one.allocation
    accept = ""
    if participant.pk in rights.accepts and award.can_be_divided and not allocation.is_agreed:
        accept = reverse("awards:allocation_accept", args=[reference, allocation.pk])
    done = len(one.checklist) - one.open_items
    return AwardMemberRow(
        name=participant.name,
        role=participant.get_role_display(),
        budgeted=f"${allocation.budgeted:,}",
        amount=f"${allocation.amount:,}",
        raw_amount=allocation.amount,
        agreement=_agreement(one),
        checklist=f"{done} of {len(one.checklist)} done",
        checklist_address=_checklist_address(award, one),
        accept_address=accept,
    )


def _checklist_address(award: Award, one: MemberOfAward) -> str:
    return reverse("awards:award_checklist", args=[award.application.reference, one.participant.key])


def _agreement(one: MemberOfAward) -> str:
    allocation = one.allocation
    if allocation.accepted_at:
        return f"Accepted {day_in_words(allocation.accepted_at.date())}"
    return "As in the signed budget" if allocation.is_agreed else "Not accepted yet"


def promise_rows(award: Award, members: Iterable[MemberOfAward], states: Mapping[int, str]) -> list[PromiseRow]:
    """What each member promised, by member; `states` has the open changes by the key of the promise."""
    return [promise_row(award, one, promise, states.get(promise.pk, "")) for one in members for promise in one.promises]


def promise_row(award: Award, member: MemberOfAward, promise: Promise, status: str = "") -> PromiseRow:
    """One promise in words."""
    return PromiseRow(
        member.participant.name,
        promise.activity,
        contributes_in_words(promise),
        benefits_in_words(promise),
        day_in_words(promise.from_on),
        status,
        reverse("awards:promise_detail", args=[award.application.reference, promise.position]),
    )


def contributes_in_words(promise: Promise | PromiseChange) -> str:
    """What the member contributes: the kind, the text, and the value."""
    value = f"${promise.gives_amount:,}" if promise.gives_amount else ""
    parts = [promise.get_gives_kind_display() if promise.gives_kind else "", promise.gives_text, value]
    return "; ".join(part for part in parts if part) or NOT_STATED


def benefits_in_words(promise: Promise | PromiseChange) -> str:
    """How its students benefit: the text, how many, and which grades."""
    students = ""
    if promise.gains_students is not None:
        students = "1 student" if promise.gains_students == 1 else f"{promise.gains_students:,} students"
    grades = f"grades {promise.gains_grades}" if promise.gains_grades else ""
    return "; ".join(part for part in (promise.gains_text, students, grades) if part) or NOT_STATED


class AwardInProgress(NamedTuple):
    """An award in the officials' list."""

    reference: str
    address: str
    consortium: str
    round_name: str
    amount: str
    spent: str
    status: str
    points: str  # "" for an award that has ended
    facts: list[str]


def awards_in_progress(awards: Iterable[AwardFacts]) -> list[AwardInProgress]:
    """The awards with the facts that an official may act on: those with most points first, those that ended last."""
    awards = sorted(awards, key=lambda one: (one.award.has_ended, -points_of(one.follow_up)))
    return [
        AwardInProgress(
            one.award.application.reference,
            reverse("awards:award_overview", args=[one.award.application.reference]),
            one.award.application.consortium.name,
            one.award.application.competition.name,
            f"${one.award.amount:,}",
            f"${one.accepted:,} ({100 * one.accepted // one.award.amount}%)",
            one.award.get_status_display(),
            "" if one.award.has_ended else f"{points_of(one.follow_up)}",
            _facts_in_words(one),
        )
        for one in awards
    ]


def _facts_in_words(one: AwardFacts) -> list[str]:
    counted = [] if one.award.has_ended else counted_facts(one.follow_up)
    facts = [
        *(f"{fact.words} ({_count(fact.points, '1 point', '{} points')})" for fact in counted),
        _count(one.not_ready, "1 member isn’t ready to start", "{} members aren’t ready to start"),
        _count(one.claims_waiting, "1 claim to review", "{} claims to review"),
        _count(one.reports_waiting, "1 report to review", "{} reports to review"),
        *(f"{name} left the consortium or closed" for name in one.members_left),
        "Has conditions" if one.award.decision.conditions else "",
    ]
    return [fact for fact in facts if fact]


def _count(number: int, single: str, several: str) -> str:
    if not number:
        return ""
    return single if number == 1 else several.format(number)


@dataclass(frozen=True)
class ChecklistPage:
    """The checklist of one member: a form for its people, a list for everyone else."""

    title: str
    refused: str  # why the reader can't fill it in
    finish_by: str  # "" if the round doesn't say when projects start
    items: list[tuple[str, str]]


def checklist_page(award: Award, one: MemberOfAward, refused: str) -> ChecklistPage:
    """The page of a member; `refused` says why the reader may not write for it."""
    if not refused and not award.is_being_prepared:
        refused = "This award is no longer being prepared, so its checklists can’t be changed."
    starts_on = award.application.competition.project_starts_on
    return ChecklistPage(
        title=f"{one.participant.name}: checklist",
        refused=refused,
        finish_by=f"Projects in this round start on {day_in_words(starts_on)}, so finish it before then."
        if starts_on
        else "",
        items=[(item.item, _done(item)) for item in one.checklist],
    )


def _done(item: ChecklistItem) -> str:
    if item.done_on:
        return f"Done {day_in_words(item.done_on)}"
    return f"Not done; due {day_in_words(item.due_on)}" if item.due_on else "Not done"


def award_trail(award: Award, *last: tuple[str, str | None]) -> Trail:
    """The pages above a page of an award."""
    reference = award.application.reference
    here = reverse("awards:award_overview", args=[reference]) if last else None
    return [("Awards", reverse("registry:award_list")), (reference, here), *last]
