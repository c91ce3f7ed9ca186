"""Whether certain districts may buy under a contract, by the rule that judges orders too."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from districts.models import District
from purchasing.models import Contract, Joinder
from purchasing.reads.dated_memberships import memberships_by
from purchasing.reads.ledger import joinder_fact
from purchasing.rules.eligibility import BuyingAnswer, ContractFact, MembershipTerm, includes, is_in_scope, may_buy


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
    return answers_on([(contract, on)], districts)[contract.pk, on]


def answers_on(
    asked: Collection[tuple[Contract, datetime.date]], districts: Collection[int]
) -> dict[tuple[int, datetime.date], list[DistrictAnswer]]:
    """The same for contracts of one consortium on several days, by contract (row id) and day. Three queries in all.

    Memberships are read as of the last of the days, so ask either about one day or about today and later.
    """
    if not districts or not asked:
        return {(contract.pk, on): [] for contract, on in asked}
    contracts = {contract.pk: contract for contract, _on in asked}
    consortium = next(iter(contracts.values())).consortium_id
    terms = memberships_by(consortium, max(on for _contract, on in asked), districts).terms
    joinders = defaultdict(list)
    for joinder in Joinder.objects.filter(contract__in=contracts, district__in=districts):
        joinders[joinder.contract_id, joinder.district_id].append(joinder)
    members = list(District.objects.among(districts))
    return {
        (contract.pk, on): [
            _answer(contract, one, terms.get(one.leaid, []), joinders[contract.pk, one.pk], on) for one in members
        ]
        for contract, on in asked
    }


def _answer(
    contract: Contract,
    district: District,
    memberships: Sequence[MembershipTerm],
    joinders: Sequence[Joinder],
    on: datetime.date,
) -> DistrictAnswer:
    return DistrictAnswer(
        district,
        may_buy(contract_fact(contract), memberships, [joinder_fact(joinder) for joinder in joinders], on),
        any(includes(term.period, on) and not term.is_removed for term in memberships),
        joinders,
        any(includes(term.period, on) and not term.why_not for term in memberships),
    )
