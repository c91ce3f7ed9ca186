"""What the lead of an application proposed and members have not answered."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from grants.models import Commitment, CommitmentProposal, Participant
from grants.states import OPEN_FOR_WRITING


def members_with_proposals(user: User) -> QuerySet[Participant]:
    """Members that this person writes for and that can answer a proposal now; the round that closes first comes first.

    One query, with the application, the consortium, and the round of each.
    """
    here = {"participant": OuterRef("pk")}
    commitments = Commitment.objects.proposed().filter(**here)
    changes = CommitmentProposal.objects.filter(declined_at=None, **here)
    members = Participant.objects.visible_to(user).represented_by(user)
    members = members.filter(application__status__in=OPEN_FOR_WRITING).filter(Q(Exists(commitments) | Exists(changes)))
    return members.select_related("application__consortium", "application__competition").order_by(
        "application__competition__closes_at", "application__reference", "position"
    )
