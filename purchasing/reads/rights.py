"""Whether certain districts may buy under a contract, by the rule that judges orders too."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from districts.models import District
from purchasing.models import Contract, Joinder
from purchasing.reads.dated_memberships import memberships_by
from purchasing.reads.ledger import joinder_fact
from purchasing.rules.eligibility import BuyingAnswer, ContractFact, includes, is_in_scope, may_buy


class DistrictAnswer(NamedTuple):
    """A district, whether it may buy, in words for its people, and its joinders, the earliest first.

    `may_join`: whether a membership gives it the right to buy that day, so that it can sign a joinder.
    """

    district: District
    answer: BuyingAnswer
    # Whether it is a member of the contract's consortium on that date, of whatever type.
    is_member: bool
    joinders: Sequence[Joinder] = ()
    may_join: bool = False

    def may_buy_item(self, item: str, on: datetime.date) -> bool:
        """Whether it may buy this item on the date of the answer: a joinder can limit it to certain items."""
        return self.answer.is_allowed and is_in_scope([joinder_fact(one) for one in self.joinders], item, on)


def contract_fact(contract: Contract) -> ContractFact:
    """The contract's own part in who may buy."""
    return ContractFact(
        contract.number, contract.consortium.name, contract.starts_on, contract.ends_on, contract.requires_joinder
    )


def buying_answers(contract: Contract, districts: Collection[int], on: datetime.date) -> list[DistrictAnswer]:
    """The answer for each of these districts (row ids), by name. Three queries; none without districts."""
    if not districts:
        return []
    memberships = defaultdict(list, memberships_by(contract.consortium_id, on, districts).terms)
    joinders = defaultdict(list)
    for joinder in Joinder.objects.filter(contract=contract, district__in=districts):
        joinders[joinder.district_id].append(joinder)
    fact = contract_fact(contract)
    return [
        DistrictAnswer(
            one,
            may_buy(fact, memberships[one.leaid], [joinder_fact(joinder) for joinder in joinders[one.pk]], on),
            any(includes(term.period, on) and not term.is_removed for term in memberships[one.leaid]),
            joinders[one.pk],
            any(includes(term.period, on) and not term.why_not for term in memberships[one.leaid]),
        )
        for one in District.objects.among(districts)
    ]
