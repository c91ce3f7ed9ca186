"""The budget added up beside its lines: by member, category, and year, with the round's limits, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from grants.reads.packets import Packet
from grants.rules.awards import maximum_award
from grants.rules.budget import (
    IndirectCosts,
    SumOfLines,
    category_label,
    category_of,
    indirect_costs,
    owner_key,
    sums_by,
    year_label,
    year_of,
)
from grants.rules.budget_cells import CellValues

LEAD_WRITES = "Suppliers and partners"


@dataclass(frozen=True)
class BudgetTotalRow:
    """One member, category, or year with its part of the grant."""

    label: str
    grant: str
    share: str
    match: str


@dataclass(frozen=True)
class BudgetTotals:
    """The totals, and sentences on how they compare with what the round allows."""

    grant: str
    match: str
    sentences: list[str]
    groups: list[tuple[str, list[BudgetTotalRow]]]


def budget_totals(packet: Packet) -> BudgetTotals:
    """The totals of a budget as it is in the packet, or as it would be with what is being typed."""
    lines, names = packet["budget"], {one["key"]: one["name"] for one in packet["participants"]}
    whole = next(iter(sums_by(lines, lambda _line: "", str)), SumOfLines("", "", 0, 0, 0))
    groups = (
        ("Member", sums_by(lines, owner_key, lambda key: names.get(key, LEAD_WRITES))),
        ("Category", sums_by(lines, category_of, category_label)),
        ("Project year", sums_by(lines, year_of, year_label)),
    )
    return BudgetTotals(
        grant=f"${whole.grant:,}",
        match=f"${whole.match:,}",
        sentences=[*_maximum(packet, whole.grant), *_largest_shares(packet, names), *_indirect(packet)],
        groups=[(label, [_row(one, whole.grant) for one in sums]) for label, sums in groups],
    )


def with_rows(packet: Packet, replaced: Collection[str], rows: Iterable[CellValues]) -> Packet:
    """The packet as it would be with these rows instead of the lines with the keys `replaced`."""
    typed = [
        {
            "source": row.source,
            "amount": row.amount,
            "payer": row.payer or None,
            "payee": row.payee or None,
            "payee_name": row.payee_name,
            "category": row.category,
            "year": row.year,
        }
        for row in rows
    ]
    return packet | {"budget": [line for line in packet["budget"] if line["key"] not in replaced] + typed}


def _row(one: SumOfLines, grant: int) -> BudgetTotalRow:
    return BudgetTotalRow(
        label=one.label,
        grant=f"${one.grant:,}",
        share=f"{one.grant * 100 / grant:.1f}%" if grant else "—",
        match=f"${one.match:,}",
    )


def _maximum(packet: Packet, grant: int) -> list[str]:
    maximum = maximum_award(len(packet["participants"]), **packet["competition"]["ceilings"])
    applicant, most = maximum
    if most is None:
        return ["This round doesn’t state a maximum award."]
    if maximum.is_exceeded_by(grant):
        return [
            f"You request ${grant:,}. That is ${grant - most:,} more than the maximum award for {applicant}, ${most:,}."
        ]
    return [f"You request ${grant:,}. The maximum award for {applicant} is ${most:,}, so ${most - grant:,} is left."]


def _largest_shares(packet: Packet, names: dict[str, str]) -> list[str]:
    """The member that is paid the most, where the round points out large shares: with three members or more."""
    most = packet["competition"].get("largest_share")
    paid = [one for one in packet["budget"] if one["source"] == "grant" and one["payee"] in names]
    shares = sums_by(paid, lambda line: line["payee"], lambda key: names[key])
    total = sum(one.grant for one in shares)
    if not most or not total or len(names) < 3:
        return []
    largest = max(shares, key=lambda one: one.grant)
    share = f"{largest.label} receives {largest.grant / total:.1%} of the grant money paid to members"
    if largest.grant * 100 > total * most:
        return [f"{share}, more than the {most}% that this round sets for one member."]
    return [f"{share}. Reviewers look at shares above {most}%."]


def _indirect(packet: Packet) -> list[str]:
    costs, cap = indirect_costs(packet["budget"]), packet["competition"].get("indirect_cap")
    return [*_indirect_share(costs), *([] if cap is None else [_indirect_cap(costs, cap)])]


def _indirect_cap(costs: IndirectCosts, cap: int) -> str:
    """How the indirect costs compare with the cap of the round, for the whole budget."""
    most = costs.most(cap)
    if costs.amount > most:
        return (
            f"Indirect costs are ${costs.amount - most:,} above this round’s cap, {cap}% of the modified total direct "
            f"cost: ${most:,} for your budget. You can’t submit until they are within it."
        )
    return f"This round’s cap on indirect costs is {cap}% of the modified total direct cost: ${most:,} for your budget."


def _indirect_share(costs: IndirectCosts) -> list[str]:
    if not costs.amount:
        return []
    if costs.percent is None:
        return [f"Indirect costs are ${costs.amount:,}, but no other grant line states a category that they apply to."]
    return [
        f"Indirect costs are ${costs.amount:,}: {costs.percent:.1f}% of ${costs.base:,}, the modified total direct "
        "cost (not counting equipment, construction, training stipends, and the part of each subaward above $50,000)."
    ]
