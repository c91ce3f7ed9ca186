"""The collaboration plan: activities, budget lines, partners."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants import emails
from grants.actions.pen import check_is_open, put_down, taken_up
from grants.actions.plan_changes import keep_change
from grants.models import Activity, Application, BudgetLine, Participant, Partner
from grants.models.budget import BudgetLineQuerySet, BudgetText
from grants.reads.plan_values import activity_row, line_row, partner_row, removed_activity_row
from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.rules.sections import ACTIVITIES, BUDGET, PARTNERS
from grants.rules.texts import on_one_line
from purchasing.models import Contract


@dataclass(frozen=True)
class ActivityWords:
    """The fields of one activity. None and blank mean not stated."""

    title: str
    kind: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    owner: Participant | None = None
    place: str = ""
    decided_by: str = ""
    contract: Contract | None = None


@dataclass(frozen=True)
class BudgetWords:
    """One budget line. Payer and payee are participants, or else names."""

    line: str
    amount: int | None
    source: str
    payer: Participant | None = None
    payer_name: str = ""
    payee: Participant | None = None
    payee_name: str = ""
    benefits_all: bool = False
    beneficiaries: Sequence[Participant] = ()
    activity: Activity | None = None
    category: str = ""
    year: int | None = None


@transaction.atomic
def save_activity(
    *,
    application: Application,
    words: ActivityWords,
    activity: Activity | None = None,
    key: str = "",
    revision: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Activity:
    """Save the activity, or add one if none is given."""
    application = taken_up(application, ACTIVITIES, revision=revision, by=by, at=at)
    title, place, decided_by = on_one_line(words.title), on_one_line(words.place), on_one_line(words.decided_by)
    if problems := problems_with_lengths(
        ("The activity name", title, 200),
        ("The location", place, 200),
        ("“Who decides”", decided_by, 200),
        ("The key of an activity", key, 60),
    ):
        raise Unready(*problems)
    before = activity_row(activity) if activity else None
    activity = activity or new_activity(application, title, key)
    activity.title, activity.kind, activity.place, activity.decided_by = title, words.kind, place, decided_by
    activity.starts_on, activity.ends_on = words.starts_on, words.ends_on
    activity.owner, activity.contract = words.owner, words.contract
    activity.save()
    keep_change(application, before, activity_row(activity), by=by, at=at)
    put_down(application)
    log.record("activity.saved", application, by=by, at=at, activity=activity.key, title=title)
    return activity


@transaction.atomic
def remove_activity(*, activity: Activity, revision: int | None = None, by: User, at: datetime.datetime) -> None:
    """Remove the activity with its commitments, and tell the members that wrote them.

    Its budget lines stay. Submitted versions keep it, and the history of the draft, from which it can be restored.
    """
    application = taken_up(activity.application, ACTIVITIES, revision=revision, by=by, at=at)
    rows = list(activity.commitments.select_related("participant__district", "participant__school", "activity"))
    commitments = [str(row) for row in rows]
    for participant in {row.participant for row in rows if not row.is_proposed}:
        emails.send_activity_removed(activity, participant, by=by, at=at)
    lines = application.budget_lines.filter(activity=activity)
    if lines.exists():
        check_is_open(application, BUDGET, at=at)  # these lines lose their activity
    keep_change(application, removed_activity_row(activity, rows, lines), None, by=by, at=at)
    name_activity(lines, None, by=by, at=at)
    activity.proposals.all().delete()
    activity.commitments.all().delete()
    key, title = activity.key, activity.title
    activity.delete()
    put_down(application)
    log.record("activity.removed", application, by=by, at=at, activity=key, title=title, commitments=commitments)


@transaction.atomic
def save_budget_lines(
    *, application: Application, lines: Iterable[BudgetWords], by: User, at: datetime.datetime
) -> list[BudgetLine]:
    """Add lines to the end of the budget as a file states them: as the members' own."""
    application = taken_up(application, BUDGET, by=by, at=at)
    lines = list(lines)
    if problems := [problem for words in lines for problem in _problems_with_budget_line(words)]:
        raise Unready(*problems)
    saved = []
    for place, words in enumerate(lines, start=last_position(application) + 1):
        line = BudgetLine(application=application, position=place)
        fill_line(line, words)
        line.save()
        set_beneficiaries(line, words)
        saved.append(line)
    put_down(application)
    log.record(
        "budget.saved", application, by=by, at=at,
        lines=[{"key": line.key, "line": line.line, "amount": line.amount} for line in saved],
    )  # fmt: skip
    return saved


