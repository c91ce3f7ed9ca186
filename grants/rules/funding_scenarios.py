"""A scenario of the funding line: the money and its conditions, which scores count, and what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from grants.rules.funding_line import FundingLine, LineTerms, flips, safe_in_all

MOST_SCENARIOS = 12
LONGEST_NAME = 80


@dataclass(frozen=True)
class Scenario:
    """What an officer changes; None, "", and False change nothing. Money in whole dollars."""

    budget: int | None = None
    cap: int | None = None
    floor: int | None = None
    region_limit: int | None = None
    is_raw: bool = False
    without_scorer: str = ""  # as the ranking names the scorer
    application: str = ""  # of which a member leaves
    leaves: str = ""  # the key of the member

    def terms(self, usual_budget: int) -> LineTerms:
        """The budget, or the usual one, and its conditions."""
        budget = usual_budget if self.budget is None else self.budget
        return LineTerms(budget, self.cap, self.floor, self.region_limit)

    def as_json(self) -> dict[str, Any]:
        """What it changes, as it is stored."""
        return {
            name: value
            for name, value in asdict(self).items()
            if value is not None and value is not False and value != ""
        }


def scenario_from_json(stored: Mapping[str, Any]) -> Scenario:
    """A stored scenario; what this release doesn't know is left out."""
    known = {field.name for field in fields(Scenario)}
    return Scenario(**{name: value for name, value in stored.items() if name in known})


@dataclass(frozen=True)
class ScenarioFlips:
    """A scenario compared with the baseline."""

    gains: list[str]  # references funded only in the scenario
    loses: list[str]  # references funded only in the baseline
    safe: list[str]  # funded in every scenario


def compare(base: FundingLine, line: FundingLine, others: Sequence[FundingLine]) -> ScenarioFlips:
    """Applications that flip between the baseline and a scenario, and those funded in all scenarios."""
    gains, loses = flips(base, line)
    return ScenarioFlips(gains, loses, safe_in_all([base, line, *others]))


def problems_with_scenario_name(name: str, taken: Sequence[str]) -> list[str]:
    """Why a scenario can't be saved under that name."""
    if not name:
        return ["Enter a name for the scenario."]
    if len(name) > LONGEST_NAME:
        return [f"Shorten the name to {LONGEST_NAME} characters."]
    if name.casefold() in [other.casefold() for other in taken]:
        return [f"There is already a scenario named {name}. Enter another name."]
    if len(taken) >= MOST_SCENARIOS:
        return [f"A round can have {MOST_SCENARIOS} saved scenarios. Remove one first."]
    return []


def passed_over(order: Sequence[str], awarded: Sequence[str]) -> list[str]:
    """Who comes before an awarded application in the order without being awarded, in the order."""
    last = max((place for place, reference in enumerate(order) if reference in awarded), default=0)
    return [reference for reference in order[:last] if reference not in awarded]


def problems_with_passing_over(chosen: str, instead_of: str, *, order: Sequence[str], reason: str) -> list[str]:
    """Why a reason for choosing the first application over the second, which ranks higher, can't be saved."""
    problems = []
    if chosen not in order or instead_of not in order:
        problems.append("Choose two applications of the ranking.")
    elif order.index(chosen) <= order.index(instead_of):
        problems.append(f"{chosen} comes before {instead_of} in the order, so no one is passed over.")
    if not reason.strip():
        problems.append("Enter the reason.")
    return problems
