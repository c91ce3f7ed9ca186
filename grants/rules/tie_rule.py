"""The tie rule of a round: criteria in the order that its officers publish, and then lots with a secret seed.

The round publishes the SHA-256 digest of the seed, its code, before anyone applies. The seed itself becomes public when
no submission can arrive any more. So no one can choose a reference for its lot, and no one can choose a seed for its
order (ADR 53).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from grants.rules.ranking.ties import TieCriterion

SMALL_OR_RURAL, COST, STUDENTS, MEMBERS = "small_or_rural", "cost", "students", "members"
TIE_CRITERIA = {
    SMALL_OR_RURAL: TieCriterion(SMALL_OR_RURAL, "percent of members that are small or rural"),
    COST: TieCriterion(COST, "amount requested per student", highest_first=False, is_money=True),
    STUDENTS: TieCriterion(STUDENTS, "students who benefit"),
    MEMBERS: TieCriterion(MEMBERS, "members"),
}
# As the public reads each criterion, and as officers choose it.
TIE_CRITERIA_IN_WORDS = {
    SMALL_OR_RURAL: "The larger share of members that are small or rural (eligible for SRSA or RLIS) comes first.",
    COST: "The lower requested amount per student who benefits comes first.",
    STUDENTS: "The larger number of students who benefit comes first.",
    MEMBERS: "The larger number of members comes first.",
}


@dataclass(frozen=True)
class TieFacts:
    """What the tie rule compares, of one application; None: not known."""

    requested: int
    members: int
    small_or_rural: int  # of the members
    students: int | None

    def amounts(self) -> dict[str, int | float | None]:
        """The amounts by criterion, rounded as they are shown, so that what looks equal is equal."""
        return {
            SMALL_OR_RURAL: round(100 * self.small_or_rural / self.members, 1) if self.members else None,
            COST: round(self.requested / self.students, 2) if self.students else None,
            STUDENTS: self.students,
            MEMBERS: self.members,
        }

    @property
    def is_small_or_rural(self) -> bool:
        """Whether at least half of the members are."""
        return self.members > 0 and 2 * self.small_or_rural >= self.members


def criteria_named(names: Sequence[str]) -> list[TieCriterion]:
    """The criteria of these names, in their order."""
    return [TIE_CRITERIA[name] for name in names]


def problems_with_tie_criteria(names: Sequence[str]) -> list[str]:
    """Why these can't be the criteria of a tie rule, in that order; none is allowed: lots alone decide."""
    if any(name not in TIE_CRITERIA for name in names):
        return ["Choose criteria of the tie rule from the list."]
    if len(set(names)) < len(names):
        return ["Choose each criterion of the tie rule once."]
    return []


def code_of_seed(seed: str) -> str:
    """The code that the round publishes instead of the seed: the SHA-256 digest of its text in UTF-8, hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()
