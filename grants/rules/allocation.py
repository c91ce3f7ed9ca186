"""What each member receives of the grant money that an application requests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

Key = TypeVar("Key", str, int)


def grant_by_member(packet: Mapping[str, Any]) -> dict[str, int]:
    """The grant money that the budget lines of a submitted version pay to each member, by its key in the packet."""
    money: Counter[str] = Counter()
    for line in packet.get("budget", []):
        if line["source"] == "grant" and line["payee"]:
            money[line["payee"]] += line["amount"] or 0
    return dict(money)


def budget_by_member(packet: Mapping[str, Any]) -> dict[str, int]:
    """The grant money in the budget by the member that receives it, in the order of the members.

    What the budget pays to others, or to no one by name, counts for the lead, which receives and pays it.
    """
    money = grant_by_member(packet)
    keys = [member["key"] for member in packet.get("participants", [])]
    lead = next(
        (one["key"] for one in packet.get("participants", []) if one["role"] == "lead"), keys[0] if keys else ""
    )
    for line in packet.get("budget", []):
        if line["source"] == "grant" and not line["payee"]:
            money[lead] = money.get(lead, 0) + (line["amount"] or 0)
    return {key: money.get(key, 0) for key in keys}


def shares_of(total: int, budget: Mapping[Key, int], claimed: Mapping[Key, int] | None = None) -> dict[Key, int]:
    """The award divided in the proportions of the budget, in whole dollars that add up to exactly `total`.

    Each member gets the whole dollars of its share; the dollars left go to the largest fractions, and among equal
    ones to the members listed first (largest remainder method). Without a budget, the first member gets everything.
    A member whose share would be less than it has claimed gets what it has claimed, and the others divide the rest;
    `total` has to be at least all claims.
    """
    shares, claimed = _by_budget(total, budget), claimed or {}
    if short := {key: claimed[key] for key in budget if shares[key] < claimed.get(key, 0)}:
        others = {key: amount for key, amount in budget.items() if key not in short}
        rest = shares_of(total - sum(short.values()), others, claimed)
        return {key: short.get(key, rest.get(key, 0)) for key in budget}
    return shares


def _by_budget(total: int, budget: Mapping[Key, int]) -> dict[Key, int]:
    whole = sum(budget.values())
    if not whole:
        return {key: total if place == 0 else 0 for place, key in enumerate(budget)}
    shares = {key: total * amount // whole for key, amount in budget.items()}
    fractions = sorted(budget, key=lambda key: -(total * budget[key] % whole))
    for key in fractions[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


class MemberAmount(NamedTuple):
    """A member, the amount that it is to get, and what it has claimed so far."""

    name: str
    amount: int
    claimed: int


def problems_with_allocation(members: Sequence[MemberAmount], total: int) -> list[str]:
    """Why the lead can't divide the award like this."""
    problems = [
        f"{one.name} has ${one.claimed:,} in claims, so it needs at least that amount."
        for one in members
        if one.amount < one.claimed
    ]
    if (given := sum(one.amount for one in members)) != total:
        more_or_less = f"${given - total:,} more than" if given > total else f"${total - given:,} less than"
        problems.append(f"The amounts add up to ${given:,}, which is {more_or_less} the award of ${total:,}.")
    return problems