@transaction.atomic
def add_partner(
    *,
    application: Application,
    name: str,
    kind: str = Partner.Kind.OTHER,
    revision: int | None = None,
    is_restored: bool = False,
    by: User,
    at: datetime.datetime,
) -> Partner:
    """Add an organization that supports the project but isn't a member, or put it back."""
    application = taken_up(application, PARTNERS, revision=revision, by=by, at=at)
    name = on_one_line(name)
    problems = problems_with_lengths(("The name of a partner", name, 200))
    if application.partners.filter(name=name).exists():
        problems.append(f"{name} is already a partner.")
    if problems:
        raise Unready(*problems)
    partner = Partner.objects.create(application=application, name=name, kind=kind)
    keep_change(application, None, partner_row(partner), is_restored=is_restored, by=by, at=at)
    put_down(application)
    log.record("partner.restored" if is_restored else "partner.added", application, by=by, at=at, name=name, kind=kind)
    return partner


@transaction.atomic
def remove_partner(*, partner: Partner, by: User, at: datetime.datetime) -> None:
    """Remove the partner."""
    application = taken_up(partner.application, PARTNERS, by=by, at=at)
    name = partner.name
    keep_change(application, partner_row(partner), None, by=by, at=at)
    partner.delete()
    put_down(application)
    log.record("partner.removed", application, by=by, at=at, name=name)


def new_activity(application: Application, title: str, key: str = "") -> Activity:
    """An activity that isn't saved yet, at the end of the list; without a key, it gets a free one from its title."""
    last = application.activities.order_by("-position").values_list("position", flat=True).first() or 0
    return Activity(application=application, key=key or _free_key(application, title), title=title, position=last + 1)


def name_activity(lines: BudgetLineQuerySet, activity: Activity | None, *, by: User, at: datetime.datetime) -> None:
    """Have the budget lines name the activity, or none, and keep that in their histories. Call it with a lock."""
    for line in lines.for_budget().select_related("application"):
        before = line_row(line)
        line.activity = activity
        line.revision += 1
        line.save(update_fields=["activity", "revision"])
        keep_change(line.application, before, line_row(line), by=by, at=at)


def last_position(application: Application) -> int:
    """The highest position that a budget line has or had; 0 if there was none. Takes the locked application."""
    last = application.budget_lines.order_by("-position").values_list("position", flat=True).first() or 0
    return max(last, application.last_removed_line)


def fill_line(line: BudgetText, words: BudgetWords) -> None:
    """Set everything but the members who benefit."""
    line.line, line.amount, line.source = on_one_line(words.line), words.amount, words.source
    line.payer, line.payer_name = words.payer, on_one_line(words.payer_name)
    line.payee, line.payee_name = words.payee, on_one_line(words.payee_name)
    line.benefits_all, line.activity = words.benefits_all, words.activity
    line.category, line.year = words.category, words.year


def set_beneficiaries(line: BudgetText, words: BudgetWords) -> None:
    """Store the members who benefit from a saved line."""
    if words.beneficiaries or line.beneficiaries.exists():
        line.beneficiaries.set(words.beneficiaries)


def _problems_with_budget_line(words: BudgetWords) -> list[str]:
    problems = problems_with_lengths(
        ("The description of a budget line", on_one_line(words.line), 300),
        ("The name of a payer", on_one_line(words.payer_name), 200),
        ("The name of a payee", on_one_line(words.payee_name), 200),
    )
    return problems + problems_with_numbers(("The amount of a budget line", words.amount))


def _free_key(application: Application, title: str) -> str:
    plain_key = slugify(title)[:50].strip("-") or "activity"
    taken = set(application.activities.values_list("key", flat=True))
    numbered = (f"{plain_key}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (plain_key, *numbered) if key not in taken)
