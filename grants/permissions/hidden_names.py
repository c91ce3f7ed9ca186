"""From whom a round hides the names of its applicants."""

from accounts.models import User
from grants.models import Competition
from grants.models.application import OFFICIALS


def hides_names_in_meeting(reader: User, competition: Competition) -> bool:
    """Whether this reader of a consensus meeting reads labels: officials see names, scorers as the round says."""
    return competition.hides_names_from_scorers and not reader.has_role(*OFFICIALS)


def hides_names_before_board(reader: User, competition: Competition) -> bool:
    """Whether this reader of the board's pages reads labels: officials see names, board members as the round says."""
    return competition.hides_names_from_board and not reader.has_role(*OFFICIALS)
