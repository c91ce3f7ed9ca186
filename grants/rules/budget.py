"""The budget added up: by member, category, and year, with the rules on years and on indirect costs.

Lines are those of a packet, so that a draft, what is being typed, and a submitted version are added up alike.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.states import CostCategory

Line = Mapping[str, Any]
NO_CATEGORY, NO_YEAR = "Not stated", "Not stated"
# 2 CFR 200.1, modified total direct cost: what isn't counted, and the part of each subaward that is.
NOT_IN_BASE = frozenset(
    {CostCategory.EQUIPMENT, CostCategory.CONSTRUCTION, CostCategory.STIPENDS, CostCategory.INDIRECT}
)
COUNTED_OF_SUBAWARD = 50_000
# More than any project of a round lasts.
MOST_YEARS = 20


@dataclass(frozen=True)
class SumOfLines:
    """Lines added up by where the money comes from. Amounts that aren't stated add nothing."""

    key: str
    label: str
    grant: int
    match: int
    lines: int

    @property
    def total(self) -> int:
        """Grant money and match."""
        return self.grant + self.match


@dataclass(frozen=True)
class IndirectCosts:
    """The indirect costs in the grant lines, and the modified total direct cost that they are a share of."""

    amount: int
    base: int

    @property
    def percent(self) -> float | None:
        """The rate that they come to, in percent; None without a base."""
        return self.amount * 100 / self.base if self.base else None

    def most(self, cap: int) -> int:
        """The most whole dollars of indirect costs under a cap in percent of the base."""
        return cap * self.base // 100


def owner_key(line: Line) -> str:
    """The key of the member that writes the line; "" if the lead does. The same rule as for lines in the database."""
    return line["payer" if line["source"] == "match" else "payee"] or "" if line["source"] else ""


def sums_by(lines: Iterable[Line], key: Callable[[Line], str], label: Callable[[str], str]) -> list[SumOfLines]:
    """The lines added up for each value of `key`, in the order in which the values come first."""
    sums: dict[str, list[int]] = {}
    for line in lines:
        row = sums.setdefault(key(line), [0, 0, 0])
        row[2] += 1
        if line["source"] in ("grant", "match"):
            row[line["source"] == "match"] += line["amount"] or 0
    return [SumOfLines(name, label(name), *row) for name, row in sums.items()]


def category_of(line: Line) -> str:
    """The key of its category; "" for a line from before lines had one."""
    return line.get("category") or ""


def year_of(line: Line) -> str:
    """The number of its project year as text; "" if it isn't stated."""
    return str(line.get("year") or "")


def category_label(key: str) -> str:
    """What pages call a category."""
    return dict(CostCategory.choices).get(key, NO_CATEGORY)


def year_label(key: str) -> str:
    """What pages call a project year."""
    return f"Year {key}" if key else NO_YEAR


def indirect_costs(lines: Iterable[Line]) -> IndirectCosts:
    """The indirect costs that the grant lines charge, and their base (2 CFR 200.1): lines that state a category."""
    amount = base = 0
    subawards: dict[str, int] = {}
    for line in lines:
        if line["source"] != "grant":
            continue
        category, dollars = category_of(line), line["amount"] or 0
        if category == CostCategory.INDIRECT:
            amount += dollars
        elif category == CostCategory.SUBAWARD:
            payee = line["payee"] or line["payee_name"]
            subawards[payee] = subawards.get(payee, 0) + dollars
        elif category and category not in NOT_IN_BASE:
            base += dollars
    return IndirectCosts(amount, base + sum(min(dollars, COUNTED_OF_SUBAWARD) for dollars in subawards.values()))


def project_years(starts_on: datetime.date | None, ends_on: datetime.date | None) -> int | None:
    """How many years the project has, the last one begun included; None if its dates aren't stated."""
    if starts_on is None or ends_on is None or ends_on < starts_on:
        return None
    years = ends_on.year - starts_on.year
    return years + ((ends_on.month, ends_on.day) >= (starts_on.month, starts_on.day))


def problems_with_year(year: int | None, years: int | None) -> list[str]:
    """Why a line can't be for that project year. `years`: how many the project has, None if unknown."""
    if year is None or 1 <= year <= (years or MOST_YEARS):
        return []
    if years == 1:
        return ["Enter project year 1, or leave it blank. The project lasts one year."]
    return [f"Enter a project year from 1 to {years or MOST_YEARS}, or leave it blank."]


def problems_with_line(
    *, line: str, amount: int | None, source: str, payer_name: str, payee_name: str, year: int | None, years: int | None
) -> dict[str, list[str]]:
    """What is wrong with a line that someone writes, by field. Files of applications may leave more out."""
    problems = {
        "line": problems_with_lengths(("A description", line, 300)) if line else ["Enter a description."],
        "amount": ["Enter the amount in whole dollars."] if amount is None else problems_with_amount(amount),
        "source": [] if source in ("grant", "match") else ["Enter grant or match."],
        "payer_name": problems_with_lengths(("The name of a payer", payer_name, 200)),
        "payee_name": problems_with_lengths(("The name of a payee", payee_name, 200)),
        "year": problems_with_year(year, years),
    }
    return {field: words for field, words in problems.items() if words}


def problems_with_amount(amount: int | None) -> list[str]:
    """Why an amount can't be stored."""
    return problems_with_numbers(("The amount of a budget line", amount))
