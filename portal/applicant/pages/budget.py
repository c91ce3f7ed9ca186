"""The budget: its lines in groups with subtotals, and one line with what the lead proposes beside it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.forms import BaseForm
from django.urls import reverse

from grants.models import Application, BudgetLine, BudgetLineProposal, Participant
from grants.models.budget import BudgetText
from grants.reads.packets import Packet
from grants.rules.budget import category_label, year_label
from grants.states import CostCategory
from portal.applicant.pages.budget_totals import LEAD_WRITES
from portal.applicant.pages.commitments import OwnedEntry, ProposedEntry, declined_words
from portal.applicant.pages.plan import NOT_STATED

ALL_MEMBERS = "All members"
LEAD = "lead"  # in addresses: the lines that no member writes
GROUPS = {"member": "Member", "category": "Category", "year": "Year"}
SORTS = {"": "Order entered", "line": "Description", "amount": "Amount", "category": "Category", "year": "Year"}
SOURCES: dict[str, str] = dict(BudgetLine.Source.choices)
CATEGORIES: dict[str, str] = dict(CostCategory.choices)
# Where a line comes if the budget is sorted or grouped by this; lines of one place in the order entered.
PLACES: dict[str, Callable[[BudgetLine], tuple[object, ...]]] = {
    "line": lambda line: (line.line.casefold(),),
    "amount": lambda line: (-(line.amount or 0),),
    "category": lambda line: (line.category == "", CATEGORIES.get(line.category, line.category)),
    "year": lambda line: (line.year is None, line.year or 0),
}
LABELS = {
    "line": "Description",
    "amount": "Amount",
    "source": "Paid from",
    "payer": "Match provided by",
    "payee": "Paid to",
    "benefits": "Who benefits",
    "activity": "Activity",
    "category": "Category",
    "year": "Project year",
}


@dataclass(frozen=True)
class BudgetRow:
    """One budget line in words, and what the reader may do with it."""

    key: str
    position: int
    description: str
    amount: str
    source: str
    payee: str
    beneficiaries: str
    activity: str
    category: str  # with the project year
    mark: str
    action: str


@dataclass(frozen=True)
class BudgetGroup:
    """The lines of one member, category, or year, with their subtotals."""

    anchor: str
    label: str
    rows: list[BudgetRow]
    grant: str
    match: str


class BudgetWay(NamedTuple):
    """One way to group or sort the budget."""

    label: str
    address: str
    is_here: bool


class DeclinedLine(NamedTuple):
    """A line that a member declined, for the lead."""

    pk: int
    line: str
    words: str


@dataclass(frozen=True)
class BudgetPage:
    """Everything that the page of the budget shows besides its totals."""

    groups: list[BudgetGroup]
    groupings: list[BudgetWay]
    sortings: list[BudgetWay]
    declined: list[DeclinedLine]
    may_add: bool
    introduction: str
    # The tables in which the reader writes several lines at once, and those in which it proposes them.
    own_tables: list[tuple[str, str]]
    other_tables: list[tuple[str, str]]


@dataclass(frozen=True)
class BudgetLinePage:
    """Everything that the page of one line shows."""

    title: str
    introduction: str
    entry: OwnedEntry
    # The addresses that the buttons post to.
    accept_url: str
    decline_url: str
    withdraw_url: str
    removal_url: str
    may_propose_removal: bool


def budget_page(
    application: Application,
    lines: Sequence[BudgetLine],
    packet: Packet,
    declined: Iterable[BudgetLineProposal],
    members: Iterable[Participant],
    *,
    by: str,
    sort: str,
    own: Collection[str],
    may_edit: bool,
    is_open: bool,
) -> BudgetPage:
    """The budget in groups; `own` are the keys of the members that the reader writes for, while it `is_open`.

    Who benefits is in the packet: the rows of all members of all lines take longer to read than everything else.
    """
    benefits = _beneficiaries_in(packet)
    by, sort = by if by in GROUPS else "member", sort if sort in SORTS else ""
    grouped: dict[tuple[str, str], list[BudgetLine]] = {}
    for line in sorted(lines, key=lambda one: _place_of_group(one, by)):
        grouped.setdefault(_group_of(line, by), []).append(line)
    place = partial(_place_in_group, sort=sort)
    tables = [(key, name, _table(application, key)) for key, name in ((one.key, one.name) for one in members)]
    own_tables = [(name, address) for key, name, address in tables if key in own]
    other_tables = [(name, address) for key, name, address in tables if key not in own]
    if may_edit:
        own_tables.append((LEAD_WRITES, _table(application, LEAD)))
    return BudgetPage(
        groups=[
            _group(
                *name,
                [_row(line, own if is_open else (), may_edit, benefits) for line in sorted(rows, key=place)],
                rows,
            )
            for name, rows in grouped.items()
        ],
        groupings=[BudgetWay(label, f"?by={key}&sort={sort}", key == by) for key, label in GROUPS.items()],
        sortings=[BudgetWay(label, f"?by={by}&sort={key}", key == sort) for key, label in SORTS.items()],
        declined=[
            DeclinedLine(one.pk, str(one) or "(no description)", declined_words(one, one.participant.name))
            for one in declined
        ]
        if may_edit
        else [],
        may_add=is_open and (may_edit or bool(own)),
        introduction=_who_writes(may_edit=may_edit),
        own_tables=own_tables if is_open else [],
        other_tables=other_tables if may_edit else [],
    )


def budget_line_page(
    application: Application, form: BaseForm, line: BudgetLine | None, *, may_write: bool, may_propose: bool
) -> BudgetLinePage:
    """One line, or an empty form for a new one."""
    owner = line.owner if line else None
    position = line.position if line else 0
    change = line.change if line else None
    is_proposed = line is not None and line.is_proposed
    declined = line.last_proposal if line and not change else None
    may_answer = line is not None and may_write and line.needs_answer and owner is not None
    may_withdraw = line is not None and may_propose and line.needs_answer
    remove = _address("budget_line_remove", application, position) if line and may_write and not is_proposed else ""
    entry = OwnedEntry(
        form=form,
        number=position,
        revision=line.revision if line else 0,
        facts=line_facts(line) if line else [],
        status=_status(line),
        differences=differences_between(line, change) if line and change else [],
        declined=declined_words(declined, declined.participant.name) if declined else "",
        button=_button(line, may_write=may_write, may_propose=may_propose),
        is_own=may_write and not is_proposed,
        may_answer=may_answer,
        may_withdraw=may_withdraw,
        remove_url=f"{remove}?revision={line.revision}" if line and remove else "",
        what="line",
    )
    return BudgetLinePage(
        title=line.line or "(no description)" if line else "New budget line",
        introduction=_introduction(line, may_write=may_write, may_propose=may_propose),
        entry=entry,
        accept_url=_address("budget_line_accept", application, position),
        decline_url=_address("budget_line_decline", application, position),
        withdraw_url=_address("budget_line_withdraw", application, position),
        removal_url=_address("budget_line_propose_removal", application, position),
        may_propose_removal=line is not None and may_propose and not may_write and not line.needs_answer,
    )


def line_saved_words(line: BudgetLine) -> str:
    """The message after saving."""
    if line.needs_answer:
        return f"Your proposal was saved. {line.owner} sees it and can accept, change, or decline it."
    return "The budget line was saved."


def line_facts(line: BudgetText) -> list[tuple[str, str]]:
    """Every entry of a line in words."""
    values = _in_words(line)
    return [(label, values[field]) for field, label in LABELS.items() if values[field]]


def differences_between(line: BudgetLine, change: BudgetLineProposal) -> list[ProposedEntry]:
    """What the lead proposes to change, entry by entry."""
    if change.is_removal:
        return [ProposedEntry("The whole line", str(line), "Remove it")]
    now, proposed = _in_words(line), _in_words(change)
    return [
        ProposedEntry(label, now[field] or NOT_STATED, proposed[field] or NOT_STATED)
        for field, label in LABELS.items()
        if now[field] != proposed[field]
    ]


def _group(key: str, label: str, rows: list[BudgetRow], lines: list[BudgetLine]) -> BudgetGroup:
    return BudgetGroup(
        anchor=key,
        label=label,
        rows=rows,
        grant=f"${sum(line.amount or 0 for line in lines if line.is_grant):,}",
        match=f"${sum(line.amount or 0 for line in lines if line.is_match):,}",
    )


def _row(line: BudgetLine, own: Collection[str], may_edit: bool, benefits: Mapping[str, str]) -> BudgetRow:
    words, owner = _in_words(line, benefits.get(line.key)), line.owner
    may_write = owner.key in own if owner else may_edit
    payer = words["payer"]
    return BudgetRow(
        key=line.key,
        position=line.position,
        description=line.line or "(no description)",
        amount=words["amount"],
        source=f"{words['source']}, {payer}" if payer else words["source"],
        payee=words["payee"],
        beneficiaries=words["benefits"],
        activity=words["activity"] or "—",
        category=", ".join(text for text in (words["category"], words["year"]) if text) or NOT_STATED,
        mark=_status(line),
        action=_action(line, may_write=may_write, may_edit=may_edit),
    )


def _action(line: BudgetLine, *, may_write: bool, may_edit: bool) -> str:
    if may_write:
        return "Answer" if line.needs_answer else "Change"
    if may_edit:
        return "Change proposal" if line.needs_answer else "Propose a change"
    return ""


def _in_words(line: BudgetText, benefits: str | None = None) -> dict[str, str]:
    return {
        "line": line.line,
        "amount": f"${line.amount:,}" if line.amount is not None else NOT_STATED,
        "source": SOURCES.get(line.source, line.source) or NOT_STATED,
        "payer": line.payer.name if line.payer else line.payer_name,
        "payee": line.payee.name if line.payee else line.payee_name or NOT_STATED,
        "benefits": _beneficiaries(line) if benefits is None else benefits,
        "activity": line.activity.title if line.activity else "",
        "category": CATEGORIES.get(line.category, line.category),
        "year": year_label(str(line.year)) if line.year else "",
    }


def _beneficiaries(line: BudgetText) -> str:
    if line.benefits_all:
        return ALL_MEMBERS
    return ", ".join(participant.name for participant in line.beneficiaries.all()) or NOT_STATED


def _beneficiaries_in(packet: Packet) -> dict[str, str]:
    """The same words by the key of each line."""
    names = {member["key"]: member["name"] for member in packet["participants"]}
    return {
        row["key"]: ALL_MEMBERS
        if row["benefits"] == "all"
        else ", ".join(names[key] for key in row["benefits"]) or NOT_STATED
        for row in packet["budget"]
    }


def _group_of(line: BudgetLine, by: str) -> tuple[str, str]:
    """The anchor and the name of the group that the line is in."""
    if by == "category":
        return f"category-{line.category}", category_label(line.category)
    if by == "year":
        return f"year-{line.year or 0}", year_label(str(line.year or ""))
    owner = line.owner
    return (f"member-{owner.key}", owner.name) if owner else ("member-", LEAD_WRITES)


def _place_of_group(line: BudgetLine, by: str) -> tuple[object, ...]:
    if by != "member":
        return _place_in_group(line, by)
    owner = line.owner
    return (owner.position, owner.pk, line.position) if owner else (-1, 0, line.position)


def _place_in_group(line: BudgetLine, sort: str) -> tuple[object, ...]:
    place = PLACES[sort](line) if sort in PLACES else ()
    return (*place, line.position)


def _status(line: BudgetLine | None) -> str:
    if line is None:
        return ""
    if line.is_proposed:
        return f"Proposed by the lead district. {line.owner} hasn’t accepted it yet."
    if line.change:
        what = "to remove this line" if line.change.is_removal else "a change"
        return f"The lead district proposes {what}. {line.owner} hasn’t answered yet."
    return ""


def _button(line: BudgetLine | None, *, may_write: bool, may_propose: bool) -> str:
    if line is None:
        return "Save budget line" if may_write or may_propose else ""
    if may_write:
        return "Save your own line" if line.needs_answer else "Save budget line"
    if not may_propose:
        return ""
    return "Save proposal" if line.is_proposed else "Propose this change"


def _introduction(line: BudgetLine | None, *, may_write: bool, may_propose: bool) -> str:
    if line and line.owner and may_propose and not may_write:
        return f"{line.owner} writes this line. It can accept, change, or decline what you propose."
    return _who_writes(may_edit=may_propose) if may_write or may_propose else ""


def _who_writes(*, may_edit: bool) -> str:
    words = (
        "Each member writes its own lines: the grant money it receives and the match it contributes. "
        "The lead district writes the rest."
    )
    if may_edit:
        return f"{words} If you write a line for another member, that member can accept, change, or decline it."
    return words


def _table(application: Application, key: str) -> str:
    return reverse("applicant:budget_table", args=[application.reference, key])


def _address(name: str, application: Application, position: int) -> str:
    return reverse(f"applicant:{name}", args=[application.reference, position])
