"""Which applications a budget reaches in their order, under caps, a floor for small or rural consortia, and limits."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple


class LineOutcome(StrEnum):
    """What a budget means for one application."""

    FUNDED = "funded"
    FUNDED_FOR_FLOOR = "funded for the floor"  # it came before one that stands higher
    REPLACED = "replaced"  # it gave way to the floor
    REGION_FULL = "region full"
    DOES_NOT_FIT = "does not fit"  # the first that the balance doesn't reach; the line is here
    FITS_IF_PASSED_OVER = "fits if passed over"  # below the line, and the balance would pay for it
    BELOW = "below"


FUNDED = frozenset({LineOutcome.FUNDED, LineOutcome.FUNDED_FOR_FLOOR})
# Where an exchange for the floor left money over, the first that didn't fit may fit after all.
PAST_LINE = frozenset({LineOutcome.DOES_NOT_FIT, LineOutcome.BELOW})


@dataclass(frozen=True)
class Candidate:
    """An application in the order of the ranking and its tie rule."""

    reference: str
    requested: int
    region: str = ""
    is_small_or_rural: bool = False


@dataclass(frozen=True)
class LineTerms:
    """A budget and its conditions; None is no condition."""

    budget: int
    cap: int | None = None  # the most that one application gets
    floor: int | None = None  # the fewest small or rural consortia that are funded
    region_limit: int | None = None  # the most awards in one region


class LinePlace(NamedTuple):
    """One application: what it would get, and what is left after it."""

    candidate: Candidate
    outcome: LineOutcome
    amount: int  # what it gets, or would get
    left: int  # the balance after it, in the order of the list


@dataclass(frozen=True)
class FundingLine:
    """The whole list in its order, and what the budget leaves."""

    places: list[LinePlace]
    left: int
    missing_for_floor: int  # how many small or rural consortia the floor still lacks

    @property
    def funded(self) -> list[str]:
        """The references that are funded, in their order."""
        return [place.candidate.reference for place in self.places if place.outcome in FUNDED]


def draw_line(candidates: Sequence[Candidate], terms: LineTerms) -> FundingLine:
    """Fund in order until one doesn't fit the balance; no application is skipped to use up what is left.

    Then, until the floor is reached, the lowest-ranked funded application that isn't small or rural is displaced by the
    highest-ranked one that is, if the money and the limit for its region allow.
    """
    amounts = {one.reference: min(one.requested, terms.cap or one.requested) for one in candidates}
    outcomes = _in_order(candidates, terms, amounts)
    missing = _reach_floor(candidates, terms, amounts, outcomes)
    left = terms.budget - sum(amounts[reference] for reference, outcome in outcomes.items() if outcome in FUNDED)
    regions = _regions(candidates, outcomes)
    places, balance = [], terms.budget
    for one in candidates:
        outcome = outcomes[one.reference]
        if outcome in FUNDED:
            balance -= amounts[one.reference]
        elif outcome in PAST_LINE and amounts[one.reference] <= left and _has_room(one, regions, terms):
            outcome = LineOutcome.FITS_IF_PASSED_OVER
        places.append(LinePlace(one, outcome, amounts[one.reference], balance))
    return FundingLine(places, left, missing)


def flips(base: FundingLine, other: FundingLine) -> tuple[list[str], list[str]]:
    """Applications funded in the other scenario and not in the baseline, and the reverse."""
    before, after = set(base.funded), set(other.funded)
    return [r for r in other.funded if r not in before], [r for r in base.funded if r not in after]


def safe_in_all(lines: Sequence[FundingLine]) -> list[str]:
    """Who is funded in every scenario, in the order of the first."""
    if not lines:
        return []
    every = set.intersection(*(set(line.funded) for line in lines))
    return [reference for reference in lines[0].funded if reference in every]


def _in_order(candidates: Sequence[Candidate], terms: LineTerms, amounts: Mapping[str, int]) -> dict[str, LineOutcome]:
    outcomes: dict[str, LineOutcome] = {}
    left, is_below, regions = terms.budget, False, Counter[str]()
    for one in candidates:
        if not _has_room(one, regions, terms):
            outcomes[one.reference] = LineOutcome.REGION_FULL
        elif is_below:
            outcomes[one.reference] = LineOutcome.BELOW
        elif amounts[one.reference] > left:
            outcomes[one.reference], is_below = LineOutcome.DOES_NOT_FIT, True
        else:
            outcomes[one.reference] = LineOutcome.FUNDED
            left -= amounts[one.reference]
            regions[one.region] += 1
    return outcomes


def _reach_floor(
    candidates: Sequence[Candidate],
    terms: LineTerms,
    amounts: Mapping[str, int],
    outcomes: dict[str, LineOutcome],
) -> int:
    """Change the outcomes until the floor is reached; how many it still lacks."""
    while True:
        funded = [one for one in candidates if outcomes[one.reference] in FUNDED]
        missing = (terms.floor or 0) - sum(one.is_small_or_rural for one in funded)
        if missing <= 0:
            return 0
        pair = _next_exchange(candidates, terms, amounts, outcomes)
        if pair is None:
            return missing
        enters, leaves = pair
        outcomes[enters.reference] = LineOutcome.FUNDED_FOR_FLOOR
        for one in leaves:
            outcomes[one.reference] = LineOutcome.REPLACED


def _next_exchange(
    candidates: Sequence[Candidate],
    terms: LineTerms,
    amounts: Mapping[str, int],
    outcomes: Mapping[str, LineOutcome],
) -> tuple[Candidate, list[Candidate]] | None:
    """The highest small or rural application that can be funded, and the lowest others that give way to it."""
    funded = [one for one in candidates if outcomes[one.reference] in FUNDED]
    left = terms.budget - sum(amounts[one.reference] for one in funded)
    lowest_first = [one for one in reversed(funded) if not one.is_small_or_rural]
    # The money after none, the lowest, the two lowest, and so on gave way; and who of a region gives way first.
    money = list(accumulate((amounts[one.reference] for one in lowest_first), initial=left))
    first_of_region: dict[str, int] = {}
    for place, one in enumerate(lowest_first):
        first_of_region.setdefault(one.region, place)
    regions = _regions(candidates, outcomes)
    for enters in candidates:
        if not enters.is_small_or_rural or outcomes[enters.reference] in FUNDED:
            continue
        count = bisect_left(money, amounts[enters.reference])
        if not _has_room(enters, regions, terms):
            count = max(count, first_of_region.get(enters.region, len(lowest_first)) + 1)
        if count <= len(lowest_first):
            return enters, lowest_first[:count]
    return None


def _regions(candidates: Sequence[Candidate], outcomes: Mapping[str, LineOutcome]) -> Counter[str]:
    return Counter(one.region for one in candidates if outcomes[one.reference] in FUNDED)


def _has_room(one: Candidate, regions: Mapping[str, int], terms: LineTerms) -> bool:
    """Whether the region may get another award; a region that isn't known has no limit."""
    return not one.region or terms.region_limit is None or regions.get(one.region, 0) < terms.region_limit
