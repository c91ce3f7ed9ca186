"""Invented costs that the buying group shares, a savings claim, and E-rate discounts of its members."""

import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from consortia.models import Consortium
from purchasing.actions.costs import CostPeriod, declare_cost, preview_cost
from purchasing.actions.erate import enter_rate
from purchasing.actions.savings import ClaimWords, enter_claim
from purchasing.models import Contract
from purchasing.reads.erate import erate_record_of
from purchasing.rules.cost_sharing import CostTerms
from purchasing.rules.erate import CATEGORIES, funding_year_of, matrix_discounts
from purchasing.states import CostFormula

# The last members, whose discounts are not on record.
WITHOUT_DISCOUNT = 2


def record_shared_costs(group: Consortium, lead: User, at: datetime.datetime) -> None:
    """The lead declares a cost and enters a claim and discounts; members see all of it."""
    contract = Contract.objects.get(consortium=group, number="CB-1")
    year = funding_year_of(at.date())
    starts_on = datetime.date(year, 7, 1)
    facts: dict[str, Any] = {
        "contract": contract,
        "period": CostPeriod(
            f"Laptop imaging {year}-{(year + 1) % 100:02d}", starts_on, datetime.date(year + 1, 6, 30)
        ),
        "terms": CostTerms(
            Decimal("18000.00"),
            CostFormula.EQUAL,
            "",
            starts_on,
            "Quote of the service provider; the members agreed on equal parts.",
        ),
        "by": lead,
        "at": at,
    }
    declare_cost(**facts, preview_digest=preview_cost(cost=None, **facts).digest)
    began = contract.starts_on or starts_on
    claim = ClaimWords(
        claimed_by=group.name,
        claimed_on=at.date() - datetime.timedelta(30),
        lowest=Decimal(45_000),
        highest=Decimal(60_000),
        starts_on=began,
        ends_on=began + datetime.timedelta(364),
        source="The group’s annual report (fictional)",
        method="Difference to the supplier’s price list",
        is_independent=False,
    )
    enter_claim(contract=contract, words=claim, by=lead, at=at)
    record = erate_record_of(group, at.date())
    for member in record.members[:-WITHOUT_DISCOUNT]:
        facts_of_member = record.facts_of(member)
        one, two = (
            matrix_discounts(facts_of_member.percent, facts_of_member.rural, category)[-1] for category in CATEGORIES
        )
        enter_rate(
            consortium=group,
            district=member,
            funding_year=year,
            category_one=one,
            category_two=two,
            source="FCC Form 471 (fictional)",
            by=lead,
            at=at,
        )
