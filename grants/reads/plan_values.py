"""The rows of a plan as the history keeps them: every entry by name, members and activities by key and name."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from grants.models import Activity, BudgetLine, Commitment, Partner
from grants.models.budget import BudgetText
from grants.rules.sections import ACTIVITIES, BUDGET, PARTNERS

ACTIVITY, COMMITMENT, LINE, PARTNER = "activity", "commitment", "line", "partner"
_ACTIVITY_TEXTS = ("title", "kind", "place", "decided_by")
_LINE_TEXTS = ("line", "amount", "source", "payer_name", "payee_name", "category", "year", "benefits_all")
Values = dict[str, Any]


class PlanRow(NamedTuple):
    """One row: in which section it is, what names it there, what people call it, who writes it, and its entries."""

    section: str
    row: str
    title: str
    owner: str
    values: Values

    @property
    def kind(self) -> str:
        """Activity, commitment, line, or partner."""
        return kind_of(self.row)


def kind_of(row: str) -> str:
    """What the name of a row says that it is."""
    return row.partition(":")[0]


def activity_row(activity: Activity) -> PlanRow:
    """The activity without its commitments."""
    values: Values = {field: getattr(activity, field) for field in _ACTIVITY_TEXTS}
    for field in ("starts_on", "ends_on"):
        day = getattr(activity, field)
        values[field] = day.isoformat() if day else None
    owner, contract = activity.owner, activity.contract
    values |= {
        "key": activity.key,
        "owner": owner.key if owner else "",
        "contract": contract.pk if contract else None,
        "contract_number": contract.number if contract else "",
        "names": {owner.key: owner.name} if owner else {},
    }
    return PlanRow(ACTIVITIES, f"{ACTIVITY}:{activity.key}", activity.title, "", values)


def removed_activity_row(activity: Activity, commitments: Iterable[Commitment], lines: Iterable[BudgetLine]) -> PlanRow:
    """The activity with everything that goes with it: its commitments, and which budget lines named it."""
    row = activity_row(activity)
    more = {"commitments": [commitment_row(one).values for one in commitments], "lines": [one.pk for one in lines]}
    return row._replace(values=row.values | more)


def commitment_row(commitment: Commitment) -> PlanRow:
    """What a member contributes to an activity."""
    activity, member = commitment.activity, commitment.participant
    values: Values = {field: getattr(commitment, field) for field in Commitment.FIELDS}
    values |= {
        "activity": activity.key,
        "participant": member.key,
        "is_proposed": commitment.is_proposed,
        "names": {activity.key: activity.title, member.key: member.name},
    }
    title = f"{member.name}: {activity.title or 'activity'}"
    return PlanRow(ACTIVITIES, f"{COMMITMENT}:{commitment.pk}", title, member.key, values)


def line_row(line: BudgetLine) -> PlanRow:
    """A budget line."""
    owner = line.owner
    values = line_values(line) | {"is_proposed": line.is_proposed}
    return PlanRow(BUDGET, name_of_line(line.key), line.line, owner.key if owner else "", values)


def name_of_line(key: str) -> str:
    """What the history calls the budget line with that key."""
    return f"{LINE}:{key}"


def line_values(line: BudgetText) -> Values:
    """The entries of a budget line, or of a change that the lead proposes."""
    members = [one for one in (line.payer, line.payee, *line.beneficiaries.all()) if one]
    activity = line.activity
    names = {one.key: one.name for one in members} | ({activity.key: activity.title} if activity else {})
    values: Values = {field: getattr(line, field) for field in _LINE_TEXTS}
    return values | {
        "payer": line.payer.key if line.payer else "",
        "payee": line.payee.key if line.payee else "",
        "beneficiaries": [one.key for one in line.beneficiaries.all()],
        "activity": activity.key if activity else "",
        "names": names,
    }


def partner_row(partner: Partner) -> PlanRow:
    """A partner."""
    return PlanRow(
        PARTNERS, f"{PARTNER}:{partner.name}", partner.name, "", {"name": partner.name, "kind": partner.kind}
    )
