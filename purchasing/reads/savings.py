"""A contract's savings claims beside recomputed savings."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from districts.rules.periods import Period
from purchasing.models import Baseline, Contract, Purchase, SavingsClaim
from purchasing.reads.ledger import Ledger, ledger_of
from purchasing.rules.claims import ClaimFact, ComparedClaim, OrderedFact, compare_claim
from purchasing.rules.savings import Range
from purchasing.rules.savings_lines import SavingsLine, savings_lines


class JudgedClaim(NamedTuple):
    """A claim with what can be recomputed for its period."""

    claim: SavingsClaim
    compared: ComparedClaim

    @property
    def claimed(self) -> Range:
        """The claimed amount as a range."""
        return Range(self.claim.lowest, self.claim.highest)


@dataclass
class SavingsRecord:
    """What sources claim, and what can be recomputed, about a contract's savings as of the ledger's date."""

    ledger: Ledger
    claims: Sequence[SavingsClaim]

    @cached_property
    def judged_claims(self) -> list[JudgedClaim]:
        """Each claim beside the orders of its period."""
        ledger = self.ledger
        orders = [
            OrderedFact(paid, one.ordered_on) for paid, one in zip(ledger.paid_facts, ledger.purchases, strict=True)
        ]
        return [
            JudgedClaim(claim, compare_claim(claim_fact(claim), orders, ledger.baseline_facts, ledger.on))
            for claim in self.claims
        ]

    @cached_property
    def lines(self) -> list[SavingsLine]:
        """Savings order by order and price by price."""
        return list(savings_lines(self.ledger.paid_facts, self.ledger.baseline_facts))

    def order_of(self, line: SavingsLine) -> Purchase:
        """The order of the line."""
        return self.ledger.purchases[line.order]

    def baseline_of(self, line: SavingsLine) -> Baseline | None:
        """The price of the line."""
        return None if line.baseline is None else self.ledger.stated_baselines[line.baseline]


def savings_record_of(contract: Contract, on: datetime.date) -> SavingsRecord:
    """The contract's savings as of that date. One query more than its ledger."""
    return SavingsRecord(ledger_of(contract, on), list(SavingsClaim.objects.of_contract(contract, on=on)))


def claim_fact(claim: SavingsClaim) -> ClaimFact:
    """What the claim says."""
    period = Period(claim.starts_on, claim.ends_on)
    return ClaimFact(Range(claim.lowest, claim.highest), claim.claimed_on, period, claim.method)
