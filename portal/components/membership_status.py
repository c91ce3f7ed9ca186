"""How the status of a membership is tagged."""

from consortia.states import SETTLED, MembershipStatus


def tone_of_status(status: str) -> str:
    """The tag of a membership's status: none for a member, “part” for a dispute, “plain” for everything else."""
    if status in SETTLED:
        return ""
    return "part" if status == MembershipStatus.DISPUTED else "plain"
