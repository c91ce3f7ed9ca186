"""The history of the activities, the budget, or the partners: each change in words, and what can be restored."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words, short_day
from grants.models import Activity, Partner, PlanChange
from grants.models.budget import BudgetText
from grants.reads.plan_values import ACTIVITY, COMMITMENT, LINE, PARTNER, Values, kind_of
from grants.rules.budget import year_label
from grants.rules.plan_changes import day_of
from grants.rules.redline import Redline, redline
from grants.rules.sections import label_of
from grants.states import CostCategory, GiftKind
from portal.applicant.pages.budget import LABELS as LINE_LABELS
from portal.applicant.pages.commitments import LABELS as COMMITMENT_LABELS
from portal.applicant.pages.navigation import address_of_section
from portal.applicant.pages.redline import writer_in_words

_ACTIVITY_LABELS = {
    "title": "Activity name",
    "kind": "Type",
    "starts_on": "Start date",
    "ends_on": "End date",
    "owner": "Lead member",
    "place": "Where",
    "decided_by": "Who decides",
    "contract": "Contract",
    "lines": "Budget lines",
}
_LABELS: dict[str, dict[str, str]] = {
    ACTIVITY: _ACTIVITY_LABELS,
    COMMITMENT: COMMITMENT_LABELS | {"status": "Status"},
    LINE: LINE_LABELS | {"status": "Status"},
    PARTNER: {"name": "Name", "kind": "Type"},
}
_NOUNS = {ACTIVITY: "activity", COMMITMENT: "commitment", LINE: "budget line", PARTNER: "partner"}
_PROPOSED = "Proposed by the lead district"
_CHOICES: dict[str, dict[str, str]] = {
    "source": dict(BudgetText.Source.choices),
    "category": dict(CostCategory.choices),
    "gives_kind": dict(GiftKind.choices),
}


@dataclass(frozen=True)
class ChangedEntry:
    """One entry of a row, with what was removed and added."""

    label: str
    paragraphs: Redline


@dataclass(frozen=True)
class PlanChangeRow:
    """One change. `restore_url` is empty where the reader can't restore anything.

    A row that was added or removed as a whole is folded: its title says what it is about.
    """

    what: str
    title: str
    who: str
    entries: list[ChangedEntry]
    is_unfolded: bool
    note: str
    restore_url: str
    restore_label: str


@dataclass(frozen=True)
class PlanHistoryPage:
    """The history of one section."""

    label: str
    back_url: str
    rows: list[PlanChangeRow]


def plan_history_page(
    reference: str,
    key: str,
    changes: Iterable[PlanChange],
    writers: Mapping[int, str],
    *,
    members: Collection[str],
    own: Collection[str],
    is_open: bool,
    edits: bool,
) -> PlanHistoryPage:
    """The changes in the order given; `own` are the keys of the members for which the reader writes."""

    def _may_write(change: PlanChange) -> bool:
        return change.owner in own if change.owner in members else edits

    rows = [_row(reference, change, writers, may_write=is_open and _may_write(change)) for change in changes]
    return PlanHistoryPage(
        label=label_of(key),
        back_url=address_of_section(key, reference),
        rows=rows,
    )


def history_address(key: str, reference: str) -> str:
    """The address of the history of the activities, the budget, or the partners."""
    return reverse("applicant:plan_history", args=[reference, key])


def _row(reference: str, change: PlanChange, writers: Mapping[int, str], *, may_write: bool) -> PlanChangeRow:
    noun = _NOUNS[kind_of(change.row)]
    arguments = [reference, change.section, change.pk]
    may_restore = may_write and change.can_be_restored
    return PlanChangeRow(
        what=f"{change.get_kind_display()} {noun}",
        title=change.title or "(no name)",
        who=f"{writer_in_words(change.changed_by, writers)}, {moment_in_words(change.changed_at)}",
        entries=_entries(change),
        is_unfolded=change.kind == PlanChange.Kind.CHANGED,
        note=_note(change, writers),
        restore_url=reverse("applicant:plan_restore", args=arguments) if may_restore else "",
        restore_label=f"Restore {noun}",
    )


def _note(change: PlanChange, writers: Mapping[int, str]) -> str:
    if change.restored_at is None:
        return ""
    return f"Restored by {writer_in_words(change.restored_by, writers)}, {moment_in_words(change.restored_at)}"


def _entries(change: PlanChange) -> list[ChangedEntry]:
    before, after = _in_words(change.row, change.before), _in_words(change.row, change.after)
    return [
        ChangedEntry(label, redline(before.get(label, ""), after.get(label, "")))
        for label in dict.fromkeys([*before, *after])
        if before.get(label, "") != after.get(label, "")
    ]


def _in_words(row: str, values: Values | None) -> dict[str, str]:
    """Every entry that says something, by its label; with an activity, what each member contributed to it."""
    if values is None:
        return {}
    kind = kind_of(row)
    words = {label: _entry(kind, field, values) for field, label in _LABELS[kind].items()}
    for commitment in values.get("commitments", []):
        member = commitment["names"][commitment["participant"]]
        texts = _in_words(COMMITMENT, commitment)
        said = "\n".join(f"{label}: {text}" for label, text in texts.items())
        words[member] = f"{words[member]}\n{said}" if member in words else said
    return {label: text for label, text in words.items() if text}


def _entry(kind: str, field: str, values: Values) -> str:
    if field == "status":
        return _PROPOSED if values["is_proposed"] else ""
    if field == "benefits":
        names = ", ".join(values["names"][key] for key in values["beneficiaries"])
        return "All members" if values["benefits_all"] else names
    if field == "lines":
        count = len(values.get("lines", []))
        return "1 line" if count == 1 else f"{count} lines" if count else ""
    value = values[field]
    if value in ("", None):
        return str(values.get(f"{field}_name", ""))
    return _value(kind, field, value, values)


def _value(kind: str, field: str, value: object, values: Values) -> str:
    if field in _CHOICES:
        return _CHOICES[field].get(str(value), str(value))
    if field == "kind":
        return str(dict((Activity if kind == ACTIVITY else Partner).Kind.choices).get(str(value), value))
    if field in ("amount", "gives_amount"):
        return f"${value:,}"
    if field == "gains_students":
        return f"{value:,}"
    if field in ("starts_on", "ends_on"):
        day = day_of(str(value))
        return short_day(day) if day else ""
    if field == "contract":
        return str(values["contract_number"])
    return year_label(str(value)) if field == "year" else str(values.get("names", {}).get(value, value))
