"""The maximum award of a round for an applicant."""

from typing import NamedTuple


class MaximumAward(NamedTuple):
    """The kind of applicant in words, and the most that a round awards it (None: not stated)."""

    applicant: str
    amount: int | None


def maximum_award(members: int, *, single: int | None, consortium: int | None) -> MaximumAward:
    """The maximum for an application with that many members: of a consortium, or of a single applicant."""
    return MaximumAward("a consortium", consortium) if members > 1 else MaximumAward("a single applicant", single)
