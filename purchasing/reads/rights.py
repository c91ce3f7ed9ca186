"""Whether certain districts may buy under a contract, by the rule that judges orders too."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from consortia.models import Membership
from consortia.states import IN_FORCE
from districts.models import District
from purchasing.models import Contract, Joinder
from purchasing.reads.ledger import membership_term
from purchasing.rules.eligibility import BuyingAnswer, ContractFact, JoinderFact, includes, may_buy


class DistrictAnswer(NamedTuple):
    """A district, and whether it may buy, in words for its people."""

    district: District
    answer: BuyingAnswer
    # Whether it is a member of the contract's consortium on that date, of whatever type.
    is_member: bool


def contract_fact(contract: Contract) -> ContractFact:
    """The contract's own part in who may buy."""
    return ContractFact(
        contract.number, contract.consortium.name, contract.starts_on, contract.ends_on, contract.requires_joinder
    )


def buying_answers(contract: Contract, districts: Collection[int], on: datetime.date) -> list[DistrictAnswer]:
    """The answer for each of these districts (row ids), by name. Three queries; none without districts."""
    if not districts:
        return []
    memberships = defaultdict(list)
    rows = Membership.objects.filter(
        consortium=contract.consortium_id, district__in=districts, status__in=IN_FORCE
    ).order_by("joins_on", "pk")
    for row in rows:
        memberships[row.district_id].append(membership_term(row))
    joinders = defaultdict(list)
    for joinder in Joinder.objects.filter(contract=contract, district__in=districts):
        joinders[joinder.district_id].append(JoinderFact(joinder.starts_on, joinder.ends_on, joinder.board_on))
    fact = contract_fact(contract)
    return [
        DistrictAnswer(
            one,
            may_buy(fact, memberships.get(one.pk, []), joinders.get(one.pk, []), on),
            any(includes(term.period, on) for term in memberships.get(one.pk, [])),
        )
        for one in District.objects.among(districts)
    ]
