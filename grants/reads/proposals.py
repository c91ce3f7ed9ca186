"""What the lead of an application proposed: what members have not answered, and what they declined."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from grants.models import Application, BudgetLine, BudgetLineProposal, Commitment, CommitmentProposal, Participant
from grants.states import OPEN_FOR_WRITING


def members_with_proposals(user: User) -> QuerySet[Participant]:
    """Members that this person writes for and that can answer a proposal now; the round that closes first comes first.

    One query, with the application, the consortium, and the round of each. `has_commitments` and `has_lines` tell what
    is proposed.
    """
    here, to_member = {"participant": OuterRef("pk")}, {"application": OuterRef("application")}
    commitments = Exists(Commitment.objects.proposed().filter(**here))
    changes = Exists(CommitmentProposal.objects.filter(declined_at=None, **here))
    lines = Exists(BudgetLine.objects.proposed().owned_by([OuterRef("pk")]).filter(**to_member))
    line_changes = Exists(BudgetLineProposal.objects.filter(declined_at=None, **here))
    members = Participant.objects.visible_to(user).represented_by(user)
    members = members.filter(application__status__in=OPEN_FOR_WRITING).still_there(user.as_of)
    proposed = {"has_commitments": Q(commitments) | Q(changes), "has_lines": Q(lines) | Q(line_changes)}
    members = members.annotate(**proposed).filter(Q(has_commitments=True) | Q(has_lines=True))
    return members.select_related("application__consortium", "application__competition").order_by(
        "application__competition__closes_at", "application__reference", "position"
    )


def applications_with_declined(user: User) -> QuerySet[Application]:
    """Applications that this person edits now, and in which a member declined a proposal.

    `has_commitments` and `has_lines` tell what was declined.
    """
    commitments = CommitmentProposal.objects.filter(participant__application=OuterRef("pk"))
    lines = BudgetLineProposal.objects.filter(participant__application=OuterRef("pk"))
    applications = Application.objects.visible_to(user).written_by(user).being_written()
    declined = {
        "has_commitments": Exists(commitments.exclude(declined_at=None)),
        "has_lines": Exists(lines.exclude(declined_at=None)),
    }
    return applications.annotate(**declined).filter(Q(has_commitments=True) | Q(has_lines=True))


def has_proposed_rows(participant: Participant) -> bool:
    """Whether the plan has a commitment or a budget line of the member that it hasn't accepted."""
    return (
        Commitment.objects.of(participant).proposed().exists()
        or BudgetLine.objects.owned_by([participant.pk]).proposed().exists()
    )
