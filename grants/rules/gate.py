"""Whether an application passes the sustainability gate: what its votes say under the round's rule."""

from collections.abc import Collection
from typing import NamedTuple

from grants.rules.scoring import GATE_VOTES
from grants.states import GateAnswer, GateResult


class GateVotes(NamedTuple):
    """The votes on one application. Who abstained gave none, so that another scorer can be asked."""

    yes: int = 0
    no: int = 0
    abstained: int = 0

    @classmethod
    def counted(cls, votes: Collection[str]) -> "GateVotes":
        """Counted from the answers; an abstention is blank."""
        yes, no = (sum(vote == answer for vote in votes) for answer in (GateAnswer.YES, GateAnswer.NO))
        return cls(yes, no, len(votes) - yes - no)

    @property
    def to_come(self) -> int:
        """How many votes can still be given."""
        return max(GATE_VOTES - self.yes - self.no, 0)


def result_of_gate(votes: GateVotes, *, needed: int) -> GateResult:
    """What the votes decide, as soon as those to come can't change it. `needed` is how many have to be yes."""
    if votes.yes >= needed:
        return GateResult.PASSED
    return GateResult.UNDECIDED if votes.yes + votes.to_come >= needed else GateResult.FAILED
