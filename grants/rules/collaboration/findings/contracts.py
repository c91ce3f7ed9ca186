"""Rules about the contracts that activities rely on."""

from collections.abc import Iterator

from grants.rules.collaboration.findings.phrasing import date_in_words, short_text
from grants.rules.collaboration.findings.rule import (
    FindingKind,
    FindingRule,
    FindingSubject,
    Observation,
    Place,
    RuleGroup,
)
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import PlanContract
from grants.rules.purchases import ends_early


def _contracts_that_end_early(plan: ParsedPlan) -> Iterator[Observation]:
    latest_by_number: dict[str, PlanContract] = {}
    for contract in plan.snapshot.contracts:
        known = latest_by_number.get(contract.number)
        if contract.ends_on and (known is None or known.ends_on is None or known.ends_on < contract.ends_on):
            latest_by_number[contract.number] = contract
    for activity in plan.snapshot.activities:
        relied_on = latest_by_number.get(activity.contract) if activity.contract else None
        if relied_on and relied_on.ends_on and activity.ends_on and ends_early(relied_on.ends_on, activity.ends_on):
            title = short_text(activity.title)
            contract_end, activity_end = date_in_words(relied_on.ends_on), date_in_words(activity.ends_on)
            yield Observation(
                activity.key,
                activity.title,
                f"{title} ends on {activity_end}, but the contract it relies on, {short_text(relied_on.number)}, ends "
                f"on {contract_end}.",
                (
                    Place("Activity", f"{title} ends on {activity_end}", f"activity:{activity.key}"),
                    Place(
                        f"Contract {relied_on.number}",
                        f"{short_text(relied_on.title)} ends on {contract_end}".strip(),
                        f"contract:{relied_on.number}",
                    ),
                ),
            )


CONTRACT_EXPIRES = FindingRule(
    name="contract-expires",
    version=2,
    group=RuleGroup.CONTRACTS,
    kind=FindingKind.CONTRADICTION,
    subject=FindingSubject.ACTIVITY,
    title="Contract ends before the activity",
    reason="The activity relies on a contract that ends before the activity does.",
    found_when="An activity relies on a contract whose end date is before the activity’s end date.",
    compares=("the activity’s end date", "the contract’s end date"),
    find=_contracts_that_end_early,
)
