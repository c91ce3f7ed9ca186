"""The limits of a round: the maximum award, the share that one member may receive, and the cap on indirect costs."""

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


def problems_with_indirect_cap(percent: int | None) -> list[str]:
    """Why a round can't cap indirect costs at this percentage; None is no cap."""
    if percent is None or 0 <= percent <= 100:
        return []
    return ["Enter a cap on indirect costs between 0% and 100%, or leave it blank."]
