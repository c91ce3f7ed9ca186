"""The maximum award of a round for an applicant, and the share of it that one member may receive."""

from typing import NamedTuple

# In percent of the grant money paid to members: what a round sets unless its officers choose another share.
USUAL_SHARE = 60


class MaximumAward(NamedTuple):
    """The kind of applicant in words, and the most that a round awards it (None: not stated)."""

    applicant: str
    amount: int | None

    def is_exceeded_by(self, total: int) -> bool:
        """Whether this much grant money is more than the round awards."""
        return self.amount is not None and total > self.amount


def maximum_award(members: int, *, single: int | None, consortium: int | None) -> MaximumAward:
    """The maximum for an application with that many members: of a consortium, or of a single applicant."""
    return MaximumAward("a consortium", consortium) if members > 1 else MaximumAward("a single applicant", single)


def problems_with_largest_share(percent: int | None) -> list[str]:
    """Why a round can't point out members that receive more than this share."""
    if percent is not None and 1 <= percent <= 100:
        return []
    return ["Enter the largest share for one member, between 1% and 100%."]
