"""The contracts that an activity of an application can buy under, and how far its districts are with each."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from districts.rules.periods import Period
from grants.models import Activity, BudgetLine, Participant
from grants.rules.purchases import Readiness, day_of_need, is_in_effect_during, needs_purchase, readiness
from purchasing.models import Contract
from purchasing.reads.diligence import missing_documents
from purchasing.reads.rights import DistrictAnswer, answers_on

# The activity's own contract comes first; the list of contracts has the others.
MOST_CONTRACTS = 10


class ActivityBuyer(NamedTuple):
    """A district that takes part, when it may buy, and the answers of today and of the day of need.

    `schools` are its schools that take part: the district buys for them.
    """

    readiness: Readiness
    now: DistrictAnswer
    then: DistrictAnswer
    schools: Sequence[str]


class ActivityContract(NamedTuple):
    """A contract, the first day the activity needs it, its districts, and the documents its checklist misses."""

    contract: Contract
    is_chosen: bool
    needed_on: datetime.date
    buyers: Sequence[ActivityBuyer]
    missing: Sequence[str]


class ContractsForActivity(NamedTuple):
    """The contracts, the activity's own first, how many more there are, and participants without a record."""

    contracts: Sequence[ActivityContract]
    more: int
    unregistered: Sequence[str]


def contracts_for(
    activity: Activity, participants: Sequence[Participant], on: datetime.date
) -> ContractsForActivity | None:
    """The consortium's contracts that are in effect during the activity, and its own; None if it buys nothing.

    At most eight queries, whatever the number of participants and contracts.
    """
    lines = BudgetLine.objects.filter(activity=activity)
    names_contract = activity.contract_id is not None
    if not needs_purchase(
        activity.kind, names_contract=names_contract, categories=set(lines.values_list("category", flat=True))
    ):
        return None
    period = Period(activity.starts_on, activity.ends_on)
    held = Contract.objects.for_list().filter(consortium=activity.application.consortium_id)
    usable = [
        one
        for one in held.order_by("number")
        if one.pk == activity.contract_id or is_in_effect_during(Period(one.starts_on, one.ends_on), period, on)
    ]
    usable.sort(key=lambda one: one.pk != activity.contract_id)
    shown = usable[:MOST_CONTRACTS]
    days = {one.pk: day_of_need(Period(one.starts_on, one.ends_on), activity.starts_on, on) for one in shown}
    schools: dict[int, list[str]] = {}
    for part in participants:
        if part.school:
            schools.setdefault(part.school.district_id, []).append(part.name)
        elif part.district_id:
            schools.setdefault(part.district_id, [])
    answers = answers_on([(one, day) for one in shown for day in {on, days[one.pk]}], schools)
    missing = missing_documents(shown)
    contracts = [
        ActivityContract(
            one,
            one.pk == activity.contract_id,
            days[one.pk],
            [
                ActivityBuyer(
                    readiness(now=now.answer.is_allowed, then=then.answer.is_allowed),
                    now,
                    then,
                    schools[now.district.pk],
                )
                for now, then in zip(answers[one.pk, on], answers[one.pk, days[one.pk]], strict=True)
            ],
            missing[one.pk],
        )
        for one in shown
    ]
    unregistered = [part.name for part in participants if not (part.district_id or part.school_id)]
    return ContractsForActivity(contracts, len(usable) - len(shown), unregistered)
