"""What members still have to add to a draft: what they contribute, and the files that the round requires of each."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from grants.models import Activity, Attachment, Commitment, CommitmentProposal, Participant, Signature
from grants.rules.wanted_files import wanted_files_in
from grants.states import OPEN_FOR_WRITING


def members_without_commitments(user: User) -> QuerySet[Participant]:
    """Members that this person writes for and that have no commitment in a draft that has activities.

    Not the lead, and not a member whose answer to a proposal is awaited or that declined one or signed. One query.
    """
    here = {"participant": OuterRef("pk")}
    done = (
        Exists(Commitment.objects.filter(**here))
        | Exists(CommitmentProposal.objects.filter(**here))
        | Exists(Signature.counted.filter(**here))
    )
    has_activities = Exists(Activity.objects.filter(application=OuterRef("application")))
    return _of_drafts(user).exclude(role=Participant.Role.LEAD).filter(~done, has_activities)


def members_without_files(user: User) -> list[tuple[Participant, list[str]]]:
    """Members that this person writes for, with the titles of the files that a round requires of each and they lack.

    At most two queries: the second only where a round asks for such files.
    """
    rows = list(_of_drafts(user).exclude(application__competition__wanted_files=[]))
    if not rows:
        return []
    files = (
        Attachment.objects.attached().filter(application__in={row.application_id for row in rows}).exclude(wanted="")
    )
    attached = set(files.values_list("application", "member", "wanted"))
    missing = []
    for row in rows:
        wanted = [one for one in wanted_files_in(row.application.competition.wanted_files) if one.each_member]
        titles = [
            one.title for one in wanted if one.required and (row.application_id, row.key, one.title) not in attached
        ]
        if titles:
            missing.append((row, titles))
    return missing


def _of_drafts(user: User) -> QuerySet[Participant]:
    """The members that this person writes for, with the application, the consortium, and the round of each."""
    members = Participant.objects.visible_to(user).represented_by(user)
    members = members.filter(application__status__in=OPEN_FOR_WRITING).still_there(user.as_of)
    return members.select_related("application__consortium", "application__competition").order_by(
        "application__competition__closes_at", "application__reference", "position"
    )
